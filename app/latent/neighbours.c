/* SPDX-License-Identifier: MIT */
/* A block of codes is multiplied with all others at a time: the squared distance is
 * |a|² + |b|² - 2ab, of codes around their mean, since far from zero the difference
 * would have no digits left. Each row is one thread's alone.
 */
#include "app/latent/neighbours.h"

#include <math.h>
#include <string.h>

#include "app/latent/stop.h"
#include "engine/blas.h"

#define ROWS    64
#define COLUMNS 1024
#define STRIDE  16
#define LANES   4

typedef float Lanes __attribute__ ((vector_size (4 * LANES)));
typedef gint32 Mask __attribute__ ((vector_size (4 * LANES)));

typedef struct
{
  gsize n;
  gsize d;
  const float *x;
  float *squares; /* [n]: lengths */
  guint k;
  guint32 *neighbours;
  float *distances;
  float *buffers; /* [threads, ROWS, n]: distances of a block */
  guint64 *heaps; /* [threads, k] */
  const atomic_bool *stop;
  guint step; /* every how many blocks there is something to do */
} Job;

/* (transfer full): [n, d]: without their mean */
static float *
centre (gsize n, gsize d, const float *x)
{
  g_autofree double *means = g_new0 (double, d);
  float *centred = g_new (float, n * d);

  for (gsize i = 0; i < n * d; i++)
    means[i % d] += x[i] / (double) n;
  for (gsize i = 0; i < n * d; i++)
    centred[i] = (float) (x[i] - means[i % d]);
  return centred;
}

float *
wb_neighbours_find_squares (gsize n, gsize d, const float *x)
{
  float *squares = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      for (gsize j = 0; j < d; j++)
        sum += (double) x[i * d + j] * x[i * d + j];
      squares[i] = (float) sum;
    }
  return squares;
}

/* @out: [rows, n]: from the codes from @first on to all; the own one is infinite */
static void
find_distances (const Job *job, gsize first, gsize rows, float *out)
{
  for (gsize column = 0; column < job->n; column += COLUMNS)
    {
      const gsize columns = MIN (COLUMNS, job->n - column);
      float product[ROWS * COLUMNS];

      ae_gemm_nt (rows, columns, job->d, job->x + first * job->d, job->x + column * job->d, 0,
                  product);
      for (gsize i = 0; i < rows; i++)
        for (gsize j = 0; j < columns; j++)
          out[i * job->n + column + j] = MAX (job->squares[first + i] + job->squares[column + j]
                                                - 2 * product[i * columns + j],
                                              0.f);
    }
  for (gsize i = 0; i < rows; i++)
    out[i * job->n + first + i] = INFINITY;
}

/* A neighbour as a number that orders by distance, then by its own number: bits of floats that are
 * not negative are in the order of the floats.
 */
static inline guint64
make_key (float distance, gsize j)
{
  guint32 bits;

  memcpy (&bits, &distance, sizeof bits);
  return (guint64) bits << 32 | j;
}

static inline float
get_distance (guint64 key)
{
  const guint32 bits = (guint32) (key >> 32);
  float distance;

  memcpy (&distance, &bits, sizeof distance);
  return distance;
}

/* Puts @key into a heap of @n at @at or below; the first is the largest. */
static void
put_key (guint64 *heap, guint n, guint at, guint64 key)
{
  for (guint child; (child = 2 * at + 1) < n; at = child)
    {
      child += child + 1 < n && heap[child + 1] > heap[child];
      if (heap[child] <= key)
        break;
      heap[at] = heap[child];
    }
  heap[at] = key;
}

/* Whether one of STRIDE numbers is, a few at a time. */
static inline gboolean
is_any_below (const float *values, float limit)
{
  Mask any = { 0 };
  guint64 halves[2];

  for (guint i = 0; i < STRIDE; i += LANES)
    {
      Lanes v;

      memcpy (&v, values + i, sizeof v);
      any |= v < limit;
    }
  memcpy (halves, &any, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

/* The k smallest of a row in order; @heap: [k]: workspace. */
static void
select_nearest (gsize n,
                const float *row,
                guint k,
                guint64 *heap,
                guint32 *neighbours,
                float *distances)
{
  for (guint a = 0; a < k; a++)
    heap[a] = make_key (row[a], a);
  for (guint a = k / 2; a-- > 0;)
    put_key (heap, k, a, heap[a]);
  for (gsize first = k; first < n; first += STRIDE)
    {
      const gsize last = MIN (first + STRIDE, n);

      if (last == n || is_any_below (row + first, get_distance (heap[0])))
        for (gsize j = first; j < last; j++)
          if (row[j] < get_distance (heap[0]))
            put_key (heap, k, 0, make_key (row[j], j));
    }
  for (guint left = k; left-- > 0;)
    {
      neighbours[left] = (guint32) heap[0];
      distances[left] = get_distance (heap[0]);
      put_key (heap, left, 0, heap[left]);
    }
}

static void
find_block (gpointer data, guint item, guint worker)
{
  const Job *job = data;
  const gsize first = (gsize) item * ROWS, rows = MIN (ROWS, job->n - first);
  float *buffer = job->buffers + worker * ROWS * job->n;

  if (item % job->step != 0 || wb_is_stopped (job->stop))
    return;
  find_distances (job, first, rows, buffer);
  for (gsize i = 0; i < rows; i++)
    select_nearest (job->n, buffer + i * job->n, job->k, job->heaps + worker * job->k,
                    job->neighbours + (first + i) * job->k, job->distances + (first + i) * job->k);
}

/* Those of every step-th block; FALSE where it was stopped. */
static gboolean
find (AePool *pool,
      gsize n,
      gsize d,
      const float *x,
      guint k,
      guint step,
      guint32 *neighbours,
      float *distances,
      const atomic_bool *stop)
{
  g_autofree float *centred = centre (n, d, x);
  g_autofree float *squares = wb_neighbours_find_squares (n, d, centred);
  g_autofree float *buffers = g_new (float, ae_pool_get_n_threads (pool) * ROWS *n);
  g_autofree float *own = distances == NULL ? g_new (float, n *k) : NULL;
  g_autofree guint64 *heaps = g_new (guint64, ae_pool_get_n_threads (pool) * k);
  Job job = { n,       d,     centred, squares, k, neighbours, distances != NULL ? distances : own,
              buffers, heaps, stop,    step };

  g_return_val_if_fail (k > 0 && k < n, FALSE);
  ae_pool_run (pool, (guint) ((n + ROWS - 1) / ROWS), find_block, &job);
  return !wb_is_stopped (stop);
}

void
wb_neighbours_find (AePool *pool,
                    gsize n,
                    gsize d,
                    const float *x,
                    guint k,
                    guint32 *neighbours,
                    float *distances)
{
  find (pool, n, d, x, k, 1, neighbours, distances, NULL);
}

gboolean
wb_neighbours_find_until (AePool *pool,
                          gsize n,
                          gsize d,
                          const float *x,
                          guint k,
                          guint32 *neighbours,
                          float *distances,
                          const atomic_bool *stop)
{
  return find (pool, n, d, x, k, 1, neighbours, distances, stop);
}

/* What the neighbours in one space lack in another. */
typedef struct
{
  Job job;                   /* of the space in which ranks are counted */
  const guint32 *neighbours; /* [n, k]: of the other space */
  float *each;               /* [n] */
} Ranking;

/* A loop that becomes vectors. */
static guint
count_below (gsize n, const float *values, float limit)
{
  guint count = 0;

  for (gsize i = 0; i < n; i++)
    count += values[i] < limit;
  return count;
}

static guint
count_up_to (gsize n, const float *values, float limit)
{
  guint count = 0;

  for (gsize i = 0; i < n; i++)
    count += values[i] <= limit;
  return count;
}

/* From 0, where all are neighbours here, too, to 1. */
static double
judge_row (const Ranking *ranking, gsize i, const float *row)
{
  const guint k = ranking->job.k;
  const double most = k * (2. * (double) ranking->job.n - 3. * k - 1) / 2;
  double sum = 0;

  for (guint a = 0; a < k; a++)
    {
      const guint32 other = ranking->neighbours[i * k + a];
      const gsize rank = 1 + count_up_to (other, row, row[other])
                         + count_below (ranking->job.n - other, row + other, row[other]);

      sum += rank > k ? (double) (rank - k) : 0;
    }
  return sum / most;
}

static void
judge_block (gpointer data, guint item, guint worker)
{
  const Ranking *ranking = data;
  const gsize first = (gsize) item * ROWS, rows = MIN (ROWS, ranking->job.n - first);
  float *buffer = ranking->job.buffers + worker * ROWS * ranking->job.n;

  for (gsize i = 0; i < rows; i++)
    ranking->each[first + i] = NAN;
  if (item % ranking->job.step != 0 || wb_is_stopped (ranking->job.stop))
    return;
  find_distances (&ranking->job, first, rows, buffer);
  for (gsize i = 0; i < rows; i++)
    ranking->each[first + i] = (float) judge_row (ranking, first + i, buffer + i * ranking->job.n);
}

/* How far away @neighbours, those of another space, are in this one. */
static void
judge (AePool *pool,
       gsize n,
       gsize d,
       const float *x,
       guint k,
       guint step,
       const guint32 *neighbours,
       float *each,
       const atomic_bool *stop)
{
  g_autofree float *centred = centre (n, d, x);
  g_autofree float *squares = wb_neighbours_find_squares (n, d, centred);
  g_autofree float *buffers = g_new (float, ae_pool_get_n_threads (pool) * ROWS *n);
  Ranking ranking = { { n, d, centred, squares, k, NULL, NULL, buffers, NULL, stop, step },
                      neighbours,
                      each };

  ae_pool_run (pool, (guint) ((n + ROWS - 1) / ROWS), judge_block, &ranking);
}

gboolean
wb_neighbours_judge_each (AePool *pool,
                          gsize n,
                          gsize d,
                          const float *x,
                          const float *places,
                          guint k,
                          guint step,
                          float *invented,
                          float *torn,
                          const atomic_bool *stop)
{
  g_autofree guint32 *seen = g_new (guint32, n *k);
  g_autofree guint32 *true_ones = g_new (guint32, n *k);

  if (!find (pool, n, 2, places, k, step, seen, NULL, stop)
      || !find (pool, n, d, x, k, step, true_ones, NULL, stop))
    return FALSE;
  judge (pool, n, d, x, k, step, seen, invented, stop);
  judge (pool, n, 2, places, k, step, true_ones, torn, stop);
  return !wb_is_stopped (stop);
}

void
wb_neighbours_judge (AePool *pool,
                     gsize n,
                     gsize d,
                     const float *x,
                     const float *places,
                     guint k,
                     double *trustworthiness,
                     double *continuity)
{
  g_autofree float *invented = g_new (float, n);
  g_autofree float *torn = g_new (float, n);
  double wrong[2] = { 0, 0 };

  wb_neighbours_judge_each (pool, n, d, x, places, k, 1, invented, torn, NULL);
  for (gsize i = 0; i < n; i++)
    {
      wrong[0] += invented[i];
      wrong[1] += torn[i];
    }
  *trustworthiness = 1 - wrong[0] / (double) n;
  *continuity = 1 - wrong[1] / (double) n;
}
