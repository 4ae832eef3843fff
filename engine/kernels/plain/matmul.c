/* SPDX-License-Identifier: MIT */
/* Matrix products, value by value: what the fast ones are compared with. */
#include "engine/kernels/set.h"

static void
multiply (gsize m,
          gsize n,
          gsize k,
          const float *a,
          gsize a_row,
          gsize a_step,
          const float *b,
          gsize b_step,
          gsize b_column,
          gboolean add,
          float *c)
{
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      {
        float sum = add ? c[i * n + j] : 0;

        for (gsize s = 0; s < k; s++)
          sum += a[i * a_row + s * a_step] * b[s * b_step + j * b_column];
        c[i * n + j] = sum;
      }
}

static void
nn (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c)
{
  multiply (m, n, k, a, k, 1, b, n, 1, add, c);
}

static void
nt (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c)
{
  multiply (m, n, k, a, k, 1, b, 1, k, add, c);
}

static void
tn (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c)
{
  multiply (m, n, k, a, 1, m, b, n, 1, add, c);
}

const AeMatmulKernels AE_KERNEL (product_kernels) = {
  .nn = nn,
  .nt = nt,
  .tn = tn,
};
