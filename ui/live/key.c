/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/live/key.h"

#include "ui/figure-style.h"

struct _HgKey
{
  GtkWidget parent_instance;

  gboolean validation;
};

enum
{
  PROP_0,
  PROP_VALIDATION,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (HgKey, hg_key, GTK_TYPE_WIDGET)

static void
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  graphene_rect_t bar = GRAPHENE_RECT_INIT (0, 5, 12, 3);
  GskRoundedRect rounded;
  WbStyle style;
  WbColour colour;

  hg_figure_style_init (&style, widget);
  colour = HG_KEY (widget)->validation ? style.validation : style.training;
  gsk_rounded_rect_init_from_rect (&rounded, &bar, 1.5f);
  gtk_snapshot_push_rounded_clip (out, &rounded);
  gtk_snapshot_append_color (out,
                             &(GdkRGBA){ (float) colour.red,
                                         (float) colour.green,
                                         (float) colour.blue, 1 },
                             &bar);
  gtk_snapshot_pop (out);
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
  *minimum = *natural = 12;
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HG_KEY (object)->validation = g_value_get_boolean (value);
}

static void
hg_key_class_init (HgKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = set_property;
  GTK_WIDGET_CLASS (klass)->snapshot = snapshot;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  properties[PROP_VALIDATION] = g_param_spec_boolean (
      "validation", NULL, NULL, FALSE,
      G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES,
                                     properties);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hg_key_init (HgKey *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}
