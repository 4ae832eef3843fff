/* SPDX-License-Identifier: MIT */
/* The kernels of the normalizations: each set over odd numbers of rows and
 * columns, unaligned starts, accumulators pre-filled, against sums in double.
 */
#include "tests/engine/kernel-sets.h"

#define MAX_COLS 128
#define EPSILON  0.01

static const gsize columns[] = { 1, 3, 5, 8, 13, 16, 24, 100 };
static const gsize row_counts[] = { 1, 2, 7, 16, 31 };

static void
check_sum_columns (const AeKernels *kernels, gsize rows, gsize cols)
{
  double sums[2 * MAX_COLS];
  Array a, b;

  array_draw (&a, rows * cols, 1, -1, 1);
  array_draw (&b, rows * cols, 2, -1, 1);
  for (gsize i = 0; i < 2 * cols; i++)
    sums[i] = 0.5;
  kernels->normalization->sum_columns (rows, cols, a.at, b.at, sums);
  for (gsize c = 0; c < cols; c++)
    {
      double sum = 0.5, products = 0.5;

      for (gsize i = c; i < rows * cols; i += cols)
        {
          sum += a.at[i];
          products += (double) a.at[i] * b.at[i];
        }
      assert_close (sums[c], sum, 1e-12);
      assert_close (sums[cols + c], products, 1e-12);
    }
}

static void
check_columns (const AeKernels *kernels, gsize rows, gsize cols)
{
  Array x, d, a, b, c, out;

  array_draw (&x, rows * cols, 1, -1, 1);
  array_draw (&d, rows * cols, 2, -1, 1);
  array_draw (&a, cols, 3, -1, 1);
  array_draw (&b, cols, 0, -1, 1);
  array_draw (&c, cols, 1, -1, 1);
  array_start (&out, rows * cols, 3);
  kernels->normalization->scale_columns (rows, cols, x.at, a.at, b.at, out.at);
  for (gsize i = 0; i < rows * cols; i++)
    assert_close (out.at[i], (double) x.at[i] * a.at[i % cols] + b.at[i % cols], 3e-7);
  kernels->normalization->blend_columns (rows, cols, d.at, x.at, a.at, b.at, c.at, out.at);
  for (gsize i = 0; i < rows * cols; i++)
    assert_close (out.at[i],
                  (double) a.at[i % cols] * d.at[i] + (double) b.at[i % cols] * x.at[i]
                    + c.at[i % cols],
                  4e-7);
  array_check_guards (&out);
}

typedef struct
{
  Array x, gamma, beta, y, dy, dx, dgamma, dbeta;
  double mean;
  double scale;
} Rows;

static void
measure_row (Rows *self, gsize cols, gsize at)
{
  double squares = 0;

  self->mean = 0;
  for (gsize i = 0; i < cols; i++)
    self->mean += self->x.at[at + i] / (double) cols;
  for (gsize i = 0; i < cols; i++)
    squares += pow (self->x.at[at + i] - self->mean, 2) / (double) cols;
  self->scale = 1 / sqrt (squares + EPSILON);
}

static double
get_hat (const Rows *self, gsize i)
{
  return (self->x.at[i] - self->mean) * self->scale;
}

static void
check_row (Rows *self, gsize cols, gsize at, double *dgamma, double *dbeta)
{
  double sum = 0, products = 0;

  measure_row (self, cols, at);
  for (gsize i = 0; i < cols; i++)
    {
      const double g = (double) self->gamma.at[i] * self->dy.at[at + i],
                   hat = get_hat (self, at + i);

      assert_close (self->y.at[at + i], self->gamma.at[i] * hat + self->beta.at[i], 2e-6);
      dgamma[i] += self->dy.at[at + i] * hat;
      dbeta[i] += self->dy.at[at + i];
      sum += g / (double) cols;
      products += g * hat / (double) cols;
    }
  for (gsize i = 0; i < cols; i++)
    assert_close (self->dx.at[at + i],
                  self->scale
                    * ((double) self->gamma.at[i] * self->dy.at[at + i] - sum
                       - get_hat (self, at + i) * products),
                  1e-5);
}

static void
check_rows (const AeKernels *kernels, gsize rows, gsize cols)
{
  double dgamma[MAX_COLS], dbeta[MAX_COLS];
  Rows self;

  array_draw (&self.x, rows * cols, 1, -1, 3);
  array_draw (&self.dy, rows * cols, 2, -1, 1);
  array_draw (&self.gamma, cols, 3, -1, 1);
  array_draw (&self.beta, cols, 0, -1, 1);
  array_draw (&self.dgamma, cols, 1, -1, 1);
  array_draw (&self.dbeta, cols, 2, -1, 1);
  array_start (&self.y, rows * cols, 2);
  array_start (&self.dx, rows * cols, 1);
  for (gsize i = 0; i < cols; i++)
    {
      dgamma[i] = self.dgamma.at[i];
      dbeta[i] = self.dbeta.at[i];
    }
  kernels->normalization->rows (rows, cols, EPSILON, self.x.at, self.gamma.at, self.beta.at,
                                self.y.at);
  kernels->normalization->rows_back (&(AeRowsBack) { rows, cols, EPSILON, self.x.at, self.gamma.at,
                                                     self.dy.at, self.dx.at, self.dgamma.at,
                                                     self.dbeta.at });
  for (gsize r = 0; r < rows; r++)
    check_row (&self, cols, r * cols, dgamma, dbeta);
  for (gsize i = 0; i < cols; i++)
    {
      assert_close (self.dgamma.at[i], dgamma[i], 1e-5);
      assert_close (self.dbeta.at[i], dbeta[i], 1e-5);
    }
  array_check_guards (&self.y);
  array_check_guards (&self.dx);
  array_check_guards (&self.dgamma);
  array_check_guards (&self.dbeta);
}

static void
test_shapes (const AeKernels *kernels)
{
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    for (guint r = 0; r < G_N_ELEMENTS (row_counts); r++)
      {
        check_sum_columns (kernels, row_counts[r], columns[c]);
        check_columns (kernels, row_counts[r], columns[c]);
        check_rows (kernels, row_counts[r], columns[c]);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_set_test ("normalization", test_shapes);
  return g_test_run ();
}
