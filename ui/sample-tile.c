/* SPDX-License-Identifier: MIT */
#include "ui/sample-tile.h"

#include "app/figures/line-chart.h"
#include "app/figures/mark.h"
#include "ui/figure-style.h"
#include "ui/format.h"

/* How high the strip of a share is. */
#define STRIP 4

struct _HgSampleTile
{
  HgFigureWidget parent_instance;

  AeShape shape;
  float *values;
  gsize n_values;
  gboolean empty;
  gboolean ink;
  double share; /* negative for none */
};

G_DEFINE_FINAL_TYPE (HgSampleTile, hg_sample_tile, HG_TYPE_FIGURE_WIDGET)

static void
sample_tile_draw_sample (HgSampleTile *self, cairo_t *cr, double width, double height)
{
  WbPicture picture = { self->values, self->shape, WB_MAP_IMAGE, 0, 1 };
  gboolean lines = !self->empty && wb_line_chart_suits (&picture);
  double w = lines ? width : MIN (width, height), h = lines ? height : w;
  double x = (int) ((width - w) / 2), y = (int) ((height - h) / 2);
  WbStyle style;

  hg_figure_style_init_pixels (&style, GTK_WIDGET (self), self->ink);
  wb_mark_rounded (cr, x + .5, y + .5, w - 1, h - 1, h >= 48 ? 6 : 4);
  wb_colour_set (&style.tile, cr);
  cairo_fill_preserve (cr);
  wb_colour_set (&style.line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  if (!self->empty)
    wb_picture_draw (&picture, cr, x + 2, y + 2, w - 4, h - 4, &style);
}

/* A strip in the colour of the share, over the picture's lower edge. */
static void
sample_tile_draw_share (HgSampleTile *self, cairo_t *cr, double width, double height)
{
  WbColour colour;
  WbStyle style;

  hg_figure_style_init (&style, GTK_WIDGET (self));
  colour = wb_colour (
    wb_colour_map (WB_MAP_CODE, style.dark)[wb_colour_map_index (self->share, 0, 1)] & 0xffffff, 1);
  wb_colour_set (&colour, cr);
  wb_mark_rounded (cr, 4.5, height - STRIP - .5, width - 9, STRIP, STRIP / 2.);
  cairo_fill_preserve (cr);
  wb_colour_set (&style.line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
sample_tile_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgSampleTile *self = HG_SAMPLE_TILE (widget);

  sample_tile_draw_sample (self, cr, width, height);
  if (self->share >= 0)
    sample_tile_draw_share (self, cr, width, height);
}

static void
sample_tile_finalize (GObject *object)
{
  g_free (HG_SAMPLE_TILE (object)->values);
  G_OBJECT_CLASS (hg_sample_tile_parent_class)->finalize (object);
}

static void
hg_sample_tile_class_init (HgSampleTileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sample_tile_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = sample_tile_draw;
}

static void
hg_sample_tile_init (HgSampleTile *self)
{
  self->empty = TRUE;
  self->share = -1;
}

GtkWidget *
hg_sample_tile_new (int size)
{
  return g_object_new (HG_TYPE_SAMPLE_TILE, "width-request", size, "height-request", size, NULL);
}

void
hg_sample_tile_set_sample (HgSampleTile *self,
                           const AeShape *shape,
                           const float *values,
                           gboolean ink)
{
  self->empty = values == NULL;
  if (values != NULL)
    {
      g_autofree char *series = hg_format_series (shape);
      gsize n = ae_shape_size (shape);

      if (n != self->n_values)
        self->values = g_renew (float, self->values, n);
      self->n_values = n;
      memcpy (self->values, values, n * sizeof *values);
      self->shape = *shape;
      self->ink = ink;
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      series, -1);
    }
  hg_figure_widget_redraw (self);
}

void
hg_sample_tile_set_share (HgSampleTile *self, double share)
{
  if (share == self->share)
    return;
  self->share = share;
  hg_figure_widget_redraw (self);
}
