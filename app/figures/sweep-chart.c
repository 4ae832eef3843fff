/* SPDX-License-Identifier: MIT */
/* Values stand at equal distances: those of a sweep are chosen, and mostly by ratios. */
#include "app/figures/sweep-chart.h"

#include <math.h>

#include "app/figures/axis.h"
#include "app/figures/mark.h"
#include "app/figures/text.h"

#define TOP      10.0
#define LINE     14.0
#define FOOT     38.0
#define LEFT     46.0
#define LOSS_GAP 34.0
#define DOT      4.0
#define CAP      4.0
/* Series stand side by side by so much. */
#define ASIDE 7.0
/* Losses over more than this ratio are shown by their logarithms. */
#define LOG_RATIO 5

typedef struct
{
  const WbSweepChart *chart;
  cairo_t *cr;
  const WbStyle *style;
  WbText text;
  WbAxis y;
  double left;
  double right;
} Drawing;

static void
find_range (const WbSweepChart *self, double *low, double *high)
{
  *low = NAN;
  *high = NAN;
  for (guint i = 0; i < self->n_marks; i++)
    {
      *low = fmin (*low, self->marks[i].low);
      *high = fmax (*high, self->marks[i].high);
    }
}

/* What tells the series apart, in as many lines as that takes: returns how many. */
static guint
place_names (Drawing *self, gboolean draws)
{
  double x = self->left;
  guint line = 0;

  if (self->chart->names == NULL)
    return 1;
  wb_text_set_font (&self->text, WB_TEXT_TICK, TRUE);
  for (guint i = 0; i < self->chart->n_series; i++)
    {
      WbColour colour = wb_run_colour (self->style, i);
      double width = wb_text_width (&self->text, self->chart->names[i]);

      if (x > self->left && x + width > self->right)
        {
          x = self->left;
          line++;
        }
      if (draws)
        wb_text_draw (&self->text, self->chart->names[i], x,
                      TOP + line * LINE * MAX (1, self->style->text_scale), 0, &colour);
      x += width + 14;
    }
  return line + 1;
}

static void
begin (Drawing *self, double width, double height)
{
  double low, high, top;

  self->left = LEFT;
  self->right = width - 8;
  find_range (self->chart, &low, &high);
  wb_text_init (&self->text, self->cr, self->style);
  top = TOP + place_names (self, FALSE) * LINE * MAX (1, self->style->text_scale);
  wb_axis_init (&self->y, low > 0 && high / low > LOG_RATIO, isnan (low) ? 0 : low,
                isnan (high) ? 1 : high);
  wb_axis_round_out (&self->y);
  wb_axis_set_pixels (&self->y, height - FOOT, top, LOSS_GAP);
}

static double
get_x (const Drawing *self, guint place, guint series)
{
  double step = (self->right - self->left) / self->chart->n_places;

  return self->left + (place + 0.5) * step + (series - (self->chart->n_series - 1) / 2.0) * ASIDE;
}

static void
draw_grid (Drawing *self)
{
  char number[WB_NUMBER_SIZE];

  wb_text_set_font (&self->text, WB_TEXT_TICK, FALSE);
  cairo_set_line_width (self->cr, 1);
  for (guint i = 0; i < self->y.n_ticks; i++)
    {
      double y = floor (wb_axis_to_pixel (&self->y, self->y.ticks[i])) + 0.5;

      wb_colour_set (&self->style->grid, self->cr);
      cairo_move_to (self->cr, self->left, y);
      cairo_line_to (self->cr, self->right, y);
      cairo_stroke (self->cr);
      wb_axis_format_tick (&self->y, i, number);
      wb_text_draw (&self->text, number, self->left - 6, y, 1, &self->style->dim);
    }
}

/* Each value once; where they do not fit, only so many that they do. */
static void
draw_labels (Drawing *self)
{
  double step = (self->right - self->left) / self->chart->n_places, widest = 1;
  guint every;

  for (guint i = 0; i < self->chart->n_marks; i++)
    widest = MAX (widest, wb_text_width (&self->text, self->chart->marks[i].label) + 8);
  every = (guint) MAX (1, ceil (widest / step));
  for (guint i = 0; i < self->chart->n_marks; i++)
    {
      const WbSweepMark *mark = &self->chart->marks[i];

      if (mark->series == 0 && mark->place % every == 0)
        wb_text_draw (&self->text, mark->label, self->left + (mark->place + 0.5) * step,
                      self->y.start + 12, 0.5, &self->style->dim);
    }
  wb_text_draw (&self->text, self->chart->title, (self->left + self->right) / 2, self->y.start + 28,
                0.5, &self->style->dim);
}

static void
draw_line (Drawing *self, guint series)
{
  WbColour colour = wb_run_colour (self->style, series);

  colour.alpha = 0.5;
  wb_colour_set (&colour, self->cr);
  cairo_set_line_width (self->cr, 1.5);
  cairo_new_path (self->cr);
  for (guint i = 0; i < self->chart->n_marks; i++)
    {
      const WbSweepMark *mark = &self->chart->marks[i];

      if (mark->series == series && !isnan (mark->median))
        cairo_line_to (self->cr, get_x (self, mark->place, series),
                       wb_axis_to_pixel (&self->y, mark->median));
    }
  cairo_stroke (self->cr);
}

static void
draw_mark (Drawing *self, const WbSweepMark *mark)
{
  WbColour colour = wb_run_colour (self->style, mark->series);
  double x = get_x (self, mark->place, mark->series);
  double low = wb_axis_to_pixel (&self->y, mark->low),
         high = wb_axis_to_pixel (&self->y, mark->high);

  if (isnan (mark->median))
    return;
  wb_colour_set (&colour, self->cr);
  cairo_set_line_width (self->cr, 2);
  cairo_move_to (self->cr, x, low);
  cairo_line_to (self->cr, x, high);
  for (guint end = 0; end < 2; end++)
    {
      cairo_move_to (self->cr, x - CAP, end == 0 ? low : high);
      cairo_line_to (self->cr, x + CAP, end == 0 ? low : high);
    }
  cairo_stroke (self->cr);
  wb_mark_ring (self->cr, x, wb_axis_to_pixel (&self->y, mark->median), DOT, &colour,
                &self->style->card);
}

void
wb_sweep_chart_draw (const WbSweepChart *self,
                     cairo_t *cr,
                     double width,
                     double height,
                     const WbStyle *style)
{
  Drawing drawing = { .chart = self, .cr = cr, .style = style };

  if (self->n_marks == 0)
    return;
  cairo_save (cr);
  begin (&drawing, width, height);
  draw_grid (&drawing);
  draw_labels (&drawing);
  for (guint i = 0; i < self->n_series; i++)
    draw_line (&drawing, i);
  for (guint i = 0; i < self->n_marks; i++)
    draw_mark (&drawing, &self->marks[i]);
  place_names (&drawing, TRUE);
  wb_text_clear (&drawing.text);
  cairo_restore (cr);
}
