/* SPDX-License-Identifier: MIT */
/* Rows are made and sorted in parallel. The transposed matrix has its rows in order without
 * sorting, as codes are looked at in order; a row of the result merges the two.
 */
#include "app/latent/affinities.h"

#include <math.h>
#include <stdlib.h>

#include "app/latent/neighbours.h"
#include "app/latent/stop.h"

#define BLOCK 128

typedef struct
{
  guint32 column;
  float weight;
} Entry;

typedef struct
{
  WbAffinities *out;
  guint k;
  gboolean is_fuzzy;
  double perplexity; /* unless fuzzy */
  const atomic_bool *stop;
  const guint32 *neighbours; /* [n, k] */
  const float *distances;    /* [n, k] */
  Entry *rows;               /* [n, k] */
  Entry *others;             /* the transposed matrix: row i from others_starts[i] on */
  gsize *others_starts;      /* [n + 1] */
} Job;

/* The row of probabilities whose perplexity is as wanted: Newton's method on the logarithm of the
 * precision β, where the entropy H falls by β²·variance of the distances; bisection where a step
 * would leave what is known.
 */
static void
find_row (guint k, const float *distances, double perplexity, Entry *row)
{
  const double wanted = log (perplexity);
  double lower = 0, upper = INFINITY, beta = 1 / MAX (distances[k - 1], 1e-12), sum = 1;

  for (guint round = 0; round < 100; round++)
    {
      double mean = 0, square = 0, above, next;

      sum = 0;
      for (guint a = 0; a < k; a++)
        {
          double away = (double) distances[a] - distances[0], value = exp (-beta * away);

          row[a].weight = (float) value;
          sum += value;
          mean += away * value;
          square += away * away * value;
        }
      mean /= sum;
      above = log (sum) + beta * mean - wanted;
      if (fabs (above) < 1e-5)
        break;
      if (above > 0)
        lower = beta;
      else
        upper = beta;
      next = beta * exp (CLAMP (above / (beta * beta * (square / sum - mean * mean)), -2, 2));
      if (next > lower && next < upper)
        beta = next;
      else
        beta = isinf (upper) ? beta * 2 : (lower + upper) / 2;
    }
  for (guint a = 0; a < k; a++)
    row[a].weight = (float) (row[a].weight / sum);
}

/* The row of UMAP: bisection on how fast it falls off, which has a least value against the
 * mean distance, so that one neighbour far nearer than all others is not the only one.
 */
static void
find_fuzzy_row (guint k, const float *distances, Entry *row)
{
  const double wanted = log2 (k);
  double nearest = 0, mean = 0, lower = 0, upper = INFINITY, scale = 1;

  for (guint a = k; a-- > 0;)
    {
      mean += sqrt (distances[a]) / k;
      nearest = distances[a] > 0 ? sqrt (distances[a]) : nearest;
    }
  for (guint round = 0; round < 64; round++)
    {
      double sum = 0;

      for (guint a = 0; a < k; a++)
        {
          const double value = exp (-MAX (sqrt (distances[a]) - nearest, 0)
                                    / MAX (scale, 1e-3 * mean + 1e-30));

          row[a].weight = (float) value;
          sum += value;
        }
      if (fabs (sum - wanted) < 1e-5)
        return;
      if (sum > wanted)
        upper = scale;
      else
        lower = scale;
      scale = isinf (upper) ? scale * 2 : (lower + upper) / 2;
    }
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;

  return x->column < y->column ? -1 : x->column > y->column;
}

static void
find_rows (gpointer data, guint item, guint worker)
{
  const Job *job = data;
  const gsize first = (gsize) item * BLOCK, last = MIN (first + BLOCK, job->out->n);

  if (wb_is_stopped (job->stop))
    return;
  for (gsize i = first; i < last; i++)
    {
      Entry *row = job->rows + i * job->k;

      for (guint a = 0; a < job->k; a++)
        row[a].column = job->neighbours[i * job->k + a];
      if (job->is_fuzzy)
        find_fuzzy_row (job->k, job->distances + i * job->k, row);
      else
        find_row (job->k, job->distances + i * job->k, job->perplexity, row);
      qsort (row, job->k, sizeof *row, compare_entries);
    }
}

static void
transpose (Job *job)
{
  const gsize n = job->out->n;
  g_autofree gsize *ends = NULL;

  for (gsize e = 0; e < n * job->k; e++)
    job->others_starts[job->neighbours[e] + 1]++;
  for (gsize i = 0; i < n; i++)
    job->others_starts[i + 1] += job->others_starts[i];
  ends = g_memdup2 (job->others_starts, n * sizeof *ends);
  for (gsize i = 0; i < n; i++)
    for (guint a = 0; a < job->k; a++)
      {
        const Entry *entry = job->rows + i * job->k + a;

        job->others[ends[entry->column]++] = (Entry) { (guint32) i, entry->weight };
      }
}

/* The weight of a pair from those of its directions. */
static float
join (const Job *job, float a, float b)
{
  return job->is_fuzzy ? a + b - a * b : (a + b) / (2 * (float) job->out->n);
}

static void
merge_row (const Job *job, gsize i)
{
  const Entry *a = job->rows + i * job->k, *a_end = a + job->k;
  const Entry *b = job->others + job->others_starts[i];
  const Entry *b_end = job->others + job->others_starts[i + 1];
  gsize at = i * (job->k + WB_AFFINITIES_FILL) + job->others_starts[i];

  job->out->starts[i] = at;
  while (a < a_end || b < b_end)
    {
      const gboolean takes_a = b == b_end || (a < a_end && a->column <= b->column);
      const gboolean takes_b = a == a_end || (b < b_end && b->column <= a->column);

      job->out->columns[at] = takes_a ? a->column : b->column;
      job->out->weights[at++] = join (job, takes_a ? a->weight : 0, takes_b ? b->weight : 0);
      a += takes_a;
      b += takes_b;
    }
  job->out->ends[i] = at;
  for (; (at - job->out->starts[i]) % WB_AFFINITIES_FILL != 0; at++)
    {
      job->out->columns[at] = (guint32) i;
      job->out->weights[at] = 0;
    }
}

static void
merge_rows (gpointer data, guint item, guint worker)
{
  const Job *job = data;
  const gsize first = (gsize) item * BLOCK, last = MIN (first + BLOCK, job->out->n);

  if (wb_is_stopped (job->stop))
    return;
  for (gsize i = first; i < last; i++)
    merge_row (job, i);
}

/* Finds neighbours and joins both directions of each pair. */
static WbAffinities *
make (Job *job, AePool *pool, gsize n, gsize d, const float *x, const atomic_bool *stop)
{
  const guint k = job->k, blocks = (guint) ((n + BLOCK - 1) / BLOCK);
  g_autofree guint32 *neighbours = g_new (guint32, n *k);
  g_autofree float *distances = g_new (float, n *k);
  g_autofree Entry *rows = NULL;
  g_autofree Entry *others = NULL;
  g_autofree gsize *others_starts = NULL;
  g_autoptr (WbAffinities) self = g_new0 (WbAffinities, 1);

  if (!wb_neighbours_find_until (pool, n, d, x, k, neighbours, distances, stop))
    return NULL;
  self->n = n;
  job->out = self;
  job->stop = stop;
  job->neighbours = neighbours;
  job->distances = distances;
  job->rows = rows = g_new (Entry, n *k);
  job->others = others = g_new (Entry, n *k);
  job->others_starts = others_starts = g_new0 (gsize, n + 1);
  ae_pool_run (pool, blocks, find_rows, job);
  if (wb_is_stopped (stop))
    return NULL;
  transpose (job);
  self->starts = g_new (gsize, n);
  self->ends = g_new (gsize, n);
  self->columns = g_new (guint32, n * (2 * k + WB_AFFINITIES_FILL));
  self->weights = g_new (float, n *(2 * k + WB_AFFINITIES_FILL));
  ae_pool_run (pool, blocks, merge_rows, job);
  return wb_is_stopped (stop) ? NULL : g_steal_pointer (&self);
}

WbAffinities *
wb_affinities_new (AePool *pool,
                   gsize n,
                   gsize d,
                   const float *x,
                   double perplexity,
                   const atomic_bool *stop)
{
  Job job = { .k = (guint) MIN ((double) (n - 1), floor (3 * perplexity)),
              .perplexity = perplexity };

  return make (&job, pool, n, d, x, stop);
}

WbAffinities *
wb_affinities_new_fuzzy (AePool *pool,
                         gsize n,
                         gsize d,
                         const float *x,
                         guint k,
                         const atomic_bool *stop)
{
  Job job = { .k = k, .is_fuzzy = TRUE };

  return make (&job, pool, n, d, x, stop);
}

void
wb_affinities_free (WbAffinities *self)
{
  if (self == NULL)
    return;
  g_free (self->starts);
  g_free (self->ends);
  g_free (self->columns);
  g_free (self->weights);
  g_free (self);
}
