/* SPDX-License-Identifier: MIT */
/* Layers taken up from the canvas itself, and the marker of the code; and the
 * canvas that scrolls where something is held near its edge. Where they may go
 * is the business of canvas-drop.c.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>

#include "ui/layer-icon.h"
#include "ui/palette/palette.h"

#define EDGE       44.
#define EDGE_SPEED 14. /* pixels a frame at the very edge */

/* The layers that go with this one: all that are selected, if it is. */
static void
take_up (HgCanvas *self, const HgItem *item)
{
  g_array_set_size (self->dragged_ids, 0);
  if (item->kind != HG_BOX_CODE && hg_workspace_is_selected (self->workspace, item->id))
    {
      g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);

      g_array_append_vals (self->dragged_ids, ids->data, ids->len);
    }
  else
    g_array_append_val (self->dragged_ids, item->id);
}

static const AeLayerClass *
get_class (HgCanvas *self, const HgItem *item)
{
  return ae_model_get_layer (hg_workspace_get_model (self->workspace), item->layer)->klass;
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, HgCanvas *self)
{
  int handle = hg_canvas_find_handle (self, x, y);
  int index = handle >= 0 ? handle : hg_canvas_find_block (self, x, y);
  const HgItem *item;

  if (index < 0 || self->space_held)
    return NULL;
  item = &self->items->items[index];
  if (handle >= 0)
    {
      self->kind = HG_DRAGGED_SKIP;
      g_array_set_size (self->dragged_ids, 0);
      g_array_append_val (self->dragged_ids, item->id);
      return gdk_content_provider_new_typed (HG_TYPE_DRAGGED_LAYER,
                                             (gpointer) get_class (self, item));
    }
  if (item->kind == HG_BOX_TILE)
    return NULL;
  self->kind = item->kind == HG_BOX_CODE ? HG_DRAGGED_CODE : HG_DRAGGED_MOVED;
  take_up (self, item);
  return gdk_content_provider_new_typed (HG_TYPE_DRAGGED_LAYER, (gpointer) get_class (self, item));
}

static GtkWidget *
build_card (HgCanvas *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  AeModel *model = hg_workspace_get_model (self->workspace);
  guint n = self->dragged_ids->len;
  g_autofree char *text = NULL;
  const AeLayerClass *layer;

  if (self->kind == HG_DRAGGED_CODE || self->kind == HG_DRAGGED_SKIP)
    {
      gtk_box_append (GTK_BOX (box),
                      gtk_label_new (self->kind == HG_DRAGGED_CODE ? _ ("Code") : _ ("Skip")));
      return box;
    }
  layer = ae_model_get_layer (model, (guint) ae_model_find (model, g_array_index (self->dragged_ids,
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
  self->kind = HG_DRAGGED_NEW;
  g_array_set_size (self->dragged_ids, 0);
}

void
hg_canvas_init_drag (HgCanvas *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  self->dragged_ids = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begun_cb), self);
  g_signal_connect_swapped (source, "drag-end", G_CALLBACK (ended_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}

/* How fast to scroll: from nothing at the border of the edge to all of it. */
static double
find_speed (double at, double begin, double size)
{
  double before = begin + EDGE - at, behind = at - (begin + size - EDGE);

  if (before > 0)
    return -MIN (before / EDGE, 1) * EDGE_SPEED;
  return behind > 0 ? MIN (behind / EDGE, 1) * EDGE_SPEED : 0;
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgCanvas *self = HG_CANVAS (widget);
  GtkAdjustment *h = hg_canvas_get_adjustment (self, GTK_ORIENTATION_HORIZONTAL);
  graphene_rect_t view = hg_canvas_get_view (self);
  double speed = find_speed (self->drop_point.x, view.origin.x, view.size.width);
  double before;

  if (h == NULL || speed == 0)
    {
      self->scroll_tick = 0;
      return G_SOURCE_REMOVE;
    }
  before = gtk_adjustment_get_value (h);
  gtk_adjustment_set_value (h, before + speed);
  self->drop_point.x += (float) (gtk_adjustment_get_value (h) - before);
  if (gtk_adjustment_get_value (h) != before && self->slots != NULL)
    hg_canvas_aim (self);
  return G_SOURCE_CONTINUE;
}

/* What is held at this place, on the canvas, scrolls it near an edge. */
void
hg_canvas_scroll_at (HgCanvas *self, double x, double y)
{
  self->drop_point = GRAPHENE_POINT_INIT ((float) x, (float) y);
  if (self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

void
hg_canvas_stop_scrolling (HgCanvas *self)
{
  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
}
