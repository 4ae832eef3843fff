/* SPDX-License-Identifier: MIT */
/* UMAP (McInnes, Healy, Melville, 2018) with exact neighbours, by gradients of all codes at
 * once: neighbours pull with their weight, some others that change from iteration to
 * iteration push. With s = d² and the curve 1 / (1 + a·s^b) of min_dist 0.1, a step along
 *   -2ab·s^(b-1) / (1 + a·s^b)       pulls to a neighbour, and along
 *   2b / ((0.001 + s)·(1 + a·s^b))   pushes away from another point;
 * no number of a step is over 4. Both are read from a table. What pushes a point is as many
 * places further in the order of the points as chance says, the same for all: so each point
 * meets any other equally often. A step is that of Adam (Kingma and Ba, 2014), since all
 * points move at once.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/latent/layout.h"
#include "engine/random.h"

#define A            1.576943
#define B            0.895061
#define LONGEST      4.f
#define PUSHES       16 /* other points that push one in an iteration */
#define FOR_EACH     5  /* pushes that a pull is worth */
#define WIDTH        10 /* of the start */
#define BLOCK        128
#define N_ITERATIONS 400

/* Curves have this many values between a power of 2 and the next. */
#define FINENESS 64
#define LOWEST   (-40)
#define HIGHEST  24
#define N_VALUES ((HIGHEST - LOWEST) * FINENESS)

typedef struct
{
  WbLayout base;
  float *slopes;
  float *means; /* of Adam */
  float *squares;
  guint32 offsets[PUSHES];
  float pulls[N_VALUES];
  float pushes[N_VALUES];
  guint steps; /* since the start; never set back */
} Umap;

static void
fill_curves (Umap *self)
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

static void
init (WbLayout *base)
{
  Umap *self = (Umap *) base;

  self->slopes = g_new (float, 2 * base->n);
  self->means = g_new0 (float, 2 * base->n);
  self->squares = g_new0 (float, 2 * base->n);
  fill_curves (self);
}

static void
clear (WbLayout *base)
{
  Umap *self = (Umap *) base;

  g_free (self->slopes);
  g_free (self->means);
  g_free (self->squares);
}

static double
get_scale (const WbLayout *base, const WbPca *pca)
{
  float largest = 0;

  for (gsize i = 0; i < 2 * base->n; i++)
    largest = MAX (largest, fabsf (base->places[i]));
  return largest > 0 ? WIDTH / largest : 0;
}

static WbAffinities *
find_neighbours (const WbLayout *base)
{
  const guint k = (guint) MIN ((gsize) MAX (base->options.neighbours, 2), base->n - 1);

  return wb_affinities_new_fuzzy (base->pool, base->n, base->d, base->codes, k, base->options.stop);
}

/* Both ends of a pair move, once for each end that the pair is counted at. Returns the sum
 * of the weights. */
static float
pull (const Umap *self, gsize i, float slope[2])
{
  const WbAffinities *a = self->base.affinities;
  const float *here = self->base.places + 2 * i;
  float total = 0;

  for (gsize e = a->starts[i]; e < a->ends[i]; e++)
    {
      const float *there = self->base.places + 2 * (gsize) a->columns[e];
      const float dx = here[0] - there[0], dy = here[1] - there[1];
      const float force = self->pulls[find_value (dx * dx + dy * dy)];

      total += a->weights[e];
      slope[0] += 2 * a->weights[e] * limit (force * dx);
      slope[1] += 2 * a->weights[e] * limit (force * dy);
    }
  return total;
}

static void
push (const Umap *self, gsize i, float weight, float slope[2])
{
  const float *here = self->base.places + 2 * i;

  for (guint a = 0; a < PUSHES; a++)
    {
      const gsize other = i + self->offsets[a];
      const float *there = self->base.places
                           + 2 * (other < self->base.n ? other : other - self->base.n);
      const float dx = here[0] - there[0], dy = here[1] - there[1];
      const float force = self->pushes[find_value (dx * dx + dy * dy)];

      slope[0] += weight * limit (force * dx);
      slope[1] += weight * limit (force * dy);
    }
}

static void
find_slopes (gpointer data, guint item, guint worker)
{
  Umap *self = data;
  const gsize first = (gsize) item * BLOCK, last = MIN (first + BLOCK, self->base.n);

  if (wb_is_stopped (self->base.options.stop))
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
draw_offsets (Umap *self)
{
  float shares[PUSHES];

  ae_random_uniform (&(AeRandomKey) { .seed = self->base.options.seed, .step = self->steps + 1 },
                     shares, PUSHES);
  for (guint i = 0; i < PUSHES; i++)
    self->offsets[i] = 1 + (guint32) ((double) shares[i] * (double) (self->base.n - 1));
}

static void
move (Umap *self)
{
  const float beta_1 = .5f, beta_2 = .9f;
  const double rate = 1 - (double) self->base.iteration / N_ITERATIONS;
  const double warm = sqrt (1 - pow (beta_2, self->steps)) / (1 - pow (beta_1, self->steps));
  const float step = (float) (rate * warm);

  for (gsize i = 0; i < 2 * self->base.n; i++)
    {
      self->means[i] += (1 - beta_1) * (self->slopes[i] - self->means[i]);
      self->squares[i] += (1 - beta_2) * (self->slopes[i] * self->slopes[i] - self->squares[i]);
      self->base.places[i] += step * self->means[i] / (sqrtf (self->squares[i]) + 1e-7f);
    }
}

static gboolean
advance (WbLayout *base)
{
  Umap *self = (Umap *) base;

  draw_offsets (self);
  ae_pool_run (base->pool, (guint) ((base->n + BLOCK - 1) / BLOCK), find_slopes, self);
  if (wb_is_stopped (base->options.stop))
    return FALSE;
  self->steps++;
  move (self);
  return TRUE;
}

const WbLayoutClass wb_layout_umap = {
  .name = "umap",
  .title = "UMAP",
  .neighbours_title = N_ ("Neighbours"),
  .neighbours = 15,
  .least = 5,
  .most = 100,
  .n_iterations = N_ITERATIONS,
  .n_more = 80,
  .size = sizeof (Umap),
  .init = init,
  .clear = clear,
  .get_scale = get_scale,
  .find_neighbours = find_neighbours,
  .advance = advance,
};
