/* SPDX-License-Identifier: MIT */
/* Kernels that add: each set over odd sizes, unaligned starts and one to sixteen lanes. */
#include "tests/engine/kernel-sets.h"

static void
check_element_sums (const AeKernels *kernels, gsize n, gsize offset)
{
  const float a = -0.7f;
  Array x, y, start;

  array_draw (&x, n, offset, -1, 1);
  array_draw (&y, n, 3 - offset, -1, 1);
  start = y;
  start.at = start.memory + (y.at - y.memory);
  kernels->sum->add (n, x.at, y.at);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (y.at[i], ==, start.at[i] + x.at[i]);
  kernels->sum->scale (n, a, y.at);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (y.at[i], ==, (start.at[i] + x.at[i]) * a);
  memcpy (y.at, start.at, n * sizeof (float));
  kernels->sum->axpy (n, a, x.at, y.at);
  for (gsize i = 0; i < n; i++)
    assert_close (y.at[i], start.at[i] + a * (double) x.at[i], 2e-7);
  kernels->sum->fill (n, a, y.at);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (y.at[i], ==, a);
  array_check_guards (&y);
}

/* Level by level; a lane without a partner waits for the next level. */
static float
sum_tree (const float *const *lanes, guint n_lanes, gsize i)
{
  float sums[AE_MAX_LANES];

  for (guint lane = 0; lane < n_lanes; lane++)
    sums[lane] = lanes[lane][i];
  for (guint step = 1; step < n_lanes; step *= 2)
    for (guint lane = 0; lane + step < n_lanes; lane += 2 * step)
      sums[lane] += sums[lane + step];
  return sums[0];
}

static void
check_lanes (const AeKernels *kernels, gsize n, guint n_lanes)
{
  Array g[AE_MAX_LANES], out;
  const float *lanes[AE_MAX_LANES];
  double squares = 0;

  for (guint lane = 0; lane < n_lanes; lane++)
    {
      array_draw (&g[lane], n, lane, -1, 1);
      lanes[lane] = g[lane].at;
    }
  array_start (&out, n, 2);
  kernels->sum->sum_lanes (lanes, n_lanes, n, out.at);
  for (gsize i = 0; i < n; i++)
    {
      const float sum = sum_tree (lanes, n_lanes, i);

      g_assert_cmpfloat (out.at[i], ==, sum);
      squares += (double) sum * sum;
    }
  array_check_guards (&out);
  assert_close (kernels->sum->sum_squares (lanes, n_lanes, n), squares, 1e-12 * (1 + squares));
}

static void
check_rows (const AeKernels *kernels, gsize rows, gsize cols)
{
  Array x, b, sums, start;

  array_draw (&x, rows * cols, cols % 4, -1, 1);
  array_draw (&b, cols, 1, -1, 1);
  array_draw (&sums, cols, 2, -1, 1);
  start = sums;
  start.at = start.memory + (sums.at - sums.memory);
  kernels->sum->sum_rows (rows, cols, x.at, sums.at);
  for (gsize c = 0; c < cols; c++)
    {
      double sum = start.at[c];

      for (gsize r = 0; r < rows; r++)
        sum += x.at[r * cols + c];
      assert_close (sums.at[c], sum, 1e-6 * (1 + rows));
    }
  array_check_guards (&sums);
  start = x;
  start.at = start.memory + (x.at - x.memory);
  kernels->sum->add_bias (rows, cols, b.at, x.at);
  for (gsize i = 0; i < rows * cols; i++)
    g_assert_cmpfloat (x.at[i], ==, start.at[i] + b.at[i % cols]);
  array_check_guards (&x);
}

static void
test_sums (const AeKernels *kernels)
{
  static const gsize columns[] = { 1, 2, 3, 7, 8, 9, 15, 16, 17, 32, 33, 64, 70, 130 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      check_element_sums (kernels, sizes[s], s % 4);
      check_lanes (kernels, sizes[s], 1 + s % AE_MAX_LANES);
    }
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    for (gsize rows = 0; rows < 29; rows += 7)
      check_rows (kernels, rows, columns[c]);
}

/* Wherever it stands, at any length and from any start. */
static void
test_is_finite (const AeKernels *kernels)
{
  static const float bad[] = { INFINITY, -INFINITY, NAN };

  for (gsize n = 0; n < 150; n++)
    {
      Array x;

      array_draw (&x, n, n % 4, -3e38, 3e38);
      g_assert_true (kernels->sum->is_finite (n, x.at));
      for (gsize i = 0; i < n; i++)
        {
          const float kept = x.at[i];

          x.at[i] = bad[(n + i) % 3];
          g_assert_false (kernels->sum->is_finite (n, x.at));
          x.at[i] = kept;
        }
    }
}

/* 10^19 squared is more than a float holds. */
static void
test_large_squares (const AeKernels *kernels)
{
  const float g[3] = { 1e25f, 0, -1e25f };
  const float *lanes[1] = { g };

  g_assert_cmpfloat (kernels->sum->sum_squares (lanes, 1, 3) / 2e50, >, 0.999);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  add_set_test ("sums", test_sums);
  add_set_test ("large-squares", test_large_squares);
  add_set_test ("is-finite", test_is_finite);
  return g_test_run ();
}
