/* SPDX-License-Identifier: MIT */
/* Kernels that add: buffers, rows, columns. Matrices are row-major,
 * [rows, cols].
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeReductionKernels:
 * @fill: y = a
 * @scale: y *= a
 * @add: y += x
 * @axpy: y += a·x
 * @add_bias: y [rows, cols] += b [cols] in every row
 * @sum_rows: b [cols] += the sum of x's rows
 * @sum_lanes: out = the sum of the n_lanes buffers, along a binary tree, see
 *   lanes.h; out may be one of them
 * @sum_squares: Σ (the sum of the lanes)², in double
 * @is_finite: whether no value is infinite or undefined
 */
typedef struct
{
  void (*fill) (gsize n, float a, float *y);
  void (*scale) (gsize n, float a, float *y);
  void (*add) (gsize n, const float *x, float *y);
  void (*axpy) (gsize n, float a, const float *x, float *y);
  void (*add_bias) (gsize rows, gsize cols, const float *b, float *y);
  void (*sum_rows) (gsize rows, gsize cols, const float *x, float *b);
  void (*sum_lanes) (const float *const *g, guint n_lanes, gsize n, float *out);
  double (*sum_squares) (const float *const *g, guint n_lanes, gsize n);
  gboolean (*is_finite) (gsize n, const float *x);
} AeReductionKernels;

G_END_DECLS
