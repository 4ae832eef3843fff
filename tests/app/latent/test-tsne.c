/* SPDX-License-Identifier: MIT */
/* Groups of codes that lie apart lie apart in the picture. */
#include <math.h>

#include "app/latent/neighbours.h"
#include "app/latent/tsne.h"

#define GROUPS 5
#define EACH   60
#define N      (GROUPS * EACH)
#define SIZE   8

static float *
make_codes (void)
{
  GRand *random = g_rand_new_with_seed (7);
  float *x = g_new (float, N *SIZE);

  for (guint i = 0; i < N; i++)
    for (guint d = 0; d < SIZE; d++)
      x[i * SIZE + d] = (float) (g_rand_double_range (random, -1, 1) + (d == i % GROUPS ? 9 : 0));
  g_rand_free (random);
  return x;
}

static float *
lay_out (guint n_threads, const float *x, guint n_iterations)
{
  g_autoptr (AePool) pool = ae_pool_new (n_threads);
  g_autoptr (WbTsne) tsne = wb_tsne_new (pool, N, SIZE, x, 20);

  while (n_iterations-- > 0 && wb_tsne_advance (tsne))
    continue;
  return g_memdup2 (wb_tsne_get_places (tsne), 2 * N * sizeof (float));
}

/* The ten nearest in the picture are of the own group. */
static void
test_groups (void)
{
  g_autofree float *x = make_codes ();
  g_autofree float *places = lay_out (2, x, WB_TSNE_ITERATIONS);
  g_autoptr (AePool) pool = ae_pool_new (2);
  guint32 neighbours[N * 10];
  double trustworthiness, continuity;

  wb_neighbours_find (pool, N, 2, places, 10, neighbours, NULL);
  for (guint i = 0; i < N * 10; i++)
    g_assert_cmpuint (neighbours[i] % GROUPS, ==, i / 10 % GROUPS);
  wb_neighbours_judge (pool, N, SIZE, x, places, 12, &trustworthiness, &continuity);
  g_assert_cmpfloat (trustworthiness, >, 0.9);
  g_assert_cmpfloat (continuity, >, 0.9);
}

static void
test_threads (void)
{
  g_autofree float *x = make_codes ();
  g_autofree float *one = lay_out (1, x, 300);
  g_autofree float *three = lay_out (3, x, 300);

  g_assert_cmpmem (one, 2 * N * sizeof (float), three, 2 * N * sizeof (float));
}

/* Codes that are all alike, and too few. */
static void
test_degenerate (void)
{
  float same[6 * SIZE] = { 0 };
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbTsne) tsne = wb_tsne_new (pool, 6, SIZE, same, 30);

  g_assert_null (wb_tsne_new (pool, 3, SIZE, same, 30));
  for (guint i = 0; i < 50; i++)
    wb_tsne_advance (tsne);
  for (guint i = 0; i < 12; i++)
    g_assert_true (isfinite (wb_tsne_get_places (tsne)[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tsne/groups", test_groups);
  g_test_add_func ("/tsne/threads", test_threads);
  g_test_add_func ("/tsne/degenerate", test_degenerate);
  return g_test_run ();
}
