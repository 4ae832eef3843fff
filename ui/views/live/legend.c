/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/views/live/legend.h"

#include "app/figures/loss-chart.h"
#include "ui/figure-style.h"

struct _HgKey
{
  GtkWidget parent_instance;

  int curve;
};

enum
{
  PROP_0,
  PROP_CURVE,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (HgKey, hg_key, GTK_TYPE_WIDGET)

static WbColour
key_choose_colour (int curve, const WbStyle *style)
{
  return curve == 0   ? style->training
         : curve == 1 ? style->validation
                      : wb_loss_part_colour (curve - 2);
}

static void
key_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  graphene_rect_t bar = GRAPHENE_RECT_INIT (0, 5, 12, 3);
  GskRoundedRect rounded;
  WbStyle style;
  WbColour colour;

  hg_figure_style_init (&style, widget);
  colour = key_choose_colour (HG_KEY (widget)->curve, &style);
  gsk_rounded_rect_init_from_rect (&rounded, &bar, 1.5f);
  gtk_snapshot_push_rounded_clip (out, &rounded);
  gtk_snapshot_append_color (
    out, &(GdkRGBA) { (float) colour.red, (float) colour.green, (float) colour.blue, 1 }, &bar);
  gtk_snapshot_pop (out);
}

static void
key_measure (GtkWidget *widget,
             GtkOrientation orientation,
             int for_size,
             int *minimum,
             int *natural,
             int *minimum_baseline,
             int *natural_baseline)
{
  *minimum = *natural = 12;
}

static void
key_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HG_KEY (object)->curve = g_value_get_int (value);
}

static void
hg_key_class_init (HgKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = key_set_property;
  GTK_WIDGET_CLASS (klass)->snapshot = key_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = key_measure;
  properties[PROP_CURVE] = g_param_spec_int ("curve", NULL, NULL, 0, 3, 0,
                                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                               | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hg_key_init (HgKey *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}
