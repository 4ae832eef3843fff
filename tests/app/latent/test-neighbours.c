/* SPDX-License-Identifier: MIT */
/* Neighbours and what a picture keeps of them, against their plain definitions. */
#include <math.h>

#include "app/latent/neighbours.h"

#define N    300
#define SIZE 7
#define K    12

static float *
make_codes (guint seed, guint size)
{
  GRand *random = g_rand_new_with_seed (seed);
  float *x = g_new (float, N *size);

  for (guint i = 0; i < N * size; i++)
    x[i] = (float) g_rand_double_range (random, -2, 2);
  g_rand_free (random);
  return x;
}

static double
find_distance (const float *x, guint size, guint i, guint j)
{
  double sum = 0;

  for (guint d = 0; d < size; d++)
    sum += (double) (x[i * size + d] - x[j * size + d]) * (x[i * size + d] - x[j * size + d]);
  return sum;
}

/* 1 for the nearest. */
static guint
find_rank (const float *x, guint size, guint i, guint j)
{
  guint rank = 1;

  for (guint other = 0; other < N; other++)
    rank += other != i && other != j
            && find_distance (x, size, i, other) < find_distance (x, size, i, j);
  return rank;
}

static void
test_find (void)
{
  g_autofree float *x = make_codes (1, SIZE);
  g_autoptr (AePool) pool = ae_pool_new (2);
  guint32 neighbours[N * K];
  float distances[N * K];

  wb_neighbours_find (pool, N, SIZE, x, K, neighbours, distances);
  for (guint i = 0; i < N; i++)
    for (guint a = 0; a < K; a++)
      {
        g_assert_cmpuint (find_rank (x, SIZE, i, neighbours[i * K + a]), ==, a + 1);
        g_assert_cmpfloat_with_epsilon (distances[i * K + a],
                                        find_distance (x, SIZE, i, neighbours[i * K + a]), 1e-4);
      }
}

/* Far from zero, too. */
static void
test_far (void)
{
  g_autofree float *x = make_codes (5, SIZE);
  g_autoptr (AePool) pool = ae_pool_new (2);
  guint32 neighbours[N * K];

  for (guint i = 0; i < N * SIZE; i++)
    x[i] = roundf (x[i] * 64) / 64 + 1000;
  wb_neighbours_find (pool, N, SIZE, x, K, neighbours, NULL);
  for (guint i = 0; i < N; i++)
    for (guint a = 1; a < K; a++)
      g_assert_cmpfloat (find_distance (x, SIZE, i, neighbours[i * K + a]), >=,
                         find_distance (x, SIZE, i, neighbours[i * K + a - 1]) - 1e-5);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (find_rank (x, SIZE, i, neighbours[i * K]), ==, 1);
}

/* Two places have all codes: of equal distances that with the smaller number is first. */
static void
test_equal (void)
{
  g_autoptr (AePool) pool = ae_pool_new (2);
  float x[N];
  guint32 neighbours[N * (N - 1)];

  for (guint i = 0; i < N; i++)
    x[i] = i % 2 ? 1 : -1;
  for (guint k = 1; k < N; k += 37)
    {
      wb_neighbours_find (pool, N, 1, x, k, neighbours, NULL);
      for (guint i = 0; i < N; i++)
        for (guint a = 0, other = i % 2; a < k; a++, other += 2)
          {
            other += other == i ? 2 : 0;
            other = other >= N ? (i + 1) % 2 : other;
            g_assert_cmpuint (neighbours[i * k + a], ==, other);
          }
    }
}

static void
test_threads (void)
{
  g_autofree float *x = make_codes (2, SIZE);
  g_autoptr (AePool) one = ae_pool_new (1);
  g_autoptr (AePool) five = ae_pool_new (5);
  guint32 a[N * K], b[N * K];
  float c[N * K], d[N * K];

  wb_neighbours_find (one, N, SIZE, x, K, a, c);
  wb_neighbours_find (five, N, SIZE, x, K, b, d);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpmem (c, sizeof c, d, sizeof d);
}

/* How far those that are neighbours in @from are beyond them in @to. */
static double
judge_plainly (const float *from, guint from_size, const float *to, guint to_size)
{
  double sum = 0;

  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      if (i != j && find_rank (from, from_size, i, j) <= K)
        {
          guint rank = find_rank (to, to_size, i, j);

          sum += rank > K ? rank - K : 0;
        }
  return 1 - 2. / ((double) N * K * (2. * N - 3. * K - 1)) * sum;
}

static void
test_judge (void)
{
  g_autofree float *x = make_codes (3, SIZE);
  g_autofree float *places = make_codes (4, 2);
  g_autoptr (AePool) pool = ae_pool_new (2);
  double trustworthiness, continuity;

  for (guint i = 0; i < N; i++)
    places[2 * i] = x[i * SIZE];
  wb_neighbours_judge (pool, N, SIZE, x, places, K, &trustworthiness, &continuity);
  g_assert_cmpfloat_with_epsilon (trustworthiness, judge_plainly (places, 2, x, SIZE), 1e-6);
  g_assert_cmpfloat_with_epsilon (continuity, judge_plainly (x, SIZE, places, 2), 1e-6);
  g_assert_cmpfloat (trustworthiness, <, 0.8);
  wb_neighbours_judge (pool, N, 2, places, places, K, &trustworthiness, &continuity);
  g_assert_cmpfloat (trustworthiness, ==, 1);
  g_assert_cmpfloat (continuity, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/neighbours/find", test_find);
  g_test_add_func ("/neighbours/far", test_far);
  g_test_add_func ("/neighbours/equal", test_equal);
  g_test_add_func ("/neighbours/threads", test_threads);
  g_test_add_func ("/neighbours/judge", test_judge);
  return g_test_run ();
}
