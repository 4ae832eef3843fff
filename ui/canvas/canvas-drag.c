/* SPDX-License-Identifier: MIT */
/* Layers taken up from the canvas itself, and the marker of the code. Where
 * they may go is the business of canvas-drop.c.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>

#include "ui/layer-icon.h"
#include "ui/palette/palette.h"

/* All that are selected go with a layer that is. */
static GArray *
list_dragged (HgCanvas *self, const HgItem *item, gboolean alone)
{
  GArray *ids;

  if (!alone && hg_workspace_is_selected (self->workspace, item->id))
    return hg_workspace_list_selection (self->workspace);
  ids = g_array_new (FALSE, FALSE, sizeof (guint));
  return g_array_append_val (ids, item->id);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, HgCanvas *self)
{
  int handle = hg_canvas_find_handle (self, x, y);
  int index = handle >= 0 ? handle : hg_canvas_find_block (self, x, y);
  HgDraggedKind kind = HG_DRAGGED_SKIP;
  const HgItem *item;
  const AeLayer *layer;

  if (index < 0 || hg_canvas_is_space_held (self))
    return NULL;
  item = &self->items->items[index];
  if (handle < 0 && item->kind == HG_BOX_TILE)
    return NULL;
  if (handle < 0)
    kind = item->kind == HG_BOX_CODE ? HG_DRAGGED_CODE : HG_DRAGGED_MOVED;
  hg_canvas_take_up (self, kind, list_dragged (self, item, kind != HG_DRAGGED_MOVED));
  layer = ae_model_get_layer (hg_workspace_get_model (self->workspace), item->layer);
  return gdk_content_provider_new_typed (HG_TYPE_DRAGGED_LAYER, (gpointer) layer->klass);
}

static GtkWidget *
build_card (HgCanvas *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  AeModel *model = hg_workspace_get_model (self->workspace);
  guint n = self->aim->dragged.ids->len;
  g_autofree char *text = NULL;
  const AeLayerClass *layer;

  if (self->aim->dragged.kind == HG_DRAGGED_CODE || self->aim->dragged.kind == HG_DRAGGED_SKIP)
    {
      gtk_box_append (GTK_BOX (box),
                      gtk_label_new (self->aim->dragged.kind == HG_DRAGGED_CODE ? _ ("Code")
                                                                                : _ ("Skip")));
      return box;
    }
  layer = ae_model_get_layer (model,
                              (guint) ae_model_find (model, g_array_index (self->aim->dragged.ids,
                                                                           guint, 0)))
            ->klass;
  text = n == 1 ? g_strdup (layer->type)
                : g_strdup_printf (ngettext ("%u layer", "%u layers", n), n);
  gtk_box_append (GTK_BOX (box), hg_layer_icon_new (layer, 22));
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  return box;
}

static void
begun_cb (GtkDragSource *source, GdkDrag *drag, HgCanvas *self)
{
  GtkWidget *card = build_card (self);

  gtk_widget_add_css_class (card, "drag-card");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), card);
  gdk_drag_set_hotspot (drag, 42, -14);
}

/* What comes next is from the palette, unless it is taken up here again. */
static void
ended_cb (HgCanvas *self)
{
  hg_canvas_end_drop (self);
  hg_canvas_take_up (self, HG_DRAGGED_NEW, g_array_new (FALSE, FALSE, sizeof (guint)));
}

void
hg_canvas_init_drag (HgCanvas *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  /* A drag keeps its source, perhaps for longer than the canvas lives. */
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begun_cb), self);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}
