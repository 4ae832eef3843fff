/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/welcome/sample-strip.h"

#include "app/data/batch-bridge.h"
#include "app/figures/image.h"
#include "app/figures/ink.h"
#include "app/figures/mark.h"
#include "ui/canvas/canvas-style.h"
#include "ui/figure-style.h"

#define N_SAMPLES 6
#define TILE      30
#define PITCH     34

struct _HgSampleStrip
{
  HgFigureWidget parent_instance;

  float *values;
  gsize n_samples;
  gboolean ink;
  AeShape shape;
};

G_DEFINE_FINAL_TYPE (HgSampleStrip, hg_sample_strip, HG_TYPE_FIGURE_WIDGET)

static void
sample_strip_draw_sample (HgSampleStrip *self, cairo_t *cr, guint index, const WbStyle *style)
{
  const HgCanvasStyle *colours = hg_canvas_style_get ();
  WbPicture picture = { .map = WB_MAP_IMAGE, .upper = 1 };
  double x = index * PITCH;

  picture.values = self->values + index * ae_shape_size (&self->shape);
  picture.shape = self->shape;
  wb_mark_rounded (cr, x + .5, .5, TILE - 1, TILE - 1, 4);
  gdk_cairo_set_source_rgba (cr, &colours->paper);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1);
  gdk_cairo_set_source_rgba (cr, &colours->paper_line);
  cairo_stroke (cr);
  wb_picture_draw (&picture, cr, x + 1, 1, TILE - 2, TILE - 2, style);
}

static void
sample_strip_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgSampleStrip *self = HG_SAMPLE_STRIP (widget);
  WbStyle style;

  hg_figure_style_init_pixels (&style, widget, self->ink);
  for (guint i = 0; i < self->n_samples && i * PITCH + TILE <= width; i++)
    sample_strip_draw_sample (self, cr, i, &style);
}

static void
sample_strip_finalize (GObject *object)
{
  g_free (HG_SAMPLE_STRIP (object)->values);
  G_OBJECT_CLASS (hg_sample_strip_parent_class)->finalize (object);
}

static void
hg_sample_strip_class_init (HgSampleStripClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sample_strip_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = sample_strip_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), TILE, TILE,
                                   (N_SAMPLES - 1) * PITCH + TILE, TILE);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hg_sample_strip_init (HgSampleStrip *self)
{
}

void
hg_sample_strip_set_dataset (HgSampleStrip *self, DsDataset *dataset)
{
  self->n_samples = MIN (ds_dataset_get_count (dataset), N_SAMPLES);
  self->shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));
  self->ink = wb_dataset_is_ink (dataset);
  g_free (self->values);
  self->values = g_new (float, self->n_samples * ds_dataset_get_sample_size (dataset));
  ds_dataset_read_range (dataset, 0, self->n_samples, self->values);
  hg_figure_widget_redraw (self);
}
