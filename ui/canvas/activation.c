/* SPDX-License-Identifier: MIT */
/* Mosaics and cells are laid out here; all else is drawn as figures draw it. */
#include "ui/canvas/activation.h"

#include <math.h>

#define MAX_MAPS       256
#define MAX_MAP_VALUES 16384
#define MOST_BELLS     4

/*
 * @n: tiles
 * @width: @height: the place they have
 * @aspect: height of a tile over its width
 * @gap: between tiles
 * @tile: (out): width of a tile
 *
 * Returns: the number of columns that makes the tiles largest
 */
static guint
choose_columns (guint n, double width, double height, double aspect, double gap, double *tile)
{
  guint best = 1;

  *tile = 0;
  for (guint columns = 1; columns <= n; columns++)
    {
      guint rows = (n + columns - 1) / columns;
      double across = (width + gap) / columns - gap;
      double down = ((height + gap) / rows - gap) / aspect;
      double size = MIN (across, down);

      if (size > *tile)
        {
          *tile = size;
          best = columns;
        }
    }
  return best;
}

static void
take_channel (const WbPicture *picture, guint channel, float *out)
{
  guint channels = picture->shape.dims[2];
  gsize n = (gsize) picture->shape.dims[0] * picture->shape.dims[1];

  for (gsize i = 0; i < n; i++)
    out[i] = picture->values[i * channels + channel];
}

static void
draw_maps (const WbPicture *picture, cairo_t *cr, double width, double height, const WbStyle *style)
{
  guint h = picture->shape.dims[0], w = picture->shape.dims[1];
  guint n = MIN (picture->shape.dims[2], MAX_MAPS);
  float map[MAX_MAP_VALUES];
  double aspect = (double) h / w, tile, x0, y0;
  guint columns = choose_columns (n, width, height, aspect, 2, &tile);
  guint rows = (n + columns - 1) / columns;
  WbPicture one = *picture;

  tile = MAX (floor (tile), 1);
  x0 = floor ((width - columns * (tile + 2) + 2) / 2);
  y0 = floor ((height - rows * (tile * aspect + 2) + 2) / 2);
  one.values = map;
  one.shape = AE_SHAPE (3, h, w, 1);
  for (guint i = 0; i < n; i++)
    {
      cairo_surface_t *surface;
      double x = x0 + (i % columns) * (tile + 2), y = y0 + (i / columns) * (tile * aspect + 2);

      take_channel (picture, i, map);
      surface = wb_picture_to_surface (&one, style->dark);
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_scale (cr, tile / w, tile / w);
      cairo_set_source_surface (cr, surface, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr),
                                w <= 8 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
      cairo_rectangle (cr, 0, 0, w, h);
      cairo_fill (cr);
      cairo_restore (cr);
      cairo_surface_destroy (surface);
    }
}

static void
draw_cells (const WbPicture *picture,
            cairo_t *cr,
            double width,
            double height,
            const WbStyle *style)
{
  const guint32 *map = wb_colour_map (picture->map, style->dark);
  guint n = (guint) ae_shape_size (&picture->shape);
  double tile, x0, y0, gap = n > 400 ? 0 : 1;
  guint columns = choose_columns (n, width, height, 1, gap, &tile);
  guint rows = (n + columns - 1) / columns;

  x0 = (width - columns * (tile + gap) + gap) / 2;
  y0 = (height - rows * (tile + gap) + gap) / 2;
  for (guint i = 0; i < n; i++)
    {
      guint index = wb_colour_map_index (picture->values[i], picture->lower, picture->upper);
      WbColour colour = wb_colour (map[index] & 0xffffff, 1);

      wb_colour_set (&colour, cr);
      cairo_rectangle (cr, x0 + (i % columns) * (tile + gap), y0 + (i / columns) * (tile + gap),
                       tile, tile);
      cairo_fill (cr);
    }
}

/* Values of both signs stand on a line of their own, up and down. */
static void
draw_bars (const WbPicture *picture, cairo_t *cr, double width, double height, const WbStyle *style)
{
  const guint32 *map = wb_colour_map (picture->map, style->dark);
  WbColour colour = wb_colour (map[176] & 0xffffff, 1);
  guint n = (guint) ae_shape_size (&picture->shape);
  double extent = MAX (picture->upper, -picture->lower);
  double step = width / n, bar = MIN (MAX (step - 1, step * .7), 18);

  wb_colour_set (&colour, cr);
  for (guint i = 0; i < n; i++)
    {
      double length = picture->values[i] / extent * height / 2;

      cairo_rectangle (cr, (i + .5) * step - bar / 2, height / 2, bar, -length);
    }
  cairo_fill (cr);
  wb_colour_set (&style->line, cr);
  cairo_rectangle (cr, 0, height / 2 - .5, width, 1);
  cairo_fill (cr);
}

void
hg_activation_orient (AeShape *shape, const AeShape *input)
{
  gboolean image = input->rank > 1 && wb_picture_get_kind (input) == WB_PICTURE_IMAGE;

  if (shape->rank < 3 && input->rank > 1 && ae_shape_size (shape) == ae_shape_size (input))
    *shape = *input;
  else if (shape->rank == 2 && image)
    *shape = AE_SHAPE (3, shape->dims[0], shape->dims[1], 1);
}

/* One bell on the line at @y: where the sample's code may be, its middle at the
 * mean; behind it, as a line, the prior. */
static void
trace_bell (cairo_t *cr,
            double mean,
            double deviation,
            double reach,
            double width,
            double y,
            double height)
{
  cairo_move_to (cr, 0, y);
  for (double x = 0; x <= width; x += .5)
    {
      double off = ((2 * x / width - 1) * reach - mean) / deviation;

      cairo_line_to (cr, x, y - height * exp (-off * off / 2));
    }
  cairo_line_to (cr, width, y);
}

static void
draw_bells (const WbPicture *means,
            const float *deviations,
            double reach,
            cairo_t *cr,
            double width,
            double height,
            const WbStyle *style)
{
  WbColour colour = wb_role_colour (WB_ROLE_CODE);
  guint n = (guint) ae_shape_size (&means->shape);
  double row = height / n;

  for (guint i = 0; i < n; i++)
    {
      double y = (i + 1) * row - 1;

      trace_bell (cr, means->values[i], MAX (deviations[i], reach / width), reach, width, y,
                  row - 3);
      colour.alpha = .55;
      wb_colour_set (&colour, cr);
      cairo_fill (cr);
      trace_bell (cr, 0, 1, reach, width, y, row - 3);
      wb_colour_set (&style->dim, cr);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
}

/* A dot at each mean, with whiskers one deviation up and down. */
static void
draw_whiskers (const WbPicture *means,
               const float *deviations,
               double reach,
               cairo_t *cr,
               double width,
               double height,
               const WbStyle *style)
{
  WbColour colour = wb_role_text (style, WB_ROLE_CODE);
  guint n = (guint) ae_shape_size (&means->shape);
  double step = width / n, bar = CLAMP (step * .6, .5, 4);
  double scale = height / 2 / reach;

  for (guint i = 0; i < n; i++)
    {
      double x = (i + .5) * step, y = height / 2 - means->values[i] * scale;
      double whisker = deviations[i] * scale;

      cairo_rectangle (cr, x - bar / 2, y - bar / 2, bar, bar);
      cairo_rectangle (cr, x - bar / 6, y - whisker, bar / 3, 2 * whisker);
    }
  wb_colour_set (&colour, cr);
  cairo_fill (cr);
  wb_colour_set (&style->line, cr);
  cairo_rectangle (cr, 0, height / 2 - .5, width, 1);
  cairo_fill (cr);
}

void
hg_activation_draw_code (const WbPicture *means,
                         const float *deviations,
                         cairo_t *cr,
                         double width,
                         double height,
                         const WbStyle *style)
{
  guint n = (guint) ae_shape_size (&means->shape);
  double reach = 3;

  for (guint i = 0; i < n; i++)
    reach = MAX (reach, fabs (means->values[i]) + deviations[i]);
  if (!isfinite (reach))
    return;
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  (n <= MOST_BELLS ? draw_bells : draw_whiskers) (means, deviations, reach, cr, width, height,
                                                  style);
  cairo_restore (cr);
}

static gboolean
are_maps (const AeShape *shape)
{
  return wb_picture_get_kind (shape) == WB_PICTURE_MOSAIC
         && (gsize) shape->dims[0] * shape->dims[1] <= MAX_MAP_VALUES;
}

void
hg_activation_draw (const WbPicture *picture,
                    cairo_t *cr,
                    double width,
                    double height,
                    const WbStyle *style)
{
  if (are_maps (&picture->shape))
    draw_maps (picture, cr, width, height, style);
  else if (wb_picture_get_kind (&picture->shape) == WB_PICTURE_CELLS
           && ae_shape_size (&picture->shape) <= 1024)
    draw_cells (picture, cr, width, height, style);
  else if (wb_picture_get_kind (&picture->shape) == WB_PICTURE_BARS && picture->lower < 0)
    draw_bars (picture, cr, width, height, style);
  else
    wb_picture_draw (picture, cr, 0, 0, width, height, style);
}
