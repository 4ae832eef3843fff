/* SPDX-License-Identifier: MIT */
/* Normalizations, a vector at a time. Rows shorter than a vector are taken LANES
 * at a time: together they fill whole vectors, and what belongs to the columns
 * is repeated as often.
 */
#include "engine/kernels/normalization.h"

#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#include <math.h>

/* Rows of a layer normalization that are worked on at a time. */
#define ROWS 16

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

/* Of some rows: the means, and one by the deviations. */
typedef struct
{
  float mean[ROWS];
  float scale[ROWS];
} Moments;

INLINE double
sum_row (gsize n, const float *x)
{
  Sum sum = sum_start ();
  double total = 0;

  if (n < LANES)
    {
      for (gsize i = 0; i < n; i++)
        total += x[i];
      return total;
    }
  for (gsize i = 0; i < n; i += LANES)
    sum_add (&sum, v_load_upto (x + i, n - i));
  return sum_total (&sum);
}

INLINE double
sum_squares_around (gsize n, const float *x, float mean)
{
  Sum sum = sum_start ();
  double total = 0;

  if (n < LANES)
    {
      for (gsize i = 0; i < n; i++)
        total += (double) (x[i] - mean) * (x[i] - mean);
      return total;
    }
  for (gsize i = 0; i < n; i += LANES)
    sum_add_square (&sum, v_first (v_load_upto (x + i, n - i) - v_set (mean), n - i));
  return sum_total (&sum);
}

/* Divisions and roots of several rows at once: one row would wait for its own. */
INLINE void
find_moments (gsize rows, gsize cols, double epsilon, const float *x, Moments *m)
{
  double sums[ROWS] = { 0 };

  for (gsize r = 0; r < rows; r++)
    sums[r] = sum_row (cols, x + r * cols);
  for (gsize r = 0; r < ROWS; r++)
    m->mean[r] = (float) (sums[r] / (double) cols);
  for (gsize r = 0; r < rows; r++)
    sums[r] = sum_squares_around (cols, x + r * cols, m->mean[r]);
  for (gsize r = 0; r < ROWS; r++)
    m->scale[r] = (float) (1 / sqrt (sums[r] / (double) cols + epsilon));
}

INLINE V
load_hat (const float *x, gsize left, const Moments *m, gsize row)
{
  return (v_load_upto (x, left) - v_set (m->mean[row])) * v_set (m->scale[row]);
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
  Moments m;

  for (gsize first = 0; first < rows; first += ROWS, x += ROWS * cols, y += ROWS * cols)
    {
      const gsize n = MIN (ROWS, rows - first);

      find_moments (n, cols, epsilon, x, &m);
      for (gsize r = 0; r < n; r++)
        for (gsize i = 0; i < cols; i += LANES)
          {
            const gsize left = cols - i;
            const V hat = load_hat (x + r * cols + i, left, &m, r);

            v_store_upto (y + r * cols + i,
                          v_fma (hat, v_load_upto (gamma + i, left), v_load_upto (beta + i, left)),
                          left);
          }
    }
}

/* One row's share of dgamma and dbeta, and the sums of its g and g·x̂. */
INLINE void
add_row (const AeRowsBack *back,
         const Moments *m,
         gsize row,
         const float *x,
         const float *dy,
         double *g_sum,
         double *product_sum)
{
  const gsize n = back->cols;
  Sum sum = sum_start (), products = sum_start ();

  for (gsize i = 0; i < n; i += LANES)
    {
      const gsize left = n - i;
      const V hat = load_hat (x + i, left, m, row), d = v_load_upto (dy + i, left);
      const V g = d * v_load_upto (back->gamma + i, left);
      float *dgamma = back->dgamma + i, *dbeta = back->dbeta + i;

      v_store_upto (dbeta, v_load_upto (dbeta, left) + d, left);
      v_store_upto (dgamma, v_fma (d, hat, v_load_upto (dgamma, left)), left);
      sum_add (&sum, g);
      sum_add_product (&products, g, hat);
    }
  *g_sum = sum_total (&sum);
  *product_sum = sum_total (&products);
}

/* Some rows of dx, given the means of g and g·x̂. */
INLINE void
put_rows (const AeRowsBack *back,
          const Moments *m,
          gsize n,
          gsize at,
          const float means[ROWS],
          const float products[ROWS])
{
  const gsize cols = back->cols;

  for (gsize r = 0; r < n; r++, at += cols)
    for (gsize i = 0; i < cols; i += LANES)
      {
        const gsize left = cols - i;
        const V hat = load_hat (back->x + at + i, left, m, r);
        const V g = v_load_upto (back->dy + at + i, left) * v_load_upto (back->gamma + i, left);
        const V rest = v_fnma (hat, v_set (products[r]), g - v_set (means[r]));

        v_store_upto (back->dx + at + i, v_set (m->scale[r]) * rest, left);
      }
}

static void
rows_back (const AeRowsBack *back)
{
  const gsize cols = back->cols;
  double sums[ROWS] = { 0 }, more[ROWS] = { 0 };
  float means[ROWS], products[ROWS];
  Moments m;

  for (gsize first = 0; first < back->rows; first += ROWS)
    {
      const gsize n = MIN (ROWS, back->rows - first), at = first * cols;

      find_moments (n, cols, back->epsilon, back->x + at, &m);
      for (gsize r = 0; r < n; r++)
        add_row (back, &m, r, back->x + at + r * cols, back->dy + at + r * cols, &sums[r],
                 &more[r]);
      for (gsize r = 0; r < ROWS; r++)
        {
          means[r] = (float) (sums[r] / (double) cols);
          products[r] = (float) (more[r] / (double) cols);
        }
      if (back->dx != NULL)
        put_rows (back, &m, n, at, means, products);
    }
}

const AeNormalizationKernels AE_KERNEL (normalization_kernels) = {
  .sum_columns = sum_columns,
  .scale_columns = scale_columns,
  .blend_columns = blend_columns,
  .rows = rows_forward,
  .rows_back = rows_back,
};
