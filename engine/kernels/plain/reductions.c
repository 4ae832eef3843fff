/* SPDX-License-Identifier: MIT */
/* Sums of buffers, rows and columns, value by value. */
#include <math.h>

#include "engine/kernels/set.h"

static void
fill (gsize n, float a, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = a;
}

static void
scale (gsize n, float a, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] *= a;
}

static void
add (gsize n, const float *x, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

static void
axpy (gsize n, float a, const float *x, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += a * x[i];
}

static void
add_bias (gsize rows, gsize cols, const float *b, float *y)
{
  for (gsize r = 0; r < rows; r++)
    add (cols, b, y + r * cols);
}

static void
sum_rows (gsize rows, gsize cols, const float *x, float *b)
{
  for (gsize r = 0; r < rows; r++)
    add (cols, x + r * cols, b);
}

/* The two halves of a tree, the first of which has a power of two of lanes. */
static float
sum_at (const float *const *g, guint n_lanes, gsize i)
{
  guint half = 1;

  if (n_lanes == 1)
    return g[0][i];
  while (2 * half < n_lanes)
    half *= 2;
  return sum_at (g, half, i) + sum_at (g + half, n_lanes - half, i);
}

static void
sum_lanes (const float *const *g, guint n_lanes, gsize n, float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = sum_at (g, n_lanes, i);
}

static double
sum_squares (const float *const *g, guint n_lanes, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double value = sum_at (g, n_lanes, i);

      sum += value * value;
    }
  return sum;
}

static gboolean
is_finite (gsize n, const float *x)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (x[i]))
      return FALSE;
  return TRUE;
}

const AeReductionKernels AE_KERNEL (sum_kernels) = {
  .fill = fill,
  .scale = scale,
  .add = add,
  .axpy = axpy,
  .add_bias = add_bias,
  .sum_rows = sum_rows,
  .sum_lanes = sum_lanes,
  .sum_squares = sum_squares,
  .is_finite = is_finite,
};
