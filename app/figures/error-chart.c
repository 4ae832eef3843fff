/* SPDX-License-Identifier: MIT */
/* A few samples with large errors would press all others into the first bins, so the
 * axis ends where all but a hundredth of the errors have room.
 */
#include "app/figures/error-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "app/figures/text.h"
#include "app/sort.h"

#define N_BINS      40
#define GAP         28
#define TOP         24
#define FOOT        22
#define TICK_GAP    80
#define LEAST_CLASS 26
#define NUMBER      44

typedef struct
{
  const WbErrorChart *chart;
  cairo_t *cr;
  const WbStyle *style;
  WbText text;
  double bottom;
} Drawing;

void
wb_error_chart_count (const double *errors, gsize n, double upper, guint n_bins, double *shares)
{
  for (guint i = 0; i < n_bins; i++)
    shares[i] = 0;
  for (gsize i = 0; i < n; i++)
    if (!isnan (errors[i]))
      shares[(guint) CLAMP (errors[i] / upper * n_bins, 0, n_bins - 1)] += 1 / (double) n;
}

/* Above all but a hundredth of every run's errors. */
static double
find_upper (const WbErrorChart *self)
{
  double upper = 0;

  for (guint i = 0; i < self->n_runs; i++)
    {
      const WbRunErrors *run = &self->runs[i];
      g_autofree double *sorted = g_memdup2 (run->errors, run->n * sizeof (double));

      if (run->n == 0)
        continue;
      qsort (sorted, run->n, sizeof (double), wb_compare_doubles);
      upper = fmax (upper, sorted[(run->n - 1) * 99 / 100]);
    }
  return upper > 0 && isfinite (upper) ? upper : 1;
}

static void
draw_heading (Drawing *self, const char *words, double x)
{
  wb_text_set_font (&self->text, WB_TEXT_TICK, TRUE);
  wb_text_draw (&self->text, words, x, 8, 0, &self->style->dim);
}

static void
draw_line (Drawing *self, double left, double right, double y, const WbColour *colour)
{
  wb_colour_set (colour, self->cr);
  cairo_set_line_width (self->cr, 1);
  cairo_move_to (self->cr, left, floor (y) + 0.5);
  cairo_line_to (self->cr, right, floor (y) + 0.5);
  cairo_stroke (self->cr);
}

static void
draw_ticks (Drawing *self, const WbAxis *x)
{
  char label[WB_NUMBER_SIZE];

  wb_text_set_font (&self->text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < x->n_ticks; i++)
    {
      wb_axis_format_tick (x, i, label);
      wb_text_draw (&self->text, label, wb_axis_to_pixel (x, x->ticks[i]), self->bottom + 13,
                    i == 0 ? 0 : 0.5, &self->style->dim);
    }
}

/* Steps along the tops of the bins, over a light ground of the same colour. */
static void
draw_distribution (Drawing *self,
                   const WbRunErrors *run,
                   const WbAxis *x,
                   const double *shares,
                   double highest)
{
  WbColour colour = wb_run_colour (self->style, run->colour);
  double step = (x->end - x->start) / N_BINS;

  cairo_move_to (self->cr, x->start, self->bottom);
  for (guint i = 0; i < N_BINS; i++)
    {
      double y = self->bottom - shares[i] / highest * (self->bottom - TOP);

      cairo_line_to (self->cr, x->start + i * step, y);
      cairo_line_to (self->cr, x->start + (i + 1) * step, y);
    }
  cairo_line_to (self->cr, x->end, self->bottom);
  cairo_set_line_width (self->cr, 1.5);
  colour.alpha = 0.1;
  wb_colour_set (&colour, self->cr);
  cairo_fill_preserve (self->cr);
  colour.alpha = 1;
  wb_colour_set (&colour, self->cr);
  cairo_stroke (self->cr);
}

static void
draw_distributions (Drawing *self, double left, double right)
{
  const WbErrorChart *chart = self->chart;
  double upper = find_upper (chart), highest = 0;
  g_autofree double *shares = g_new (double, MAX (chart->n_runs, 1) * N_BINS);
  WbAxis x;

  wb_axis_init (&x, FALSE, 0, upper);
  wb_axis_set_pixels (&x, left, right, TICK_GAP);
  draw_heading (self, _ ("Mean square error of the samples"), left);
  draw_line (self, left, right, self->bottom, &self->style->grid);
  draw_ticks (self, &x);
  for (guint i = 0; i < chart->n_runs; i++)
    {
      wb_error_chart_count (chart->runs[i].errors, chart->runs[i].n, upper, N_BINS,
                            shares + i * N_BINS);
      for (guint j = 0; j < N_BINS; j++)
        highest = fmax (highest, shares[i * N_BINS + j]);
    }
  for (guint i = 0; i < chart->n_runs && highest > 0; i++)
    draw_distribution (self, &chart->runs[i], &x, shares + i * N_BINS, highest);
}

static double
find_highest (const WbErrorChart *self)
{
  double highest = 0;

  for (guint i = 0; i < self->n_runs; i++)
    for (guint j = 0; self->runs[i].class_errors != NULL && j < self->n_classes; j++)
      highest = fmax (highest, self->runs[i].class_errors[j]);
  return highest > 0 && isfinite (highest) ? highest : 1;
}

/* The bars of one class. */
static void
draw_class (Drawing *self, guint index, double x, double width, double highest)
{
  const WbErrorChart *chart = self->chart;
  double each = width / chart->n_runs;

  for (guint i = 0; i < chart->n_runs; i++)
    {
      double error = chart->runs[i].class_errors != NULL ? chart->runs[i].class_errors[index] : NAN;
      WbColour colour = wb_run_colour (self->style, chart->runs[i].colour);
      double height = error / highest * (self->bottom - TOP);

      if (!isfinite (error))
        continue;
      wb_colour_set (&colour, self->cr);
      cairo_rectangle (self->cr, x + i * each, self->bottom - height, MAX (each - 1, 1), height);
      cairo_fill (self->cr);
    }
  wb_text_draw (&self->text, chart->class_names[index], x + width / 2, self->bottom + 13, 0.5,
                &self->style->dim);
}

/* A name that is wider than its place would run into the next. */
static double
measure_place (Drawing *self)
{
  double widest = 0;

  for (guint i = 0; i < self->chart->n_classes; i++)
    widest = MAX (widest, wb_text_width (&self->text, self->chart->class_names[i]));
  return MAX (LEAST_CLASS, widest + 8);
}

static void
draw_classes (Drawing *self, double left, double right)
{
  double least, place, highest = find_highest (self->chart), value = highest;
  char label[WB_NUMBER_SIZE];
  guint n;
  WbAxis y;

  draw_heading (self, _ ("By class"), left);
  right -= NUMBER;
  wb_axis_init (&y, FALSE, 0, highest);
  wb_axis_set_pixels (&y, self->bottom, TOP, 40);
  if (y.n_ticks > 1)
    value = y.ticks[y.n_ticks - 1];
  draw_line (self, left, right, wb_axis_to_pixel (&y, value), &self->style->grid);
  draw_line (self, left, right, self->bottom, &self->style->grid);
  wb_text_set_font (&self->text, WB_TEXT_TICK, FALSE);
  wb_number_format_loss (label, value);
  wb_text_draw (&self->text, label, right + 6, wb_axis_to_pixel (&y, value), 0, &self->style->dim);
  least = measure_place (self);
  n = MIN (self->chart->n_classes, (guint) MAX ((right - left) / least, 1));
  place = (right - left) / n;
  for (guint i = 0; i < n; i++)
    draw_class (self, i, left + i * place + place * 0.12, place * 0.76, highest);
}

void
wb_error_chart_draw (const WbErrorChart *self,
                     cairo_t *cr,
                     double width,
                     double height,
                     const WbStyle *style)
{
  Drawing drawing = { .chart = self, .cr = cr, .style = style, .bottom = height - FOOT };
  gboolean classes = self->n_classes > 0;
  double middle = classes ? floor ((width - GAP) / 2) : width;

  if (self->n_runs == 0 || drawing.bottom < TOP + 10)
    return;
  cairo_save (cr);
  wb_text_init (&drawing.text, cr, style);
  draw_distributions (&drawing, 0, middle);
  if (classes)
    draw_classes (&drawing, middle + GAP, width);
  wb_text_clear (&drawing.text);
  cairo_restore (cr);
}
