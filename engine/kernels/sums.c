/* SPDX-License-Identifier: MIT */
/* Sums of buffers, rows and columns, a vector at a time. */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

static void
fill (gsize n, float a, float *y)
{
  for (gsize i = 0; i < n; i += LANES)
    v_store_upto (y + i, v_set (a), n - i);
}

static void
scale (gsize n, float a, float *y)
{
  for (gsize i = 0; i < n; i += LANES)
    v_store_upto (y + i, v_load_upto (y + i, n - i) * v_set (a), n - i);
}

static void
add (gsize n, const float *x, float *y)
{
  for (gsize i = 0; i < n; i += LANES)
    v_store_upto (y + i,
                  v_load_upto (y + i, n - i) + v_load_upto (x + i, n - i),
                  n - i);
}

static void
axpy (gsize n, float a, const float *x, float *y)
{
  for (gsize i = 0; i < n; i += LANES)
    v_store_upto (y + i,
                  v_fma (v_set (a), v_load_upto (x + i, n - i), v_load_upto (y + i, n - i)),
                  n - i);
}

/* Rows shorter than a vector: LANES rows take up @cols whole vectors, so a
 * pattern of @cols vectors repeats over the matrix as if it were one row. */
static void
add_bias_short (gsize rows, gsize cols, const float *b, float *y)
{
  float pattern[LANES * LANES];
  const gsize n = rows * cols;
  gsize i = 0;

  for (gsize k = 0; k < LANES * cols; k++)
    pattern[k] = b[k % cols];
  while (i < n)
    for (gsize k = 0; k < cols && i < n; k++, i += LANES)
      v_store_upto (y + i,
                    v_load_upto (y + i, n - i) + v_load (pattern + k * LANES),
                    n - i);
}

static void
add_bias (gsize rows, gsize cols, const float *b, float *y)
{
  if (cols < LANES)
    add_bias_short (rows, cols, b, y);
  else
    for (gsize r = 0; r < rows; r++)
      add (cols, b, y + r * cols);
}

static void
sum_rows_short (gsize rows, gsize cols, const float *x, float *b)
{
  float sums[LANES * LANES];
  V total[LANES];
  const gsize n = rows * cols;
  gsize i = 0;

  for (gsize k = 0; k < cols; k++)
    total[k] = v_zero ();
  while (i < n)
    for (gsize k = 0; k < cols && i < n; k++, i += LANES)
      total[k] += v_load_upto (x + i, n - i);
  for (gsize k = 0; k < cols; k++)
    v_store (sums + k * LANES, total[k]);
  for (gsize k = 0; k < LANES * cols; k++)
    b[k % cols] += sums[k];
}

/* The sum of @vectors vectors' columns. */
INLINE void
sum_columns (gsize rows, gsize cols, const float *x, float *b, guint vectors, gsize left)
{
  V total[4];

  for (guint k = 0; k < vectors; k++)
    total[k] = v_zero ();
  for (gsize r = 0; r < rows; r++)
    for (guint k = 0; k < vectors; k++)
      total[k] += v_load_upto (x + r * cols + k * LANES, left);
  for (guint k = 0; k < vectors; k++)
    v_store_upto (b + k * LANES, v_load_upto (b + k * LANES, left) + total[k], left);
}

static void
sum_rows (gsize rows, gsize cols, const float *x, float *b)
{
  gsize c = 0;

  if (cols < LANES)
    {
      sum_rows_short (rows, cols, x, b);
      return;
    }
  for (; c + 4 * LANES <= cols; c += 4 * LANES)
    sum_columns (rows, cols, x + c, b + c, 4, LANES);
  for (; c < cols; c += LANES)
    sum_columns (rows, cols, x + c, b + c, 1, MIN (LANES, cols - c));
}

INLINE V
sum_at (const float *const *g, guint n_lanes, gsize i, gsize left)
{
  V sum = v_load_upto (g[0] + i, left);

  for (guint lane = 1; lane < n_lanes; lane++)
    sum += v_load_upto (g[lane] + i, left);
  return sum;
}

static void
sum_lanes (const float *const *g, guint n_lanes, gsize n, float *out)
{
  for (gsize i = 0; i < n; i += LANES)
    v_store_upto (out + i, sum_at (g, n_lanes, i, n - i), n - i);
}

static double
sum_squares (const float *const *g, guint n_lanes, gsize n)
{
  Sum sum = sum_start ();

  for (gsize i = 0; i < n; i += LANES)
    sum_add_square (&sum, sum_at (g, n_lanes, i, n - i));
  return sum_total (&sum);
}

const AeSumKernels AE_KERNEL (sum_kernels) = {
  .fill = fill,
  .scale = scale,
  .add = add,
  .axpy = axpy,
  .add_bias = add_bias,
  .sum_rows = sum_rows,
  .sum_lanes = sum_lanes,
  .sum_squares = sum_squares,
};
