/* SPDX-License-Identifier: MIT */
/* Rows are made and sorted in parallel. The transposed matrix has its rows in order without
 * sorting, as codes are looked at in order; a row of the result merges the two.
 */
#include "app/latent/affinities.h"

#include <math.h>
#include <stdlib.h>

#include "app/latent/layout.h"
#include "app/latent/neighbours.h"

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
  double perplexity;
  const guint32 *neighbours; /* [n, k] */
  const float *distances;    /* [n, k] */
  Entry *rows;               /* [n, k] */
  Entry *others;             /* the transposed matrix: row i from others_starts[i] on */
  gsize *others_starts;      /* [n + 1] */
} Job;

/* The row of probabilities whose perplexity is as wanted: bisection on the precision. */
static void
find_row (guint k, const float *distances, double perplexity, Entry *row)
{
  double lower = 0, upper = INFINITY, beta = 1 / MAX (distances[k - 1], 1e-12),
         wanted = log (perplexity);

  for (guint round = 0; round < 100; round++)
    {
      double sum = 0, weighted = 0, entropy;

      for (guint a = 0; a < k; a++)
        {
          double away = (double) distances[a] - distances[0], value = exp (-beta * away);

          row[a].weight = (float) value;
          sum += value;
          weighted += away * value;
        }
      for (guint a = 0; a < k; a++)
        row[a].weight = (float) (row[a].weight / sum);
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

  for (gsize i = first; i < last; i++)
    {
      Entry *row = job->rows + i * job->k;

      for (guint a = 0; a < job->k; a++)
        row[a].column = job->neighbours[i * job->k + a];
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

static void
merge_row (const Job *job, gsize i)
{
  const Entry *a = job->rows + i * job->k, *a_end = a + job->k;
  const Entry *b = job->others + job->others_starts[i];
  const Entry *b_end = job->others + job->others_starts[i + 1];
  const float scale = 1 / (2 * (float) job->out->n);
  gsize at = i * (job->k + WB_AFFINITIES_FILL) + job->others_starts[i];

  job->out->starts[i] = at;
  while (a < a_end || b < b_end)
    {
      const gboolean takes_a = b == b_end || (a < a_end && a->column <= b->column);
      const gboolean takes_b = a == a_end || (b < b_end && b->column <= a->column);

      job->out->columns[at] = takes_a ? a->column : b->column;
      job->out->weights[at++] = ((takes_a ? a->weight : 0) + (takes_b ? b->weight : 0)) * scale;
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

  for (gsize i = first; i < last; i++)
    merge_row (job, i);
}

WbAffinities *
wb_affinities_new (AePool *pool,
                   gsize n,
                   gsize d,
                   const float *x,
                   double perplexity,
                   const atomic_bool *stop)
{
  const guint k = (guint) MIN ((double) (n - 1), floor (3 * perplexity));
  const guint blocks = (guint) ((n + BLOCK - 1) / BLOCK);
  g_autofree guint32 *neighbours = g_new (guint32, n *k);
  g_autofree float *distances = g_new (float, n *k);
  g_autofree Entry *rows = NULL;
  g_autofree Entry *others = NULL;
  g_autofree gsize *others_starts = NULL;
  g_autoptr (WbAffinities) self = g_new0 (WbAffinities, 1);
  Job job = { self, k, perplexity, neighbours, distances, NULL, NULL, NULL };

  if (!wb_neighbours_find_until (pool, n, d, x, k, neighbours, distances, stop))
    return NULL;
  self->n = n;
  job.rows = rows = g_new (Entry, n *k);
  job.others = others = g_new (Entry, n *k);
  job.others_starts = others_starts = g_new0 (gsize, n + 1);
  ae_pool_run (pool, blocks, find_rows, &job);
  if (wb_layout_is_stopped (stop))
    return NULL;
  transpose (&job);
  self->starts = g_new (gsize, n);
  self->ends = g_new (gsize, n);
  self->columns = g_new (guint32, n * (2 * k + WB_AFFINITIES_FILL));
  self->weights = g_new (float, n *(2 * k + WB_AFFINITIES_FILL));
  ae_pool_run (pool, blocks, merge_rows, &job);
  return g_steal_pointer (&self);
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
