/* SPDX-License-Identifier: MIT */
/* A stamp is a small disc of coverages, made once a drawing and blended at the
 * nearest pixel of each point. Medians come from histograms over the shown part,
 * to a thousandth of it, in one pass over the points.
 */
#include "app/figures/scatter.h"

#include <math.h>
#include <stdlib.h>

#include "app/figures/mark.h"
#include "app/figures/scatter-labels.h"
#include "app/figures/text.h"
#include "app/sort.h"

#define RADIUS      1.6
#define MAX_STAMP   33
#define BINS        1024
#define MAX_BUBBLES 64
#define BUBBLE      9.5
#define FIT_SAMPLES 20000
#define TICK_GAP    56.0
#define LEGEND_ROW  18.0
#define VALUES      64  /* colours for values */
#define FAINT       0.7 /* how far a faint point is on the way to the card */

typedef struct
{
  int reach; /* pixels from the middle to the edge */
  int side;
  guint8 cover[MAX_STAMP * MAX_STAMP];
} Stamp;

typedef struct
{
  double x;
  double y;
  guint index;
} Bubble;

static void
fit_axis (const WbScatter *self, guint axis, double *lower, double *upper)
{
  gsize stride = MAX (1, self->n / FIT_SAMPLES), n = 0;
  g_autofree float *sample = g_new (float, self->n / stride + 1);
  double room;

  for (gsize i = 0; i < self->n; i += stride)
    if (isfinite (self->points[2 * i + axis]))
      sample[n++] = self->points[2 * i + axis];
  if (n == 0)
    {
      *lower = -1;
      *upper = 1;
      return;
    }
  qsort (sample, n, sizeof *sample, wb_compare_floats);
  *lower = sample[(gsize) (0.004 * (n - 1))];
  *upper = sample[n - 1 - (gsize) (0.004 * (n - 1))];
  room = (*upper - *lower) * 0.08;
  *lower -= room;
  *upper += room;
}

void
wb_scatter_fit (WbScatter *self)
{
  fit_axis (self, 0, &self->x_lower, &self->x_upper);
  fit_axis (self, 1, &self->y_lower, &self->y_upper);
}

static guint
bin_of (double value, double lower, double upper)
{
  return (guint) CLAMP ((value - lower) / (upper - lower) * BINS, 0, BINS - 1);
}

static double
median_of (const guint32 bins[BINS], double lower, double upper, gsize n)
{
  gsize seen = 0;
  guint i = 0;

  while (i < BINS - 1 && 2 * (seen + bins[i]) < n)
    seen += bins[i++];
  return lower + (upper - lower) * (i + 0.5) / BINS;
}

gboolean
wb_scatter_get_median (const WbScatter *self, guint class_index, double *x, double *y)
{
  guint32 x_bins[BINS] = { 0 }, y_bins[BINS] = { 0 };
  gsize n = 0;

  for (gsize i = 0; self->classes != NULL && i < self->n; i++)
    if (self->classes[i] == (int) class_index && isfinite (self->points[2 * i])
        && isfinite (self->points[2 * i + 1]))
      {
        x_bins[bin_of (self->points[2 * i], self->x_lower, self->x_upper)]++;
        y_bins[bin_of (self->points[2 * i + 1], self->y_lower, self->y_upper)]++;
        n++;
      }
  *x = median_of (x_bins, self->x_lower, self->x_upper, n);
  *y = median_of (y_bins, self->y_lower, self->y_upper, n);
  return n > 0;
}

gboolean
wb_scatter_find_nearest (const WbScatter *self,
                         const WbAxis *x_axis,
                         const WbAxis *y_axis,
                         double x,
                         double y,
                         double within,
                         gsize *index)
{
  double best = within * within;
  gboolean found = FALSE;

  for (gsize i = 0; i < self->n; i++)
    {
      double dx = wb_axis_to_pixel (x_axis, self->points[2 * i]) - x;
      double dy = wb_axis_to_pixel (y_axis, self->points[2 * i + 1]) - y;

      if (dx * dx + dy * dy > best || isnan (dx) || isnan (dy))
        continue;
      best = dx * dx + dy * dy;
      *index = i;
      found = TRUE;
    }
  return found;
}

static void
init_stamp (Stamp *stamp, double radius, double alpha)
{
  stamp->reach = (int) CLAMP (ceil (radius), 1, MAX_STAMP / 2);
  stamp->side = 2 * stamp->reach + 1;
  for (int y = 0; y < stamp->side; y++)
    for (int x = 0; x < stamp->side; x++)
      {
        double distance = hypot (x - stamp->reach, y - stamp->reach);
        double cover = CLAMP (radius + 0.5 - distance, 0, 1);

        stamp->cover[y * stamp->side + x] = (guint8) lround (cover * alpha * 255);
      }
}

/* Source over a premultiplied pixel, two channels at a time. */
static guint32
blend (guint32 below, guint32 colour, guint cover)
{
  guint32 rest = 256 - cover - (cover >> 7), share = 256 - rest;
  guint32 rb = ((below & 0xff00ff) * rest + (colour & 0xff00ff) * share) >> 8;
  guint32 ag = ((below >> 8) & 0xff00ff) * rest + ((colour >> 8) & 0xff00ff) * share;

  return (rb & 0xff00ff) | (ag & 0xff00ff00);
}

static void
stamp_at (guchar *data,
          int stride,
          int width,
          int height,
          int x,
          int y,
          const Stamp *stamp,
          guint32 colour)
{
  int left = MAX (0, x - stamp->reach), right = MIN (width - 1, x + stamp->reach);
  int top = MAX (0, y - stamp->reach), bottom = MIN (height - 1, y + stamp->reach);

  for (int py = top; py <= bottom; py++)
    {
      guint32 *row = (guint32 *) (void *) (data + (gsize) py * stride);
      const guint8 *cover = stamp->cover + (py - y + stamp->reach) * stamp->side + stamp->reach - x;

      for (int px = left; px <= right; px++)
        if (cover[px] > 0)
          row[px] = blend (row[px], colour, cover[px]);
    }
}

static guint32
pack (const WbColour *colour)
{
  return 0xff000000u | (guint32) lround (colour->red * 255) << 16
         | (guint32) lround (colour->green * 255) << 8 | (guint32) lround (colour->blue * 255);
}

WbColour
wb_scatter_value_colour (double value)
{
  const WbColour low = wb_colour (0x3584e4, 1), middle = wb_colour (0xe5a50a, 1),
                 high = wb_colour (0xc01c28, 1);

  if (!isfinite (value))
    return wb_role_colour (WB_ROLE_NEUTRAL);
  value = CLAMP (value, 0, 1);
  return value < 0.5 ? wb_colour_mix (&low, &middle, 2 * value)
                     : wb_colour_mix (&middle, &high, 2 * value - 1);
}

static WbColour
colour_entry (const WbScatter *self, const WbStyle *style, guint entry)
{
  if (self->values != NULL)
    return wb_scatter_value_colour (entry < VALUES ? (double) entry / (VALUES - 1) : NAN);
  return entry < self->n_classes ? wb_class_colour (style, entry)
                                 : wb_role_colour (WB_ROLE_NEUTRAL);
}

/* How many colours there are; one more is for points without a class or value. */
static guint
count_colours (const WbScatter *self)
{
  return self->values != NULL ? VALUES : self->n_classes;
}

/* Behind them there are the same again for points that are faint. */
static guint32 *
new_colours (const WbScatter *self, const WbStyle *style)
{
  guint n = count_colours (self) + 1;
  guint32 *colours = g_new (guint32, 2 * n);

  for (guint i = 0; i < n; i++)
    {
      WbColour colour = colour_entry (self, style, i);
      WbColour faint = wb_colour_mix (&colour, &style->card, FAINT);

      colours[i] = pack (&colour);
      colours[n + i] = pack (&faint);
    }
  return colours;
}

static guint
find_colour (const WbScatter *self, gsize i)
{
  guint n = count_colours (self), colour = n;

  if (self->values != NULL && isfinite (self->values[i]))
    colour = (guint) (CLAMP (self->values[i], 0, 1) * (VALUES - 1));
  else if (self->values == NULL && self->classes != NULL)
    colour = MIN ((guint) self->classes[i], n);
  return self->selected != NULL && !self->selected[i] ? colour + n + 1 : colour;
}

/* The more points, the more each lets through. */
static double
alpha_for (gsize n)
{
  return CLAMP (1.35 - 0.17 * log10 (MAX (n, 1)), 0.35, 0.9);
}

void
wb_scatter_stamp (const WbScatter *self,
                  cairo_surface_t *surface,
                  const WbAxis *x_axis,
                  const WbAxis *y_axis,
                  double pixel_scale,
                  const WbStyle *style)
{
  double x_zero = wb_axis_to_pixel (x_axis, 0) * pixel_scale;
  double y_zero = wb_axis_to_pixel (y_axis, 0) * pixel_scale;
  double x_unit = (x_axis->end - x_axis->start) / (x_axis->upper - x_axis->lower) * pixel_scale;
  double y_unit = (y_axis->end - y_axis->start) / (y_axis->upper - y_axis->lower) * pixel_scale;
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guchar *data = cairo_image_surface_get_data (surface);
  g_autofree guint32 *colours = new_colours (self, style);
  const gsize rounds = self->selected != NULL ? 2 : 1;
  Stamp stamp;

  cairo_surface_flush (surface);
  init_stamp (&stamp, RADIUS * pixel_scale, alpha_for (self->n));
  for (gsize k = 0; k < rounds * self->n; k++)
    {
      gsize i = k % self->n; /* faint ones first */
      double x = x_zero + x_unit * self->points[2 * i];
      double y = y_zero + y_unit * self->points[2 * i + 1];

      if (rounds == 2 && self->selected[i] != k / self->n)
        continue;
      /* False for NaN, too. */
      if (x > -MAX_STAMP && x < width + MAX_STAMP && y > -MAX_STAMP && y < height + MAX_STAMP)
        stamp_at (data, stride, width, height, (int) floor (x), (int) floor (y), &stamp,
                  colours[find_colour (self, i)]);
    }
  cairo_surface_mark_dirty (surface);
}

static const char *
name_class (const WbScatter *self, guint index, char buffer[8])
{
  if (self->class_names != NULL && self->class_names[index] != NULL)
    return self->class_names[index];
  g_snprintf (buffer, 8, "%u", index);
  return buffer;
}

static double
legend_width (const WbScatter *self, WbText *text)
{
  char buffer[8];
  double widest = 0;

  if (!self->legend || self->classes == NULL || self->n_classes == 0)
    return 0;
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < self->n_classes; i++)
    widest = MAX (widest, wb_text_width (text, name_class (self, i, buffer)));
  return ceil (MIN (widest, 120)) + 24;
}

static double
widest_tick (WbText *text, const WbAxis *axis)
{
  char label[WB_NUMBER_SIZE];
  double widest = 0;

  wb_text_set_font (text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      wb_axis_format_tick (axis, i, label);
      widest = MAX (widest, wb_text_width (text, label));
    }
  return widest;
}

static void
lay_out (const WbScatter *self, WbText *text, double width, double height, WbAxis *x, WbAxis *y)
{
  double scale = MAX (1, text->style->text_scale), left;
  double right = width - 2 - legend_width (self, text), bottom = height - 24 * scale;

  wb_axis_init (x, FALSE, self->x_lower, self->x_upper);
  wb_axis_init (y, FALSE, self->y_lower, self->y_upper);
  wb_axis_set_pixels (y, MAX (12, bottom), 2, TICK_GAP * scale);
  left = MAX (44 * scale, ceil (widest_tick (text, y)) + 16);
  wb_axis_set_pixels (x, left, MAX (left + 10, right), TICK_GAP * scale);
}

void
wb_scatter_lay_out (const WbScatter *self,
                    double width,
                    double height,
                    const WbStyle *style,
                    WbAxis *x_axis,
                    WbAxis *y_axis)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  g_auto (WbText) text = { 0 };

  wb_text_init (&text, cr, style);
  lay_out (self, &text, width, height, x_axis, y_axis);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
draw_line (WbText *text, double x0, double y0, double x1, double y1)
{
  wb_colour_set (&text->style->grid, text->cr);
  cairo_set_line_width (text->cr, 1);
  cairo_move_to (text->cr, floor (x0) + 0.5, floor (y0) + 0.5);
  cairo_line_to (text->cr, floor (x1) + 0.5, floor (y1) + 0.5);
  cairo_stroke (text->cr);
}

/* The label of an axis takes the place of the ticks at its upper end. */
static void
draw_axes (const WbScatter *self, WbText *text, const WbAxis *x, const WbAxis *y)
{
  char label[WB_NUMBER_SIZE];
  double below = y->start + 8 + text->size * 0.7, end = x->end, top = y->end;

  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  if (self->x_label != NULL)
    {
      wb_text_draw (text, self->x_label, x->end, below, 1, &text->style->dim);
      end -= wb_text_width (text, self->x_label) + 8;
    }
  if (self->y_label != NULL)
    {
      wb_text_draw (text, self->y_label, x->start - 8, y->end + 7, 1, &text->style->dim);
      top += 18;
    }
  wb_text_set_font (text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < x->n_ticks; i++)
    {
      double px = wb_axis_to_pixel (x, x->ticks[i]);

      draw_line (text, px, y->start, px, y->end);
      wb_axis_format_tick (x, i, label);
      if (px + wb_text_width (text, label) / 2 <= end)
        wb_text_draw (text, label, px, below, 0.5, &text->style->dim);
    }
  for (guint i = 0; !self->flat && i < y->n_ticks; i++)
    {
      double py = wb_axis_to_pixel (y, y->ticks[i]);

      draw_line (text, x->start, py, x->end, py);
      wb_axis_format_tick (y, i, label);
      if (py >= top)
        wb_text_draw (text, label, x->start - 8, py, 1, &text->style->dim);
    }
}

/* In the resolution of the device; a page has none, there it is doubled. */
static double
buffer_scale (cairo_t *cr)
{
  double dx = 1, dy = 0, sx = 1, sy = 1;

  if (cairo_surface_get_type (cairo_get_group_target (cr)) != CAIRO_SURFACE_TYPE_IMAGE)
    return 2;
  cairo_surface_get_device_scale (cairo_get_group_target (cr), &sx, &sy);
  cairo_user_to_device_distance (cr, &dx, &dy);
  return CLAMP (hypot (dx, dy) * sx, 1, 8);
}

static void
draw_points (const WbScatter *self,
             cairo_t *cr,
             const WbAxis *x,
             const WbAxis *y,
             const WbStyle *style)
{
  double scale = self->pixel_scale > 0 ? self->pixel_scale : buffer_scale (cr);
  double width = x->end - x->start, height = y->start - y->end;
  cairo_surface_t *buffer = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                                        (int) ceil (width * scale),
                                                        (int) ceil (height * scale));
  WbAxis own_x = *x, own_y = *y;

  own_x.start = 0;
  own_x.end = width;
  own_y.start = height;
  own_y.end = 0;
  if (cairo_surface_status (buffer) == CAIRO_STATUS_SUCCESS)
    wb_scatter_stamp (self, buffer, &own_x, &own_y, scale, style);
  cairo_save (cr);
  cairo_translate (cr, x->start, y->end);
  cairo_scale (cr, 1 / scale, 1 / scale);
  cairo_set_source_surface (cr, buffer, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (buffer);
}

static void
push_apart (Bubble *a, Bubble *b, double gap)
{
  double dx = b->x - a->x, dy = b->y - a->y, distance = hypot (dx, dy), push;

  if (distance >= gap)
    return;
  if (distance < 1e-3)
    dx = distance = 1;
  push = (gap - hypot (b->x - a->x, b->y - a->y)) / 2;
  a->x -= dx / distance * push;
  a->y -= dy / distance * push;
  b->x += dx / distance * push;
  b->y += dy / distance * push;
}

static guint
place_bubbles (const WbScatter *self,
               const WbAxis *x,
               const WbAxis *y,
               double gap,
               Bubble bubbles[MAX_BUBBLES])
{
  g_autofree WbScatterLabel *medians = NULL;
  const WbScatterLabel *labels = self->labels;
  guint n_labels = self->n_labels, n = 0;

  if (labels == NULL)
    labels = medians = wb_scatter_find_labels (self, 0, &n_labels);
  for (guint i = 0; i < n_labels && n < MAX_BUBBLES; i++)
    {
      const double px = wb_axis_to_pixel (x, labels[i].x), py = wb_axis_to_pixel (y, labels[i].y);

      if (self->labels == NULL
          || (px >= x->start && px <= x->end && py >= y->end && py <= y->start))
        bubbles[n++] = (Bubble) { px, py, labels[i].class_index };
    }
  for (guint round = 0; round < 20; round++)
    for (guint i = 0; i < n; i++)
      for (guint j = i + 1; j < n; j++)
        push_apart (&bubbles[i], &bubbles[j], gap);
  for (guint i = 0; i < n; i++)
    {
      bubbles[i].x = CLAMP (bubbles[i].x, x->start + gap / 2,
                            MAX (x->start + gap / 2, x->end - gap / 2));
      bubbles[i].y = CLAMP (bubbles[i].y, y->end + gap / 2,
                            MAX (y->end + gap / 2, y->start - gap / 2));
    }
  return n;
}

static void
draw_bubbles (const WbScatter *self, WbText *text, const WbAxis *x, const WbAxis *y)
{
  Bubble bubbles[MAX_BUBBLES];
  double height = 2 * BUBBLE * MAX (1, text->style->text_scale);
  guint n = place_bubbles (self, x, y, height + 2, bubbles);
  char buffer[8];

  wb_text_set_font (text, WB_TEXT_CAPTION, TRUE);
  for (guint i = 0; i < n; i++)
    {
      WbColour colour = wb_class_colour (text->style, bubbles[i].index);
      const char *name = name_class (self, bubbles[i].index, buffer);
      double width = MAX (height, wb_text_width (text, name) + 10);

      wb_mark_rounded (text->cr, bubbles[i].x - width / 2, bubbles[i].y - height / 2, width, height,
                       height / 2);
      wb_colour_set (&text->style->card, text->cr);
      cairo_fill_preserve (text->cr);
      wb_colour_set (&colour, text->cr);
      cairo_set_line_width (text->cr, 1.75);
      cairo_stroke (text->cr);
      wb_text_draw (text, name, bubbles[i].x, bubbles[i].y, 0.5, &text->style->text);
    }
}

static void
draw_legend (const WbScatter *self, WbText *text, const WbAxis *x, const WbAxis *y)
{
  double row = LEGEND_ROW * MAX (1, text->style->text_scale), room = y->start - y->end;
  guint n = MIN (self->n_classes, (guint) MAX (1, room / row));
  double top = y->end + (room - n * row) / 2;
  char buffer[8];

  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < n; i++)
    {
      WbColour colour = wb_class_colour (text->style, i);
      double middle = top + (i + 0.5) * row;

      wb_mark_dot (text->cr, x->end + 12, middle, 4, &colour);
      wb_text_draw (text, name_class (self, i, buffer), x->end + 21, middle, 0, &text->style->text);
    }
}

void
wb_scatter_draw (const WbScatter *self,
                 cairo_t *cr,
                 double width,
                 double height,
                 const WbStyle *style)
{
  WbText text;
  WbAxis x, y;

  cairo_save (cr);
  wb_text_init (&text, cr, style);
  lay_out (self, &text, width, height, &x, &y);
  draw_axes (self, &text, &x, &y);
  draw_points (self, cr, &x, &y, style);
  if (self->classes != NULL)
    draw_bubbles (self, &text, &x, &y);
  if (legend_width (self, &text) > 0)
    draw_legend (self, &text, &x, &y);
  wb_text_clear (&text);
  cairo_restore (cr);
}
