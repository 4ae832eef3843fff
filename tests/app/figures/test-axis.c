/* SPDX-License-Identifier: MIT */
/*
 * Numbers and axes of figures.
 */
#include <math.h>

#include "app/figures/axis.h"

static void
assert_number (double value, int decimals, const char *expected)
{
  char out[WB_NUMBER_SIZE];

  wb_number_format (out, value, decimals);
  g_assert_cmpstr (out, ==, expected);
}

static void
assert_loss (double value, const char *expected)
{
  char out[WB_NUMBER_SIZE];

  wb_number_format_loss (out, value);
  g_assert_cmpstr (out, ==, expected);
}

static void
test_numbers (void)
{
  assert_number (0.5, 2, "0.50");
  assert_number (-1.5, 1, "\342\210\2221.5");
  assert_number (-0.001, 2, "0.00");
  assert_number (999, 0, "999");
  assert_number (1000, 0, "1,000");
  assert_number (1234567.5, 1, "1,234,567.5");
  assert_number (-123456, 0, "\342\210\222123,456");
  assert_number (NAN, 2, "\342\200\223");
  assert_number (INFINITY, 2, "\342\210\236");
  assert_number (-INFINITY, 2, "\342\210\222\342\210\236");
  assert_number (2e20, 0, "2.00e20");
  assert_loss (0.09554, "0.0955");
  assert_loss (141.43, "141.4");
  assert_loss (1.2345, "1.234");
  assert_loss (0.0000321, "3.21e\342\210\2225");
  assert_loss (0, "0.0000");
}

static void
assert_ticks (gboolean log,
              double lower,
              double upper,
              double length,
              double gap,
              const char *expected)
{
  g_autoptr (GString) ticks = g_string_new (NULL);
  WbAxis axis;

  wb_axis_init (&axis, log, lower, upper);
  wb_axis_set_pixels (&axis, length, 0, gap);
  for (guint i = 0; i < axis.n_ticks; i++)
    {
      char label[WB_NUMBER_SIZE];

      wb_axis_format_tick (&axis, i, label);
      g_string_append_printf (ticks, "%s%s", i > 0 ? " " : "", label);
    }
  g_assert_cmpstr (ticks->str, ==, expected);
}

static void
test_ticks (void)
{
  assert_ticks (TRUE, 0.08, 0.30, 217, 36, "0.08 0.10 0.15 0.20 0.30");
  assert_ticks (TRUE, 0.08, 0.8, 205, 25, "0.10 0.15 0.20 0.30 0.50");
  assert_ticks (TRUE, 0.001, 100, 300, 25, "0.001 0.003 0.01 0.03 0.1 0.3 1 3 10 30 100");
  assert_ticks (TRUE, 1e-8, 1, 120, 25, "1e\342\210\2228 1e\342\210\2226 1e\342\210\2224 0.01 1");
  assert_ticks (TRUE, 0.100, 0.104, 200, 40, "0.100 0.101 0.102 0.103 0.104");
  assert_ticks (FALSE, 0, 20, 300, 60, "0 5 10 15 20");
  assert_ticks (FALSE, -4, 4, 300, 60, "\342\210\2224 \342\210\2222 0 2 4");
  assert_ticks (FALSE, 0, 0.3, 200, 30, "0.00 0.05 0.10 0.15 0.20 0.25 0.30");
  assert_ticks (FALSE, 0, 1.2e-4, 100, 30, "0 5e\342\210\2225 1e\342\210\2224");
}

static void
assert_rounded (gboolean log,
                double lower,
                double upper,
                double expected_lower,
                double expected_upper)
{
  WbAxis axis;

  wb_axis_init (&axis, log, lower, upper);
  wb_axis_round_out (&axis);
  g_assert_cmpfloat_with_epsilon (axis.lower, expected_lower, 1e-9);
  g_assert_cmpfloat_with_epsilon (axis.upper, expected_upper, 1e-9);
}

static void
test_round_out (void)
{
  assert_rounded (TRUE, 0.0955, 0.26, 0.08, 0.3);
  assert_rounded (TRUE, 0.1, 0.3, 0.1, 0.3);
  assert_rounded (TRUE, 0.2, 0.8, 0.2, 0.8);
  assert_rounded (TRUE, 0.95, 9.5, 0.8, 10);
  assert_rounded (FALSE, 0.013, 0.97, 0, 1);
  assert_rounded (FALSE, -3.1, 2.2, -4, 4);
  assert_rounded (TRUE, 0.0912, 0.0938, 0.091, 0.094);
}

/* Whatever the range: ticks lie on it, ascend, and keep their distance; pixels
 * and values map onto each other.
 */
static void
test_properties (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint n_sparse = 0;

  for (guint trial = 0; trial < 5000; trial++)
    {
      gboolean log = trial % 2;
      double a = exp (g_rand_double_range (random, -14, 14));
      double b = a * exp (g_rand_double_range (random, 0.02, 12));
      double length = g_rand_double_range (random, 60, 900),
             value = g_rand_double_range (random, a, b);
      WbAxis axis;

      wb_axis_init (&axis, log, log ? a : -a, b);
      wb_axis_set_pixels (&axis, length, 0, 25);
      n_sparse += axis.n_ticks < 2;
      for (guint i = 0; i < axis.n_ticks; i++)
        {
          double pixel = wb_axis_to_pixel (&axis, axis.ticks[i]);

          g_assert_cmpfloat (pixel, >=, -1e-4);
          g_assert_cmpfloat (pixel, <=, length + 1e-4);
          if (i > 0)
            {
              g_assert_cmpfloat (axis.ticks[i], >, axis.ticks[i - 1]);
              g_assert_cmpfloat (wb_axis_to_pixel (&axis, axis.ticks[i - 1]) - pixel, >=, 25);
            }
        }
      g_assert_cmpfloat_with_epsilon (wb_axis_to_value (&axis, wb_axis_to_pixel (&axis, value))
                                        / value,
                                      1, 1e-9);
    }
  g_assert_cmpuint (n_sparse, <, 500);
}

static void
test_mapping (void)
{
  WbAxis axis;

  wb_axis_init (&axis, TRUE, 0.01, 1);
  wb_axis_set_pixels (&axis, 200, 0, 25);
  g_assert_cmpfloat_with_epsilon (wb_axis_to_pixel (&axis, 0.01), 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (wb_axis_to_pixel (&axis, 0.1), 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (wb_axis_to_pixel (&axis, 1), 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (wb_axis_to_pixel (&axis, 10), -100, 1e-9);
  g_assert_cmpfloat (wb_axis_to_pixel (&axis, 0), ==, 200);
  g_assert_cmpfloat (wb_axis_to_pixel (&axis, -3), ==, 200);
  g_assert_true (isnan (wb_axis_to_pixel (&axis, NAN)));
  wb_axis_init (&axis, FALSE, 10, 20);
  wb_axis_set_pixels (&axis, 0, 100, 25);
  g_assert_cmpfloat_with_epsilon (wb_axis_to_pixel (&axis, 12.5), 25, 1e-9);
  g_assert_cmpfloat_with_epsilon (wb_axis_to_value (&axis, 150), 25, 1e-9);
}

static void
test_degenerate (void)
{
  const double bounds[][2] = {
    { 0, 0 },
    { 1, 1 },
    { -2, -2 },
    { NAN, NAN },
    { NAN, 3 },
    { 3, NAN },
    { INFINITY, -INFINITY },
    { -INFINITY, INFINITY },
    { 5, -5 },
    { -5, -1 },
    { 0, 1 },
    { -1, 1 },
    { 1e-320, 1e-310 },
    { 1e308, -1e308 },
    { 1e-300, 1e300 },
    { 7, 7.0000000000001 },
    { INFINITY, 2 },
    { 0, 1e308 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    for (guint log = 0; log < 2; log++)
      {
        WbAxis axis;
        char label[WB_NUMBER_SIZE];

        wb_axis_init (&axis, log, bounds[i][0], bounds[i][1]);
        wb_axis_round_out (&axis);
        wb_axis_set_pixels (&axis, 100, log ? 100 : 0, 20);
        g_assert_true (isfinite (axis.lower) && isfinite (axis.upper));
        g_assert_cmpfloat (axis.lower, <, axis.upper);
        g_assert_true (!log || axis.lower > 0);
        g_assert_true (isfinite (wb_axis_to_pixel (&axis, (axis.lower + axis.upper) / 2)));
        for (guint k = 0; k < axis.n_ticks; k++)
          wb_axis_format_tick (&axis, k, label);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/axis/numbers", test_numbers);
  g_test_add_func ("/figures/axis/ticks-are-round", test_ticks);
  g_test_add_func ("/figures/axis/rounds-out", test_round_out);
  g_test_add_func ("/figures/axis/properties", test_properties);
  g_test_add_func ("/figures/axis/mapping", test_mapping);
  g_test_add_func ("/figures/axis/degenerate", test_degenerate);
  return g_test_run ();
}
