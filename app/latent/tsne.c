/* SPDX-License-Identifier: MIT */
/* Settings are those of scikit-learn 1.2: early exaggeration 12 for 250 iterations,
 * momentum .5, then .8, learning rate n / 12 / 4 but at least 50, angle .5.
 */
#include "app/latent/tsne.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/latent/affinities.h"
#include "app/latent/pca.h"
#include "engine/random.h"

#define EXAGGERATION 12.
#define EXAGGERATED  250
#define ANGLE        .5f
#define BLOCK        128
#define START        1e-4 /* standard deviation of the first component */
#define MOST_DEPTH   40

/* A square of the plane: how many codes are in it, and their middle. Four squares in
 * it follow one another. */
typedef struct
{
  float x;
  float y;
  float width;
  guint32 first; /* number of the first of four children, 0 without */
  guint32 n;
  guint32 point; /* the code, of a leaf */
} Node;

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
  double *totals; /* [blocks] */
  GArray *nodes;
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
  self->totals = g_new (double, n / BLOCK + 1);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
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
  g_clear_pointer (&self->nodes, g_array_unref);
  g_free (self);
}

static Node *
get_node (WbTsne *self, guint index)
{
  return &g_array_index (self->nodes, Node, index);
}

/* The child of a square with its middle at (x, y) that a place belongs to. */
static guint
choose (const float *place, float x, float y)
{
  return (place[0] >= x ? 1 : 0) + (place[1] >= y ? 2 : 0);
}

static void
split (WbTsne *self, guint index)
{
  guint first = self->nodes->len;

  g_array_set_size (self->nodes, first + 4);
  for (guint i = 0; i < 4; i++)
    *get_node (self, first + i) = (Node) { .width = get_node (self, index)->width / 2 };
  get_node (self, index)->first = first;
}

/* Middles are sums until all codes are in. */
static void
insert (WbTsne *self, guint32 point, float x, float y, float half)
{
  const float *place = self->places + 2 * point;
  guint index = 0;

  for (guint depth = 0;; depth++)
    {
      Node *node = get_node (self, index);

      node->x += place[0];
      node->y += place[1];
      node->n++;
      if (node->n == 1)
        node->point = point;
      if (node->n == 1 || depth == MOST_DEPTH)
        return;
      half /= 2;
      if (node->first == 0)
        {
          const float *other = self->places + 2 * node->point;
          guint child;

          split (self, index);
          node = get_node (self, index);
          child = node->first + choose (other, x, y);
          *get_node (self, child) = (Node) {
            other[0], other[1], node->width / 2, 0, 1, node->point
          };
        }
      index = node->first + choose (place, x, y);
      x += place[0] >= x ? half : -half;
      y += place[1] >= y ? half : -half;
    }
}

static void
build_tree (WbTsne *self)
{
  float lower[2] = { INFINITY, INFINITY }, upper[2] = { -INFINITY, -INFINITY }, half;

  for (gsize i = 0; i < 2 * self->n; i++)
    {
      lower[i % 2] = MIN (lower[i % 2], self->places[i]);
      upper[i % 2] = MAX (upper[i % 2], self->places[i]);
    }
  half = MAX (upper[0] - lower[0], upper[1] - lower[1]) / 2 * 1.001f + 1e-12f;
  g_array_set_size (self->nodes, 1);
  *get_node (self, 0) = (Node) { .width = 2 * half };
  for (gsize i = 0; i < self->n; i++)
    insert (self, (guint32) i, (lower[0] + upper[0]) / 2, (lower[1] + upper[1]) / 2, half);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = get_node (self, i);

      node->x /= (float) MAX (node->n, 1);
      node->y /= (float) MAX (node->n, 1);
    }
}

/* How all others push a code away; returns the sum of their 1 / (1 + d²). */
static double
find_push (const WbTsne *self, gsize i, float push[2])
{
  const Node *nodes = (const Node *) (const void *) self->nodes->data;
  guint32 stack[4 * MOST_DEPTH + 8];
  guint depth = 1;
  double total = 0, x = 0, y = 0;

  stack[0] = 0;
  while (depth > 0)
    {
      const Node *node = &nodes[stack[--depth]];
      float dx = self->places[2 * i] - node->x, dy = self->places[2 * i + 1] - node->y;
      float square = dx * dx + dy * dy, near, all;

      if (node->n == 0 || (node->first == 0 && node->n == 1 && node->point == i))
        continue;
      if (node->first != 0 && node->width * node->width > ANGLE * ANGLE * square)
        {
          for (guint child = 0; child < 4; child++)
            stack[depth++] = node->first + child;
          continue;
        }
      near = 1 / (1 + square);
      all = (float) node->n * near;
      total += all;
      x += all * near * dx;
      y += all * near * dy;
    }
  push[0] = (float) x;
  push[1] = (float) y;
  return total;
}

static void
find_pull (const WbTsne *self, gsize i, float pull[2])
{
  const WbAffinities *a = self->affinities;
  float x = 0, y = 0;

  for (gsize e = a->starts[i]; e < a->ends[i]; e++)
    {
      const float *other = self->places + 2 * a->columns[e];
      float dx = self->places[2 * i] - other[0], dy = self->places[2 * i + 1] - other[1];
      float force = a->weights[e] / (1 + dx * dx + dy * dy);

      x += force * dx;
      y += force * dy;
    }
  pull[0] = x;
  pull[1] = y;
}

static void
find_forces (gpointer data, guint item, guint worker)
{
  WbTsne *self = data;
  gsize first = (gsize) item * BLOCK, last = MIN (first + BLOCK, self->n);

  self->totals[item] = 0;
  if (wb_layout_is_stopped (self->options.stop))
    return;
  for (gsize i = first; i < last; i++)
    {
      self->totals[item] += find_push (self, i, self->pushes + 2 * i);
      find_pull (self, i, self->pulls + 2 * i);
    }
}

static void
move (WbTsne *self, double total, double exaggeration, float momentum)
{
  float rate = (float) MAX ((double) self->n / EXAGGERATION / 4, 50);
  double middle[2] = { 0, 0 };

  for (gsize i = 0; i < 2 * self->n; i++)
    {
      float slope = (float) (4 * (exaggeration * self->pulls[i] - self->pushes[i] / total));
      gboolean turns = slope * self->moves[i] < 0;

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
  const guint blocks = (guint) ((self->n + BLOCK - 1) / BLOCK);
  gboolean early = self->iteration < EXAGGERATED;
  double total = 0;

  if (self->iteration >= WB_TSNE_ITERATIONS || self->affinities == NULL)
    return FALSE;
  build_tree (self);
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
