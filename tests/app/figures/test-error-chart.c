/* SPDX-License-Identifier: MIT */
/* The errors of runs: what a bin counts, and that each run is drawn in its colour, in the
 * distributions and in the classes, and that nothing is drawn of nothing.
 */
#include <math.h>

#include "app/figures/error-chart.h"
#include "figures-fixture.h"

#define WIDTH  600
#define HEIGHT 180

static void
test_count (void)
{
  const double errors[] = { 0, 0.1, 0.19, 0.5, 7, NAN, 1, 0.999 };
  double shares[5];

  wb_error_chart_count (errors, 8, 1, 5, shares);
  g_assert_cmpfloat (shares[0], ==, 3 / 8.);
  g_assert_cmpfloat (shares[1], ==, 0);
  g_assert_cmpfloat (shares[2], ==, 1 / 8.);
  g_assert_cmpfloat (shares[4], ==, 3 / 8.);
}

static guint
count_colour (cairo_surface_t *surface, const WbColour *colour, int from, int to)
{
  guint n = 0;

  for (int x = from; x < to; x++)
    for (int y = 0; y < HEIGHT; y++)
      {
        guint32 pixel = pixel_at (surface, x, y);

        n += fabs ((pixel >> 16 & 0xff) / 255. - colour->red) < 0.02
             && fabs ((pixel >> 8 & 0xff) / 255. - colour->green) < 0.02
             && fabs ((pixel & 0xff) / 255. - colour->blue) < 0.02;
      }
  return n;
}

static void
test_draw (void)
{
  const double low[] = { 0.01, 0.02, 0.011, 0.018 }, high[] = { 0.04, 0.05, 0.045, 0.06 };
  const double low_classes[] = { 0.01, 0.02 }, high_classes[] = { NAN, 0.05 };
  const char *const names[] = { "no", "yes" };
  const WbRunErrors runs[] = { { "low", low, 4, low_classes, 1 },
                               { "high", high, 4, high_classes, 2 } };
  WbErrorChart chart = { runs, 2, names, 2 };

  for (gboolean dark = FALSE; dark <= TRUE; dark++)
    {
      g_autoptr (cairo_surface_t) surface = white_surface (WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);
      WbStyle style;

      wb_style_init (&style, dark);
      wb_colour_set (&style.card, cr);
      cairo_paint (cr);
      wb_error_chart_draw (&chart, cr, WIDTH, HEIGHT, &style);
      cairo_destroy (cr);
      for (guint i = 0; i < 2; i++)
        {
          WbColour colour = wb_run_colour (&style, runs[i].colour);

          g_assert_cmpuint (count_colour (surface, &colour, 0, WIDTH / 2 - 14), >, 20);
          g_assert_cmpuint (count_colour (surface, &colour, WIDTH / 2 + 14, WIDTH), >, 200);
        }
    }
}

static void
test_degenerate (void)
{
  const double zeros[] = { 0, 0 }, odd[] = { NAN, INFINITY };
  const WbRunErrors runs[] = { { "zeros", zeros, 2, NULL, 0 },
                               { "odd", odd, 2, odd, 1 },
                               { "none", NULL, 0, NULL, 2 } };
  const char *const names[] = { "no", "yes" };
  WbStyle style;

  wb_style_init (&style, FALSE);
  for (guint n = 0; n <= 3; n++)
    {
      WbErrorChart chart = { runs, n, names, n == 2 ? 0 : 2 };
      g_autoptr (cairo_surface_t) surface = white_surface (WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);

      wb_error_chart_draw (&chart, cr, n == 3 ? 10 : WIDTH, HEIGHT, &style);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error-chart/count", test_count);
  g_test_add_func ("/error-chart/draw", test_draw);
  g_test_add_func ("/error-chart/degenerate", test_degenerate);
  return g_test_run ();
}
