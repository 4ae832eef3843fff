/* SPDX-License-Identifier: MIT */
/*
 * What a loss chart says, and what its pixels show.
 */
#include <math.h>

#include "app/figures/loss-chart.h"
#include "figures-fixture.h"

#define WIDTH  400
#define HEIGHT 240

static WbLossChart *
make_chart (guint epochs, guint steps, gboolean validation)
{
  WbLossChart *chart = wb_loss_chart_new ();

  for (guint i = 1; i <= epochs * steps; i++)
    {
      g_assert_true (wb_loss_chart_add_training (chart, i / (double) steps, 0.1 + 1.0 / i));
      if (validation && i % steps == 0)
        g_assert_true (wb_loss_chart_add_validation (chart, i / steps, 0.5 / (i / steps)));
    }
  return chart;
}

static cairo_surface_t *
draw (const WbLossChart *chart, const WbStyle *style, double width, double height)
{
  cairo_surface_t *surface = white_surface (width, height);
  cairo_t *cr = cairo_create (surface);

  wb_colour_set (&style->card, cr);
  cairo_paint (cr);
  wb_loss_chart_draw (chart, cr, width, height, style);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  return surface;
}

static guint
count_near (cairo_surface_t *surface, const WbColour *colour)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      {
        guint32 pixel = pixel_at (surface, x, y);

        n += fabs (((pixel >> 16) & 0xff) / 255.0 - colour->red) < 0.03
             && fabs (((pixel >> 8) & 0xff) / 255.0 - colour->green) < 0.03
             && fabs ((pixel & 0xff) / 255.0 - colour->blue) < 0.03;
      }
  return n;
}

static void
test_read (void)
{
  g_autoptr (WbLossChart) chart = make_chart (8, 10, TRUE);
  const WbSeries *training = wb_loss_chart_get_training (chart);
  WbLossReading reading;

  g_assert_true (wb_loss_chart_read (chart, 3.4, &reading));
  g_assert_cmpfloat (reading.epoch, ==, 3);
  g_assert_cmpfloat (reading.validation, ==, 0.5 / 3);
  g_assert_cmpfloat (reading.training, ==, wb_series_get_smooth (training, 29));
  g_assert_true (wb_loss_chart_read (chart, 100, &reading));
  g_assert_cmpfloat (reading.epoch, ==, 8);
  g_assert_true (wb_loss_chart_read (chart, -2, &reading));
  g_assert_cmpfloat (reading.epoch, ==, 1);
  g_assert_false (wb_loss_chart_read (chart, NAN, &reading));
  wb_loss_chart_clear (chart);
  g_assert_false (wb_loss_chart_read (chart, 1, &reading));
}

static void
test_read_without_validation (void)
{
  g_autoptr (WbLossChart) chart = make_chart (4, 10, FALSE);
  g_autoptr (WbLossChart) young = wb_loss_chart_new ();
  WbLossReading reading;

  g_assert_true (wb_loss_chart_read (chart, 2.6, &reading));
  g_assert_cmpfloat (reading.epoch, ==, 3);
  g_assert_true (isfinite (reading.training));
  g_assert_true (isnan (reading.validation));
  wb_loss_chart_add_training (young, 0.1, 0.7);
  wb_loss_chart_add_training (young, 0.2, 0.6);
  g_assert_true (wb_loss_chart_read (young, 0.9, &reading));
  g_assert_cmpfloat (reading.epoch, ==, 0.2);
}

static void
test_best (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  const double losses[] = { 0.5, 0.2, 0.3, 0.2 };
  double epoch, loss;

  g_assert_false (wb_loss_chart_get_best (chart, &epoch, &loss));
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    wb_loss_chart_add_validation (chart, i + 1, losses[i]);
  g_assert_true (wb_loss_chart_get_best (chart, &epoch, &loss));
  g_assert_cmpfloat (epoch, ==, 2);
  g_assert_cmpfloat (loss, ==, 0.2);
}

static guint
count_amber (const WbLossChart *chart, const WbStyle *style)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 300);
  cairo_t *cr = cairo_create (surface);
  guint r = (guint) (style->amber_text.red * 255 + .5);
  guint g = (guint) (style->amber_text.green * 255 + .5);
  guint n = 0;

  wb_loss_chart_draw (chart, cr, 400, 300, style);
  cairo_surface_flush (surface);
  for (gsize i = 0; i < 400 * 300; i++)
    {
      guint32 pixel = ((const guint32 *) (const void *) cairo_image_surface_get_data (surface))[i];

      n += (pixel >> 24) == 255 && (pixel >> 16 & 255) == r && (pixel >> 8 & 255) == g;
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return n;
}

/* A slider's changes close together are one mark, and each mark is drawn. */
static void
test_flags (void)
{
  g_autoptr (WbLossChart) chart = make_chart (8, 10, TRUE);
  g_autoptr (GPtrArray) flags = wb_flags_new ();
  const double epochs[] = { 2, 2.01, 5 };
  WbStyle style;
  guint without, one = 0, two;

  wb_style_init (&style, FALSE);
  wb_loss_chart_get_look (chart)->flags_on_hover = TRUE;
  without = count_amber (chart, &style);
  for (guint i = 0; i < G_N_ELEMENTS (epochs); i++)
    {
      WbFlag flag = { .step = i + 1,
                      .epoch = epochs[i],
                      .name = (char *) "beta",
                      .before = (char *) "1",
                      .after = (char *) (i % 2 ? "2" : "3") };

      wb_flags_add (flags, &flag);
      wb_loss_chart_set_flags (chart, flags);
      if (i == 1)
        one = count_amber (chart, &style);
    }
  two = count_amber (chart, &style);
  g_assert_cmpuint (one, >, without + 5);
  g_assert_cmpuint (two, >, one + 5);
}

/* The parts of a variational loss are curves of their own; of another, none. */
static void
test_parts (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new (), plain = wb_loss_chart_new ();
  g_autoptr (WbHistory) history = wb_history_new ();
  WbLossReading reading;

  for (guint step = 1; step <= 40; step++)
    {
      WbLossPoint point = { step, 9, step / 10.0, 2, 1 };

      wb_history_add_point (history, &point);
      wb_loss_chart_add_parts (plain, step / 10.0, 3, 0, 0);
    }
  wb_loss_chart_add_history (chart, history, 0);
  g_assert_true (wb_loss_chart_has_parts (chart));
  g_assert_false (wb_loss_chart_has_parts (plain));
  g_assert_true (wb_loss_chart_read (chart, 2, &reading));
  g_assert_cmpfloat_with_epsilon (reading.training, 9, 1e-9);
  g_assert_cmpfloat_with_epsilon (reading.reconstruction, 6, 1e-9);
  g_assert_cmpfloat_with_epsilon (reading.divergence, 2, 1e-9);
  wb_loss_chart_clear (chart);
  g_assert_false (wb_loss_chart_has_parts (chart));
}

/* The divergence is far from the other losses: it has a panel of its own, and
 * the other axis is not stretched by it.
 */
static void
test_panel (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  WbLossPlot plot;
  WbStyle style;

  wb_style_init (&style, FALSE);
  for (guint step = 1; step <= 40; step++)
    {
      wb_loss_chart_add_training (chart, step / 10.0, 160 + 100.0 / step);
      wb_loss_chart_add_parts (chart, step / 10.0, 155 + 100.0 / step, 0, 5);
    }
  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, &style, &plot);
  g_assert_true (plot.split);
  g_assert_cmpfloat (plot.y.lower, >, 100);
  g_assert_cmpfloat (plot.divergence.upper, <, 20);
  g_assert_cmpfloat (plot.divergence.end, >, plot.y.start + 10);
  g_assert_cmpfloat (plot.divergence.start, <, HEIGHT);
  g_assert_cmpfloat (wb_axis_to_pixel (&plot.y, 162.5), <, wb_axis_to_pixel (&plot.y, 157.5) - 4);
}

/* A penalty is why training lies above validation: it is told. */
static void
test_penalty (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  g_autoptr (WbHistory) history = wb_history_new ();
  WbLossReading reading;
  WbLossPlot plot;
  WbStyle style;

  wb_style_init (&style, FALSE);
  for (guint step = 1; step <= 40; step++)
    {
      WbLossPoint point = { step, 9, step / 10.0, 0, 3 };

      wb_history_add_point (history, &point);
    }
  wb_loss_chart_add_history (chart, history, 0);
  g_assert_true (wb_loss_chart_has_parts (chart));
  g_assert_false (wb_loss_chart_has_divergence (chart));
  g_assert_true (wb_loss_chart_read (chart, 2, &reading));
  g_assert_cmpfloat_with_epsilon (reading.reconstruction, 6, 1e-9);
  g_assert_cmpfloat_with_epsilon (reading.penalty, 3, 1e-9);
  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, &style, &plot);
  g_assert_false (plot.split);
}

/* How far the middle of the green pill is from its dot, up or down. */
static double
measure_pill (const WbLossChart *chart)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  const guint32 *pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  int top = HEIGHT, bottom = 0;
  double epoch, loss;
  WbColour fill;
  WbLossPlot plot;
  WbStyle style;

  wb_style_init (&style, FALSE);
  fill = wb_colour_mix (&style.card, &style.good, 0.2);
  wb_loss_chart_draw (chart, cr, WIDTH, HEIGHT, &style);
  cairo_surface_flush (surface);
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    if (pixels[i] >> 24 == 255 && fabs ((pixels[i] >> 16 & 255) - fill.red * 255) <= 1
        && fabs ((pixels[i] >> 8 & 255) - fill.green * 255) <= 1)
      {
        top = MIN (top, i / WIDTH);
        bottom = MAX (bottom, i / WIDTH);
      }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_assert_cmpint (bottom, >, top);
  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, &style, &plot);
  g_assert_true (wb_loss_chart_get_best (chart, &epoch, &loss));
  return fabs ((top + bottom) / 2. - wb_axis_to_pixel (&plot.y, loss));
}

/* Whatever the curves do beside it, the pill with the best loss stands by its
 * dot: on a steep curve, at the end of one, and amid a wide band.
 */
static void
test_best_by_dot (void)
{
  static const double noise[] = { 0, 0.5 };

  for (guint n_epochs = 1; n_epochs <= 10; n_epochs++)
    for (guint k = 0; k < G_N_ELEMENTS (noise); k++)
      {
        g_autoptr (WbLossChart) chart = wb_loss_chart_new ();

        for (guint step = 1; step <= 20 * n_epochs; step++)
          wb_loss_chart_add_training (chart, step / 20.0,
                                      (1 + noise[k] * (step % 2)) / (1 + step / 4.0));
        for (guint epoch = 1; epoch <= n_epochs; epoch++)
          wb_loss_chart_add_validation (chart, epoch, 1 / (1 + epoch * 5.0));
        wb_loss_chart_get_look (chart)->planned = 10;
        g_assert_cmpfloat (measure_pill (chart), <, 45);
      }
}

/* Ten steps in the first epoch, five in the second, the third is under way. */
static void
test_history (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  g_autoptr (WbHistory) history = wb_history_new ();
  WbEpochRow first = { 1, 10, 0.4, 0, 0.3, 1 }, second = { 2, 15, 0.3, 0, NAN, 1 };
  const WbSeries *training = wb_loss_chart_get_training (chart);

  for (guint step = 1; step <= 17; step++)
    wb_history_add_point (history, &(WbLossPoint) { .step = step, .loss = 1.0 / step });
  wb_history_add_epoch (history, &first);
  wb_history_add_epoch (history, &second);
  wb_loss_chart_add_history (chart, history, 4);
  g_assert_cmpuint (wb_series_get_length (training), ==, 17);
  g_assert_cmpfloat_with_epsilon (wb_series_get_x (training, 0), 0.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (wb_series_get_x (training, 9), 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (wb_series_get_x (training, 10), 1.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (wb_series_get_x (training, 14), 2.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (wb_series_get_x (training, 16), 2.5, 1e-12);
  g_assert_cmpuint (wb_series_get_length (wb_loss_chart_get_validation (chart)), ==, 1);
}

/* The plot holds every value, the axis keeps to the plan, and a window to
 * itself.
 */
static void
test_lay_out (void)
{
  g_autoptr (WbLossChart) chart = make_chart (8, 10, TRUE);
  WbLossPlot plot;
  WbStyle style;

  wb_style_init (&style, FALSE);
  wb_loss_chart_get_look (chart)->planned = 10;
  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, &style, &plot);
  g_assert_cmpfloat (plot.x.lower, ==, 0);
  g_assert_cmpfloat (plot.x.upper, ==, 10);
  g_assert_true (plot.y.log);
  g_assert_cmpfloat (plot.y.lower, <=, 0.5 / 8);
  g_assert_cmpfloat (plot.y.upper, >=, 1.1);
  g_assert_cmpfloat (plot.x.start, >=, 0);
  g_assert_cmpfloat (plot.x.end, <=, WIDTH);
  g_assert_cmpfloat (plot.y.start, <, HEIGHT);
  g_assert_cmpfloat (plot.y.end, >, 0);
  wb_loss_chart_get_look (chart)->log = FALSE;
  wb_loss_chart_get_look (chart)->from = 2;
  wb_loss_chart_get_look (chart)->to = 4;
  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, &style, &plot);
  g_assert_cmpfloat (plot.x.lower, ==, 2);
  g_assert_cmpfloat (plot.x.upper, ==, 4);
  g_assert_false (plot.y.log);
  g_assert_cmpfloat (plot.y.upper, <, 0.5);
}

/* A single bad step among ten thousand is there to be seen, at its height. */
static void
test_band_shows_spike (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  g_autoptr (cairo_surface_t) surface = NULL;
  WbLossPlot plot;
  WbStyle style;
  int x, y;

  wb_style_init (&style, FALSE);
  for (guint i = 1; i <= 10000; i++)
    wb_loss_chart_add_training (chart, i / 1000.0, i == 5000 ? 0.9 : 0.1);
  wb_loss_chart_get_look (chart)->planned = 10;
  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, &style, &plot);
  surface = draw (chart, &style, WIDTH, HEIGHT);
  x = (int) floor (wb_axis_to_pixel (&plot.x, 5));
  y = (int) ceil (wb_axis_to_pixel (&plot.y, 0.85));
  g_assert_true ((pixel_at (surface, x, y) & 0xff0000) < 0xf00000
                 || (pixel_at (surface, x - 1, y) & 0xff0000) < 0xf00000);
  g_assert_cmphex (pixel_at (surface, x + 8, y), ==, 0xffffffff);
}

/* The same where points are few: each is on a line of its own. */
static void
test_few_points_show_spike (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  g_autoptr (cairo_surface_t) surface = NULL;
  WbLossPlot plot;
  WbStyle style;
  int x, y;

  wb_style_init (&style, FALSE);
  for (guint i = 1; i <= 100; i++)
    wb_loss_chart_add_training (chart, i / 10.0, i == 50 ? 0.9 : 0.1);
  wb_loss_chart_get_look (chart)->planned = 10;
  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, &style, &plot);
  surface = draw (chart, &style, WIDTH, HEIGHT);
  x = (int) floor (wb_axis_to_pixel (&plot.x, 5));
  y = (int) ceil (wb_axis_to_pixel (&plot.y, 0.8));
  g_assert_true ((pixel_at (surface, x, y) & 0xff0000) < 0xfc0000
                 || (pixel_at (surface, x - 1, y) & 0xff0000) < 0xfc0000);
  g_assert_cmphex (pixel_at (surface, x + 8, y), ==, 0xffffffff);
}

static void
test_draws_parts (void)
{
  g_autoptr (WbLossChart) chart = make_chart (8, 10, TRUE);

  for (gboolean dark = FALSE; dark <= TRUE; dark++)
    {
      g_autoptr (cairo_surface_t) plain = NULL;
      g_autoptr (cairo_surface_t) crossed = NULL;
      g_autoptr (cairo_surface_t) faded = NULL;
      WbStyle style;

      wb_style_init (&style, dark);
      wb_loss_chart_get_look (chart)->crosshair = NAN;
      plain = draw (chart, &style, WIDTH, HEIGHT);
      g_assert_cmpuint (count_near (plain, &style.training), >, 100);
      g_assert_cmpuint (count_near (plain, &style.validation), >, 100);
      g_assert_cmpuint (count_near (plain, &style.good), >, 20);
      wb_loss_chart_get_look (chart)->crosshair = 4;
      crossed = draw (chart, &style, WIDTH, HEIGHT);
      g_assert_cmpuint (count_near (crossed, &style.dim), >, count_near (plain, &style.dim) + 60);
      wb_loss_chart_get_look (chart)->crosshair = NAN;
      wb_loss_chart_get_look (chart)->faded = TRUE;
      faded = draw (chart, &style, WIDTH, HEIGHT);
      g_assert_cmpuint (count_near (faded, &style.validation), <, 60);
      wb_loss_chart_get_look (chart)->faded = FALSE;
    }
}

/* Leftmost column of the read-out card's line, right of the crosshair or left
 * of it.
 */
static gboolean
card_is_right (const WbLossChart *chart, double epoch, const WbStyle *style)
{
  g_autoptr (cairo_surface_t) surface = draw (chart, style, WIDTH, HEIGHT);
  WbLossPlot plot;
  guint left = 0, right = 0;
  int px;

  wb_loss_chart_lay_out (chart, WIDTH, HEIGHT, style, &plot);
  px = (int) wb_axis_to_pixel (&plot.x, epoch);
  for (int x = 0; x < WIDTH; x++)
    for (int y = (int) plot.y.end + 8; y < plot.y.end + 70; y++)
      if ((pixel_at (surface, x, y) & 0xffffff) == 0xd4d4d8)
        *(x > px ? &right : &left) += 1;
  g_assert_cmpuint (left + right, >, 50);
  return right > left;
}

static void
test_read_out_flips (void)
{
  g_autoptr (WbLossChart) chart = make_chart (10, 10, TRUE);
  WbStyle style;

  wb_style_init (&style, FALSE);
  wb_loss_chart_get_look (chart)->planned = 10;
  wb_loss_chart_get_look (chart)->crosshair = 5;
  g_assert_true (card_is_right (chart, 5, &style));
  wb_loss_chart_get_look (chart)->crosshair = 7;
  g_assert_false (card_is_right (chart, 7, &style));
}

/* Nothing here has a value to stand on; all of it must still be drawn. */
static void
test_odd_sizes_and_values (void)
{
  g_autoptr (WbLossChart) empty = wb_loss_chart_new ();
  g_autoptr (WbLossChart) negative = wb_loss_chart_new ();
  g_autoptr (WbLossChart) mixed = wb_loss_chart_new ();
  const double sizes[][2] = {
    { 0, 0 }, { 1, 1 }, { 10, 5 }, { 40, 300 }, { 2000, 40 }, { NAN, 10 }
  };
  WbLossChart *charts[] = { empty, negative, mixed };
  WbStyle style;

  wb_style_init (&style, TRUE);
  for (guint i = 1; i <= 50; i++)
    {
      wb_loss_chart_add_training (negative, i * 0.1, -1.0 * i);
      wb_loss_chart_add_training (mixed, i * 0.1, i % 2 ? 0.0 : 3.0);
      wb_loss_chart_add_flag (mixed, i * 0.1, "rate 0.1");
    }
  for (guint c = 0; c < G_N_ELEMENTS (charts); c++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        wb_loss_chart_get_look (charts[c])->crosshair = 2;
        cairo_surface_destroy (draw (charts[c], &style, sizes[i][0], sizes[i][1]));
      }
}

/* A run that has begun has neither points nor anything to say. */
static void
test_no_message (void)
{
  g_autoptr (WbLossChart) chart = wb_loss_chart_new ();
  g_autoptr (cairo_surface_t) surface = NULL;
  WbStyle style;

  wb_style_init (&style, FALSE);
  wb_loss_chart_set_message (chart, NULL);
  surface = draw (chart, &style, WIDTH, HEIGHT);
  g_assert_nonnull (surface);
}

/* What may come is seen as well as what was: in its own colour, not a paler one. */
static void
test_ghosts (void)
{
  g_autoptr (WbLossChart) chart = make_chart (2, 10, FALSE);

  for (guint i = 0; i < 3; i++)
    {
      guint curve = wb_loss_chart_add_ghost (chart);

      for (guint j = 0; j <= 10; j++)
        wb_loss_chart_add_ghost_point (chart, curve, 2 + j / 10.0, 0.2 + 0.1 * i + 0.005 * j);
    }
  for (guint dark = 0; dark <= 1; dark++)
    {
      WbStyle style;
      g_autoptr (cairo_surface_t) surface = NULL;
      WbColour pink;

      wb_style_init (&style, dark != 0);
      surface = draw (chart, &style, WIDTH, HEIGHT);
      pink = wb_run_colour (&style, 2);
      g_assert_cmpuint (count_near (surface, &pink), >, 10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/loss-chart/read", test_read);
  g_test_add_func ("/figures/loss-chart/read-without-validation", test_read_without_validation);
  g_test_add_func ("/figures/loss-chart/best", test_best);
  g_test_add_func ("/figures/loss-chart/history", test_history);
  g_test_add_func ("/figures/loss-chart/lay-out", test_lay_out);
  g_test_add_func ("/figures/loss-chart/band-shows-spike", test_band_shows_spike);
  g_test_add_func ("/figures/loss-chart/few-points-show-spike", test_few_points_show_spike);
  g_test_add_func ("/figures/loss-chart/draws-parts", test_draws_parts);
  g_test_add_func ("/figures/loss-chart/read-out-flips", test_read_out_flips);
  g_test_add_func ("/figures/loss-chart/odd-sizes-and-values", test_odd_sizes_and_values);
  g_test_add_func ("/figures/loss-chart/flags", test_flags);
  g_test_add_func ("/figures/loss-chart/parts-of-a-variational-loss", test_parts);
  g_test_add_func ("/figures/loss-chart/panel", test_panel);
  g_test_add_func ("/figures/loss-chart/penalty", test_penalty);
  g_test_add_func ("/figures/loss-chart/best-by-dot", test_best_by_dot);
  g_test_add_func ("/figures/loss-chart/no-message", test_no_message);
  g_test_add_func ("/figures/loss-chart/ghosts", test_ghosts);
  return g_test_run ();
}
