/* SPDX-License-Identifier: MIT */
/* Surfaces are written pixel by pixel; Cairo only places them. A picture in a
 * place of any size is enlarged by the whole factor that fits, counted in
 * pixels of the device, and smoothly only where that would waste the place.
 */
#include "app/figures/image.h"

#include <math.h>
#include <string.h>

#include "app/figures/line-chart.h"

/* Below this a picture has so few pixels that each should be seen. */
#define SMOOTH_FROM  14
#define NAN_PIXEL    0xffe01b24u
#define MAX_BARS     64
#define MAX_SURFACE  16384u
#define CHART_WIDTH  128
#define CHART_HEIGHT 64

static guint32
byte_of (float value)
{
  return value >= 1.0f ? 255 : value > 0.0f ? (guint32) (value * 255.0f + 0.5f) : 0;
}

static guint32
colour_pixel (const float *values, guint channels)
{
  float alpha = channels == 4 ? CLAMP (values[3], 0.0f, 1.0f) : 1.0f;
  guint32 pixel;

  for (guint c = 0; c < channels; c++)
    if (isnan (values[c]))
      return NAN_PIXEL;
  pixel = byte_of (alpha) << 24;
  for (guint c = 0; c < 3; c++)
    pixel |= byte_of (CLAMP (values[c], 0.0f, 1.0f) * alpha) << (16 - 8 * c);
  return pixel;
}

static guint32
map_pixel (float value, const guint32 *table, double lower, double upper)
{
  return isnan (value) ? NAN_PIXEL : table[wb_colour_map_index (value, lower, upper)];
}

static guint32 *
surface_row (cairo_surface_t *surface, guint row)
{
  guchar *bytes = cairo_image_surface_get_data (surface);

  return (guint32 *) (void *) (bytes + (gsize) row * cairo_image_surface_get_stride (surface));
}

cairo_surface_t *
wb_image_to_surface (const float *values,
                     guint height,
                     guint width,
                     guint channels,
                     WbColourMap map,
                     gboolean dark,
                     double lower,
                     double upper,
                     guint factor)
{
  const guint32 *table = wb_colour_map (map, dark);
  guint side = MAX (1, MAX (height, width)), k = CLAMP (factor, 1, MAX (1, MAX_SURFACE / side));
  cairo_surface_t *surface;

  g_return_val_if_fail (channels == 1 || channels == 3 || channels == 4, NULL);

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (width * k), (int) (height * k));
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  cairo_surface_flush (surface);
  for (guint y = 0; y < height; y++)
    {
      guint32 *row = surface_row (surface, y * k);

      for (guint x = 0; x < width; x++)
        {
          const float *at = values + ((gsize) y * width + x) * channels;
          guint32 pixel = channels == 1 ? map_pixel (*at, table, lower, upper)
                                        : colour_pixel (at, channels);

          for (guint i = 0; i < k; i++)
            row[x * k + i] = pixel;
        }
      for (guint i = 1; i < k; i++)
        memcpy (surface_row (surface, y * k + i), row, (gsize) width * k * sizeof *row);
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

WbPictureKind
wb_picture_get_kind (const AeShape *shape)
{
  guint channels = ae_shape_last (shape);

  if (shape->rank == 3)
    return channels == 1 || channels == 3 || channels == 4 ? WB_PICTURE_IMAGE : WB_PICTURE_MOSAIC;
  if (shape->rank == 2 && shape->dims[0] > 1)
    return WB_PICTURE_SERIES;
  return ae_shape_size (shape) <= MAX_BARS ? WB_PICTURE_BARS : WB_PICTURE_CELLS;
}

static guint
near_square_columns (guint n)
{
  guint columns = (guint) ceil (sqrt (n));

  return MAX (1, columns);
}

void
wb_picture_get_size (const AeShape *shape, guint *width, guint *height)
{
  guint n = (guint) ae_shape_size (shape), columns;

  switch (wb_picture_get_kind (shape))
    {
    case WB_PICTURE_IMAGE:
      *height = shape->dims[0];
      *width = shape->dims[1];
      break;
    case WB_PICTURE_MOSAIC:
      columns = near_square_columns (shape->dims[2]);
      *width = columns * (shape->dims[1] + 1) - 1;
      *height = (shape->dims[2] + columns - 1) / columns * (shape->dims[0] + 1) - 1;
      break;
    case WB_PICTURE_SERIES:
      *width = CHART_WIDTH;
      *height = CHART_HEIGHT;
      break;
    case WB_PICTURE_BARS:
      *width = MAX (28, n * 2);
      *height = 28;
      break;
    case WB_PICTURE_CELLS:
    default:
      *width = near_square_columns (n);
      *height = MAX (1, (n + *width - 1) / *width);
      break;
    }
}

/* Where value @i of a picture without channels of its own lies. */
static gboolean
locate_value (const AeShape *shape, WbPictureKind kind, guint i, guint width, guint *x, guint *y)
{
  guint channels = ae_shape_last (shape), columns, pixel;

  switch (kind)
    {
    case WB_PICTURE_MOSAIC:
      columns = near_square_columns (channels);
      pixel = i / channels;
      *x = i % channels % columns * (shape->dims[1] + 1) + pixel % shape->dims[1];
      *y = i % channels / columns * (shape->dims[0] + 1) + pixel / shape->dims[1];
      return TRUE;
    case WB_PICTURE_SERIES:
      *x = i / channels;
      *y = i % channels;
      return TRUE;
    case WB_PICTURE_CELLS:
      *x = i % width;
      *y = i / width;
      return TRUE;
    case WB_PICTURE_IMAGE:
    case WB_PICTURE_BARS:
    default:
      return FALSE;
    }
}

static cairo_surface_t *
scatter_to_surface (const WbPicture *self, WbPictureKind kind, gboolean dark)
{
  const guint32 *table = wb_colour_map (self->map, dark);
  guint width, height, x, y, n = (guint) ae_shape_size (&self->shape);
  cairo_surface_t *surface;

  wb_picture_get_size (&self->shape, &width, &height);
  if (kind == WB_PICTURE_SERIES)
    {
      width = self->shape.dims[0];
      height = self->shape.dims[1];
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  cairo_surface_flush (surface);
  for (guint i = 0; i < n; i++)
    if (locate_value (&self->shape, kind, i, width, &x, &y))
      surface_row (surface, y)[x] = map_pixel (self->values[i], table, self->lower, self->upper);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* One bar a value from the bottom, or from the middle where the range has both
 * signs.
 */
static void
draw_bars (const WbPicture *self,
           cairo_t *cr,
           double x,
           double y,
           double width,
           double height,
           gboolean dark)
{
  const guint32 *table = wb_colour_map (self->map, dark);
  guint n = (guint) ae_shape_size (&self->shape);
  double pitch = width / n, gap = pitch >= 3 ? 1 : 0, zero = CLAMP (0, self->lower, self->upper);
  double span = self->upper - self->lower, base = y + height * (self->upper - zero) / span;

  for (guint i = 0; i < n; i++)
    {
      double value = CLAMP (self->values[i], self->lower, self->upper);
      double top = y + height * (self->upper - value) / span;
      guint32 pixel
        = table[self->lower < 0 ? wb_colour_map_index (value, self->lower, self->upper) : 192];
      WbColour colour = wb_colour (isnan (value) ? NAN_PIXEL : pixel, 1);

      if (isnan (value))
        top = y;
      cairo_rectangle (cr, x + i * pitch, MIN (top, base), pitch - gap,
                       MAX (fabs (base - top), 0.75));
      wb_colour_set (&colour, cr);
      cairo_fill (cr);
    }
}

/* Lines, or rows of pixels that fill the place, whatever their proportions. */
static void
draw_series (const WbPicture *self,
             cairo_t *cr,
             double x,
             double y,
             double width,
             double height,
             const WbStyle *style)
{
  cairo_surface_t *surface;

  if (wb_line_chart_suits (self))
    {
      wb_line_chart_draw (self, cr, x, y, width, height, style);
      return;
    }
  surface = scatter_to_surface (self, WB_PICTURE_SERIES, style->dark);
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / self->shape.dims[0], height / self->shape.dims[1]);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            width < self->shape.dims[0] || height < self->shape.dims[1]
                              ? CAIRO_FILTER_GOOD
                              : CAIRO_FILTER_NEAREST);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

/* What has no pixels of its own, in the size that suits it. */
static void
draw_in_size (const WbPicture *self, cairo_t *cr, guint width, guint height, gboolean dark)
{
  WbStyle style;

  wb_style_init (&style, dark);
  if (wb_picture_get_kind (&self->shape) == WB_PICTURE_BARS)
    draw_bars (self, cr, 0, 0, width, height, dark);
  else
    draw_series (self, cr, 0, 0, width, height, &style);
}

cairo_surface_t *
wb_picture_to_surface (const WbPicture *self, gboolean dark)
{
  WbPictureKind kind = wb_picture_get_kind (&self->shape);
  cairo_surface_t *surface;
  guint width, height;
  cairo_t *cr;

  if (kind == WB_PICTURE_IMAGE)
    return wb_image_to_surface (self->values, self->shape.dims[0], self->shape.dims[1],
                                self->shape.dims[2], self->map, dark, self->lower, self->upper, 1);
  if (kind != WB_PICTURE_BARS && kind != WB_PICTURE_SERIES)
    return scatter_to_surface (self, kind, dark);
  wb_picture_get_size (&self->shape, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
  cr = cairo_create (surface);
  draw_in_size (self, cr, width, height, dark);
  cairo_destroy (cr);
  return surface;
}

/* The scale that puts @pixels pixels into @place: whole in pixels of the device
 * where that fills nearly all of it.
 */
static double
choose_scale (double fit, double device, gboolean *whole)
{
  double factor = floor (fit * device + 1e-6);

  *whole = factor >= 1 && factor >= 0.87 * fit * device;
  return *whole ? factor / device : fit;
}

static double
device_pixels (cairo_t *cr)
{
  double dx = 1, dy = 0;

  cairo_user_to_device_distance (cr, &dx, &dy);
  dx = hypot (dx, dy);
  if (cairo_surface_get_type (cairo_get_target (cr)) == CAIRO_SURFACE_TYPE_IMAGE)
    {
      double sx, sy;

      cairo_surface_get_device_scale (cairo_get_target (cr), &sx, &sy);
      dx *= sx;
    }
  return dx > 0 ? dx : 1;
}

void
wb_image_paint (cairo_surface_t *surface,
                cairo_t *cr,
                double x,
                double y,
                double width,
                double height)
{
  guint w = (guint) cairo_image_surface_get_width (surface);
  guint h = (guint) cairo_image_surface_get_height (surface);
  double device = device_pixels (cr), scale;
  gboolean whole;

  scale = choose_scale (MIN (width / w, height / h), device, &whole);
  x += (width - w * scale) / 2;
  y += (height - h * scale) / 2;
  if (whole)
    {
      x = floor (x * device + 0.5) / device;
      y = floor (y * device + 0.5) / device;
    }
  cairo_save (cr);
  cairo_rectangle (cr, x, y, w * scale, h * scale);
  cairo_clip (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            whole || (MIN (w, h) < SMOOTH_FROM && scale * device >= 1)
                              ? CAIRO_FILTER_NEAREST
                              : CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
}

void
wb_picture_draw (const WbPicture *self,
                 cairo_t *cr,
                 double x,
                 double y,
                 double width,
                 double height,
                 const WbStyle *style)
{
  WbPicture shown = *self;
  cairo_surface_t *surface;

  if (!(width > 0) || !(height > 0) || ae_shape_size (&self->shape) == 0)
    return;
  if (style->as_stored && shown.map == WB_MAP_IMAGE)
    shown.map = WB_MAP_STORED;
  if (wb_picture_get_kind (&self->shape) == WB_PICTURE_SERIES)
    {
      draw_series (&shown, cr, x, y, width, height, style);
      return;
    }
  if (wb_picture_get_kind (&self->shape) == WB_PICTURE_BARS)
    {
      if (shown.map == WB_MAP_STORED)
        shown.map = WB_MAP_IMAGE;
      draw_bars (&shown, cr, x, y, width, height, style->dark);
      return;
    }
  surface = wb_picture_to_surface (&shown, style->dark);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    wb_image_paint (surface, cr, x, y, width, height);
  cairo_surface_destroy (surface);
}

void
wb_picture_difference (const AeShape *shape,
                       const float *output,
                       const float *input,
                       float *difference,
                       AeShape *difference_shape)
{
  gboolean image = shape->rank == 3 && wb_picture_get_kind (shape) == WB_PICTURE_IMAGE;
  guint channels = image ? shape->dims[2] : 1;
  gsize n = ae_shape_size (shape) / MAX (1, channels);

  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      for (guint c = 0; c < channels; c++)
        sum += (double) output[i * channels + c] - (double) input[i * channels + c];
      difference[i] = (float) (sum / channels);
    }
  *difference_shape = *shape;
  if (image)
    difference_shape->dims[2] = 1;
}
