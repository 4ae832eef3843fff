/* SPDX-License-Identifier: MIT */
/* A block of real samples is multiplied with all made ones at a time, around the mean of the
 * real ones: far from zero the difference of squares would have no digits left.
 */
#include "app/latent/coverage.h"

#include <string.h>

#include "app/latent/neighbours.h"
#include "engine/blas.h"

#define ROWS    64
#define COLUMNS 512

typedef struct
{
  gsize n;
  gsize m;
  gsize d;
  const float *real; /* [n, d] */
  const float *made; /* [m, d] */
  const float *real_squares;
  const float *made_squares;
  const float *radii; /* [n]: squared */
  guint *inside;      /* [n]: made samples in the ball of each real one */
} Job;

/* (transfer full): [n, d]: less the mean */
static float *
subtract (gsize n, gsize d, const float *x, const double *mean)
{
  float *out = g_new (float, n * d);

  for (gsize i = 0; i < n * d; i++)
    out[i] = (float) (x[i] - mean[i % d]);
  return out;
}

static void
count_block (gpointer data, guint item, guint worker)
{
  const Job *job = data;
  const gsize first = (gsize) item * ROWS, rows = MIN (ROWS, job->n - first);
  float products[ROWS * COLUMNS];

  for (gsize column = 0; column < job->m; column += COLUMNS)
    {
      const gsize columns = MIN (COLUMNS, job->m - column);

      ae_gemm_nt (rows, columns, job->d, job->real + first * job->d, job->made + column * job->d, 0,
                  products);
      for (gsize i = 0; i < rows; i++)
        for (gsize j = 0; j < columns; j++)
          job->inside[first + i] += job->real_squares[first + i] + job->made_squares[column + j]
                                      - 2 * products[i * columns + j]
                                    < job->radii[first + i];
    }
}

/* (transfer full): [n]: squared distances to the k-th neighbour */
static float *
find_radii (AePool *pool, gsize n, gsize d, const float *x, guint k)
{
  g_autofree guint32 *neighbours = g_new (guint32, n *k);
  g_autofree float *distances = g_new (float, n *k);
  float *radii = g_new (float, n);

  wb_neighbours_find (pool, n, d, x, k, neighbours, distances);
  for (gsize i = 0; i < n; i++)
    radii[i] = distances[i * k + k - 1];
  return radii;
}

void
wb_coverage_measure (AePool *pool,
                     gsize n,
                     gsize m,
                     gsize d,
                     const float *real,
                     const float *made,
                     guint k,
                     WbCoverage *out)
{
  g_autofree double *mean = g_new0 (double, d);
  g_autofree float *radii = find_radii (pool, n, d, real, k);
  g_autofree guint *inside = g_new0 (guint, n);
  g_autofree float *own_real = NULL;
  g_autofree float *own_made = NULL;
  g_autofree float *real_squares = NULL;
  g_autofree float *made_squares = NULL;
  guint64 all = 0, covered = 0;

  for (gsize i = 0; i < n * d; i++)
    mean[i % d] += real[i] / (double) n;
  own_real = subtract (n, d, real, mean);
  own_made = subtract (m, d, made, mean);
  real_squares = wb_neighbours_find_squares (n, d, own_real);
  made_squares = wb_neighbours_find_squares (m, d, own_made);
  ae_pool_run (pool, (guint) ((n + ROWS - 1) / ROWS), count_block,
               &(Job) { n, m, d, own_real, own_made, real_squares, made_squares, radii, inside });
  for (gsize i = 0; i < n; i++)
    {
      all += inside[i];
      covered += inside[i] > 0;
    }
  out->density = (double) all / ((double) k * (double) m);
  out->coverage = (double) covered / (double) n;
}
