/* SPDX-License-Identifier: MIT */
/* Several runs on one chart: where a point lies over epochs, steps and seconds, what
 * smoothing does, and that each curve and its label are drawn in its colour.
 */
#include <math.h>

#include "app/figures/run-chart.h"
#include "figures-fixture.h"

#define WIDTH  360
#define HEIGHT 200

/* Two epochs of four steps; the second takes three times as long. */
static WbHistory *
make_history (double loss)
{
  WbHistory *history = wb_history_new ();

  for (guint i = 1; i <= 8; i++)
    wb_history_add_point (history, &(WbLossPoint) { .step = i, .loss = loss, .epoch = i / 4. });
  wb_history_add_epoch (
    history, &(WbEpochRow) {
               .epoch = 1, .step = 4, .loss = loss, .validation_loss = 2 * loss, .seconds = 1 });
  wb_history_add_epoch (
    history,
    &(WbEpochRow) { .epoch = 2, .step = 8, .loss = loss, .validation_loss = loss, .seconds = 3 });
  return history;
}

static void
assert_read (const WbRunChart *chart, double at, double x, double loss)
{
  double read_x, read_loss;

  g_assert_true (wb_run_chart_read (chart, 0, at, &read_x, &read_loss));
  g_assert_cmpfloat_with_epsilon (read_x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (read_loss, loss, 1e-9);
}

static void
test_read (void)
{
  g_autoptr (WbHistory) history = make_history (0.5);
  g_autoptr (WbHistory) empty = wb_history_new ();
  WbRunCurve curves[] = { { "one", history, 0, FALSE, 100 }, { "none", empty, 1, FALSE } };
  WbRunChart chart = { curves, 2, WB_RUN_CHART_EPOCHS, .crosshair = NAN };
  double x, loss;

  assert_read (&chart, 0, 1, 1.0);
  assert_read (&chart, 99, 2, 0.5);
  chart.x = WB_RUN_CHART_STEPS;
  assert_read (&chart, 99, 8, 0.5);
  chart.x = WB_RUN_CHART_SAMPLES;
  assert_read (&chart, 999, 200, 0.5);
  chart.x = WB_RUN_CHART_SECONDS;
  assert_read (&chart, 99, 4, 0.5);
  chart.training = TRUE;
  assert_read (&chart, 2.5, 2.5, 0.5);
  g_assert_false (wb_run_chart_read (&chart, 1, 0, &x, &loss));
  chart.training = FALSE;
  chart.smoothing = 0.5;
  assert_read (&chart, 0, 1, 1.0);
  assert_read (&chart, 99, 4, (0.5 * 0.5 + 0.25 * 1.0) / 0.75);
}

static guint
count_colour (cairo_surface_t *surface, const WbColour *colour, int from, int to)
{
  guint n = 0;

  for (int y = 0; y < HEIGHT; y++)
    for (int x = from; x < to; x++)
      {
        guint32 pixel = pixel_at (surface, x, y);

        n += fabs ((pixel >> 16 & 0xff) / 255. - colour->red) < 0.1
             && fabs ((pixel >> 8 & 0xff) / 255. - colour->green) < 0.1
             && fabs ((pixel & 0xff) / 255. - colour->blue) < 0.1;
      }
  return n;
}

static void
test_draw (void)
{
  g_autoptr (WbHistory) low = make_history (0.1), high = make_history (10);
  WbRunCurve curves[] = { { "low", low, 0, TRUE }, { "high", high, 2, FALSE } };
  WbRunChart chart = { curves, 2, .log = TRUE, .crosshair = 1 };

  for (gboolean dark = FALSE; dark <= TRUE; dark++)
    {
      g_autoptr (cairo_surface_t) surface = white_surface (WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);
      WbStyle style;
      WbAxis x, y;

      wb_style_init (&style, dark);
      wb_colour_set (&style.card, cr);
      cairo_paint (cr);
      wb_run_chart_draw (&chart, cr, WIDTH, HEIGHT, &style);
      cairo_destroy (cr);
      wb_run_chart_lay_out (&chart, WIDTH, HEIGHT, &style, &x, &y);
      g_assert_true (y.log);
      for (guint i = 0; i < 2; i++)
        {
          WbColour colour = wb_run_colour (&style, curves[i].colour);

          g_assert_cmpuint (count_colour (surface, &colour, (int) x.start, (int) x.end), >, 40);
          g_assert_cmpuint (count_colour (surface, &colour, (int) x.end + 3, WIDTH), >, 10);
        }
    }
}

/* Nothing, or one point, or a loss of 0 on a logarithmic axis: a picture all the same. */
static void
test_degenerate (void)
{
  g_autoptr (WbHistory) zero = make_history (0), empty = wb_history_new ();
  WbRunCurve curves[] = { { "zero", zero, 0, FALSE }, { "empty", empty, 1, FALSE } };
  WbStyle style;

  wb_style_init (&style, FALSE);
  for (guint n = 0; n <= 2; n++)
    {
      WbRunChart chart = { curves, n, .log = TRUE, .crosshair = 0 };
      g_autoptr (cairo_surface_t) surface = white_surface (WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);

      wb_run_chart_draw (&chart, cr, WIDTH, HEIGHT, &style);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-chart/read", test_read);
  g_test_add_func ("/run-chart/draw", test_draw);
  g_test_add_func ("/run-chart/degenerate", test_degenerate);
  return g_test_run ();
}
