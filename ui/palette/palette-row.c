/* SPDX-License-Identifier: MIT */
/* A palette row and its drag: the pointer holds the class, and below it a
 * small card with icon and name.
 */
#include "ui/palette/palette-row.h"

#include <glib/gi18n.h>

#include "ui/layer-icon.h"
#include "ui/palette/palette.h"

struct _HgPaletteRow
{
  GtkListBoxRow parent_instance;

  const AeLayerClass *layer;
};

G_DEFINE_FINAL_TYPE (HgPaletteRow, hg_palette_row, GTK_TYPE_LIST_BOX_ROW)

static GtkWidget *
palette_row_build_content (const AeLayerClass *layer, int spacing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, spacing);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, "label", layer->type,
                                   "ellipsize", PANGO_ELLIPSIZE_END, "xalign", 0.f, "hexpand", TRUE,
                                   NULL);

  gtk_box_append (GTK_BOX (box), hg_layer_icon_new (layer, 22));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GdkContentProvider *
palette_row_prepare_cb (GtkDragSource *source, double x, double y, HgPaletteRow *self)
{
  return gdk_content_provider_new_typed (HG_TYPE_DRAGGED_LAYER, (gpointer) self->layer);
}

static void
palette_row_drag_begun_cb (GtkDragSource *source, GdkDrag *drag, HgPaletteRow *self)
{
  GtkWidget *card = palette_row_build_content (self->layer, 8);

  gtk_widget_add_css_class (card, "drag-card");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), card);
  gdk_drag_set_hotspot (drag, 42, -14);
}

static void
hg_palette_row_class_init (HgPaletteRowClass *klass)
{
}

static void
hg_palette_row_init (HgPaletteRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (palette_row_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (palette_row_drag_begun_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}

GtkWidget *
hg_palette_row_new (const AeLayerClass *layer)
{
  HgPaletteRow *self = g_object_new (HG_TYPE_PALETTE_ROW, NULL);

  self->layer = layer;
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), palette_row_build_content (layer, 10));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ (layer->summary));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, layer->type,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ (layer->summary), -1);
  return GTK_WIDGET (self);
}

const AeLayerClass *
hg_palette_row_get_class (HgPaletteRow *self)
{
  return self->layer;
}
