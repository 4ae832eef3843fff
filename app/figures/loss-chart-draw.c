/* SPDX-License-Identifier: MIT */
/* One drawing of a loss chart: lay out, grid, curves, and what stands over them. Each
 * part draws over the one before it, and none leaves the cairo_t changed.
 */
#include "app/figures/loss-chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/figures/mark.h"
#include "app/figures/text.h"

#define LEGEND_HEIGHT 26.0
#define LOG_GAP       25.0
#define LINEAR_GAP    40.0
#define EPOCH_GAP     80.0

/* The panel of the divergence: its share of the height, and what is over it. */
#define PANEL_SHARE 0.3
#define PANEL_GAP   24.0
#define PANEL_TICKS 16.0

/* A divergence that nears 0 does not make its axis endless. */
#define DIVERGENCE_SPAN 50.0

static double
last_ghost_epoch (const WbLossChart *self)
{
  double last = 0;

  for (guint i = 0; i < self->ghosts->len; i++)
    {
      gsize n = wb_series_get_length (self->ghosts->pdata[i]);

      if (n > 0)
        last = MAX (last, wb_series_get_x (self->ghosts->pdata[i], n - 1));
    }
  return last;
}

static double
last_epoch (const WbLossChart *self)
{
  gsize n_t = wb_series_get_length (self->training);
  gsize n_v = wb_series_get_length (self->validation);
  double last = last_ghost_epoch (self);

  if (n_t > 0)
    last = MAX (last, wb_series_get_x (self->training, n_t - 1));
  if (n_v > 0)
    last = MAX (last, wb_series_get_x (self->validation, n_v - 1));
  return last;
}

/* The axis leaves room for the curve to grow, and does so rarely. */
static double
round_up_epochs (double last)
{
  double power = pow (10, floor (log10 (last)));
  static const double ends[] = { 1, 1.5, 2, 3, 4, 5, 6, 8, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] * power >= last * (1 - 1e-9) && (power >= 10 || ends[i] != 1.5))
      return ends[i] * power;
  return 10 * power;
}

static double
last_shown_epoch (const WbLossChart *self)
{
  double last = last_epoch (self), end;

  if (last >= self->look.planned && self->look.planned > 0)
    return last;
  end = last > 0 ? MAX (1, round_up_epochs (last * 1.4)) : 10;
  if (self->look.planned > 0 && (last == 0 || end * 1.5 > self->look.planned))
    end = self->look.planned;
  return end;
}

static void
init_x (const WbLossChart *self, WbAxis *x)
{
  double from = isfinite (self->look.from) ? self->look.from : 0;
  double to = isfinite (self->look.to) ? self->look.to : last_shown_epoch (self);

  wb_axis_init (x, FALSE, from, to);
}

static void
init_y (const WbLossChart *self, const WbAxis *x, WbAxis *y)
{
  const WbSeries *all[] = { self->training, self->validation, self->reconstruction };
  double low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      double series_low, series_high;

      wb_series_get_extremes (all[i], x->lower, x->upper, &series_low, &series_high);
      low = MIN (low, series_low);
      high = MAX (high, series_high);
    }
  /* Ghosts that go down are seen whole; one that goes up may do so for ever. */
  for (guint i = 0; i < self->ghosts->len; i++)
    {
      double ghost_low, ghost_high;

      wb_series_get_extremes (self->ghosts->pdata[i], x->lower, x->upper, &ghost_low, &ghost_high);
      low = MIN (low, ghost_low);
    }
  wb_axis_init (y, self->look.log && !(high <= 0), low, high);
  wb_axis_round_out (y);
}

static void
init_divergence (const WbLossChart *self, const WbAxis *x, WbAxis *y)
{
  double low, high;

  wb_series_get_extremes (self->divergence, x->lower, x->upper, &low, &high);
  wb_axis_init (y, self->look.log && !(high <= 0), MAX (low, high / DIVERGENCE_SPAN), high);
  wb_axis_round_out (y);
}

/* Divides the height between the losses and the divergence. */
static void
split_height (const WbLossChart *self,
              double top,
              double bottom,
              double text_scale,
              WbLossPlot *plot)
{
  double gap = (plot->y.log ? LOG_GAP : LINEAR_GAP) * text_scale;
  double panel = floor ((bottom - top) * PANEL_SHARE);

  plot->split = wb_loss_chart_has_divergence (self);
  if (plot->split)
    {
      init_divergence (self, &plot->x, &plot->divergence);
      wb_axis_set_pixels (&plot->divergence, bottom, bottom - panel, PANEL_TICKS * text_scale);
      bottom = MAX (bottom - panel - PANEL_GAP * text_scale, top + 10);
    }
  wb_axis_set_pixels (&plot->y, bottom, top, gap);
}

static double
measure_ticks (WbText *text, const WbAxis *axis)
{
  char label[WB_NUMBER_SIZE];
  double widest = 0;

  for (guint i = 0; i < axis->n_ticks; i++)
    {
      wb_axis_format_tick (axis, i, label);
      widest = MAX (widest, wb_text_width (text, label));
    }
  return widest;
}

static void
lay_out (const WbLossChart *self, WbText *text, double width, double height, WbLossPlot *plot)
{
  double tick = MAX (WB_TEXT_MIN, WB_TEXT_TICK * text->style->text_scale);
  double top = self->look.legend ? LEGEND_HEIGHT * MAX (1, text->style->text_scale) : tick * 0.7;
  double bottom = MAX (top + 10, height - tick - 12);
  double left, right = width - 2;

  init_x (self, &plot->x);
  init_y (self, &plot->x, &plot->y);
  split_height (self, top, bottom, MAX (1, text->style->text_scale), plot);
  wb_text_set_font (text, WB_TEXT_TICK, FALSE);
  left = measure_ticks (text, &plot->y);
  if (plot->split)
    left = MAX (left, measure_ticks (text, &plot->divergence));
  left = ceil (left) + 10;
  right = MAX (left + 10, right);
  wb_axis_set_pixels (&plot->x, left, right, EPOCH_GAP * MAX (1, text->style->text_scale));
}

void
wb_loss_chart_lay_out (const WbLossChart *self,
                       double width,
                       double height,
                       const WbStyle *style,
                       WbLossPlot *plot)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  g_auto (WbText) text = { 0 };

  wb_text_init (&text, cr, style);
  lay_out (self, &text, width, height, plot);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

const WbAxis *
wb_loss_drawing_get_axis (const WbLossDrawing *d, const WbSeries *series)
{
  return series == d->chart->divergence ? &d->plot.divergence : &d->plot.y;
}

static void
draw_y_grid (WbLossDrawing *d, const WbAxis *y)
{
  char label[WB_NUMBER_SIZE];

  cairo_set_line_width (d->cr, 1);
  for (guint i = 0; i < y->n_ticks; i++)
    {
      double py = floor (wb_axis_to_pixel (y, y->ticks[i])) + 0.5;

      wb_colour_set (&d->style->grid, d->cr);
      cairo_move_to (d->cr, d->plot.x.start, py);
      cairo_line_to (d->cr, d->plot.x.end, py);
      cairo_stroke (d->cr);
      wb_axis_format_tick (y, i, label);
      wb_text_draw (&d->text, label, d->plot.x.start - 8, py, 1, &d->style->dim);
    }
}

/* "epoch 20" takes the right end; ticks that would run into it go. */
static void
draw_x_labels (WbLossDrawing *d)
{
  const WbAxis *x = &d->plot.x;
  char label[WB_NUMBER_SIZE], end[WB_NUMBER_SIZE + 8];
  double bottom = d->plot.split ? d->plot.divergence.start : d->plot.y.start;
  double py = bottom + 7 + d->text.size * 0.7, taken;

  wb_number_format (label, x->upper, x->upper == floor (x->upper) ? 0 : 1);
  g_snprintf (end, sizeof end, _ ("epoch %s"), label);
  taken = x->end - wb_text_width (&d->text, end) - 8;
  wb_text_draw (&d->text, end, x->end, py, 1, &d->style->dim);
  for (guint i = 0; i < x->n_ticks; i++)
    {
      double px = wb_axis_to_pixel (x, x->ticks[i]);

      wb_axis_format_tick (x, i, label);
      if (px + wb_text_width (&d->text, label) / 2 < taken)
        wb_text_draw (&d->text, label, px, py, 0.5, &d->style->dim);
    }
}

static void
draw_legend (WbLossDrawing *d)
{
  WbLossCurve curves[WB_LOSS_CURVES];
  guint n = wb_loss_chart_list_curves (d->chart, d->style, curves);
  double x = d->plot.x.start, y = 8 * MAX (1, d->style->text_scale);

  wb_text_set_font (&d->text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < n; i++)
    {
      wb_mark_rounded (d->cr, x, y - 1.25, 12, 2.5, 1.25);
      wb_colour_set (&curves[i].colour, d->cr);
      cairo_fill (d->cr);
      wb_text_draw (&d->text, curves[i].name, x + 18, y, 0, &d->style->dim);
      x += 18 + wb_text_width (&d->text, curves[i].name) + 16;
    }
}

/* What the panel below is of stands over it. */
static void
draw_panel (WbLossDrawing *d)
{
  WbColour colour = wb_role_text (d->style, WB_ROLE_CODE);

  draw_y_grid (d, &d->plot.divergence);
  wb_text_draw (&d->text, _ ("KL"), d->plot.x.start,
                d->plot.divergence.end - PANEL_GAP / 2 * MAX (1, d->style->text_scale) + 2, 0,
                &colour);
}

static void
draw_parts (WbLossDrawing *d)
{
  WbLossCurve curves[WB_LOSS_CURVES];
  guint n = wb_loss_chart_list_curves (d->chart, d->style, curves);

  for (guint i = 0; i < n; i++)
    if (curves[i].series != d->chart->training && curves[i].series != d->chart->validation)
      wb_mark_smooth (curves[i].series, d->cr, &d->plot.x,
                      wb_loss_drawing_get_axis (d, curves[i].series), &curves[i].colour, 1.5);
}

/* Thin and dashed, each in a run's colour, which mixed with the ground would be hard to see. */
static void
draw_ghosts (WbLossDrawing *d)
{
  static const double dashes[] = { 5, 2.5 };

  cairo_set_dash (d->cr, dashes, 2, 0);
  for (guint i = 0; i < d->chart->ghosts->len; i++)
    {
      WbColour colour = wb_run_colour (d->style, i);

      wb_mark_smooth (d->chart->ghosts->pdata[i], d->cr, &d->plot.x, &d->plot.y, &colour, 1.5);
    }
  cairo_set_dash (d->cr, NULL, 0, 0);
}

static void
draw_curves (WbLossDrawing *d)
{
  const WbLossChart *chart = d->chart;
  const WbAxis *x = &d->plot.x, *y = &d->plot.y;
  WbColour band = d->style->training;

  double bottom = d->plot.split ? d->plot.divergence.start : y->start;

  cairo_save (d->cr);
  cairo_rectangle (d->cr, x->start - 3, y->end - 3, x->end - x->start + 6, bottom - y->end + 6);
  cairo_clip (d->cr);
  band.alpha = d->style->dark ? 0.30 : 0.22;
  draw_parts (d);
  draw_ghosts (d);
  wb_mark_band (chart->training, d->cr, x, y, &band);
  wb_mark_smooth (chart->training, d->cr, x, y, &d->style->training, 1.75);
  wb_mark_line (chart->validation, d->cr, x, y, &d->style->validation, 1.75, TRUE);
  cairo_restore (d->cr);
}

static void
draw_empty (WbLossDrawing *d)
{
  if (d->chart->message == NULL)
    return;
  wb_text_set_font (&d->text, 14, FALSE);
  wb_text_draw (&d->text, d->chart->message, (d->plot.x.start + d->plot.x.end) / 2,
                (d->plot.y.start + d->plot.y.end) / 2, 0.5, &d->style->dim);
}

static void
draw_points (WbLossDrawing *d)
{
  if (d->chart->look.faded)
    cairo_push_group (d->cr);
  draw_curves (d);
  wb_loss_chart_draw_flags (d);
  wb_loss_chart_draw_best (d);
  if (d->chart->look.faded)
    {
      cairo_pop_group_to_source (d->cr);
      cairo_paint_with_alpha (d->cr, 0.4);
    }
  wb_loss_chart_draw_playhead (d);
  wb_loss_chart_draw_crosshair (d);
}

void
wb_loss_chart_draw (const WbLossChart *self,
                    cairo_t *cr,
                    double width,
                    double height,
                    const WbStyle *style)
{
  WbLossDrawing d = { .chart = self, .cr = cr, .style = style, .width = width, .height = height };

  if (!(width >= 1) || !(height >= 1))
    return;
  cairo_save (cr);
  wb_text_init (&d.text, cr, style);
  lay_out (self, &d.text, width, height, &d.plot);
  if (last_epoch (self) > 0)
    {
      draw_y_grid (&d, &d.plot.y);
      if (d.plot.split)
        draw_panel (&d);
      draw_x_labels (&d);
      if (self->look.legend)
        draw_legend (&d);
      draw_points (&d);
    }
  else
    draw_empty (&d);
  wb_text_clear (&d.text);
  cairo_restore (cr);
}
