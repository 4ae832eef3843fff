/* SPDX-License-Identifier: MIT */
/* Matrix products against plain sums in double, with each set of kernels: odd
 * sizes, unaligned starts, c assigned and added to, nothing written outside. A
 * sum of k products of numbers below 1 may be off by 1e-6·√k.
 */
#include "tests/engine/kernel-sets.h"

#define MAX_VALUES 80000

typedef enum
{
  NN,
  NT,
  TN,
  N_WAYS,
} Way;

static float *
draw (gsize n)
{
  float *values = g_aligned_alloc (n + 64, sizeof (float), 64);

  for (gsize i = 0; i < n + 64; i++)
    values[i] = i >= 1 && i <= n ? g_random_double_range (-1, 1) : GUARD;
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
call (const AeMatmulKernels *product,
      Way way,
      gsize m,
      gsize n,
      gsize k,
      const float *a,
      const float *b,
      gboolean add,
      float *c)
{
  if (way == NN)
    product->nn (m, n, k, a, b, add, c);
  else if (way == NT)
    product->nt (m, n, k, a, b, add, c);
  else
    product->tn (m, n, k, a, b, add, c);
}

static void
check_product (const AeKernels *kernels, Way way, gsize m, gsize n, gsize k, gboolean add)
{
  float *a = draw (m * k);
  float *b = draw (k * n);
  float *c = draw (m * n);
  static double sums[MAX_VALUES];

  g_assert_cmpuint (m * n, <=, MAX_VALUES);
  for (gsize i = 0; i < m * n; i++)
    {
      sums[i] = add ? c[i] : 0;
      for (gsize s = 0; s < k; s++)
        sums[i] += (double) a[way == TN ? s * m + i / n : i / n * k + s]
                   * b[way == NT ? i % n * k + s : s * n + i % n];
    }
  call (kernels->product, way, m, n, k, a, b, add, c);
  for (gsize i = 0; i < m * n; i++)
    assert_close (c[i], sums[i], 1e-6 * sqrt (k + 1));
  release (a, m * k);
  release (b, k * n);
  release (c, m * n);
}

static void
test_products (const AeKernels *kernels)
{
  static const gsize numbers[][3] = {
    { 1, 1, 1 },    { 3, 5, 2 },      { 8, 16, 4 },      { 17, 33, 9 },
    { 6, 70, 130 }, { 13, 20, 300 },  { 64, 32, 17 },    { 5, 47, 128 },
    { 23, 8, 257 }, { 30, 331, 200 }, { 199, 355, 129 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    for (guint way = 0; way < N_WAYS; way++)
      for (guint add = 0; add < 2; add++)
        check_product (kernels, way, numbers[i][0], numbers[i][1], numbers[i][2], add);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  add_set_test ("products", test_products);
  return g_test_run ();
}
