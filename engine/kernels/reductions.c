/* SPDX-License-Identifier: MIT */
/* Sums of buffers, rows and columns, a vector at a time. */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#include "engine/kernels/lanes.h"

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
    v_store_upto (y + i, v_load_upto (y + i, n - i) + v_load_upto (x + i, n - i), n - i);
}

static void
axpy (gsize n, float a, const float *x, float *y)
{
  for (gsize i = 0; i < n; i += LANES)
    v_store_upto (y + i, v_fma (v_set (a), v_load_upto (x + i, n - i), v_load_upto (y + i, n - i)),
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
      v_store_upto (y + i, v_load_upto (y + i, n - i) + v_load (pattern + k * LANES), n - i);
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

/* Rows that take up a whole part of a vector: one sum of vectors for all, in
 * four parts that the processor adds at the same time. */
static void
sum_rows_even (gsize rows, gsize cols, const float *x, float *b)
{
  float sums[LANES];
  V total[4] = { v_zero (), v_zero (), v_zero (), v_zero () };
  const gsize n = rows * cols;
  gsize i = 0;

  for (; i + 4 * LANES <= n; i += 4 * LANES)
    UNROLL
  for (guint k = 0; k < 4; k++)
    total[k] += v_load (x + i + k * LANES);
  for (; i < n; i += LANES)
    total[0] += v_load_upto (x + i, n - i);
  v_store (sums, (total[0] + total[1]) + (total[2] + total[3]));
  for (gsize k = 0; k < LANES; k++)
    b[k % cols] += sums[k];
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

/* Four vectors of columns at once, or one in four sums of every fourth row. */
INLINE void
sum_columns (gsize rows, gsize cols, const float *x, float *b, guint vectors, gsize left)
{
  const guint row_step = 4 / vectors;
  V total[4] = { v_zero (), v_zero (), v_zero (), v_zero () };
  gsize r = 0;

  for (; r + row_step <= rows; r += row_step)
    UNROLL
  for (guint k = 0; k < 4; k++)
    total[k] += v_load_upto (x + (r + k / vectors) * cols + k % vectors * LANES, left);
  for (; r < rows; r++)
    total[0] += v_load_upto (x + r * cols, left);
  if (vectors == 1)
    total[0] = (total[0] + total[1]) + (total[2] + total[3]);
  for (guint k = 0; k < vectors; k++)
    v_store_upto (b + k * LANES, v_load_upto (b + k * LANES, left) + total[k], left);
}

static void
sum_rows (gsize rows, gsize cols, const float *x, float *b)
{
  gsize c = 0;

  if (cols < LANES && LANES % cols == 0)
    sum_rows_even (rows, cols, x, b);
  else if (cols < LANES)
    sum_rows_short (rows, cols, x, b);
  else
    {
      for (; c + 4 * LANES <= cols; c += 4 * LANES)
        sum_columns (rows, cols, x + c, b + c, 4, LANES);
      for (; c < cols; c += LANES)
        sum_columns (rows, cols, x + c, b + c, 1, MIN (LANES, cols - c));
    }
}

static void
sum_lanes (const float *const *g, guint n_lanes, gsize n, float *out)
{
  for (gsize i = 0; i < n; i += LANES)
    v_store_upto (out + i, sum_lanes_at (g, n_lanes, i, n - i), n - i);
}

static double
sum_squares (const float *const *g, guint n_lanes, gsize n)
{
  Sum sum = sum_start ();

  for (gsize i = 0; i < n; i += LANES)
    sum_add_square (&sum, sum_lanes_at (g, n_lanes, i, n - i));
  return sum_total (&sum);
}

/* Zero times what is not finite is undefined, and stays so in a sum. */
static gboolean
is_finite (gsize n, const float *x)
{
  float sums[LANES], sum = 0;
  V total[4] = { v_zero (), v_zero (), v_zero (), v_zero () };
  gsize i = 0;

  for (; i + 4 * LANES <= n; i += 4 * LANES)
    UNROLL
  for (guint k = 0; k < 4; k++)
    total[k] = v_fma (v_load (x + i + k * LANES), v_zero (), total[k]);
  for (; i < n; i += LANES)
    total[0] = v_fma (v_load_upto (x + i, n - i), v_zero (), total[0]);
  v_store (sums, (total[0] + total[1]) + (total[2] + total[3]));
  for (gsize k = 0; k < LANES; k++)
    sum += sums[k];
  return sum == 0;
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
