/* SPDX-License-Identifier: MIT */
/* Kernels of the normalizations. Matrices are row-major, [rows, cols]; sums are
 * taken in double.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeRowsBack: one layer normalization backward; see AeNormalizationKernels.
 * @dx: (nullable): assigned; @dgamma, @dbeta: added to
 */
typedef struct
{
  gsize rows;
  gsize cols;
  double epsilon;
  const float *x;
  const float *gamma;
  const float *dy;
  float *dx;
  float *dgamma;
  float *dbeta;
} AeRowsBack;

/**
 * AeNormalizationKernels:
 * @sum_columns: sums [0, cols) += the sum of a's rows; [cols, 2·cols) += that
 *   of a·b
 * @scale_columns: y = scale·x + shift, both [cols]
 * @blend_columns: out = a·d + b·x + c, the three [cols]
 * @rows: y = gamma·x̂ + beta, x̂ = (x - μ) / √(σ² + epsilon) of each row
 * @rows_back: dbeta += Σ dy, dgamma += Σ dy·x̂ over the rows; with g = gamma·dy
 *   dx = (g - Σ g / cols - x̂·Σ g·x̂ / cols) / √(σ² + epsilon)
 */
typedef struct
{
  void (*sum_columns) (gsize rows, gsize cols, const float *a, const float *b, double *sums);
  void (*scale_columns) (gsize rows,
                         gsize cols,
                         const float *x,
                         const float *scale,
                         const float *shift,
                         float *y);
  void (*blend_columns) (gsize rows,
                         gsize cols,
                         const float *d,
                         const float *x,
                         const float *a,
                         const float *b,
                         const float *c,
                         float *out);
  void (*rows) (gsize rows,
                gsize cols,
                double epsilon,
                const float *x,
                const float *gamma,
                const float *beta,
                float *y);
  void (*rows_back) (const AeRowsBack *back);
} AeNormalizationKernels;

G_END_DECLS
