/* SPDX-License-Identifier: MIT */
/* Density and coverage against their plain definitions. */
#include "app/latent/coverage.h"
#include "engine/random.h"

#define N    150
#define M    90
#define SIZE 5
#define K    WB_COVERAGE_NEIGHBOURS

static double
find_distance (const float *a, const float *b)
{
  double sum = 0;

  for (guint j = 0; j < SIZE; j++)
    sum += (double) (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

static int
compare (const void *a, const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

/* How far the ball around real sample @i reaches; its own distance of 0 is the first. */
static double
find_radius (const float *real, guint i)
{
  double distances[N];

  for (guint j = 0; j < N; j++)
    distances[j] = find_distance (real + i * SIZE, real + j * SIZE);
  qsort (distances, N, sizeof *distances, compare);
  return distances[K];
}

static WbCoverage
measure_plainly (const float *real, const float *made)
{
  guint inside = 0, covered = 0;

  for (guint i = 0; i < N; i++)
    {
      double radius = find_radius (real, i);
      guint own = 0;

      for (guint j = 0; j < M; j++)
        own += find_distance (real + i * SIZE, made + j * SIZE) < radius;
      inside += own;
      covered += own > 0;
    }
  return (WbCoverage) { inside / ((double) K * M), covered / (double) N };
}

static void
test_definition (void)
{
  float real[N * SIZE], made[M * SIZE];
  WbCoverage found[2], expected;

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, real, N * SIZE);
  ae_random_normal (&(AeRandomKey) { .seed = 2 }, made, M * SIZE);
  for (guint i = 0; i < M * SIZE; i++)
    made[i] = made[i] * .8f + .2f;
  expected = measure_plainly (real, made);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AePool) pool = ae_pool_new (1 + 2 * i);

      wb_coverage_measure (pool, N, M, SIZE, real, made, K, &found[i]);
    }
  g_assert_cmpmem (&found[0], sizeof found[0], &found[1], sizeof found[1]);
  g_assert_cmpfloat_with_epsilon (found[0].density, expected.density, 1e-12);
  g_assert_cmpfloat_with_epsilon (found[0].coverage, expected.coverage, 1e-12);
  g_assert_cmpfloat (found[0].coverage, >, 0.2);
}

static void
test_far (void)
{
  g_autoptr (AePool) pool = ae_pool_new (1);
  float real[N * SIZE], made[M * SIZE];
  WbCoverage found;

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, real, N * SIZE);
  for (guint i = 0; i < M * SIZE; i++)
    made[i] = 100;
  wb_coverage_measure (pool, N, M, SIZE, real, made, K, &found);
  g_assert_cmpfloat (found.density, ==, 0);
  g_assert_cmpfloat (found.coverage, ==, 0);
  wb_coverage_measure (pool, N, N, SIZE, real, real, K, &found);
  g_assert_cmpfloat (found.coverage, ==, 1);
  g_assert_cmpfloat_with_epsilon (found.density, 1, 1e-12); /* itself and the nearer four */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coverage/definition", test_definition);
  g_test_add_func ("/coverage/far", test_far);
  return g_test_run ();
}
