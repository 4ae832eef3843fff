/* SPDX-License-Identifier: MIT */
/* Settings are those of scikit-learn 1.2: early exaggeration 12 for 250 iterations,
 * momentum .5, then .8, learning rate n / 12 / 4 but at least 50, angle .5.
 */
#include "app/latent/tsne.h"

#include <math.h>

#include "app/latent/neighbours.h"
#include "app/latent/pca.h"

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
  gsize n;
  gsize *starts; /* [n + 1]: where a code's row begins */
  guint32 *columns;
  float *weights; /* symmetric, their sum is 1 */
  float *places;
  float *moves; /* [n, 2]: the last ones */
  float *gains;
  float *pulls;
  float *pushes;
  double *totals; /* [blocks] */
  GArray *nodes;
  guint iteration;
};

/* The row of probabilities whose perplexity is as wanted: bisection on the precision. */
static void
find_row (guint k, const float *distances, double perplexity, float *row)
{
  double lower = 0, upper = INFINITY, beta = 1 / MAX (distances[k - 1], 1e-12),
         wanted = log (perplexity);

  for (guint round = 0; round < 100; round++)
    {
      double sum = 0, weighted = 0, entropy;

      for (guint a = 0; a < k; a++)
        {
          double away = (double) distances[a] - distances[0], value = exp (-beta * away);

          row[a] = (float) value;
          sum += value;
          weighted += away * value;
        }
      for (guint a = 0; a < k; a++)
        row[a] = (float) (row[a] / sum);
      entropy = log (sum) + beta * weighted / sum;
      if (fabs (entropy - wanted) < 1e-5)
        return;
      if (entropy > wanted)
        lower = beta;
      else
        upper = beta;
      beta = isinf (upper) ? beta * 2 : (lower + upper) / 2;
    }
}

typedef struct
{
  guint32 column;
  float weight;
} Entry;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;

  return x->column < y->column ? -1 : x->column > y->column;
}

/* Both directions of a pair count: rows are added to columns. */
static void
make_symmetric (WbTsne *self, guint k, const guint32 *neighbours, const float *rows)
{
  g_autofree gsize *counts = g_new0 (gsize, self->n + 1);
  g_autofree Entry *entries = g_new (Entry, 2 * self->n *k);
  g_autofree gsize *ends = NULL;
  gsize at = 0;

  for (gsize i = 0; i < self->n; i++)
    for (guint a = 0; a < k; a++)
      {
        counts[i + 1]++;
        counts[neighbours[i * k + a] + 1]++;
      }
  for (gsize i = 0; i < self->n; i++)
    counts[i + 1] += counts[i];
  ends = g_memdup2 (counts, (self->n + 1) * sizeof *counts);
  for (gsize i = 0; i < self->n; i++)
    for (guint a = 0; a < k; a++)
      {
        guint32 j = neighbours[i * k + a];

        entries[ends[i]++] = (Entry) { j, rows[i * k + a] };
        entries[ends[j]++] = (Entry) { (guint32) i, rows[i * k + a] };
      }
  self->starts = g_new (gsize, self->n + 1);
  self->columns = g_new (guint32, 2 * self->n *k);
  self->weights = g_new (float, 2 * self->n *k);
  for (gsize i = 0; i < self->n; i++)
    {
      self->starts[i] = at;
      qsort (entries + counts[i], counts[i + 1] - counts[i], sizeof *entries, compare_entries);
      for (gsize e = counts[i]; e < counts[i + 1]; e++)
        if (at > self->starts[i] && self->columns[at - 1] == entries[e].column)
          self->weights[at - 1] += entries[e].weight / (2 * (float) self->n);
        else
          {
            self->columns[at] = entries[e].column;
            self->weights[at++] = entries[e].weight / (2 * (float) self->n);
          }
    }
  self->starts[self->n] = at;
}

static gboolean
set_start (WbTsne *self, gsize d, const float *x)
{
  g_autoptr (WbPca) pca = wb_pca_new (self->n, d, x, 2);
  double scale;

  if (pca == NULL)
    return FALSE;
  wb_pca_project (pca, self->n, x, self->places);
  scale = pca->variances[0] > 0 ? START / sqrt (pca->variances[0]) : 0;
  for (gsize i = 0; i < 2 * self->n; i++)
    self->places[i] *= (float) scale;
  return TRUE;
}

WbTsne *
wb_tsne_new (AePool *pool, gsize n, gsize d, const float *x, double perplexity)
{
  g_autoptr (WbTsne) self = g_new0 (WbTsne, 1);
  g_autofree guint32 *neighbours = NULL;
  g_autofree float *distances = NULL;
  g_autofree float *rows = NULL;
  guint k;

  if (n < 4 || d < 2)
    return NULL;
  perplexity = MIN (perplexity, (double) (n - 1) / 3);
  k = (guint) MIN ((double) (n - 1), floor (3 * perplexity));
  self->pool = pool;
  self->n = n;
  self->places = g_new (float, 2 * n);
  self->moves = g_new0 (float, 2 * n);
  self->gains = g_new (float, 2 * n);
  self->pulls = g_new (float, 2 * n);
  self->pushes = g_new (float, 2 * n);
  self->totals = g_new (double, n / BLOCK + 1);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  for (gsize i = 0; i < 2 * n; i++)
    self->gains[i] = 1;
  if (!set_start (self, d, x))
    return NULL;
  neighbours = g_new (guint32, n *k);
  distances = g_new (float, n *k);
  rows = g_new (float, n *k);
  wb_neighbours_find (pool, n, d, x, k, neighbours, distances);
  for (gsize i = 0; i < n; i++)
    find_row (k, distances + i * k, perplexity, rows + i * k);
  make_symmetric (self, k, neighbours, rows);
  return g_steal_pointer (&self);
}

void
wb_tsne_free (WbTsne *self)
{
  if (self == NULL)
    return;
  g_free (self->starts);
  g_free (self->columns);
  g_free (self->weights);
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
  float x = 0, y = 0;

  for (gsize e = self->starts[i]; e < self->starts[i + 1]; e++)
    {
      const float *other = self->places + 2 * self->columns[e];
      float dx = self->places[2 * i] - other[0], dy = self->places[2 * i + 1] - other[1];
      float force = self->weights[e] / (1 + dx * dx + dy * dy);

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

  if (self->iteration >= WB_TSNE_ITERATIONS)
    return FALSE;
  build_tree (self);
  ae_pool_run (self->pool, blocks, find_forces, self);
  for (guint i = 0; i < blocks; i++)
    total += self->totals[i];
  move (self, MAX (total, 1e-30), early ? EXAGGERATION : 1, early ? .5f : .8f);
  return ++self->iteration < WB_TSNE_ITERATIONS;
}

const float *
wb_tsne_get_places (const WbTsne *self)
{
  return self->places;
}
