/* SPDX-License-Identifier: MIT */
/* t-SNE (van der Maaten and Hinton, 2008) with exact neighbours, and forces between far
 * codes summed up in a tree (van der Maaten, 2014). Settings are those of scikit-learn 1.2: early
 * exaggeration 12 for 250 iterations, momentum .5, then .8, learning rate n / 12 / 4 but at least
 * 50, angle .5.
 */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/latent/attraction.h"
#include "app/latent/layout.h"
#include "app/latent/repulsion.h"

#define EXAGGERATION 12.
#define EXAGGERATED  250
#define START        1e-4 /* standard deviation of the first component */

typedef struct
{
  WbLayout base;
  float *moves; /* [n, 2]: the last ones */
  float *gains;
  float *pulls;
  float *pushes;
  WbRepulsion *repulsion;
  double *totals; /* [blocks of @repulsion] */
} Tsne;

static void
init (WbLayout *base)
{
  Tsne *self = (Tsne *) base;
  const gsize n = base->n;

  self->moves = g_new0 (float, 2 * n);
  self->gains = g_new (float, 2 * n);
  self->pulls = g_new (float, 2 * n);
  self->pushes = g_new (float, 2 * n);
  self->repulsion = wb_repulsion_new (n, ae_pool_get_n_threads (base->pool));
  self->totals = g_new (double, wb_repulsion_get_n_blocks (self->repulsion));
  for (gsize i = 0; i < 2 * n; i++)
    self->gains[i] = 1;
}

static void
clear (WbLayout *base)
{
  Tsne *self = (Tsne *) base;

  g_free (self->moves);
  g_free (self->gains);
  g_free (self->pulls);
  g_free (self->pushes);
  g_free (self->totals);
  wb_repulsion_free (self->repulsion);
}

static double
get_scale (const WbLayout *base, const WbPca *pca)
{
  if (base->options.seed != 0)
    return START;
  return pca->variances[0] > 0 ? START / sqrt (pca->variances[0]) : 0;
}

static WbAffinities *
find_neighbours (const WbLayout *base)
{
  return wb_affinities_new (base->pool, base->n, base->d, base->codes,
                            MIN (base->options.neighbours, (double) (base->n - 1) / 3),
                            base->options.stop);
}

/* Pushes of points that are near one another, pulls of points whose neighbours are stored
 * one after the other.
 */
static void
find_forces (gpointer data, guint item, guint worker)
{
  Tsne *self = data;
  const WbLayout *base = &self->base;
  const gsize first = (gsize) item * WB_REPULSION_BLOCK;

  if (wb_is_stopped (base->options.stop))
    return;
  self->totals[item] = wb_repulsion_run (self->repulsion, item, worker, self->pushes);
  for (gsize i = first; i < MIN (first + WB_REPULSION_BLOCK, base->n); i++)
    wb_attraction_find (base->affinities, base->places, i, self->pulls + 2 * i);
}

static void
move (Tsne *self, double total, double exaggeration, float momentum)
{
  WbLayout *base = &self->base;
  const float rate = (float) MAX ((double) base->n / EXAGGERATION / 4, 50);
  const float pull = (float) (4 * exaggeration), push = (float) (4 / total);
  double middle[2] = { 0, 0 };

  for (gsize i = 0; i < 2 * base->n; i++)
    {
      const float slope = pull * self->pulls[i] - push * self->pushes[i];
      const gboolean turns = slope * self->moves[i] < 0;

      self->gains[i] = MAX (turns ? self->gains[i] + .2f : self->gains[i] * .8f, .01f);
      self->moves[i] = momentum * self->moves[i] - rate * self->gains[i] * slope;
      base->places[i] += self->moves[i];
      middle[i % 2] += base->places[i];
    }
  for (gsize i = 0; i < 2 * base->n; i++)
    base->places[i] -= (float) (middle[i % 2] / (double) base->n);
}

static gboolean
advance (WbLayout *base)
{
  Tsne *self = (Tsne *) base;
  const guint blocks = wb_repulsion_get_n_blocks (self->repulsion);
  const gboolean early = base->iteration < EXAGGERATED;
  double total = 0;

  wb_repulsion_set_places (self->repulsion, base->places);
  ae_pool_run (base->pool, blocks, find_forces, self);
  if (wb_is_stopped (base->options.stop))
    return FALSE;
  for (guint i = 0; i < blocks; i++)
    total += self->totals[i];
  move (self, MAX (total, 1e-30), early ? EXAGGERATION : 1, early ? .5f : .8f);
  return TRUE;
}

const WbLayoutClass wb_layout_tsne = {
  .name = "tsne",
  .title = "t-SNE",
  .neighbours_title = N_ ("Perplexity"),
  .neighbours = 30,
  .least = 5,
  .most = 50,
  .n_iterations = 1000,
  .n_more = 150,
  .size = sizeof (Tsne),
  .init = init,
  .clear = clear,
  .get_scale = get_scale,
  .find_neighbours = find_neighbours,
  .advance = advance,
};
