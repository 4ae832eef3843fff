/* SPDX-License-Identifier: MIT */
#include "ui/figure-widget.h"

#include "ui/figure-style.h"

typedef struct
{
  GskRenderNode *node; /* (nullable): what was drawn */
} HgFigureWidgetPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HgFigureWidget, hg_figure_widget, GTK_TYPE_WIDGET)

static void
figure_widget_clear (GtkWidget *widget)
{
  HgFigureWidgetPrivate *own = hg_figure_widget_get_instance_private (HG_FIGURE_WIDGET (widget));

  g_clear_pointer (&own->node, gsk_render_node_unref);
}

static void
figure_widget_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HgFigureWidgetPrivate *own = hg_figure_widget_get_instance_private (HG_FIGURE_WIDGET (widget));
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (own->node == NULL)
    {
      cairo_t *cr;

      own->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
      cr = gsk_cairo_node_get_draw_context (own->node);
      HG_FIGURE_WIDGET_GET_CLASS (widget)->draw (widget, cr, width, height);
      cairo_destroy (cr);
    }
  gtk_snapshot_append_node (snapshot, own->node);
}

static void
figure_widget_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  figure_widget_clear (widget);
}

static void
figure_widget_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hg_figure_widget_parent_class)->css_changed (widget, change);
  figure_widget_clear (widget);
}

static void
figure_widget_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  const HgFigureWidgetClass *klass = HG_FIGURE_WIDGET_GET_CLASS (widget);

  *minimum = klass->minimum[orientation];
  *natural = klass->natural[orientation];
}

static void
figure_widget_dispose (GObject *object)
{
  figure_widget_clear (GTK_WIDGET (object));
  G_OBJECT_CLASS (hg_figure_widget_parent_class)->dispose (object);
}

static void
hg_figure_widget_class_init (HgFigureWidgetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figure_widget_dispose;
  widget_class->snapshot = figure_widget_snapshot;
  widget_class->size_allocate = figure_widget_size_allocate;
  widget_class->css_changed = figure_widget_css_changed;
  widget_class->measure = figure_widget_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hg_figure_widget_init (HgFigureWidget *self)
{
  hg_figure_style_watch (self, G_CALLBACK (hg_figure_widget_redraw));
}

void
hg_figure_widget_redraw (gpointer self)
{
  figure_widget_clear (self);
  gtk_widget_queue_draw (self);
}

void
hg_figure_widget_class_set_size (HgFigureWidgetClass *klass,
                                 int minimum_width,
                                 int minimum_height,
                                 int natural_width,
                                 int natural_height)
{
  klass->minimum[GTK_ORIENTATION_HORIZONTAL] = minimum_width;
  klass->minimum[GTK_ORIENTATION_VERTICAL] = minimum_height;
  klass->natural[GTK_ORIENTATION_HORIZONTAL] = natural_width;
  klass->natural[GTK_ORIENTATION_VERTICAL] = natural_height;
}
