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
  GtkWidget parent_instance;

  float *values;
  gsize n_samples;
  gboolean ink;
  AeShape shape;
};

G_DEFINE_FINAL_TYPE (HgSampleStrip, hg_sample_strip, GTK_TYPE_WIDGET)

static void
draw_sample (HgSampleStrip *self, cairo_t *cr, guint index, const WbStyle *style)
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
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgSampleStrip *self = HG_SAMPLE_STRIP (widget);
  int width = gtk_widget_get_width (widget);
  cairo_t *cr;
  WbStyle style;

  if (self->n_samples == 0)
    return;
  cr = gtk_snapshot_append_cairo (out, &GRAPHENE_RECT_INIT (0, 0, width, TILE));
  hg_figure_style_init_pixels (&style, widget, self->ink);
  for (guint i = 0; i < self->n_samples && (int) i * PITCH + TILE <= width; i++)
    draw_sample (self, cr, i, &style);
  cairo_destroy (cr);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = TILE;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? TILE : (N_SAMPLES - 1) * PITCH + TILE;
}

static void
finalize (GObject *object)
{
  g_free (HG_SAMPLE_STRIP (object)->values);
  G_OBJECT_CLASS (hg_sample_strip_parent_class)->finalize (object);
}

static void
hg_sample_strip_class_init (HgSampleStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hg_sample_strip_init (HgSampleStrip *self)
{
  hg_figure_style_watch (self, G_CALLBACK (gtk_widget_queue_draw));
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
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
