/* SPDX-License-Identifier: MIT */
/* With s = d² and the curve 1 / (1 + a·s^b) of min_dist 0.1, a step along
 *   -2ab·s^(b-1) / (1 + a·s^b)       pulls to a neighbour, and along
 *   2b / ((0.001 + s)·(1 + a·s^b))   pushes away from another point;
 * no number of a step is over 4. Both are read from a table. What pushes a point is as many
 * places further in the order of the points as chance says, the same for all: so each point
 * meets any other equally often. A step is that of Adam (Kingma and Ba, 2014), since all
 * points move at once.
 */
#include "app/latent/umap.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/latent/affinities.h"
#include "app/latent/pca.h"
#include "engine/random.h"

#define A        1.576943
#define B        0.895061
#define LONGEST  4.f
#define PUSHES   16 /* other points that push one in an iteration */
#define FOR_EACH 5  /* pushes that a pull is worth */
#define WIDTH    10 /* of the start */
#define BLOCK    128

/* Curves have this many values between a power of 2 and the next. */
#define FINENESS 64
#define LOWEST   (-40)
#define HIGHEST  24
#define N_VALUES ((HIGHEST - LOWEST) * FINENESS)

struct _WbUmap
{
  AePool *pool;
  WbLayoutOptions options;
  gsize n;
  gsize d;
  float *codes;             /* [n, d] */
  WbAffinities *affinities; /* (nullable): of @codes; NULL when it was stopped */
  float *places;            /* [n, 2] */
  float *slopes;
  float *means; /* of Adam */
  float *squares;
  guint32 offsets[PUSHES];
  float pulls[N_VALUES];
  float pushes[N_VALUES];
  guint iteration;
  guint steps; /* since the start; never set back */
};

static void
fill_curves (WbUmap *self)
{
  for (guint i = 0; i < N_VALUES; i++)
    {
      const double s = ldexp (1 + (i % FINENESS + .5) / FINENESS, (int) (i / FINENESS) + LOWEST);
      const double power = pow (s, B);

      self->pulls[i] = (float) (-2 * A * B * power / s / (1 + A * power));
      self->pushes[i] = (float) (2 * B / ((.001 + s) * (1 + A * power)));
    }
}

/* The number of a value of a curve, from the digits of a number. */
static inline guint
find_value (float s)
{
  guint32 bits;

  s = MIN (MAX (s, 0x1p-40f), 0x1.fcp23f);
  memcpy (&bits, &s, sizeof bits);
  return (bits >> 17) - ((127 + LOWEST) * FINENESS);
}

static inline float
limit (float step)
{
  return MIN (MAX (step, -LONGEST), LONGEST);
}

/* From two components, or from chance. */
static gboolean
set_start (WbUmap *self, const float *x)
{
  g_autoptr (WbPca) pca = wb_pca_new (self->n, self->d, x, 2);
  float largest = 0;

  if (pca == NULL)
    return FALSE;
  if (self->options.seed == 0)
    wb_pca_project (pca, self->n, x, self->places);
  else
    ae_random_normal (&(AeRandomKey) { .seed = self->options.seed }, self->places, 2 * self->n);
  for (gsize i = 0; i < 2 * self->n; i++)
    largest = MAX (largest, fabsf (self->places[i]));
  for (gsize i = 0; largest > 0 && i < 2 * self->n; i++)
    self->places[i] *= WIDTH / largest;
  return TRUE;
}

/* FALSE where it was stopped. */
static gboolean
set_affinities (WbUmap *self, const float *x)
{
  const guint k = (guint) MIN ((gsize) MAX (self->options.neighbours, 2), self->n - 1);

  g_clear_pointer (&self->affinities, wb_affinities_free);
  self->affinities = wb_affinities_new_fuzzy (self->pool, self->n, self->d, x, k,
                                              self->options.stop);
  memcpy (self->codes, x, self->n * self->d * sizeof *x);
  return self->affinities != NULL;
}

WbUmap *
wb_umap_new (AePool *pool, gsize n, gsize d, const float *x, const WbLayoutOptions *options)
{
  g_autoptr (WbUmap) self = NULL;

  if (n < 4 || d < 2)
    return NULL;
  self = g_new0 (WbUmap, 1);
  self->pool = pool;
  self->options = *options;
  self->n = n;
  self->d = d;
  self->codes = g_new (float, n *d);
  self->places = g_new (float, 2 * n);
  self->slopes = g_new (float, 2 * n);
  self->means = g_new0 (float, 2 * n);
  self->squares = g_new0 (float, 2 * n);
  fill_curves (self);
  if (!set_start (self, x) || !set_affinities (self, x))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
are_finite (gsize n, const float *x)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (x[i]))
      return FALSE;
  return TRUE;
}

void
wb_umap_set_codes (WbUmap *self, const float *x)
{
  if (memcmp (self->codes, x, self->n * self->d * sizeof *x) == 0
      || !are_finite (self->n * self->d, x))
    return;
  if (set_affinities (self, x))
    self->iteration = MIN (self->iteration, WB_UMAP_ITERATIONS - WB_UMAP_MORE_ITERATIONS);
}

void
wb_umap_free (WbUmap *self)
{
  if (self == NULL)
    return;
  wb_affinities_free (self->affinities);
  g_free (self->codes);
  g_free (self->places);
  g_free (self->slopes);
  g_free (self->means);
  g_free (self->squares);
  g_free (self);
}

/* Both ends of a pair move, once for each end that the pair is counted at. Returns the sum
 * of the weights. */
static float
pull (const WbUmap *self, gsize i, float slope[2])
{
  const WbAffinities *a = self->affinities;
  const float *here = self->places + 2 * i;
  float total = 0;

  for (gsize e = a->starts[i]; e < a->ends[i]; e++)
    {
      const float *there = self->places + 2 * (gsize) a->columns[e];
      const float dx = here[0] - there[0], dy = here[1] - there[1];
      const float force = self->pulls[find_value (dx * dx + dy * dy)];

      total += a->weights[e];
      slope[0] += 2 * a->weights[e] * limit (force * dx);
      slope[1] += 2 * a->weights[e] * limit (force * dy);
    }
  return total;
}

static void
push (const WbUmap *self, gsize i, float weight, float slope[2])
{
  const float *here = self->places + 2 * i;

  for (guint a = 0; a < PUSHES; a++)
    {
      const gsize other = i + self->offsets[a];
      const float *there = self->places + 2 * (other < self->n ? other : other - self->n);
      const float dx = here[0] - there[0], dy = here[1] - there[1];
      const float force = self->pushes[find_value (dx * dx + dy * dy)];

      slope[0] += weight * limit (force * dx);
      slope[1] += weight * limit (force * dy);
    }
}

static void
find_slopes (gpointer data, guint item, guint worker)
{
  WbUmap *self = data;
  const gsize first = (gsize) item * BLOCK, last = MIN (first + BLOCK, self->n);

  if (wb_layout_is_stopped (self->options.stop))
    return;
  for (gsize i = first; i < last; i++)
    {
      float slope[2] = { 0, 0 };
      const float total = pull (self, i, slope);

      push (self, i, total * FOR_EACH / PUSHES, slope);
      self->slopes[2 * i] = slope[0];
      self->slopes[2 * i + 1] = slope[1];
    }
}

/* How many places further those are that push, 1 to n - 1. */
static void
draw_offsets (WbUmap *self)
{
  float shares[PUSHES];

  ae_random_uniform (&(AeRandomKey) { .seed = self->options.seed, .step = self->steps + 1 }, shares,
                     PUSHES);
  for (guint i = 0; i < PUSHES; i++)
    self->offsets[i] = 1 + (guint32) ((double) shares[i] * (double) (self->n - 1));
}

static void
move (WbUmap *self)
{
  const float beta_1 = .5f, beta_2 = .9f;
  const double rate = 1 - (double) self->iteration / WB_UMAP_ITERATIONS;
  const double warm = sqrt (1 - pow (beta_2, self->steps)) / (1 - pow (beta_1, self->steps));
  const float step = (float) (rate * warm);

  for (gsize i = 0; i < 2 * self->n; i++)
    {
      self->means[i] += (1 - beta_1) * (self->slopes[i] - self->means[i]);
      self->squares[i] += (1 - beta_2) * (self->slopes[i] * self->slopes[i] - self->squares[i]);
      self->places[i] += step * self->means[i] / (sqrtf (self->squares[i]) + 1e-7f);
    }
}

gboolean
wb_umap_advance (WbUmap *self)
{
  if (self->iteration >= WB_UMAP_ITERATIONS || self->affinities == NULL)
    return FALSE;
  draw_offsets (self);
  ae_pool_run (self->pool, (guint) ((self->n + BLOCK - 1) / BLOCK), find_slopes, self);
  if (wb_layout_is_stopped (self->options.stop))
    return FALSE;
  self->steps++;
  move (self);
  return ++self->iteration < WB_UMAP_ITERATIONS;
}

guint
wb_umap_get_iteration (const WbUmap *self)
{
  return self->iteration;
}

const float *
wb_umap_get_places (const WbUmap *self)
{
  return self->places;
}

static gpointer
create (AePool *pool, gsize n, gsize d, const float *x, const WbLayoutOptions *options)
{
  return wb_umap_new (pool, n, d, x, options);
}

static void
set_codes (gpointer self, const float *x)
{
  wb_umap_set_codes (self, x);
}

static gboolean
advance (gpointer self)
{
  return wb_umap_advance (self);
}

static guint
get_iteration (gconstpointer self)
{
  return wb_umap_get_iteration (self);
}

static const float *
get_places (gconstpointer self)
{
  return wb_umap_get_places (self);
}

static void
destroy (gpointer self)
{
  wb_umap_free (self);
}

const WbLayoutClass wb_layout_umap = {
  .name = "umap",
  .title = "UMAP",
  .neighbours_title = N_ ("Neighbours"),
  .neighbours = 15,
  .least = 5,
  .most = 100,
  .n_iterations = WB_UMAP_ITERATIONS,
  .create = create,
  .set_codes = set_codes,
  .advance = advance,
  .get_iteration = get_iteration,
  .get_places = get_places,
  .free = destroy,
};
