/* SPDX-License-Identifier: MIT */
/* The matrix is symmetric, sums up to 1, has the perplexity that was asked for, and can be
 * stopped.
 *
 * Mutations that fail: rows not sorted, only one direction of a pair, the scale, no bisection.
 */
#include <math.h>

#include "app/latent/attraction.h"
#include "engine/random.h"

#define N    500
#define SIZE 6

static float *
draw (void)
{
  float *x = g_new (float, N *SIZE);

  ae_random_normal (&(AeRandomKey) { .seed = 5 }, x, N * SIZE);
  return x;
}

static float
get (const WbAffinities *self, gsize row, guint32 column)
{
  for (gsize e = self->starts[row]; e < self->ends[row]; e++)
    if (self->columns[e] == column)
      return self->weights[e];
  return 0;
}

static void
test_symmetric (void)
{
  g_autofree float *x = draw ();
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbAffinities) all = wb_affinities_new (pool, N, SIZE, x, 20, NULL);
  double sum = 0;

  for (gsize i = 0; i < N; i++)
    for (gsize e = all->starts[i]; e < all->ends[i]; e++)
      {
        g_assert_cmpuint (all->columns[e], !=, i);
        g_assert_true (e == all->starts[i] || all->columns[e - 1] < all->columns[e]);
        g_assert_cmpfloat (get (all, all->columns[e], (guint32) i), ==, all->weights[e]);
        sum += all->weights[e];
      }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
}

/* With all others as neighbours, rows can be computed from their columns: a code far away
 * from all is nobody's neighbour but has neighbours. */
static void
test_perplexity (void)
{
  g_autofree float *x = draw ();
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (WbAffinities) all = NULL;
  double entropy = 0, total = 0;

  for (gsize d = 0; d < SIZE; d++)
    x[d] = 1000;
  all = wb_affinities_new (pool, N, SIZE, x, 20, NULL);
  for (gsize e = all->starts[0]; e < all->ends[0]; e++)
    total += all->weights[e];
  for (gsize e = all->starts[0]; e < all->ends[0]; e++)
    if (all->weights[e] > 0)
      entropy -= all->weights[e] / total * log (all->weights[e] / total);
  g_assert_cmpfloat_with_epsilon (exp (entropy), 20, .1);
  g_assert_cmpuint (all->ends[0] - all->starts[0], ==, 60);
}

/* Rows of any length pull as their entries do. */
static void
test_attraction (void)
{
  g_autofree float *x = draw ();
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (WbAffinities) all = wb_affinities_new (pool, N, SIZE, x, 7, NULL);
  float places[2 * N], pull[2];

  ae_random_normal (&(AeRandomKey) { .seed = 8 }, places, 2 * N);
  for (gsize i = 0; i < N; i++)
    {
      double wanted[2] = { 0, 0 };

      for (gsize e = all->starts[i]; e < all->ends[i]; e++)
        {
          const float *other = places + 2 * all->columns[e];
          const double dx = places[2 * i] - other[0], dy = places[2 * i + 1] - other[1];

          wanted[0] += all->weights[e] * dx / (1 + dx * dx + dy * dy);
          wanted[1] += all->weights[e] * dy / (1 + dx * dx + dy * dy);
        }
      wb_attraction_find (all, places, i, pull);
      g_assert_cmpfloat_with_epsilon (pull[0], wanted[0], 1e-6 / N);
      g_assert_cmpfloat_with_epsilon (pull[1], wanted[1], 1e-6 / N);
    }
}

static void
test_threads (void)
{
  g_autofree float *x = draw ();
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (AePool) three = ae_pool_new (3);
  g_autoptr (WbAffinities) a = wb_affinities_new (pool, N, SIZE, x, 30, NULL);
  g_autoptr (WbAffinities) b = wb_affinities_new (three, N, SIZE, x, 30, NULL);

  g_assert_cmpmem (a->ends, N * sizeof *a->ends, b->ends, N * sizeof *b->ends);
  for (gsize i = 0; i < N; i++)
    for (gsize e = a->starts[i]; e < a->ends[i]; e++)
      g_assert_true (a->columns[e] == b->columns[e] && a->weights[e] == b->weights[e]);
}

static void
test_stop (void)
{
  g_autofree float *x = draw ();
  g_autoptr (AePool) pool = ae_pool_new (2);
  atomic_bool stop = TRUE;

  g_assert_null (wb_affinities_new (pool, N, SIZE, x, 30, &stop));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/affinities/symmetric", test_symmetric);
  g_test_add_func ("/affinities/perplexity", test_perplexity);
  g_test_add_func ("/affinities/attraction", test_attraction);
  g_test_add_func ("/affinities/threads", test_threads);
  g_test_add_func ("/affinities/stop", test_stop);
  return g_test_run ();
}
