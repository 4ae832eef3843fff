/* SPDX-License-Identifier: MIT */
/* The band is one rectangle a column, filled in short chunks: a single path of
 * a thousand thin rectangles, or a stroke through every point, costs Cairo ten
 * times as much.
 */
#include "app/figures/mark.h"

#include <math.h>

#define CHUNK 64
#define TAU   (2 * G_PI)

static guint
n_columns (const WbAxis *x)
{
  return (guint) CLAMP (ceil (fabs (x->end - x->start)), 1, 8192);
}

static WbColumn *
thin (const WbSeries *series, const WbAxis *x, guint *n)
{
  WbColumn *columns;

  *n = n_columns (x);
  columns = g_new (WbColumn, *n);
  wb_series_thin (series, x->lower, x->upper, *n, columns);
  return columns;
}

/* Each column reaches back to the last point before it, as the line through
 * all points would: without that a steep curve falls apart into dashes.
 */
static void
add_column (cairo_t *cr,
            const WbColumn *column,
            double from_y,
            double left,
            double width,
            const WbAxis *y)
{
  double high = wb_axis_to_pixel (y, MAX (column->high, from_y));
  double low = wb_axis_to_pixel (y, MIN (column->low, from_y));

  cairo_rectangle (cr, left, high, width, MAX (low - high, 1.0));
}

static void
fill_columns (const WbSeries *series,
              cairo_t *cr,
              const WbAxis *x,
              const WbAxis *y,
              const WbColour *colour)
{
  guint n, pending = 0;
  g_autofree WbColumn *columns = thin (series, x, &n);
  double width = (x->end - x->start) / n, last = NAN;

  cairo_save (cr);
  wb_colour_set (colour, cr);
  for (guint i = 0; i < n; i++)
    {
      if (columns[i].n == 0)
        continue;
      add_column (cr, &columns[i], isnan (last) ? columns[i].y : last, x->start + i * width, width,
                  y);
      last = columns[i].y;
      if (++pending % CHUNK == 0)
        cairo_fill (cr);
    }
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
begin_stroke (cairo_t *cr, const WbColour *colour, double line_width)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_set_line_width (cr, line_width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  wb_colour_set (colour, cr);
}

static void
stroke_points (const WbSeries *series,
               cairo_t *cr,
               const WbAxis *x,
               const WbAxis *y,
               const WbColour *colour,
               gsize from,
               gsize to)
{
  begin_stroke (cr, colour, 1);
  for (gsize i = from; i < to; i++)
    cairo_line_to (cr, wb_axis_to_pixel (x, wb_series_get_x (series, i)),
                   wb_axis_to_pixel (y, wb_series_get_y (series, i)));
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
wb_mark_band (const WbSeries *series,
              cairo_t *cr,
              const WbAxis *x,
              const WbAxis *y,
              const WbColour *colour)
{
  gsize from = wb_series_find (series, x->lower);
  gsize to = wb_series_find (series, nextafter (x->upper, INFINITY));

  if (to - from < n_columns (x))
    stroke_points (series, cr, x, y, colour, from, to);
  else
    fill_columns (series, cr, x, y, colour);
}

static void
stroke_columns (const WbSeries *series,
                cairo_t *cr,
                const WbAxis *x,
                const WbAxis *y,
                gboolean smooth)
{
  guint n, pending = 0;
  g_autofree WbColumn *columns = thin (series, x, &n);

  for (guint i = 0; i < n; i++)
    {
      double px, py;

      if (columns[i].n == 0)
        continue;
      px = wb_axis_to_pixel (x, columns[i].x);
      py = wb_axis_to_pixel (y, smooth ? columns[i].smooth : columns[i].y);
      cairo_line_to (cr, px, py);
      if (++pending % CHUNK != 0)
        continue;
      cairo_stroke (cr);
      cairo_move_to (cr, px, py);
    }
  cairo_stroke (cr);
}

void
wb_mark_smooth (const WbSeries *series,
                cairo_t *cr,
                const WbAxis *x,
                const WbAxis *y,
                const WbColour *colour,
                double line_width)
{
  begin_stroke (cr, colour, line_width);
  stroke_columns (series, cr, x, y, TRUE);
  cairo_restore (cr);
}

void
wb_mark_line (const WbSeries *series,
              cairo_t *cr,
              const WbAxis *x,
              const WbAxis *y,
              const WbColour *colour,
              double line_width,
              gboolean with_points)
{
  gsize from = wb_series_find (series, x->lower);
  gsize to = wb_series_find (series, nextafter (x->upper, INFINITY));

  begin_stroke (cr, colour, line_width);
  stroke_columns (series, cr, x, y, FALSE);
  if (with_points && (to - from) * 9 < fabs (x->end - x->start))
    for (gsize i = from; i < to; i++)
      wb_mark_dot (cr, wb_axis_to_pixel (x, wb_series_get_x (series, i)),
                   wb_axis_to_pixel (y, wb_series_get_y (series, i)), line_width + 0.4, colour);
  cairo_restore (cr);
}

void
wb_mark_dot (cairo_t *cr, double x, double y, double radius, const WbColour *colour)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, TAU);
  wb_colour_set (colour, cr);
  cairo_fill (cr);
}

void
wb_mark_ring (cairo_t *cr,
              double x,
              double y,
              double radius,
              const WbColour *line,
              const WbColour *inside)
{
  wb_mark_dot (cr, x, y, radius, inside);
  cairo_arc (cr, x, y, radius, 0, TAU);
  wb_colour_set (line, cr);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

void
wb_mark_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  double r = MAX (0, MIN (radius, MIN (width, height) / 2));

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}
