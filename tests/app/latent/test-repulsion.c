/* SPDX-License-Identifier: MIT */
/* Sums in the tree against sums over all pairs; kernels against one another.
 *
 * Mutations that fail: a point that does not meet itself, a wrong end of a run, a group's box
 * without its half, the last sources forgotten, a force of one factor too few.
 */
#include <math.h>

#include "app/latent/repulsion-kernel.h"
#include "app/latent/repulsion.h"
#include "engine/kernels.h"
#include "engine/random.h"

static double
sum_directly (gsize n, const float *places, gsize i, double push[2])
{
  double total = 0;

  push[0] = push[1] = 0;
  for (gsize j = 0; j < n; j++)
    if (j != i)
      {
        double dx = (double) places[2 * i] - places[2 * j];
        double dy = (double) places[2 * i + 1] - places[2 * j + 1];
        double near = 1 / (1 + dx * dx + dy * dy);

        total += near;
        push[0] += near * near * dx;
        push[1] += near * near * dy;
      }
  return total;
}

/* Within a share of the largest push, and of the total; exact for a few points. */
static void
assert_pushes (gsize n, const float *places, double tolerance)
{
  g_autoptr (WbRepulsion) repulsion = wb_repulsion_new (n, 1);
  g_autofree float *pushes = g_new (float, 2 * n);
  double total = 0, wanted = 0, largest = 1e-6, wrong = 0;

  wb_repulsion_set_places (repulsion, places);
  for (guint block = 0; block < wb_repulsion_get_n_blocks (repulsion); block++)
    total += wb_repulsion_run (repulsion, block, 0, pushes);
  for (gsize i = 0; i < n; i++)
    {
      double push[2];

      wanted += sum_directly (n, places, i, push);
      largest = MAX (largest, hypot (push[0], push[1]));
      wrong = MAX (wrong, hypot (push[0] - pushes[2 * i], push[1] - pushes[2 * i + 1]));
    }
  g_assert_cmpfloat (wrong, <, tolerance * largest);
  g_assert_cmpfloat_with_epsilon (total, wanted, tolerance * wanted + 2e-7 * (double) n);
}

static float *
draw (gsize n, double scale)
{
  float *places = g_new (float, 2 * n);

  ae_random_normal (&(AeRandomKey) { .seed = n }, places, 2 * n);
  for (gsize i = 0; i < 2 * n; i++)
    places[i] *= (float) scale;
  return places;
}

static void
test_pairs (void)
{
  const gsize counts[] = { 1, 2, 3, 31, 32, 33, 128, 129, 700, 3000 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    for (double scale = 1e-4; scale < 1e3; scale *= 100)
      {
        g_autofree float *places = draw (counts[i], scale);

        assert_pushes (counts[i], places, counts[i] < 9 ? 1e-5 : .02);
      }
}

/* Points on one place, on two places far apart, on a line. */
static void
test_degenerate (void)
{
  g_autofree float *places = g_new0 (float, 2 * 1000);

  assert_pushes (1000, places, 1e-4);
  for (guint i = 0; i < 500; i++)
    places[2 * i] = 1e4f;
  assert_pushes (1000, places, 1e-4);
  for (guint i = 0; i < 1000; i++)
    places[2 * i] = (float) i / 7;
  assert_pushes (1000, places, .02);
}

static void
test_kernels (void)
{
  float x[100], y[100], masses[100];
  WbTargets start = { 0 }, plain, other;
  const WbSources sources = { 100, x, y, masses };

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, x, 100);
  ae_random_normal (&(AeRandomKey) { .seed = 2 }, y, 100);
  ae_random_uniform (&(AeRandomKey) { .seed = 3 }, masses, 100);
  ae_random_normal (&(AeRandomKey) { .seed = 4 }, start.x, WB_REPULSION_GROUP);
  ae_random_normal (&(AeRandomKey) { .seed = 5 }, start.y, WB_REPULSION_GROUP);
  plain = start;
  wb_repulsion_plain (&sources, &plain);
  g_assert_cmpfloat (plain.total[0], >, 0);
#ifdef __x86_64__
  if (ae_kernels_find ("avx2") != NULL)
    {
      other = start;
      wb_repulsion_avx2 (&sources, &other);
      g_assert_cmpmem (&plain, sizeof plain, &other, sizeof other);
    }
  if (ae_kernels_find ("avx512") != NULL)
    {
      other = start;
      wb_repulsion_avx512 (&sources, &other);
      g_assert_cmpmem (&plain, sizeof plain, &other, sizeof other);
    }
#endif
  other = plain;
  wb_repulsion_plain (&(WbSources) { 0 }, &other);
  g_assert_cmpmem (&plain, sizeof plain, &other, sizeof other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repulsion/pairs", test_pairs);
  g_test_add_func ("/repulsion/degenerate", test_degenerate);
  g_test_add_func ("/repulsion/kernels", test_kernels);
  return g_test_run ();
}
