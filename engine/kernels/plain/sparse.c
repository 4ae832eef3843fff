/* SPDX-License-Identifier: MIT */
/* Products that skip zeros, value by value. */
#include "engine/kernels/set.h"

static gsize
count (gsize n, const float *x)
{
  gsize total = 0;

  for (gsize i = 0; i < n; i++)
    total += x[i] != 0;
  return total;
}

static void
add_row (gsize n, float a, const float *b, float *c)
{
  if (a != 0)
    for (gsize j = 0; j < n; j++)
      c[j] += a * b[j];
}

static void
clear (gsize n, gboolean add, float *c)
{
  for (gsize i = 0; i < n && !add; i++)
    c[i] = 0;
}

static void
multiply_nn (gsize m,
             gsize n,
             gsize k,
             const float *a,
             const float *b,
             gboolean add,
             float *c,
             float *scratch)
{
  clear (m * n, add, c);
  for (gsize i = 0; i < m; i++)
    for (gsize s = 0; s < k; s++)
      add_row (n, a[i * k + s], b + s * n, c + i * n);
}

static void
multiply_tn (gsize m,
             gsize n,
             gsize k,
             const float *a,
             const float *b,
             gboolean add,
             float *c,
             float *scratch)
{
  clear (m * n, add, c);
  for (gsize s = 0; s < k; s++)
    for (gsize i = 0; i < m; i++)
      add_row (n, a[s * m + i], b + s * n, c + i * n);
}

static void
multiply_wide (gsize m, gsize n, gsize k, const float *a, const float *b, float *c, float *scratch)
{
  multiply_nn (m, n, k, a, b, FALSE, c, scratch);
}

const AeSparseKernels AE_KERNEL (sparse_kernels) = {
  .count = count,
  .multiply_nn = multiply_nn,
  .multiply_tn = multiply_tn,
  .multiply_wide = multiply_wide,
};
