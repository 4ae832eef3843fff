/* SPDX-License-Identifier: MIT */
/* Groups of codes that lie apart lie apart in the picture. */
#include <math.h>
#include <string.h>

#include "app/latent/neighbours.h"
#include "app/latent/umap.h"

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
lay_out (guint n_threads, const float *x, guint n_iterations, guint seed)
{
  g_autoptr (AePool) pool = ae_pool_new (n_threads);
  g_autoptr (WbUmap) umap = wb_umap_new (pool, N, SIZE, x,
                                         &(WbLayoutOptions) { .neighbours = 15, .seed = seed });

  while (n_iterations-- > 0 && wb_umap_advance (umap))
    continue;
  return g_memdup2 (wb_umap_get_places (umap), 2 * N * sizeof (float));
}

/* The ten nearest in the picture are of the own group. */
static void
test_groups (void)
{
  g_autofree float *x = make_codes ();
  g_autofree float *places = lay_out (2, x, WB_UMAP_ITERATIONS, 0);
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
  g_autofree float *one = lay_out (1, x, 300, 0);
  g_autofree float *three = lay_out (3, x, 300, 0);

  g_assert_cmpmem (one, 2 * N * sizeof (float), three, 2 * N * sizeof (float));
}

/* Codes that are all alike, and too few. */
static void
test_degenerate (void)
{
  float same[6 * SIZE] = { 0 };
  g_autoptr (AePool) pool = ae_pool_new (2);
  const WbLayoutOptions options = { .neighbours = 15 };
  g_autoptr (WbUmap) umap = wb_umap_new (pool, 6, SIZE, same, &options);

  g_assert_null (wb_umap_new (pool, 3, SIZE, same, &options));
  for (guint i = 0; i < 50; i++)
    wb_umap_advance (umap);
  for (guint i = 0; i < 12; i++)
    g_assert_true (isfinite (wb_umap_get_places (umap)[i]));
}

/* Another seed is another start; the same one is not. */
static void
test_seed (void)
{
  g_autofree float *x = make_codes ();
  const guint seeds[] = { 0, 0, 7, 7 };
  const gsize size = 2 * N * sizeof (float);
  float *places[4];

  for (guint i = 0; i < 4; i++)
    places[i] = lay_out (2, x, 20, seeds[i]);
  g_assert_cmpmem (places[0], size, places[1], size);
  g_assert_cmpmem (places[2], size, places[3], size);
  g_assert_cmpint (memcmp (places[0], places[2], size), !=, 0);
  for (guint i = 0; i < 4; i++)
    g_free (places[i]);
}

/* Codes that move a little move their places a little; those that stay move none. */
static void
test_warm (void)
{
  g_autofree float *x = make_codes ();
  g_autofree float *before = NULL;
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbUmap) umap = wb_umap_new (pool, N, SIZE, x, &(WbLayoutOptions) { .neighbours = 15 });
  double spread = 0, moved = 0;

  while (wb_umap_advance (umap))
    continue;
  before = g_memdup2 (wb_umap_get_places (umap), 2 * N * sizeof (float));
  wb_umap_set_codes (umap, x);
  g_assert_false (wb_umap_advance (umap));
  g_assert_cmpmem (before, 2 * N * sizeof (float), wb_umap_get_places (umap),
                   2 * N * sizeof (float));
  x[0] = NAN;
  wb_umap_set_codes (umap, x);
  g_assert_false (wb_umap_advance (umap));
  x[0] = 8;
  wb_umap_set_codes (umap, x);
  while (wb_umap_advance (umap))
    continue;
  g_assert_cmpuint (wb_umap_get_iteration (umap), ==, WB_UMAP_ITERATIONS);
  for (guint i = 0; i < 2 * N; i++)
    {
      spread += fabs (before[i]);
      moved += fabs (before[i] - wb_umap_get_places (umap)[i]);
    }
  g_assert_cmpfloat (moved, >, 0);
  g_assert_cmpfloat (moved, <, .2 * spread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/umap/groups", test_groups);
  g_test_add_func ("/umap/threads", test_threads);
  g_test_add_func ("/umap/degenerate", test_degenerate);
  g_test_add_func ("/umap/seed", test_seed);
  g_test_add_func ("/umap/warm", test_warm);
  return g_test_run ();
}
