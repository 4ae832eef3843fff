/* SPDX-License-Identifier: MIT */
/* Pixels are read as 0xaarrggbb. */
#include "figures-fixture.h"

/* At least one pixel, also for NaN; all white. */
cairo_surface_t *
white_surface (double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                                         width > 1 ? (int) width : 1,
                                                         height > 1 ? (int) height : 1);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const guchar *data = cairo_image_surface_get_data (surface);

  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (x, <, cairo_image_surface_get_width (surface));
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (y, <, cairo_image_surface_get_height (surface));
  cairo_surface_flush (surface);
  return *(const guint32 *) (const void *) (data + y * cairo_image_surface_get_stride (surface)
                                            + 4 * x);
}
