/* SPDX-License-Identifier: MIT */
/* One drawing of a loss chart: lay out, grid, marks, best, flags, read-out. Each
 * part draws over the one before it, and none leaves the cairo_t changed.
 */
#include "app/figures/loss-chart-private.h"

#include <math.h>

#include "app/figures/mark.h"
#include "app/figures/text.h"

#define LEGEND_HEIGHT 26.0
#define LOG_GAP 25.0
#define LINEAR_GAP 40.0
#define EPOCH_GAP 80.0
#define READ_OUT_FLIPS_AT 0.6
#define FLAG_LEVELS 3

typedef struct
{
  const WbLossChart *chart;
  cairo_t *cr;
  const WbStyle *style;
  WbText text;
  WbLossPlot plot;
  double width;
  double height;
} Drawing;

static double
last_epoch (const WbLossChart *self)
{
  gsize n_t = wb_series_get_length (self->training);
  gsize n_v = wb_series_get_length (self->validation);
  double last = 0;

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

  if (last >= self->planned && self->planned > 0)
    return last;
  end = last > 0 ? MAX (1, round_up_epochs (last * 1.4)) : 10;
  if (self->planned > 0 && (last == 0 || end * 1.5 > self->planned))
    end = self->planned;
  return end;
}

static void
init_x (const WbLossChart *self, WbAxis *x)
{
  double from = isfinite (self->window_from) ? self->window_from : 0;
  double to = isfinite (self->window_to) ? self->window_to : last_shown_epoch (self);

  wb_axis_init (x, FALSE, from, to);
}

static void
init_y (const WbLossChart *self, const WbAxis *x, WbAxis *y)
{
  const WbSeries *all[] = { self->training, self->validation };
  double low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      double series_low, series_high;

      wb_series_get_extremes (all[i], x->lower, x->upper, &series_low, &series_high);
      low = MIN (low, series_low);
      high = MAX (high, series_high);
    }
  wb_axis_init (y, self->log && !(high <= 0), low, high);
  wb_axis_round_out (y);
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
  double top = self->legend ? LEGEND_HEIGHT * MAX (1, text->style->text_scale) : tick * 0.7;
  double bottom = MAX (top + 10, height - tick - 12);
  double left, right = width - 2;

  init_x (self, &plot->x);
  init_y (self, &plot->x, &plot->y);
  wb_axis_set_pixels (&plot->y, bottom, top,
                      (plot->y.log ? LOG_GAP : LINEAR_GAP) * MAX (1, text->style->text_scale));
  wb_text_set_font (text, WB_TEXT_TICK, FALSE);
  left = ceil (measure_ticks (text, &plot->y)) + 10;
  right = MAX (left + 10, right);
  wb_axis_set_pixels (&plot->x, left, right, EPOCH_GAP * MAX (1, text->style->text_scale));
}

/**
 * wb_loss_chart_lay_out:
 * @plot: (out): its axes map pixels to epochs and losses and back
 *
 * Finds where a drawing of this size puts things, to tell which epoch is under
 * the pointer. Costs text measurement, no drawing.
 */
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

static void
draw_y_grid (Drawing *d)
{
  const WbAxis *y = &d->plot.y;
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
draw_x_labels (Drawing *d)
{
  const WbAxis *x = &d->plot.x;
  char label[WB_NUMBER_SIZE], end[WB_NUMBER_SIZE + 8];
  double py = d->plot.y.start + 7 + d->text.size * 0.7, taken;

  wb_number_format (label, x->upper, x->upper == floor (x->upper) ? 0 : 1);
  g_snprintf (end, sizeof end, "epoch %s", label);
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
draw_legend (Drawing *d)
{
  const WbLossChart *chart = d->chart;
  const struct
  {
    const char *name;
    const WbSeries *series;
    const WbColour *colour;
  } items[] = {
    { "Training", chart->training, &d->style->training },
    { "Validation", chart->validation, &d->style->validation },
  };
  double x = d->plot.x.start, y = 8 * MAX (1, d->style->text_scale);

  wb_text_set_font (&d->text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      if (wb_series_get_length (items[i].series) == 0)
        continue;
      wb_mark_rounded (d->cr, x, y - 1.25, 12, 2.5, 1.25);
      wb_colour_set (items[i].colour, d->cr);
      cairo_fill (d->cr);
      wb_text_draw (&d->text, items[i].name, x + 18, y, 0, &d->style->dim);
      x += 18 + wb_text_width (&d->text, items[i].name) + 16;
    }
}

static void
draw_curves (Drawing *d)
{
  const WbLossChart *chart = d->chart;
  const WbAxis *x = &d->plot.x, *y = &d->plot.y;
  WbColour band = d->style->training;

  cairo_save (d->cr);
  cairo_rectangle (d->cr, x->start - 3, y->end - 3, x->end - x->start + 6, y->start - y->end + 6);
  cairo_clip (d->cr);
  band.alpha = d->style->dark ? 0.30 : 0.22;
  wb_mark_band (chart->training, d->cr, x, y, &band);
  wb_mark_smooth (chart->training, d->cr, x, y, &d->style->training, 1.75);
  wb_mark_line (chart->validation, d->cr, x, y, &d->style->validation, 1.75, TRUE);
  cairo_restore (d->cr);
}

/* Where curves go on below a label between @left and @right, it rises above
 * them.
 */
static double
clear_of_curves (const Drawing *d, double left, double right, double bottom)
{
  const WbSeries *all[] = { d->chart->training, d->chart->validation };
  double low, high;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (wb_series_get_extremes (all[i], wb_axis_to_value (&d->plot.x, left),
                                wb_axis_to_value (&d->plot.x, right), &low, &high))
      bottom = MIN (bottom, wb_axis_to_pixel (&d->plot.y, high) - 3);
  return bottom;
}

/* The green pill stands beside its dot, on the side that has room. */
static void
draw_best (Drawing *d)
{
  double epoch, loss, px, py, width, height, left, top;
  char number[WB_NUMBER_SIZE], words[WB_NUMBER_SIZE + 8];
  WbColour fill = d->style->good;

  if (!wb_loss_chart_get_best (d->chart, &epoch, &loss)
      || epoch < d->plot.x.lower || epoch > d->plot.x.upper)
    return;
  px = wb_axis_to_pixel (&d->plot.x, epoch);
  py = wb_axis_to_pixel (&d->plot.y, loss);
  wb_mark_ring (d->cr, px, py, 4.5, &d->style->card, &d->style->good);
  wb_number_format_loss (number, loss);
  g_snprintf (words, sizeof words, "Best %s", number);
  wb_text_set_font (&d->text, WB_TEXT_TICK, TRUE);
  width = wb_text_width (&d->text, words) + 16;
  height = d->text.size + 9;
  left = px + 10 + width <= d->plot.x.end ? px + 10 : px - width - 4;
  top = clear_of_curves (d, left, left + width, py - 5) - height;
  top = CLAMP (top, d->plot.y.end, d->plot.y.start - height);
  fill = wb_colour_mix (&d->style->card, &fill, d->style->dark ? 0.25 : 0.2);
  wb_mark_rounded (d->cr, left, top, width, height, height / 2);
  wb_colour_set (&fill, d->cr);
  cairo_fill (d->cr);
  wb_text_draw (&d->text, words, left + 8, top + height / 2, 0, &d->style->good_text);
}

static gboolean
place_flag (Drawing *d, const WbLossFlag *flag, double *px, double *py)
{
  gsize index;

  if (flag->epoch < d->plot.x.lower || flag->epoch > d->plot.x.upper
      || !wb_series_get_nearest (d->chart->training, flag->epoch, &index))
    return FALSE;
  *px = wb_axis_to_pixel (&d->plot.x, flag->epoch);
  *py = wb_axis_to_pixel (&d->plot.y, wb_series_get_smooth (d->chart->training, index));
  return TRUE;
}

static void
draw_flag_tick (Drawing *d, double px, double top, double bottom)
{
  wb_colour_set (&d->style->text, d->cr);
  cairo_set_line_width (d->cr, 1.25);
  cairo_move_to (d->cr, px, top);
  cairo_line_to (d->cr, px, bottom);
  cairo_stroke (d->cr);
}

/* A small tick through the curve; its words stand above it, higher where they
 * would cover those of a flag behind it, and nowhere once there is no room.
 * From the right to the left, so that no tick crosses words.
 */
static void
draw_flags (Drawing *d)
{
  double taken[FLAG_LEVELS] = { INFINITY, INFINITY, INFINITY };

  wb_text_set_font (&d->text, 10.5, FALSE);
  for (guint i = d->chart->flags->len; i-- > 0;)
    {
      const WbLossFlag *flag = &g_array_index (d->chart->flags, WbLossFlag, i);
      double px, py, width, left, words_y;
      guint level = 0;

      if (!place_flag (d, flag, &px, &py))
        continue;
      width = wb_text_width (&d->text, flag->words);
      left = CLAMP (px - 3, d->plot.x.start, MAX (d->plot.x.start, d->plot.x.end - width));
      while (level < FLAG_LEVELS && left + width + 8 > taken[level])
        level++;
      words_y = MAX (clear_of_curves (d, left, left + width, py - 10) - 8 - level * 14 * MAX (1, d->style->text_scale),
                     d->plot.y.end + 5);
      draw_flag_tick (d, px, level < FLAG_LEVELS ? words_y + 8 : py - 8, py + 5);
      if (level == FLAG_LEVELS)
        continue;
      wb_text_draw (&d->text, flag->words, left, words_y, 0, &d->style->text);
      taken[level] = left;
    }
}

typedef struct
{
  const char *name;
  const WbColour *colour;
  double value;
  char number[WB_NUMBER_SIZE];
} Line;

static guint
read_lines (const Drawing *d, const WbLossReading *reading, Line lines[2])
{
  guint n = 0;

  if (isfinite (reading->training))
    lines[n++] = (Line) { "Training", &d->style->training, reading->training };
  if (isfinite (reading->validation))
    lines[n++] = (Line) { "Validation", &d->style->validation, reading->validation };
  for (guint i = 0; i < n; i++)
    wb_number_format_loss (lines[i].number, lines[i].value);
  return n;
}

static void
draw_card (Drawing *d, double x, double y, double width, double height)
{
  cairo_t *cr = d->cr;

  for (int i = 3; i > 0; i--)
    {
      wb_mark_rounded (cr, x - i, y - i + 1, width + 2 * i, height + 2 * i, 8 + i);
      cairo_set_source_rgba (cr, 0, 0, 0, d->style->dark ? 0.10 : 0.035);
      cairo_fill (cr);
    }
  wb_mark_rounded (cr, x, y, width, height, 8);
  wb_colour_set (&d->style->card, cr);
  cairo_fill_preserve (cr);
  wb_colour_set (&d->style->line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_read_out_card (Drawing *d, double px, const char *title, const Line *lines, guint n)
{
  double scale = MAX (1, d->style->text_scale), row = 18 * scale;
  double name_width = 0, number_width = 0, width, height, left, top = d->plot.y.end + 8;

  wb_text_set_font (&d->text, WB_TEXT_CAPTION, TRUE);
  width = wb_text_width (&d->text, title);
  wb_text_set_font (&d->text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < n; i++)
    {
      name_width = MAX (name_width, wb_text_width (&d->text, lines[i].name));
      number_width = MAX (number_width, wb_text_width (&d->text, lines[i].number));
    }
  width = ceil (MAX (width, name_width + number_width + 14 + 16)) + 20;
  height = (n + 1) * row + 12;
  left = px + 12;
  if (px > d->plot.x.start + READ_OUT_FLIPS_AT * (d->plot.x.end - d->plot.x.start))
    left = px - 12 - width;
  draw_card (d, floor (left) + 0.5, floor (top) + 0.5, width, height);
  for (guint i = 0; i < n; i++)
    {
      double y = top + 6 + row * (i + 1.5);

      wb_mark_rounded (d->cr, left + 10, y - 1.5, 8, 3, 1.5);
      wb_colour_set (lines[i].colour, d->cr);
      cairo_fill (d->cr);
      wb_text_draw (&d->text, lines[i].name, left + 24, y, 0, &d->style->dim);
      wb_text_draw (&d->text, lines[i].number, left + width - 10, y, 1, &d->style->text);
    }
  wb_text_set_font (&d->text, WB_TEXT_CAPTION, TRUE);
  wb_text_draw (&d->text, title, left + 10, top + 6 + row / 2, 0, &d->style->text);
}

static void
draw_crosshair (Drawing *d)
{
  static const double dashes[] = { 3, 3 };
  WbLossReading reading;
  Line lines[2];
  char number[WB_NUMBER_SIZE], title[WB_NUMBER_SIZE + 8];
  double px;
  guint n;

  if (!wb_loss_chart_read (d->chart, d->chart->crosshair, &reading)
      || reading.epoch < d->plot.x.lower || reading.epoch > d->plot.x.upper)
    return;
  n = read_lines (d, &reading, lines);
  px = wb_axis_to_pixel (&d->plot.x, reading.epoch);
  cairo_save (d->cr);
  cairo_set_line_width (d->cr, 1);
  cairo_set_dash (d->cr, dashes, 2, 0);
  wb_colour_set (&d->style->dim, d->cr);
  cairo_move_to (d->cr, floor (px) + 0.5, d->plot.y.end);
  cairo_line_to (d->cr, floor (px) + 0.5, d->plot.y.start);
  cairo_stroke (d->cr);
  cairo_restore (d->cr);
  for (guint i = 0; i < n; i++)
    wb_mark_ring (d->cr, px, wb_axis_to_pixel (&d->plot.y, lines[i].value), 4, lines[i].colour,
                  &d->style->card);
  wb_number_format (number, reading.epoch, reading.epoch == floor (reading.epoch) ? 0 : 2);
  g_snprintf (title, sizeof title, "Epoch %s", number);
  draw_read_out_card (d, px, title, lines, n);
}

static void
draw_empty (Drawing *d)
{
  wb_text_set_font (&d->text, 14, FALSE);
  wb_text_draw (&d->text, d->chart->message, (d->plot.x.start + d->plot.x.end) / 2,
                (d->plot.y.start + d->plot.y.end) / 2, 0.5, &d->style->dim);
}

static void
draw_points (Drawing *d)
{
  if (d->chart->faded)
    cairo_push_group (d->cr);
  draw_curves (d);
  draw_flags (d);
  draw_best (d);
  if (d->chart->faded)
    {
      cairo_pop_group_to_source (d->cr);
      cairo_paint_with_alpha (d->cr, 0.4);
    }
  draw_crosshair (d);
}

/**
 * wb_loss_chart_draw:
 * @cr: is left as it was
 * @width: the chart fills the rectangle from (0, 0)
 * @height: likewise
 *
 * Draws the chart without a background, so that it lies on any card of
 * @style. Costs what the width costs, whatever the number of points.
 */
void
wb_loss_chart_draw (const WbLossChart *self,
                    cairo_t *cr,
                    double width,
                    double height,
                    const WbStyle *style)
{
  Drawing d = { .chart = self, .cr = cr, .style = style, .width = width, .height = height };

  if (!(width >= 1) || !(height >= 1))
    return;
  cairo_save (cr);
  wb_text_init (&d.text, cr, style);
  lay_out (self, &d.text, width, height, &d.plot);
  if (last_epoch (self) > 0)
    {
      draw_y_grid (&d);
      draw_x_labels (&d);
      if (self->legend)
        draw_legend (&d);
      draw_points (&d);
    }
  else
    draw_empty (&d);
  wb_text_clear (&d.text);
  cairo_restore (cr);
}
