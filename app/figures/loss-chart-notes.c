/* SPDX-License-Identifier: MIT */
/* What stands over the curves of a loss chart: the best epoch, the flags, and
 * the read-out at the crosshair.
 */
#include "app/figures/loss-chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/figures/mark.h"

#define READ_OUT_FLIPS_AT 0.6
#define FLAG_LEVELS       3
#define FLAG_REACH        7.0 /* so near is the crosshair on a flag */
#define FLAG_LINES        3   /* read out at one place */

/* Where curves continue below a label between @left and @right, it rises above
 * them.
 */
static double
clear_of_curves (const WbLossDrawing *d, double left, double right, double bottom)
{
  WbLossCurve curves[WB_LOSS_CURVES];
  guint n = wb_loss_chart_list_curves (d->chart, d->style, curves);
  double low, high;

  for (guint i = 0; i < n; i++)
    if (wb_loss_drawing_get_axis (d, curves[i].series) == &d->plot.y
        && wb_series_get_extremes (curves[i].series, wb_axis_to_value (&d->plot.x, left),
                                   wb_axis_to_value (&d->plot.x, right), &low, &high))
      bottom = MIN (bottom, wb_axis_to_pixel (&d->plot.y, high) - 3);
  return bottom;
}

/* The top of a label with this left edge that covers no curve, as near as may
 * be to @py; returns how far its middle is from there.
 */
static double
find_free_top (const WbLossDrawing *d,
               double left,
               double width,
               double height,
               double py,
               double *top)
{
  const WbAxis *y = &d->plot.y;
  double wanted = py - height / 2, highest = INFINITY, lowest = -INFINITY, above, below;
  WbLossCurve curves[WB_LOSS_CURVES];
  guint n = wb_loss_chart_list_curves (d->chart, d->style, curves);

  for (guint i = 0; i < n; i++)
    {
      double low, high;

      if (wb_loss_drawing_get_axis (d, curves[i].series) != y
          || !wb_series_get_extremes (curves[i].series, wb_axis_to_value (&d->plot.x, left),
                                      wb_axis_to_value (&d->plot.x, left + width), &low, &high))
        continue;
      highest = MIN (highest, wb_axis_to_pixel (y, high) - 3);
      lowest = MAX (lowest, wb_axis_to_pixel (y, low) + 3);
    }
  above = MIN (wanted, highest - height);
  below = MAX (wanted, lowest);
  *top = (wanted - above <= below - wanted || below + height > y->start) && above >= y->end ? above
                                                                                            : below;
  *top = CLAMP (*top, y->end, y->start - height);
  return fabs (*top - wanted);
}

/* Beside its dot at (@px, @py), on the side where it is nearer to it. */
static void
place_best (const WbLossDrawing *d,
            double px,
            double py,
            double width,
            double height,
            double *left,
            double *top)
{
  double right_top, left_top;
  double right_off = find_free_top (d, px + 10, width, height, py, &right_top);
  double left_off = find_free_top (d, px - 10 - width, width, height, py, &left_top);
  gboolean fits_right = px + 10 + width <= d->plot.x.end;
  gboolean fits_left = px - 10 - width >= d->plot.x.start;
  gboolean right = fits_right && (!fits_left || right_off <= left_off);

  *left = right ? px + 10 : MAX (px - 10 - width, d->plot.x.start);
  *top = right ? right_top : left_top;
}

void
wb_loss_chart_draw_best (WbLossDrawing *d)
{
  double epoch, loss, px, py, width, height, left, top;
  char number[WB_NUMBER_SIZE], words[WB_NUMBER_SIZE + 40];
  WbColour fill = d->style->good;

  if (!wb_loss_chart_get_best (d->chart, &epoch, &loss) || epoch < d->plot.x.lower
      || epoch > d->plot.x.upper)
    return;
  if (isfinite (d->chart->look.best_epoch))
    {
      epoch = d->chart->look.best_epoch;
      py = d->chart->look.best_loss;
    }
  else
    py = loss;
  px = wb_axis_to_pixel (&d->plot.x, epoch);
  py = wb_axis_to_pixel (&d->plot.y, py);
  wb_mark_ring (d->cr, px, py, 4.5, &d->style->card, &d->style->good);
  wb_number_format_loss (number, loss);
  g_snprintf (words, sizeof words, _ ("Best %s"), number);
  wb_text_set_font (&d->text, WB_TEXT_TICK, TRUE);
  width = wb_text_width (&d->text, words) + 16;
  height = d->text.size + 9;
  place_best (d, px, py, width, height, &left, &top);
  fill = wb_colour_mix (&d->style->card, &fill, d->style->dark ? 0.25 : 0.2);
  wb_mark_rounded (d->cr, left, top, width, height, height / 2);
  wb_colour_set (&fill, d->cr);
  cairo_fill (d->cr);
  wb_text_draw (&d->text, words, left + 8, top + height / 2, 0, &d->style->good_text);
}

static gboolean
place_flag (WbLossDrawing *d, const WbLossFlag *flag, double *px, double *py)
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
draw_flag_tick (WbLossDrawing *d, double px, double top, double bottom)
{
  wb_colour_set (&d->style->text, d->cr);
  cairo_set_line_width (d->cr, 1.25);
  cairo_move_to (d->cr, px, top);
  cairo_line_to (d->cr, px, bottom);
  cairo_stroke (d->cr);
}

/* A tick with a pennant; its words wait for the crosshair. */
static void
draw_pennant (WbLossDrawing *d, double px, double py)
{
  double top = MAX (py - 19, d->plot.y.end);

  draw_flag_tick (d, px, top, py + 3);
  cairo_move_to (d->cr, px, top);
  cairo_line_to (d->cr, px + 7, top + 3);
  cairo_line_to (d->cr, px, top + 6);
  cairo_close_path (d->cr);
  wb_colour_set (&d->style->amber_text, d->cr);
  cairo_fill (d->cr);
}

void
wb_loss_chart_draw_flags (WbLossDrawing *d)
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
      if (d->chart->look.flags_on_hover)
        {
          draw_pennant (d, px, py);
          continue;
        }
      width = wb_text_width (&d->text, flag->words);
      left = CLAMP (px - 3, d->plot.x.start, MAX (d->plot.x.start, d->plot.x.end - width));
      while (level < FLAG_LEVELS && left + width + 8 > taken[level])
        level++;
      words_y = MAX (clear_of_curves (d, left, left + width, py - 10) - 8
                       - level * 14 * MAX (1, d->style->text_scale),
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
  WbColour colour;
  double value;
  const WbAxis *axis; /* NULL: no curve */
  char number[WB_NUMBER_SIZE];
} Line;

/* What the crosshair reads out: a line for each curve and one for the penalty,
 * which is why training is above validation, then the flags it is on. */
typedef struct
{
  double px;
  char title[WB_NUMBER_SIZE + 40];
  Line lines[WB_LOSS_CURVES + 1];
  guint n_lines;
  const char *flags[FLAG_LINES];
  guint n_flags;
} ReadOut;

static double
get_value (const WbLossChart *self, const WbSeries *series, const WbLossReading *reading)
{
  return series == self->training         ? reading->training
         : series == self->validation     ? reading->validation
         : series == self->reconstruction ? reading->reconstruction
                                          : reading->divergence;
}

static void
add_line (ReadOut *out, const char *name, const WbColour *colour, double value, const WbAxis *axis)
{
  Line *line = &out->lines[out->n_lines];

  if (!isfinite (value))
    return;
  *line = (Line) { name, *colour, value, axis };
  wb_number_format_loss (line->number, value);
  out->n_lines++;
}

static void
read_lines (const WbLossDrawing *d, const WbLossReading *reading, ReadOut *out)
{
  WbLossCurve curves[WB_LOSS_CURVES];
  guint n = wb_loss_chart_list_curves (d->chart, d->style, curves);

  for (guint i = 0; i < n; i++)
    add_line (out, curves[i].name, &curves[i].colour,
              get_value (d->chart, curves[i].series, reading),
              wb_loss_drawing_get_axis (d, curves[i].series));
  if (reading->penalty > 1e-6 * fabs (reading->training))
    add_line (out, _ ("Penalty"), &d->style->dim, reading->penalty, NULL);
}

/* The newest ones near the pointer. */
static void
read_flags (const WbLossDrawing *d, ReadOut *out)
{
  double at = wb_axis_to_pixel (&d->plot.x, d->chart->look.crosshair);

  for (guint i = d->chart->flags->len; i-- > 0 && out->n_flags < FLAG_LINES;)
    {
      const WbLossFlag *flag = &g_array_index (d->chart->flags, WbLossFlag, i);
      double px = wb_axis_to_pixel (&d->plot.x, flag->epoch);

      if (fabs (px - at) <= FLAG_REACH || fabs (px - out->px) <= 1)
        out->flags[out->n_flags++] = flag->words;
    }
}

static void
draw_card (WbLossDrawing *d, double x, double y, double width, double height)
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

static double
measure_read_out (WbLossDrawing *d, const ReadOut *out)
{
  double name_width = 0, number_width = 0, width;

  wb_text_set_font (&d->text, WB_TEXT_CAPTION, TRUE);
  width = wb_text_width (&d->text, out->title);
  wb_text_set_font (&d->text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < out->n_lines; i++)
    {
      name_width = MAX (name_width, wb_text_width (&d->text, out->lines[i].name));
      number_width = MAX (number_width, wb_text_width (&d->text, out->lines[i].number));
    }
  width = MAX (width, name_width + number_width + 14 + 16);
  for (guint i = 0; i < out->n_flags; i++)
    width = MAX (width, wb_text_width (&d->text, out->flags[i]) + 14);
  return ceil (width) + 20;
}

/* Beside the crosshair, on the side that has room. */
static double
place_read_out (const WbLossDrawing *d, double px, double width)
{
  const WbAxis *x = &d->plot.x;
  double left = px + 12;

  if (px > x->start + READ_OUT_FLIPS_AT * (x->end - x->start))
    left = px - 12 - width;
  if (left + width > d->width - 2)
    left = d->width - 2 - width;
  return MAX (left, 2);
}

static void
draw_line (WbLossDrawing *d, const Line *line, double left, double right, double y)
{
  wb_mark_rounded (d->cr, left, y - 1.5, 8, 3, 1.5);
  wb_colour_set (&line->colour, d->cr);
  cairo_fill (d->cr);
  wb_text_draw (&d->text, line->name, left + 14, y, 0, &d->style->dim);
  wb_text_draw (&d->text, line->number, right, y, 1, &d->style->text);
}

static void
draw_read_out_card (WbLossDrawing *d, const ReadOut *out)
{
  double row = 18 * MAX (1, d->style->text_scale), top = d->plot.y.end + 8;
  double width = measure_read_out (d, out);
  double left = place_read_out (d, out->px, width), y = top + 6 + row / 2;

  draw_card (d, floor (left) + 0.5, floor (top) + 0.5, width,
             (out->n_lines + out->n_flags + 1) * row + 12);
  wb_text_set_font (&d->text, WB_TEXT_CAPTION, TRUE);
  wb_text_draw (&d->text, out->title, left + 10, y, 0, &d->style->text);
  wb_text_set_font (&d->text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < out->n_lines; i++)
    draw_line (d, &out->lines[i], left + 10, left + width - 10, y += row);
  for (guint i = 0; i < out->n_flags; i++)
    {
      y += row;
      draw_pennant (d, left + 12, y + 8);
      wb_text_draw (&d->text, out->flags[i], left + 24, y, 0, &d->style->text);
    }
}

static void
draw_hair (WbLossDrawing *d, const ReadOut *out)
{
  static const double dashes[] = { 3, 3 };

  cairo_save (d->cr);
  cairo_set_line_width (d->cr, 1);
  cairo_set_dash (d->cr, dashes, 2, 0);
  wb_colour_set (&d->style->dim, d->cr);
  cairo_move_to (d->cr, floor (out->px) + 0.5, d->plot.y.end);
  cairo_line_to (d->cr, floor (out->px) + 0.5,
                 d->plot.split ? d->plot.divergence.start : d->plot.y.start);
  cairo_stroke (d->cr);
  cairo_restore (d->cr);
  for (guint i = 0; i < out->n_lines; i++)
    if (out->lines[i].axis != NULL)
      wb_mark_ring (d->cr, out->px, wb_axis_to_pixel (out->lines[i].axis, out->lines[i].value), 4,
                    &out->lines[i].colour, &d->style->card);
}

void
wb_loss_chart_draw_playhead (WbLossDrawing *d)
{
  double epoch = d->chart->look.playhead, px;

  if (isnan (epoch) || epoch < d->plot.x.lower || epoch > d->plot.x.upper)
    return;
  px = wb_axis_to_pixel (&d->plot.x, epoch);
  wb_colour_set (&d->style->amber_text, d->cr);
  cairo_set_line_width (d->cr, 2);
  cairo_move_to (d->cr, px, d->plot.y.end);
  cairo_line_to (d->cr, px, d->plot.split ? d->plot.divergence.start : d->plot.y.start);
  cairo_stroke (d->cr);
}

void
wb_loss_chart_draw_crosshair (WbLossDrawing *d)
{
  WbLossReading reading;
  char number[WB_NUMBER_SIZE];
  ReadOut out = { 0 };

  if (!wb_loss_chart_read (d->chart, d->chart->look.crosshair, &reading)
      || reading.epoch < d->plot.x.lower || reading.epoch > d->plot.x.upper)
    return;
  out.px = wb_axis_to_pixel (&d->plot.x, reading.epoch);
  wb_number_format (number, reading.epoch, reading.epoch == floor (reading.epoch) ? 0 : 2);
  g_snprintf (out.title, sizeof out.title, _ ("Epoch %s"), number);
  read_lines (d, &reading, &out);
  read_flags (d, &out);
  draw_hair (d, &out);
  draw_read_out_card (d, &out);
}
