/* SPDX-License-Identifier: MIT */
/* Settings are those of scikit-learn 1.2: early exaggeration 12 for 250 iterations,
 * momentum .5, then .8, learning rate n / 12 / 4 but at least 50, angle .5.
 */
#include "app/latent/tsne.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/latent/attraction.h"
#include "app/latent/pca.h"
#include "app/latent/repulsion.h"
#include "engine/random.h"

#define EXAGGERATION 12.
#define EXAGGERATED  250
#define START        1e-4 /* standard deviation of the first component */

struct _WbTsne
{
  AePool *pool;
  WbLayoutOptions options;
  gsize n;
  gsize d;
  float *codes;             /* [n, d] */
  WbAffinities *affinities; /* (nullable): of @codes; NULL when it was stopped */
  float *places;
  float *moves; /* [n, 2]: the last ones */
  float *gains;
  float *pulls;
  float *pushes;
  WbRepulsion *repulsion;
  double *totals; /* [blocks of @repulsion] */
  guint iteration;
};

/* From two components, or from chance. */
static gboolean
set_start (WbTsne *self, const float *x)
{
  g_autoptr (WbPca) pca = wb_pca_new (self->n, self->d, x, 2);
  double scale;

  if (pca == NULL)
    return FALSE;
  if (self->options.seed == 0)
    wb_pca_project (pca, self->n, x, self->places);
  else
    ae_random_normal (&(AeRandomKey) { .seed = self->options.seed }, self->places, 2 * self->n);
  scale = self->options.seed != 0 ? START
          : pca->variances[0] > 0 ? START / sqrt (pca->variances[0])
                                  : 0;
  for (gsize i = 0; i < 2 * self->n; i++)
    self->places[i] *= (float) scale;
  return TRUE;
}

/* FALSE where it was stopped. */
static gboolean
set_affinities (WbTsne *self, const float *x)
{
  g_clear_pointer (&self->affinities, wb_affinities_free);
  self->affinities = wb_affinities_new (self->pool, self->n, self->d, x,
                                        MIN (self->options.neighbours, (double) (self->n - 1) / 3),
                                        self->options.stop);
  memcpy (self->codes, x, self->n * self->d * sizeof *x);
  return self->affinities != NULL;
}

WbTsne *
wb_tsne_new (AePool *pool, gsize n, gsize d, const float *x, const WbLayoutOptions *options)
{
  g_autoptr (WbTsne) self = NULL;

  if (n < 4 || d < 2)
    return NULL;
  self = g_new0 (WbTsne, 1);
  self->pool = pool;
  self->options = *options;
  self->n = n;
  self->d = d;
  self->codes = g_new (float, n *d);
  self->places = g_new (float, 2 * n);
  self->moves = g_new0 (float, 2 * n);
  self->gains = g_new (float, 2 * n);
  self->pulls = g_new (float, 2 * n);
  self->pushes = g_new (float, 2 * n);
  self->repulsion = wb_repulsion_new (n, ae_pool_get_n_threads (pool));
  self->totals = g_new (double, wb_repulsion_get_n_blocks (self->repulsion));
  for (gsize i = 0; i < 2 * n; i++)
    self->gains[i] = 1;
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
wb_tsne_set_codes (WbTsne *self, const float *x)
{
  if (memcmp (self->codes, x, self->n * self->d * sizeof *x) == 0
      || !are_finite (self->n * self->d, x))
    return;
  if (set_affinities (self, x))
    self->iteration = MIN (self->iteration, WB_TSNE_ITERATIONS - WB_TSNE_MORE_ITERATIONS);
}

void
wb_tsne_free (WbTsne *self)
{
  if (self == NULL)
    return;
  wb_affinities_free (self->affinities);
  g_free (self->codes);
  g_free (self->places);
  g_free (self->moves);
  g_free (self->gains);
  g_free (self->pulls);
  g_free (self->pushes);
  g_free (self->totals);
  wb_repulsion_free (self->repulsion);
  g_free (self);
}

/* Pushes of points that are near one another, pulls of points whose neighbours are stored
 * one after the other.
 */
static void
find_forces (gpointer data, guint item, guint worker)
{
  WbTsne *self = data;
  const gsize first = (gsize) item * WB_REPULSION_BLOCK;

  if (wb_layout_is_stopped (self->options.stop))
    return;
  self->totals[item] = wb_repulsion_run (self->repulsion, item, worker, self->pushes);
  for (gsize i = first; i < MIN (first + WB_REPULSION_BLOCK, self->n); i++)
    wb_attraction_find (self->affinities, self->places, i, self->pulls + 2 * i);
}

static void
move (WbTsne *self, double total, double exaggeration, float momentum)
{
  const float rate = (float) MAX ((double) self->n / EXAGGERATION / 4, 50);
  const float pull = (float) (4 * exaggeration), push = (float) (4 / total);
  double middle[2] = { 0, 0 };

  for (gsize i = 0; i < 2 * self->n; i++)
    {
      const float slope = pull * self->pulls[i] - push * self->pushes[i];
      const gboolean turns = slope * self->moves[i] < 0;

      self->gains[i] = MAX (turns ? self->gains[i] + .2f : self->gains[i] * .8f, .01f);
      self->moves[i] = momentum * self->moves[i] - rate * self->gains[i] * slope;
      self->places[i] += self->moves[i];
      middle[i % 2] += self->places[i];
    }
  for (gsize i = 0; i < 2 * self->n; i++)
    self->places[i] -= (float) (middle[i % 2] / (double) self->n);
}

gboolean
wb_tsne_advance (WbTsne *self)
{
  const guint blocks = wb_repulsion_get_n_blocks (self->repulsion);
  gboolean early = self->iteration < EXAGGERATED;
  double total = 0;

  if (self->iteration >= WB_TSNE_ITERATIONS || self->affinities == NULL)
    return FALSE;
  wb_repulsion_set_places (self->repulsion, self->places);
  ae_pool_run (self->pool, blocks, find_forces, self);
  if (wb_layout_is_stopped (self->options.stop))
    return FALSE;
  for (guint i = 0; i < blocks; i++)
    total += self->totals[i];
  move (self, MAX (total, 1e-30), early ? EXAGGERATION : 1, early ? .5f : .8f);
  return ++self->iteration < WB_TSNE_ITERATIONS;
}

guint
wb_tsne_get_iteration (const WbTsne *self)
{
  return self->iteration;
}

const float *
wb_tsne_get_places (const WbTsne *self)
{
  return self->places;
}

static gpointer
create (AePool *pool, gsize n, gsize d, const float *x, const WbLayoutOptions *options)
{
  return wb_tsne_new (pool, n, d, x, options);
}

static void
set_codes (gpointer self, const float *x)
{
  wb_tsne_set_codes (self, x);
}

static gboolean
advance (gpointer self)
{
  return wb_tsne_advance (self);
}

static guint
get_iteration (gconstpointer self)
{
  return wb_tsne_get_iteration (self);
}

static const float *
get_places (gconstpointer self)
{
  return wb_tsne_get_places (self);
}

static void
destroy (gpointer self)
{
  wb_tsne_free (self);
}

const WbLayoutClass wb_layout_tsne = {
  .name = "tsne",
  .title = "t-SNE",
  .neighbours_title = N_ ("Perplexity"),
  .neighbours = 30,
  .least = 5,
  .most = 50,
  .n_iterations = WB_TSNE_ITERATIONS,
  .create = create,
  .set_codes = set_codes,
  .advance = advance,
  .get_iteration = get_iteration,
  .get_places = get_places,
  .free = destroy,
};
