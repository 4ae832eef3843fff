/* SPDX-License-Identifier: MIT */
/*
 * The order of an epoch and the random numbers beneath it.
 */
#include <math.h>

#include "data/order.h"
#include "data/random.h"

static void
test_permutation (void)
{
  const gsize sizes[] = { 0, 1, 2, 3, 10, 1000, 1000000 };

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      gsize n = sizes[k];
      g_autofree guint32 *order = g_new (guint32, n + 1);
      g_autofree guint8 *seen = g_new0 (guint8, n + 1);

      order[n] = 0xdeadbeef;
      ds_order_fill (order, n, 7, 3);
      for (gsize i = 0; i < n; i++)
        {
          g_assert_cmpuint (order[i], <, n);
          g_assert_cmpuint (seen[order[i]]++, ==, 0);
        }
      g_assert_cmphex (order[n], ==, 0xdeadbeef);
    }
}

static guint
count_equal (guint64 seed_a, guint epoch_a, guint64 seed_b, guint epoch_b)
{
  guint32 a[1000], b[1000];
  guint equal = 0;

  ds_order_fill (a, 1000, seed_a, epoch_a);
  ds_order_fill (b, 1000, seed_b, epoch_b);
  for (guint i = 0; i < 1000; i++)
    equal += a[i] == b[i];
  return equal;
}

static void
test_depends (void)
{
  g_assert_cmpuint (count_equal (1, 1, 1, 1), ==, 1000);
  g_assert_cmpuint (count_equal (1, 1, 1, 2), <, 20);
  g_assert_cmpuint (count_equal (1, 1, 2, 1), <, 20);
  g_assert_cmpuint (count_equal (1, 2, 2, 1), <, 20);
  g_assert_cmpuint (count_equal (0, 1, G_GUINT64_CONSTANT (1) << 32, 1), <, 20);
}

/* The numbers stand here so that no change of code moves a replayed run. */
static void
test_golden (void)
{
  const guint32 expected[] = { 6, 5, 0, 4, 3, 7, 1, 2 };
  guint32 order[8];

  ds_order_fill (order, 8, 1, 0);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint (order[i], ==, expected[i]);
}

static void
test_unshuffled (void)
{
  guint32 order[100];

  ds_order_fill_unshuffled (order, 100);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (order[i], ==, i);
}

/* Each of the 24 permutations of four comes up as often as the others. */
static void
test_uniform (void)
{
  guint counts[256] = { 0 };
  guint n_permutations = 0;
  double chi = 0;

  for (guint epoch = 0; epoch < 24000; epoch++)
    {
      guint32 order[4];

      ds_order_fill (order, 4, 11, epoch);
      counts[order[0] | order[1] << 2 | order[2] << 4 | order[3] << 6]++;
    }
  for (guint i = 0; i < 256; i++)
    if (counts[i] > 0)
      {
        n_permutations++;
        chi += (counts[i] - 1000.0) * (counts[i] - 1000.0) / 1000;
      }

  g_assert_cmpuint (n_permutations, ==, 24);
  /* 23 degrees of freedom: 49.7 is passed by one seed in a thousand. */
  g_assert_cmpfloat (chi, <, 49.7);
}

static void
test_random_moments (void)
{
  DsRandom random = ds_random_init (1, 2, 3);
  double sums[4] = { 0 };
  guint below[7] = { 0 };
  const guint n = 100000;

  for (guint i = 0; i < n; i++)
    {
      float uniform = ds_random_uniform (&random, -1, 3);
      float bell = ds_random_bell (&random);

      g_assert_true (uniform >= -1 && uniform < 3);
      sums[0] += uniform;
      sums[1] += (uniform - 1) * (uniform - 1);
      sums[2] += bell;
      sums[3] += bell * bell;
      below[ds_random_below (&random, 7)]++;
    }
  g_assert_cmpfloat (fabs (sums[0] / n - 1), <, 0.02);
  g_assert_cmpfloat (fabs (sums[1] / n - 16.0 / 12), <, 0.02);
  g_assert_cmpfloat (fabs (sums[2] / n), <, 0.02);
  g_assert_cmpfloat (fabs (sums[3] / n - 1), <, 0.02);
  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat (fabs (below[i] * 7.0 / n - 1), <, 0.05);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order/permutation", test_permutation);
  g_test_add_func ("/order/depends-on-seed-and-epoch", test_depends);
  g_test_add_func ("/order/golden", test_golden);
  g_test_add_func ("/order/unshuffled", test_unshuffled);
  g_test_add_func ("/order/uniform", test_uniform);
  g_test_add_func ("/random/moments", test_random_moments);
  return g_test_run ();
}
