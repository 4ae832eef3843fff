/* SPDX-License-Identifier: MIT */
/* Every layout: groups of codes that lie apart lie apart in the picture, the same for any
 * number of threads; and what moves when codes do.
 */
#include <math.h>
#include <string.h>

#include "app/latent/layout.h"
#include "app/latent/neighbours.h"

#define GROUPS     5
#define EACH       60
#define N          (GROUPS * EACH)
#define SIZE       8
#define NEIGHBOURS 18

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

static WbLayout *
begin (const WbLayoutClass *method, AePool *pool, const float *x, guint seed)
{
  return wb_layout_new (method, pool, N, SIZE, x,
                        &(WbLayoutOptions) { .neighbours = NEIGHBOURS, .seed = seed });
}

static float *
lay_out (const WbLayoutClass *method,
         guint n_threads,
         const float *x,
         guint n_iterations,
         guint seed)
{
  g_autoptr (AePool) pool = ae_pool_new (n_threads);
  g_autoptr (WbLayout) layout = begin (method, pool, x, seed);

  while (n_iterations-- > 0 && wb_layout_advance (layout))
    continue;
  return g_memdup2 (wb_layout_get_places (layout), 2 * N * sizeof (float));
}

/* The ten nearest in the picture are of the own group. */
static void
test_groups (gconstpointer method)
{
  g_autofree float *x = make_codes ();
  g_autofree float *places = lay_out (method, 2, x, G_MAXUINT, 0);
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
test_threads (gconstpointer method)
{
  g_autofree float *x = make_codes ();
  g_autofree float *one = lay_out (method, 1, x, 300, 0);
  g_autofree float *three = lay_out (method, 3, x, 300, 0);

  g_assert_cmpmem (one, 2 * N * sizeof (float), three, 2 * N * sizeof (float));
}

/* Before neighbours are looked for, codes lie as two components have them. */
static void
test_start (gconstpointer data)
{
  const WbLayoutClass *method = data;
  g_autofree float *x = make_codes ();
  g_autofree float *components = g_new (float, 2 * N);
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbPca) pca = wb_pca_new (N, SIZE, x, 2);
  const atomic_bool stop = TRUE;
  g_autoptr (WbLayout) layout = wb_layout_new (method, pool, N, SIZE, x,
                                               &(WbLayoutOptions) { .neighbours = NEIGHBOURS,
                                                                    .stop = &stop });
  const float *places = wb_layout_get_places (layout);

  wb_pca_project (pca, N, x, components);
  for (guint i = 0; i < 2 * N; i++)
    g_assert_cmpfloat_with_epsilon (places[i] / places[0], components[i] / components[0], 1e-3);
  g_assert_false (wb_layout_advance (layout));
}

/* Codes that are all alike, and too few. */
static void
test_degenerate (gconstpointer method)
{
  float same[6 * SIZE] = { 0 };
  g_autoptr (AePool) pool = ae_pool_new (2);
  const WbLayoutOptions options = { .neighbours = NEIGHBOURS };
  g_autoptr (WbLayout) layout = wb_layout_new (method, pool, 6, SIZE, same, &options);

  g_assert_null (wb_layout_new (method, pool, 3, SIZE, same, &options));
  for (guint i = 0; i < 50; i++)
    wb_layout_advance (layout);
  for (guint i = 0; i < 12; i++)
    g_assert_true (isfinite (wb_layout_get_places (layout)[i]));
}

/* Another seed is another start; the same one is not. */
static void
test_seed (gconstpointer method)
{
  g_autofree float *x = make_codes ();
  const guint seeds[] = { 0, 0, 7, 7 };
  const gsize size = 2 * N * sizeof (float);
  float *places[4];

  for (guint i = 0; i < 4; i++)
    places[i] = lay_out (method, 2, x, 20, seeds[i]);
  g_assert_cmpmem (places[0], size, places[1], size);
  g_assert_cmpmem (places[2], size, places[3], size);
  g_assert_cmpint (memcmp (places[0], places[2], size), !=, 0);
  for (guint i = 0; i < 4; i++)
    g_free (places[i]);
}

/* Codes that move a little move their places a little; those that stay move none. */
static void
test_warm (gconstpointer method)
{
  g_autofree float *x = make_codes ();
  g_autofree float *before = NULL;
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbLayout) layout = begin (method, pool, x, 0);
  double spread = 0, moved = 0;

  while (wb_layout_advance (layout))
    continue;
  before = g_memdup2 (wb_layout_get_places (layout), 2 * N * sizeof (float));
  wb_layout_set_codes (layout, x);
  g_assert_false (wb_layout_advance (layout));
  g_assert_cmpmem (before, 2 * N * sizeof (float), wb_layout_get_places (layout),
                   2 * N * sizeof (float));
  x[0] = NAN;
  wb_layout_set_codes (layout, x);
  g_assert_false (wb_layout_advance (layout));
  x[0] = 8;
  wb_layout_set_codes (layout, x);
  while (wb_layout_advance (layout))
    continue;
  g_assert_cmpuint (wb_layout_get_iteration (layout), ==,
                    ((const WbLayoutClass *) method)->n_iterations);
  for (guint i = 0; i < 2 * N; i++)
    {
      spread += fabs (before[i]);
      moved += fabs (before[i] - wb_layout_get_places (layout)[i]);
    }
  g_assert_cmpfloat (moved, >, 0);
  g_assert_cmpfloat (moved, <, .2 * spread);
}

static void
add (const char *name, const WbLayoutClass *method, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/layout/%s/%s", method->name, name);

  g_test_add_data_func (path, method, test);
}

int
main (int argc, char **argv)
{
  const WbLayoutClass *const *methods = wb_layout_get_classes ();

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; methods[i] != NULL; i++)
    {
      add ("groups", methods[i], test_groups);
      add ("threads", methods[i], test_threads);
      add ("start", methods[i], test_start);
      add ("degenerate", methods[i], test_degenerate);
      add ("seed", methods[i], test_seed);
      add ("warm", methods[i], test_warm);
    }
  return g_test_run ();
}
