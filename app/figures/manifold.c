/* SPDX-License-Identifier: MIT */
/* All pictures are composed into one surface, which is placed as one picture:
 * the screen has one texture to move, a file one image to keep.
 */
#include "app/figures/manifold.h"

#include <math.h>

#include "app/figures/mark.h"
#include "app/figures/text.h"
#include "app/number.h"

#define LEFT     34.0
#define BELOW    24.0
#define TICK_GAP 60.0

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} Place;

static double
between (double from, double to, guint i, guint n)
{
  return n > 1 ? from + (to - from) * i / (n - 1) : (from + to) / 2;
}

void
wb_manifold_get_code (const WbManifold *self, guint column, guint row, double code[2])
{
  if (self->is_wrapped)
    code[0] = between (self->x_lower, self->x_upper, row * self->n_columns + column,
                       self->n_columns * self->n_rows);
  else
    code[0] = between (self->x_lower, self->x_upper, column, self->n_columns);
  code[1] = self->is_wrapped ? 0 : between (self->y_upper, self->y_lower, row, self->n_rows);
}

cairo_surface_t *
wb_manifold_to_surface (const WbManifold *self, const WbStyle *style)
{
  gsize size = ae_shape_size (&self->picture.shape);
  guint width, height;
  cairo_surface_t *whole;
  cairo_t *cr;

  wb_picture_get_size (&self->picture.shape, &width, &height);
  whole = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                      (int) MIN (width * self->n_columns, 65535u),
                                      (int) MIN (height * self->n_rows, 65535u));
  cr = cairo_create (whole);
  for (guint i = 0; i < self->n_columns * self->n_rows; i++)
    {
      WbPicture one = self->picture;
      cairo_surface_t *surface;

      one.values += i * size;
      if (style->as_stored && one.map == WB_MAP_IMAGE)
        one.map = WB_MAP_STORED;
      surface = wb_picture_to_surface (&one, style->dark);
      cairo_set_source_surface (cr, surface, i % self->n_columns * width,
                                i / self->n_columns * height);
      cairo_paint (cr);
      cairo_surface_destroy (surface);
    }
  cairo_destroy (cr);
  return whole;
}

static gboolean
has_axes (const WbManifold *self)
{
  return self->x_label != NULL || self->y_label != NULL;
}

static Place
place_pictures (const WbManifold *self, double width, double height, const WbStyle *style)
{
  double scale = MAX (1, style->text_scale), left = has_axes (self) ? LEFT * scale : 0;
  double below = has_axes (self) ? BELOW * scale : 0, fit;
  guint w, h;

  wb_picture_get_size (&self->picture.shape, &w, &h);
  w *= MAX (1, self->n_columns);
  h *= MAX (1, self->n_rows);
  fit = MAX (1e-3, MIN ((width - left - 2) / w, (height - below - 2) / h));
  return (Place) { left + 1, 1, w * fit, h * fit };
}

gboolean
wb_manifold_pick (const WbManifold *self,
                  double width,
                  double height,
                  const WbStyle *style,
                  double x,
                  double y,
                  guint *column,
                  guint *row)
{
  Place place = place_pictures (self, width, height, style);
  double u = (x - place.x) / place.width, v = (y - place.y) / place.height;

  if (!(u >= 0 && u < 1 && v >= 0 && v < 1) || self->n_columns == 0 || self->n_rows == 0)
    return FALSE;
  *column = (guint) (u * self->n_columns);
  *row = (guint) (v * self->n_rows);
  return TRUE;
}

void
wb_manifold_get_bounds (const WbManifold *self,
                        double width,
                        double height,
                        const WbStyle *style,
                        guint column,
                        guint row,
                        double bounds[4])
{
  const Place place = place_pictures (self, width, height, style);

  bounds[2] = place.width / self->n_columns;
  bounds[3] = place.height / self->n_rows;
  bounds[0] = place.x + column * bounds[2];
  bounds[1] = place.y + row * bounds[3];
}

/* Beside rows, no nearer than text needs, what the first picture of each is of. */
static void
draw_rows (const WbManifold *self, WbText *text, const Place *p)
{
  const double height = p->height / self->n_rows;
  const guint step = (guint) MAX (1, ceil (1.4 * text->size / height));
  char label[WB_NUMBER_SIZE];

  wb_text_set_font (text, WB_TEXT_TICK, FALSE);
  for (guint row = 0; row < self->n_rows; row += step)
    {
      double code[2];

      wb_manifold_get_code (self, 0, row, code);
      wb_number_format (label, code[0], 1);
      wb_text_draw (text, label, p->x - 8, p->y + (row + .5) * height, 1, &text->style->dim);
    }
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  wb_text_draw (text, self->x_label, p->x + p->width, p->y + p->height + 8 + text->size * 0.7, 1,
                &text->style->dim);
}

/* A tick stands at the middle of the pictures that have its value. */
static void
draw_axes (const WbManifold *self, WbText *text, const Place *p)
{
  double half_w = p->width / self->n_columns / 2, half_h = p->height / self->n_rows / 2;
  double scale = MAX (1, text->style->text_scale), below = p->y + p->height + 8 + text->size * 0.7;
  double end = p->x + p->width, top = p->y;
  char label[WB_NUMBER_SIZE];
  WbAxis x, y;

  wb_axis_init (&x, FALSE, self->x_lower, self->x_upper);
  wb_axis_init (&y, FALSE, self->y_lower, self->y_upper);
  wb_axis_set_pixels (&x, p->x + half_w, p->x + p->width - half_w, TICK_GAP * scale);
  wb_axis_set_pixels (&y, p->y + p->height - half_h, p->y + half_h, TICK_GAP * scale);
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  if (self->x_label != NULL)
    {
      wb_text_draw (text, self->x_label, end, below, 1, &text->style->dim);
      end -= wb_text_width (text, self->x_label) + 8;
    }
  if (self->y_label != NULL)
    {
      wb_text_draw (text, self->y_label, p->x - 8, p->y + 7, 1, &text->style->dim);
      top += 18;
    }
  wb_text_set_font (text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < x.n_ticks; i++)
    {
      double px = wb_axis_to_pixel (&x, x.ticks[i]);

      wb_axis_format_tick (&x, i, label);
      if (px + wb_text_width (text, label) / 2 <= end)
        wb_text_draw (text, label, px, below, 0.5, &text->style->dim);
    }
  for (guint i = 0; i < y.n_ticks; i++)
    {
      double py = wb_axis_to_pixel (&y, y.ticks[i]);

      wb_axis_format_tick (&y, i, label);
      if (py >= top)
        wb_text_draw (text, label, p->x - 8, py, 1, &text->style->dim);
    }
}

void
wb_manifold_draw (const WbManifold *self,
                  cairo_t *cr,
                  double width,
                  double height,
                  const WbStyle *style)
{
  cairo_surface_t *surface;
  Place p;
  WbText text;

  if (self->n_columns == 0 || self->n_rows == 0)
    return;
  p = place_pictures (self, width, height, style);
  cairo_save (cr);
  wb_mark_rounded (cr, p.x - 0.5, p.y - 0.5, p.width + 1, p.height + 1, 6);
  wb_colour_set (&style->tile, cr);
  cairo_fill_preserve (cr);
  cairo_save (cr);
  cairo_clip (cr);
  surface = wb_manifold_to_surface (self, style);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    wb_image_paint (surface, cr, p.x, p.y, p.width, p.height);
  cairo_surface_destroy (surface);
  cairo_restore (cr);
  wb_mark_rounded (cr, p.x - 0.5, p.y - 0.5, p.width + 1, p.height + 1, 6);
  wb_colour_set (&style->line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  wb_text_init (&text, cr, style);
  if (self->is_wrapped && has_axes (self))
    draw_rows (self, &text, &p);
  else if (has_axes (self))
    draw_axes (self, &text, &p);
  wb_text_clear (&text);
  cairo_restore (cr);
}
