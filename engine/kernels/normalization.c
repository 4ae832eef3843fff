/* SPDX-License-Identifier: MIT */
/* Normalizations, a vector at a time. Rows shorter than a vector are taken LANES
 * at a time: together they fill whole vectors, and what belongs to the columns
 * is repeated as often.
 */
#include "engine/kernels/normalization.h"

#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#include <math.h>

/* Floats after which the columns come again. */
INLINE gsize
get_width (gsize cols)
{
  return cols < LANES ? cols * LANES : cols;
}

/* @values [cols], as often as a row of get_width() wants them. */
static const float *
repeat (gsize cols, const float *values, float out[LANES * LANES])
{
  if (cols >= LANES)
    return values;
  for (gsize i = 0; i < cols * LANES; i++)
    out[i] = values[i % cols];
  return out;
}

static void
sum_columns (gsize rows, gsize cols, const float *a, const float *b, double *sums)
{
  const gsize n = rows * cols, width = get_width (cols);

  for (gsize k = 0; k < width; k += LANES)
    {
      Sum sum = sum_start (), products = sum_start ();
      double values[LANES], more[LANES];

      for (gsize i = k; i < n; i += width)
        {
          const gsize left = MIN (width - k, n - i);
          const V value = v_load_upto (a + i, left);

          sum_add (&sum, value);
          sum_add_product (&products, value, v_load_upto (b + i, left));
        }
      sum_store (&sum, values);
      sum_store (&products, more);
      for (gsize i = 0; i < MIN (LANES, width - k); i++)
        {
          sums[(k + i) % cols] += values[i];
          sums[cols + (k + i) % cols] += more[i];
        }
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
  const gsize n = rows * cols, width = get_width (cols);
  float scales[LANES * LANES], shifts[LANES * LANES];

  scale = repeat (cols, scale, scales);
  shift = repeat (cols, shift, shifts);
  for (gsize i = 0; i < n; i += width)
    for (gsize k = 0; k < MIN (width, n - i); k += LANES)
      {
        const gsize left = MIN (width, n - i) - k;

        v_store_upto (y + i + k,
                      v_fma (v_load_upto (x + i + k, left), v_load_upto (scale + k, left),
                             v_load_upto (shift + k, left)),
                      left);
      }
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
  const gsize n = rows * cols, width = get_width (cols);
  float as[LANES * LANES], bs[LANES * LANES], cs[LANES * LANES];

  a = repeat (cols, a, as);
  b = repeat (cols, b, bs);
  c = repeat (cols, c, cs);
  for (gsize i = 0; i < n; i += width)
    for (gsize k = 0; k < MIN (width, n - i); k += LANES)
      {
        const gsize left = MIN (width, n - i) - k;
        const V rest = v_fma (v_load_upto (x + i + k, left), v_load_upto (b + k, left),
                              v_load_upto (c + k, left));

        v_store_upto (out + i + k,
                      v_fma (v_load_upto (d + i + k, left), v_load_upto (a + k, left), rest), left);
      }
}

/* Of one row: the mean, and one by the deviation. */
typedef struct
{
  V mean;
  V scale;
} Moments;

INLINE Moments
get_moments (gsize n, double epsilon, const float *x)
{
  Sum sum = sum_start (), squares = sum_start ();
  Moments moments;

  for (gsize i = 0; i < n; i += LANES)
    sum_add (&sum, v_load_upto (x + i, n - i));
  moments.mean = v_set ((float) (sum_total (&sum) / (double) n));
  for (gsize i = 0; i < n; i += LANES)
    sum_add_square (&squares, v_first (v_load_upto (x + i, n - i) - moments.mean, n - i));
  moments.scale = v_set ((float) (1 / sqrt (sum_total (&squares) / (double) n + epsilon)));
  return moments;
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
      const Moments m = get_moments (cols, epsilon, x);

      for (gsize i = 0; i < cols; i += LANES)
        {
          const gsize left = cols - i;
          const V hat = (v_load_upto (x + i, left) - m.mean) * m.scale;

          v_store_upto (y + i,
                        v_fma (hat, v_load_upto (gamma + i, left), v_load_upto (beta + i, left)),
                        left);
        }
    }
}

/* One row's share of dgamma and dbeta; returns the means of g and g·x̂. */
INLINE Moments
add_row (const AeRowsBack *back, const Moments *m, const float *x, const float *dy)
{
  const gsize n = back->cols;
  Sum sum = sum_start (), products = sum_start ();

  for (gsize i = 0; i < n; i += LANES)
    {
      const gsize left = n - i;
      const V hat = (v_load_upto (x + i, left) - m->mean) * m->scale,
              d = v_load_upto (dy + i, left);
      const V g = d * v_load_upto (back->gamma + i, left);
      float *dgamma = back->dgamma + i, *dbeta = back->dbeta + i;

      v_store_upto (dbeta, v_load_upto (dbeta, left) + d, left);
      v_store_upto (dgamma, v_fma (d, hat, v_load_upto (dgamma, left)), left);
      sum_add (&sum, g);
      sum_add_product (&products, g, hat);
    }
  return (Moments) { v_set ((float) (sum_total (&sum) / (double) n)),
                     v_set ((float) (sum_total (&products) / (double) n)) };
}

static void
rows_back (const AeRowsBack *back)
{
  const gsize cols = back->cols;

  for (gsize at = 0; at < back->rows * cols; at += cols)
    {
      const float *x = back->x + at, *dy = back->dy + at;
      const Moments m = get_moments (cols, back->epsilon, x);
      const Moments means = add_row (back, &m, x, dy);

      for (gsize i = 0; back->dx != NULL && i < cols; i += LANES)
        {
          const gsize left = cols - i;
          const V hat = (v_load_upto (x + i, left) - m.mean) * m.scale;
          const V g = v_load_upto (dy + i, left) * v_load_upto (back->gamma + i, left);

          v_store_upto (back->dx + at + i, m.scale * v_fnma (hat, means.scale, g - means.mean),
                        left);
        }
    }
}

const AeNormalizationKernels AE_KERNEL (normalization_kernels) = {
  .sum_columns = sum_columns,
  .scale_columns = scale_columns,
  .blend_columns = blend_columns,
  .rows = rows_forward,
  .rows_back = rows_back,
};
