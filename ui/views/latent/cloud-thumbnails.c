/* SPDX-License-Identifier: MIT */
/* Samples in the place of their points, once so few are in sight that there is room; where there
 * is none in sight, the way back.
 */
#include "ui/views/latent/cloud-private.h"

#include <glib/gi18n.h>

#include "app/figures/image.h"

#define MOST  100
#define SIDE  26.
#define FRAME 1.5

/* The points in sight; more than MOST where there are more. */
static guint
find_visible (const HgCloud *self, const WbAxis *x_axis, const WbAxis *y_axis, guint32 *visible)
{
  guint n = 0;

  for (gsize i = 0; i < self->scatter.n && n <= MOST; i++)
    {
      const double x = wb_axis_to_pixel (x_axis, self->scatter.points[2 * i]);
      const double y = wb_axis_to_pixel (y_axis, self->scatter.points[2 * i + 1]);

      if (!(x >= x_axis->start && x <= x_axis->end && y >= y_axis->end && y <= y_axis->start))
        continue;
      if (n < MOST)
        visible[n] = (guint32) i;
      n++;
    }
  return n;
}

static WbColour
find_colour (const HgCloud *self, guint32 sample, const WbStyle *style)
{
  const WbScatter *scatter = &self->scatter;

  if (scatter->values != NULL)
    return wb_scatter_value_colour (scatter->values[sample]);
  if (scatter->classes != NULL && scatter->classes[sample] >= 0)
    return wb_class_colour (style, (guint) scatter->classes[sample]);
  return style->dim;
}

static void
draw_one (const HgCloud *self,
          cairo_t *cr,
          guint32 sample,
          double x,
          double y,
          float *values,
          const WbStyle *style)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const WbPicture picture = { values, map->shape, WB_MAP_IMAGE, 0, 1, NULL };
  const WbColour colour = find_colour (self, sample, style);
  const double left = x - SIDE / 2, top = y - SIDE / 2;

  ds_dataset_read (map->dataset, &sample, 1, values);
  wb_picture_draw (&picture, cr, left, top, SIDE, SIDE, style);
  cairo_rectangle (cr, left, top, SIDE, SIDE);
  wb_colour_set (&colour, cr);
  cairo_set_line_width (cr, FRAME);
  cairo_stroke (cr);
}

static void
draw_way_back (cairo_t *cr, const WbAxis *x, const WbAxis *y, const WbStyle *style)
{
  WbText text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_CAPTION, FALSE);
  wb_text_draw (&text, _ ("No codes here: press 0 to see all"), (x->start + x->end) / 2,
                (y->start + y->end) / 2, .5, &style->dim);
  wb_text_clear (&text);
}

guint
hg_cloud_draw_thumbnails (HgCloud *self,
                          cairo_t *cr,
                          const WbAxis *x_axis,
                          const WbAxis *y_axis,
                          const WbStyle *style)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const gsize size = ds_dataset_get_sample_size (map->dataset);
  guint32 visible[MOST];
  const guint n = find_visible (self, x_axis, y_axis, visible);
  g_autofree float *values = NULL;

  if (n == 0)
    draw_way_back (cr, x_axis, y_axis, style);
  if (n == 0 || n > MOST || n == self->scatter.n || size != ae_shape_size (&map->shape))
    return 0;
  values = g_new (float, size);
  cairo_save (cr);
  cairo_rectangle (cr, x_axis->start, y_axis->end, x_axis->end - x_axis->start,
                   y_axis->start - y_axis->end);
  cairo_clip (cr);
  for (guint i = 0; i < n; i++)
    draw_one (self, cr, visible[i], wb_axis_to_pixel (x_axis, self->scatter.points[2 * visible[i]]),
              wb_axis_to_pixel (y_axis, self->scatter.points[2 * visible[i] + 1]), values, style);
  cairo_restore (cr);
  return n;
}
