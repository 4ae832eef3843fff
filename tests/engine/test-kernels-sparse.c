/* SPDX-License-Identifier: MIT */
/* Products that skip zeros against plain sums in double, with each set of
 * kernels: no, some and all values zero, odd sizes, unaligned starts,
 * accumulators pre-filled. A sum of k products of numbers below 1 may be off
 * by 1e-6·√k.
 */
#include "tests/engine/kernel-sets.h"

static float *
draw (gsize n, double density)
{
  float *values = g_aligned_alloc (n + 64, sizeof (float), 64);

  for (gsize i = 0; i < n + 64; i++)
    values[i] = i >= 1 && i <= n ? g_random_double_range (-1, 1) : GUARD;
  for (gsize i = 1; i <= n; i++)
    if (g_random_double () >= density)
      values[i] = 0;
  return values + 1;
}

static void
release (float *values, gsize n)
{
  g_assert_cmpfloat (values[-1], ==, GUARD);
  for (gsize i = n; i < n + 63; i++)
    g_assert_cmpfloat (values[i], ==, GUARD);
  g_aligned_free (values - 1);
}

static void
check_product (const AeKernels *kernels,
               gboolean transposed,
               gsize m,
               gsize n,
               gsize k,
               double density,
               gboolean add)
{
  float *a = draw (m * k, density);
  float *b = draw (k * n, 1);
  float *c = draw (m * n, 1);
  float *scratch = draw (AE_SPARSE_SCRATCH (k), 1);
  g_autofree double *sums = g_new (double, m *n);
  gsize nonzero = 0;

  for (gsize i = 0; i < m * n; i++)
    {
      sums[i] = add ? c[i] : 0;
      for (gsize s = 0; s < k; s++)
        sums[i] += (double) b[s * n + i % n] * (transposed ? a[s * m + i / n] : a[i / n * k + s]);
    }
  for (gsize i = 0; i < m * k; i++)
    nonzero += a[i] != 0;
  g_assert_cmpuint (kernels->sparse->count (m * k, a), ==, nonzero);
  if (transposed)
    kernels->sparse->multiply_tn (m, n, k, a, b, add, c, scratch);
  else
    kernels->sparse->multiply_nn (m, n, k, a, b, add, c, scratch);
  for (gsize i = 0; i < m * n; i++)
    assert_close (c[i], sums[i], 1e-6 * sqrt (k + 1));
  release (a, m * k);
  release (b, k * n);
  release (c, m * n);
  release (scratch, AE_SPARSE_SCRATCH (k));
}

/* Wide products have the same bits, and write nothing past the scratch they ask for. */
static void
check_wide (const AeKernels *kernels, gsize m, gsize n, gsize k)
{
  const gsize room = AE_SPARSE_STRIPE (k) + m * AE_SPARSE_ROW (k);
  float *a = draw (m * k, 0.3);
  float *b = draw (k * n, 1);
  float *c = draw (m * n, 1), *wide = draw (m * n, 1);
  float *scratch = draw (MAX (room, AE_SPARSE_SCRATCH (k)), 1);

  kernels->sparse->multiply_nn (m, n, k, a, b, FALSE, c, scratch);
  release (scratch, MAX (room, AE_SPARSE_SCRATCH (k)));
  scratch = draw (room, 1);
  kernels->sparse->multiply_wide (m, n, k, a, b, wide, scratch);
  g_assert_cmpmem (wide, m * n * sizeof *wide, c, m * n * sizeof *c);
  release (a, m * k);
  release (b, k * n);
  release (c, m * n);
  release (wide, m * n);
  release (scratch, room);
}

static void
test_wide (const AeKernels *kernels)
{
  static const gsize columns[] = { 1, 63, 64, 100, 128, 300 };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      check_wide (kernels, 5, columns[i], 29);
      check_wide (kernels, 1, columns[i], 784);
      check_wide (kernels, 17, columns[i], 3);
    }
}

static void
test_products (const AeKernels *kernels)
{
  static const gsize columns[] = { 1, 7, 16, 20, 32, 48, 100, 128, 150 };
  static const double densities[] = { 0, 0.2, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    for (guint d = 0; d < G_N_ELEMENTS (densities); d++)
      for (guint way = 0; way < 4; way++)
        {
          check_product (kernels, way & 1, 5, columns[i], 29, densities[d], way > 1);
          check_product (kernels, way & 1, 17, columns[i], 64, densities[d], way > 1);
          check_product (kernels, way & 1, 8, columns[i], 3, densities[d], way > 1);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  add_set_test ("sparse", test_products);
  add_set_test ("wide", test_wide);
  return g_test_run ();
}
