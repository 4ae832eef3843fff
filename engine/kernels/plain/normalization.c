/* SPDX-License-Identifier: MIT */
/* Normalizations, a value at a time. */
#include "engine/kernels/normalization.h"

#include "engine/kernels/set.h"

#include <math.h>

static void
sum_columns (gsize rows, gsize cols, const float *a, const float *b, double *sums)
{
  for (gsize i = 0; i < rows * cols; i++)
    {
      sums[i % cols] += a[i];
      sums[cols + i % cols] += (double) a[i] * b[i];
    }
}

static void
scale_columns (gsize rows,
               gsize cols,
               const float *x,
               const float *scale,
               const float *shift,
               float *y)
{
  for (gsize i = 0; i < rows * cols; i++)
    y[i] = x[i] * scale[i % cols] + shift[i % cols];
}

static void
blend_columns (gsize rows,
               gsize cols,
               const float *d,
               const float *x,
               const float *a,
               const float *b,
               const float *c,
               float *out)
{
  for (gsize i = 0; i < rows * cols; i++)
    out[i] = a[i % cols] * d[i] + b[i % cols] * x[i] + c[i % cols];
}

/* The mean of a row, and one by its deviation. */
static void
get_moments (gsize n, double epsilon, const float *x, float *mean, float *scale)
{
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i];
  sum /= (double) n;
  for (gsize i = 0; i < n; i++)
    squares += (x[i] - sum) * (x[i] - sum);
  *mean = (float) sum;
  *scale = (float) (1 / sqrt (squares / (double) n + epsilon));
}

static void
rows_forward (gsize rows,
              gsize cols,
              double epsilon,
              const float *x,
              const float *gamma,
              const float *beta,
              float *y)
{
  for (gsize r = 0; r < rows; r++, x += cols, y += cols)
    {
      float mean, scale;

      get_moments (cols, epsilon, x, &mean, &scale);
      for (gsize i = 0; i < cols; i++)
        y[i] = gamma[i] * ((x[i] - mean) * scale) + beta[i];
    }
}

static void
row_back (const AeRowsBack *back, gsize at)
{
  const float *x = back->x + at, *dy = back->dy + at;
  double sum = 0, products = 0;
  float mean, scale;

  get_moments (back->cols, back->epsilon, x, &mean, &scale);
  for (gsize i = 0; i < back->cols; i++)
    {
      const float hat = (x[i] - mean) * scale;
      const double g = (double) back->gamma[i] * dy[i];

      back->dbeta[i] += dy[i];
      back->dgamma[i] += dy[i] * hat;
      sum += g;
      products += g * hat;
    }
  sum /= (double) back->cols;
  products /= (double) back->cols;
  for (gsize i = 0; back->dx != NULL && i < back->cols; i++)
    back->dx[at + i] = scale
                       * (float) (back->gamma[i] * dy[i] - sum - (x[i] - mean) * scale * products);
}

static void
rows_back (const AeRowsBack *back)
{
  for (gsize at = 0; at < back->rows * back->cols; at += back->cols)
    row_back (back, at);
}

const AeNormalizationKernels AE_KERNEL (normalization_kernels) = {
  .sum_columns = sum_columns,
  .scale_columns = scale_columns,
  .blend_columns = blend_columns,
  .rows = rows_forward,
  .rows_back = rows_back,
};
