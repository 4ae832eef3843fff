/* SPDX-License-Identifier: MIT */
/* The points of a curve are made anew for a drawing: there are at most some thousands,
 * of which most fall on the same pixels, and cairo draws them in a moment.
 */
#include "app/figures/run-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/figures/mark.h"
#include "app/figures/text.h"

#define TOP          24.0
#define TICK_GAP     80.0
#define LOSS_GAP     34.0
#define LABEL_GAP    14.0
#define LABEL_LINE   15.0
#define LABEL_WIDEST 110.0
#define LINE         1.6
#define LINE_STRONG  2.2

typedef struct
{
  double x;
  double y;
} Point;

/* Seconds pass evenly within an epoch. */
static double
find_seconds (const WbHistory *history, double epoch)
{
  guint n;
  const WbEpochRow *rows = wb_history_get_epochs (history, &n);
  double seconds = 0, before = 0;

  for (guint i = 0; i < n && before < epoch; i++)
    {
      double part = (MIN (epoch, rows[i].epoch) - before) / (rows[i].epoch - before);

      seconds += part * rows[i].seconds;
      before = rows[i].epoch;
    }
  return seconds;
}

static double
find_x (const WbRunChart *self, const WbRunCurve *curve, double epoch, guint64 step)
{
  switch (self->x)
    {
    case WB_RUN_CHART_EPOCHS:
      return epoch;
    case WB_RUN_CHART_STEPS:
      return (double) step;
    case WB_RUN_CHART_SAMPLES:
      return epoch * (double) curve->n_samples;
    case WB_RUN_CHART_SECONDS:
    default:
      return find_seconds (curve->history, epoch);
    }
}

/* The mean so far starts at nothing, so it is divided by the weight that it has. */
static void
smooth (GArray *points, double share)
{
  double mean = 0, weight = 0;

  for (guint i = 0; share > 0 && i < points->len; i++)
    {
      Point *point = &g_array_index (points, Point, i);

      mean = share * mean + (1 - share) * point->y;
      weight = share * weight + (1 - share);
      point->y = mean / weight;
    }
}

static GArray *
list_points (const WbRunChart *self, const WbRunCurve *curve)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (Point));
  gsize n_losses;
  guint n_rows;
  const WbLossPoint *losses = wb_history_get_losses (curve->history, &n_losses);
  const WbEpochRow *rows = wb_history_get_epochs (curve->history, &n_rows);

  for (gsize i = 0; self->training && i < n_losses; i++)
    {
      Point point = { find_x (self, curve, losses[i].epoch, losses[i].step), losses[i].loss };

      g_array_append_val (points, point);
    }
  for (guint i = 0; !self->training && i < n_rows; i++)
    {
      Point point = { find_x (self, curve, rows[i].epoch, rows[i].step),
                      wb_epoch_row_get_judged_loss (&rows[i]) };

      g_array_append_val (points, point);
    }
  smooth (points, self->smoothing);
  return points;
}

static gboolean
find_nearest (const GArray *points, double at, Point *nearest)
{
  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      if (i == 0 || fabs (point->x - at) < fabs (nearest->x - at))
        *nearest = *point;
    }
  return points->len > 0;
}

gboolean
wb_run_chart_read (const WbRunChart *self, guint index, double at, double *x, double *loss)
{
  g_autoptr (GArray) points = list_points (self, &self->curves[index]);
  Point nearest = { 0, 0 };

  if (!find_nearest (points, at, &nearest))
    return FALSE;
  *x = nearest.x;
  *loss = nearest.y;
  return TRUE;
}

/**
 * Drawing: one of them.
 * @points: [n_curves]
 */
typedef struct
{
  const WbRunChart *chart;
  GArray **points;
  cairo_t *cr;
  const WbStyle *style;
  WbText text;
  WbAxis x;
  WbAxis y;
} Drawing;

static void
init_axes (Drawing *self)
{
  double low = INFINITY, high = -INFINITY, last = 0;

  for (guint i = 0; i < self->chart->n_curves; i++)
    for (guint j = 0; j < self->points[i]->len; j++)
      {
        const Point *point = &g_array_index (self->points[i], Point, j);

        low = MIN (low, point->y);
        high = MAX (high, point->y);
        last = MAX (last, point->x);
      }
  if (low > high)
    low = high = 1;
  wb_axis_init (&self->x, FALSE, 0, last > 0 ? last : 1);
  wb_axis_init (&self->y, self->chart->log && high > 0, low, high);
  wb_axis_round_out (&self->y);
}

static double
measure_labels (Drawing *self)
{
  double widest = 0;

  wb_text_set_font (&self->text, WB_TEXT_TICK, TRUE);
  for (guint i = 0; i < self->chart->n_curves; i++)
    widest = MAX (widest, wb_text_width (&self->text, self->chart->curves[i].name));
  return self->chart->n_curves > 0
           ? MIN (MAX (widest, 70), LABEL_WIDEST) * MAX (1, self->style->text_scale) + LABEL_GAP
           : 0;
}

static double
measure_ticks (Drawing *self)
{
  char label[WB_NUMBER_SIZE];
  double widest = 0;

  wb_text_set_font (&self->text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < self->y.n_ticks; i++)
    {
      wb_axis_format_tick (&self->y, i, label);
      widest = MAX (widest, wb_text_width (&self->text, label));
    }
  return widest;
}

static void
lay_out (Drawing *self, double width, double height)
{
  double scale = MAX (1, self->style->text_scale);
  double bottom = MAX (TOP + 10, height - 24 * scale), left;

  init_axes (self);
  wb_axis_set_pixels (&self->y, bottom, TOP, LOSS_GAP * scale);
  left = ceil (measure_ticks (self)) + 10;
  wb_axis_set_pixels (&self->x, left, MAX (left + 10, width - measure_labels (self)),
                      TICK_GAP * scale);
}

static void
begin (Drawing *self,
       const WbRunChart *chart,
       cairo_t *cr,
       double width,
       double height,
       const WbStyle *style)
{
  self->chart = chart;
  self->cr = cr;
  self->style = style;
  self->points = g_new (GArray *, MAX (chart->n_curves, 1));
  for (guint i = 0; i < chart->n_curves; i++)
    self->points[i] = list_points (chart, &chart->curves[i]);
  wb_text_init (&self->text, cr, style);
  lay_out (self, width, height);
}

static void
end (Drawing *self)
{
  wb_text_clear (&self->text);
  for (guint i = 0; i < self->chart->n_curves; i++)
    g_array_unref (self->points[i]);
  g_free (self->points);
}

void
wb_run_chart_lay_out (const WbRunChart *self,
                      double width,
                      double height,
                      const WbStyle *style,
                      WbAxis *x,
                      WbAxis *y)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  Drawing drawing;

  begin (&drawing, self, cr, width, height, style);
  *x = drawing.x;
  *y = drawing.y;
  end (&drawing);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
draw_grid (Drawing *self)
{
  char label[WB_NUMBER_SIZE];
  double left = self->x.start, right = self->x.end;

  wb_text_set_font (&self->text, WB_TEXT_TICK, FALSE);
  cairo_set_line_width (self->cr, 1);
  for (guint i = 0; i < self->y.n_ticks; i++)
    {
      double y = floor (wb_axis_to_pixel (&self->y, self->y.ticks[i])) + 0.5;

      wb_colour_set (&self->style->grid, self->cr);
      cairo_move_to (self->cr, left, y);
      cairo_line_to (self->cr, right, y);
      cairo_stroke (self->cr);
      wb_axis_format_tick (&self->y, i, label);
      wb_text_draw (&self->text, label, left - 8, y, 1, &self->style->dim);
    }
}

static const char *
get_unit (const Drawing *self)
{
  static const char *const words[] = { N_ ("epoch"), N_ ("step"), N_ ("samples"), N_ ("seconds") };

  return _ (words[self->chart->x]);
}

static void
draw_x_ticks (Drawing *self)
{
  double y = self->y.start + 14 * MAX (1, self->style->text_scale), right = self->x.end;
  double unit = wb_text_width (&self->text, get_unit (self));
  char label[WB_NUMBER_SIZE];

  wb_text_draw (&self->text, get_unit (self), right, y, 1, &self->style->dim);
  for (guint i = 0; i < self->x.n_ticks; i++)
    {
      double x = wb_axis_to_pixel (&self->x, self->x.ticks[i]);

      wb_axis_format_tick (&self->x, i, label);
      if (x + wb_text_width (&self->text, label) / 2 < right - unit - 8)
        wb_text_draw (&self->text, label, x, y, 0.5, &self->style->dim);
    }
}

static void
draw_curve (Drawing *self, guint index)
{
  const WbRunCurve *curve = &self->chart->curves[index];
  const GArray *points = self->points[index];
  WbColour colour = wb_run_colour (self->style, curve->colour);

  if (points->len == 0)
    return;
  wb_colour_set (&colour, self->cr);
  cairo_set_line_width (self->cr, curve->selected ? LINE_STRONG : LINE);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path (self->cr);
  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      cairo_line_to (self->cr, wb_axis_to_pixel (&self->x, point->x),
                     wb_axis_to_pixel (&self->y, point->y));
    }
  cairo_stroke (self->cr);
  if (points->len == 1)
    wb_mark_dot (self->cr, wb_axis_to_pixel (&self->x, g_array_index (points, Point, 0).x),
                 wb_axis_to_pixel (&self->y, g_array_index (points, Point, 0).y), 3, &colour);
}

/* Where a label would stand, and where there is room for it. */
typedef struct
{
  guint curve;
  double from_x;
  double from;
  double to;
} Label;

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  const Label *x = a, *y = b;

  return x->from < y->from ? -1 : x->from > y->from;
}

/* Pushes labels apart, down and then up where the last would leave the chart. */
static void
spread (Label *labels, guint n, double height, double top, double bottom)
{
  for (guint i = 0; i < n; i++)
    labels[i].to = i > 0 ? MAX (labels[i].from, labels[i - 1].to + height)
                         : MAX (labels[i].from, top);
  for (guint i = n; i-- > 0;)
    labels[i].to = MIN (labels[i].to, i + 1 < n ? labels[i + 1].to - height : bottom);
}

/* A name that is too long is cut before its end, where those of a sweep differ:
 * (transfer full). */
static char *
fit_name (Drawing *self, const char *name)
{
  double room = LABEL_WIDEST * MAX (1, self->style->text_scale);
  glong n = g_utf8_strlen (name, -1);
  char *text = g_strdup (name);

  while (wb_text_width (&self->text, text) > room && n > 1)
    {
      glong end = g_utf8_strlen (name, -1), n_first = --n / 3;
      g_autofree char *first = g_utf8_substring (name, 0, n_first);
      g_autofree char *last = g_utf8_substring (name, end - (n - n_first), end);

      g_free (text);
      text = g_strconcat (first, "…", last, NULL);
    }
  return text;
}

static void
draw_label (Drawing *self, const Label *label, gboolean reads)
{
  const WbRunCurve *curve = &self->chart->curves[label->curve];
  WbColour colour = wb_run_colour (self->style, curve->colour);
  double x = self->x.end + LABEL_GAP, line = LABEL_LINE * MAX (1, self->style->text_scale);
  g_autofree char *name = NULL;
  Point nearest;

  wb_colour_set (&colour, self->cr);
  cairo_set_line_width (self->cr, 0.7);
  cairo_move_to (self->cr, label->from_x + 2, label->from);
  cairo_line_to (self->cr, x - 3, label->to);
  cairo_stroke (self->cr);
  wb_text_set_font (&self->text, WB_TEXT_TICK, TRUE);
  name = fit_name (self, curve->name);
  wb_text_draw (&self->text, name, x, label->to, 0, &colour);
  if (reads && find_nearest (self->points[label->curve], self->chart->crosshair, &nearest))
    {
      char number[WB_NUMBER_SIZE];

      wb_number_format_loss (number, nearest.y);
      wb_text_set_font (&self->text, WB_TEXT_TICK, FALSE);
      wb_text_draw (&self->text, number, x, label->to + line, 0, &self->style->dim);
    }
}

static void
draw_labels (Drawing *self)
{
  guint n = 0;
  g_autofree Label *labels = g_new0 (Label, MAX (self->chart->n_curves, 1));
  gboolean reads = !isnan (self->chart->crosshair);
  double line = LABEL_LINE * MAX (1, self->style->text_scale);

  for (guint i = 0; i < self->chart->n_curves; i++)
    if (self->points[i]->len > 0)
      {
        const Point *last = &g_array_index (self->points[i], Point, self->points[i]->len - 1);

        labels[n++] = (Label) { .curve = i,
                                .from_x = wb_axis_to_pixel (&self->x, last->x),
                                .from = wb_axis_to_pixel (&self->y, last->y) };
      }
  qsort (labels, n, sizeof *labels, compare_labels);
  spread (labels, n, reads ? 2 * line + 2 : line, self->y.end, self->y.start);
  for (guint i = 0; i < n; i++)
    draw_label (self, &labels[i], reads);
}

static void
draw_tag (Drawing *self, double x)
{
  g_autofree char *number = NULL, *words = NULL;
  char digits[WB_NUMBER_SIZE];
  double width;

  wb_number_format_digits (digits, self->chart->crosshair, 4);
  words = g_strdup_printf ("%s %s", get_unit (self), digits);
  wb_text_set_font (&self->text, WB_TEXT_TICK, TRUE);
  width = wb_text_width (&self->text, words) + 16;
  x = CLAMP (x, self->x.start + width / 2, MAX (self->x.start, self->x.end) - width / 2);
  wb_colour_set (&self->style->text, self->cr);
  wb_mark_rounded (self->cr, x - width / 2, 1, width, 20, 10);
  cairo_fill (self->cr);
  wb_text_draw (&self->text, words, x, 11, 0.5, &self->style->card);
}

static void
draw_crosshair (Drawing *self)
{
  double x = floor (wb_axis_to_pixel (&self->x, self->chart->crosshair)) + 0.5;

  if (isnan (self->chart->crosshair))
    return;
  wb_colour_set (&self->style->line, self->cr);
  cairo_set_line_width (self->cr, 1);
  cairo_move_to (self->cr, x, self->y.end);
  cairo_line_to (self->cr, x, self->y.start);
  cairo_stroke (self->cr);
  for (guint i = 0; i < self->chart->n_curves; i++)
    {
      WbColour colour = wb_run_colour (self->style, self->chart->curves[i].colour);
      Point nearest;

      if (find_nearest (self->points[i], self->chart->crosshair, &nearest))
        wb_mark_ring (self->cr, wb_axis_to_pixel (&self->x, nearest.x),
                      wb_axis_to_pixel (&self->y, nearest.y), 4, &colour, &self->style->card);
    }
  draw_tag (self, x);
}

void
wb_run_chart_draw (const WbRunChart *self,
                   cairo_t *cr,
                   double width,
                   double height,
                   const WbStyle *style)
{
  Drawing drawing;

  cairo_save (cr);
  begin (&drawing, self, cr, width, height, style);
  draw_grid (&drawing);
  draw_x_ticks (&drawing);
  for (guint strong = 0; strong < 2; strong++)
    for (guint i = 0; i < self->n_curves; i++)
      if (self->curves[i].selected == (strong == 1))
        draw_curve (&drawing, i);
  draw_crosshair (&drawing);
  draw_labels (&drawing);
  end (&drawing);
  cairo_restore (cr);
}
