/* SPDX-License-Identifier: MIT */
/*
 * A series against the plainest way to compute the same.
 */
#include <math.h>

#include "app/figures/series.h"

#define N 5000

static WbSeries *
make_series (GRand *random, guint n, double span)
{
  WbSeries *series = wb_series_new (span);
  double x = 0;

  for (guint i = 0; i < n; i++)
    {
      x += g_rand_int_range (random, 0, 3) * 0.25;
      g_assert_true (wb_series_append (series, x, g_rand_double_range (random, -5, 5)));
    }
  return series;
}

static void
assert_extremes (const WbSeries *series, double x0, double x1)
{
  double low = INFINITY, high = -INFINITY, found_low, found_high;
  gboolean any = FALSE;

  for (gsize i = 0; i < wb_series_get_length (series); i++)
    if (wb_series_get_x (series, i) >= x0 && wb_series_get_x (series, i) <= x1)
      {
        low = MIN (low, wb_series_get_y (series, i));
        high = MAX (high, wb_series_get_y (series, i));
        any = TRUE;
      }
  g_assert_cmpint (wb_series_get_extremes (series, x0, x1, &found_low, &found_high), ==, any);
  g_assert_cmpfloat (found_low, ==, low);
  g_assert_cmpfloat (found_high, ==, high);
}

static void
test_extremes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (WbSeries) series = make_series (random, N, 0.1);

  for (guint trial = 0; trial < 1000; trial++)
    {
      double x0 = g_rand_double_range (random, -10, 1300);

      assert_extremes (series, x0, x0 + exp (g_rand_double_range (random, -3, 8)));
    }
  assert_extremes (series, 10, 10);
  assert_extremes (series, 20, 10);
}

static void
assert_thinned (const WbSeries *series, double x0, double x1, guint n_columns)
{
  g_autofree WbColumn *columns = g_new (WbColumn, n_columns);
  gsize i = 0;

  wb_series_thin (series, x0, x1, n_columns, columns);
  while (i < wb_series_get_length (series) && wb_series_get_x (series, i) < x0)
    i++;
  for (guint c = 0; c < n_columns; c++)
    {
      double edge = x0 + (x1 - x0) * (c + 1) / n_columns, low = INFINITY, high = -INFINITY;
      gsize from = i;

      for (; i < wb_series_get_length (series); i++)
        {
          double x = wb_series_get_x (series, i), y = wb_series_get_y (series, i);

          if (c + 1 < n_columns ? x >= edge : x > x1)
            break;
          low = MIN (low, y);
          high = MAX (high, y);
        }
      g_assert_cmpuint (columns[c].n, ==, i - from);
      if (i == from)
        continue;
      g_assert_cmpfloat (columns[c].low, ==, low);
      g_assert_cmpfloat (columns[c].high, ==, high);
      g_assert_cmpfloat (columns[c].x, ==, wb_series_get_x (series, i - 1));
      g_assert_cmpfloat (columns[c].y, ==, wb_series_get_y (series, i - 1));
      g_assert_cmpfloat (columns[c].smooth, ==, wb_series_get_smooth (series, i - 1));
    }
}

static void
test_thin (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  g_autoptr (WbSeries) series = make_series (random, N, 0.1);
  double last = wb_series_get_x (series, N - 1);
  const guint widths[] = { 1, 2, 7, 100, 760, 9000 };

  for (guint k = 0; k < G_N_ELEMENTS (widths); k++)
    {
      assert_thinned (series, 0, last, widths[k]);
      assert_thinned (series, 100.25, 613.5, widths[k]);
      assert_thinned (series, last + 1, last + 2, widths[k]);
    }
}

/* One spike in a million points is in exactly one column. */
static void
test_spike (void)
{
  g_autoptr (WbSeries) series = wb_series_new (0.1);
  WbColumn columns[300];
  guint n_high = 0;

  for (guint i = 0; i < 1000000; i++)
    wb_series_append (series, i, i == 654321 ? 9.0 : 1.0);
  wb_series_thin (series, 0, 1000000, 300, columns);
  for (guint c = 0; c < 300; c++)
    {
      n_high += columns[c].high == 9.0;
      g_assert_cmpfloat (columns[c].low, ==, 1.0);
    }
  g_assert_cmpuint (n_high, ==, 1);
  g_assert_cmpfloat (columns[654321 / (1000000 / 300)].high, ==, 9.0);
}

/* The weights of the definition, written out. */
static void
test_smooth (void)
{
  g_autoptr (WbSeries) series = wb_series_new (0.5);
  const double x[] = { 15, 15.1, 15.4, 16, 16, 17.5 }, y[] = { 3, 1, 4, 1, 5, 9 };

  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    wb_series_append (series, x[i], y[i]);
  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    {
      double sum = 0, weights = 0;

      for (guint j = 0; j <= i; j++)
        {
          double weight = exp (-(x[i] - x[j]) / 0.5);

          sum += weight * y[j];
          weights += weight;
        }
      g_assert_cmpfloat_with_epsilon (wb_series_get_smooth (series, i), sum / weights, 1e-12);
    }
}

/* A constant is a constant from its first point on; no span, no smoothing; and
 * near 0 the line keeps up with a steep fall.
 */
static void
test_smooth_start (void)
{
  g_autoptr (WbSeries) flat = wb_series_new (0.1);
  g_autoptr (WbSeries) plain = wb_series_new (0);
  g_autoptr (WbSeries) steep = wb_series_new (10);

  for (guint i = 1; i <= 100; i++)
    {
      wb_series_append (flat, i * 0.01, 0.7);
      wb_series_append (plain, i, i * i);
      wb_series_append (steep, i * 0.01, 1.0 / i);
      g_assert_cmpfloat_with_epsilon (wb_series_get_smooth (flat, i - 1), 0.7, 1e-12);
      g_assert_cmpfloat (wb_series_get_smooth (plain, i - 1), ==, i * i);
      g_assert_cmpfloat (wb_series_get_smooth (steep, i - 1), <, 1.5 / i);
    }
}

static void
test_rejects (void)
{
  g_autoptr (WbSeries) series = wb_series_new (0.1);
  gsize index;

  g_assert_false (wb_series_get_nearest (series, 1, &index));
  g_assert_true (wb_series_append (series, 1, 2));
  g_assert_false (wb_series_append (series, 0.5, 2));
  g_assert_false (wb_series_append (series, NAN, 2));
  g_assert_false (wb_series_append (series, 2, NAN));
  g_assert_false (wb_series_append (series, 2, INFINITY));
  g_assert_false (wb_series_append (series, INFINITY, 1));
  g_assert_true (wb_series_append (series, 1, 3));
  g_assert_cmpuint (wb_series_get_length (series), ==, 2);
}

static void
test_nearest (void)
{
  g_autoptr (WbSeries) series = wb_series_new (0);
  gsize index;

  for (guint i = 1; i <= 3; i++)
    wb_series_append (series, i, i);
  g_assert_true (wb_series_get_nearest (series, -7, &index));
  g_assert_cmpuint (index, ==, 0);
  g_assert_true (wb_series_get_nearest (series, 1.4, &index));
  g_assert_cmpuint (index, ==, 0);
  g_assert_true (wb_series_get_nearest (series, 1.6, &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_true (wb_series_get_nearest (series, 99, &index));
  g_assert_cmpuint (index, ==, 2);
  g_assert_false (wb_series_get_nearest (series, NAN, &index));
}

/* What is cut off leaves no trace: a series that went back and on equals one
 * that never saw the rest.
 */
static void
test_truncate (void)
{
  g_autoptr (WbSeries) cut = wb_series_new (0.5);
  g_autoptr (WbSeries) straight = wb_series_new (0.5);

  for (guint i = 0; i < 3000; i++)
    wb_series_append (cut, i, i < 1000 ? i % 7 : 1e6);
  wb_series_truncate (cut, 999);
  g_assert_cmpuint (wb_series_get_length (cut), ==, 1000);
  for (guint i = 0; i < 3000; i++)
    {
      if (i >= 1000)
        wb_series_append (cut, i, i % 5);
      wb_series_append (straight, i, i < 1000 ? i % 7 : i % 5);
    }
  for (guint i = 0; i < 3000; i++)
    g_assert_cmpfloat (wb_series_get_smooth (cut, i), ==, wb_series_get_smooth (straight, i));
  for (guint i = 0; i < 3000; i += 37)
    assert_extremes (cut, i / 2, i);
  wb_series_clear (cut);
  g_assert_cmpuint (wb_series_get_length (cut), ==, 0);
  assert_extremes (cut, 0, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/series/extremes", test_extremes);
  g_test_add_func ("/figures/series/thins-like-the-definition", test_thin);
  g_test_add_func ("/figures/series/never-loses-a-spike", test_spike);
  g_test_add_func ("/figures/series/smooth", test_smooth);
  g_test_add_func ("/figures/series/smooth-start", test_smooth_start);
  g_test_add_func ("/figures/series/rejects", test_rejects);
  g_test_add_func ("/figures/series/nearest", test_nearest);
  g_test_add_func ("/figures/series/truncate", test_truncate);
  return g_test_run ();
}
