/* SPDX-License-Identifier: MIT */
/* What is dragged over the canvas: a layer of the palette, layers of the model,
 * or the marker of the code. Legal connectors get a ring; the nearest one to
 * the pointer opens and shows what would come of it; over an illegal one
 * nothing opens and the palette's foot says why. A new layer on the middle of
 * a box replaces it.
 *
 * Which one is nearest is asked of the layout as it was before anything
 * opened: there the pointer aims, and no gap runs away from under it.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/edit/layer-text.h"
#include "ui/palette/palette.h"

#define OPEN_USEC 200000.
/* How much of a box' width, in its middle, stands for the box itself. */
#define REPLACE_SHARE .6
#define EDGE          44.
#define EDGE_SPEED    14. /* pixels a frame at the very edge */

struct _HgDrop
{
  HgAim aim;
  char *refusal;    /* why nothing can be dropped where the pointer is */
  HgLayout *closed; /* with no connector open */
  guint open_tick;
  gint64 open_start;
  graphene_point_t point;
  guint scroll_tick;
};

static gboolean
is_animated (HgCanvas *self)
{
  gboolean animated;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated,
                NULL);
  return animated;
}

static gboolean
open_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgCanvas *self = HG_CANVAS (widget);
  double t = (gdk_frame_clock_get_frame_time (clock) - self->drop->open_start) / OPEN_USEC;

  t = CLAMP (t, 0, 1);
  self->drop->aim.opening = (float) (1 - pow (1 - t, 3));
  hg_canvas_relayout (self);
  if (t < 1)
    return G_SOURCE_CONTINUE;
  self->drop->open_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_opening (HgCanvas *self)
{
  if (self->drop->open_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drop->open_tick);
  self->drop->open_tick = 0;
}

static void
open_connector (HgCanvas *self, int connector)
{
  if (self->aim->open == connector)
    return;
  stop_opening (self);
  self->drop->aim.open = connector;
  self->drop->aim.opening = connector >= 0 && is_animated (self) ? 0 : 1;
  if (connector >= 0 && is_animated (self))
    {
      GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

      self->drop->open_start = gdk_frame_clock_get_frame_time (clock);
      self->drop->open_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), open_cb, NULL, NULL);
    }
  hg_canvas_relayout (self);
}

static const char *
get_hint (HgCanvas *self)
{
  switch (self->aim->dragged.kind)
    {
    case HG_DRAGGED_MOVED:
      return _ ("Release to move, with Ctrl to copy. Esc cancels.");
    case HG_DRAGGED_COPIED:
      return _ ("Release to copy. Esc cancels.");
    case HG_DRAGGED_CODE:
      return _ ("Release to end the encoder here. Esc cancels.");
    case HG_DRAGGED_SKIP:
      return _ ("Release to add the skip here, with Ctrl to concatenate. Esc cancels.");
    case HG_DRAGGED_CONCATENATED:
      return _ ("Release to concatenate the skip here. Esc cancels.");
    case HG_DRAGGED_NEW:
      break;
    }
  return _ ("Release to insert. Esc cancels.");
}

/* Why nothing can be dropped at this place; NULL where there is no reason. */
static const char *
find_refusal (HgCanvas *self, double x, double y)
{
  int nearest = hg_layout_find_connector (self->drop->closed, NULL, (float) x, (float) y);

  if (self->aim->open >= 0)
    return NULL;
  if (nearest >= 0 && !self->aim->slots->legal[nearest])
    return self->aim->slots->slots[nearest].reason;
  return hg_slots_any_legal (self->aim->slots) ? NULL : self->aim->slots->slots[0].reason;
}

static void
tell_reason (HgCanvas *self, double x, double y)
{
  const char *hint = find_refusal (self, x, y);

  g_free (self->drop->refusal);
  self->drop->refusal = g_strdup (hint);
  if (self->aim->open >= 0 && self->aim->slots->slots[self->aim->open].misfit != NULL)
    hint = self->aim->slots->slots[self->aim->open].misfit;
  g_signal_emit_by_name (self, "hint", hint != NULL ? hint : get_hint (self));
}

/* The box whose middle the pointer is on, where a new layer can replace it. */
static int
find_replaced (HgCanvas *self, double x, double y)
{
  int index = hg_layout_find_box (self->drop->closed, (float) x, (float) y);
  const graphene_rect_t *rect;
  const HgItem *item;
  HgSlot slot;

  if (self->aim->dragged.kind != HG_DRAGGED_NEW || index < 0)
    return -1;
  item = &self->items->items[index];
  rect = &self->drop->closed->boxes[index].rect;
  if (item->layer_class == NULL || item->layer == 0
      || fabs (x - rect->origin.x - rect->size.width / 2) > rect->size.width * REPLACE_SHARE / 2)
    return -1;
  slot = hg_slot_replace (hg_workspace_get_model (self->workspace), item->layer,
                          self->aim->dragged.layer);
  self->drop->aim.misfit = g_steal_pointer (&slot.misfit);
  hg_slot_clear (&slot);
  return slot.legal ? index : -1;
}

static void
tell_replaced (HgCanvas *self)
{
  g_autofree char *hint
    = g_strdup_printf (_ ("Release to put it in the place of layer %u, %s. Esc cancels."),
                       self->items->items[self->aim->over].layer + 1,
                       self->items->items[self->aim->over].layer_class->type);

  g_signal_emit_by_name (self, "hint", self->aim->misfit != NULL ? self->aim->misfit : hint);
}

static void
try_slots (HgCanvas *self)
{
  g_clear_pointer (&self->drop->aim.slots, hg_slots_free);
  self->drop->aim.slots = hg_slots_new (hg_workspace_get_model (self->workspace), self->items,
                                        &self->aim->dragged);
}

/* With Ctrl held nothing but a copy is asked for: layers are copied then, and
 * skips concatenated. */
static void
follow_modifiers (HgCanvas *self, GtkDropTarget *target)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);
  gboolean copies = drop != NULL && gdk_drop_get_actions (drop) == GDK_ACTION_COPY;
  HgDraggedKind kind = self->aim->dragged.kind;

  if (kind == HG_DRAGGED_MOVED || kind == HG_DRAGGED_COPIED)
    kind = copies ? HG_DRAGGED_COPIED : HG_DRAGGED_MOVED;
  else if (kind == HG_DRAGGED_SKIP || kind == HG_DRAGGED_CONCATENATED)
    kind = copies ? HG_DRAGGED_CONCATENATED : HG_DRAGGED_SKIP;
  if (self->aim->dragged.kind == kind)
    return;
  self->drop->aim.dragged.kind = kind;
  try_slots (self);
  hg_canvas_relayout (self);
}

static GdkDragAction
get_action (HgCanvas *self)
{
  return self->aim->dragged.kind == HG_DRAGGED_MOVED || self->aim->dragged.kind == HG_DRAGGED_CODE
             || self->aim->dragged.kind == HG_DRAGGED_SKIP
           ? GDK_ACTION_MOVE
           : GDK_ACTION_COPY;
}

/* Opens the connector, or marks the box, that is nearest to where the pointer
 * was seen last. */
static void
aim (HgCanvas *self)
{
  double x = self->drop->point.x, y = self->drop->point.y;

  g_clear_pointer (&self->drop->aim.misfit, g_free);
  g_clear_pointer (&self->drop->refusal, g_free);
  self->drop->aim.over = find_replaced (self, x, y);
  open_connector (self, self->aim->over >= 0
                          ? -1
                          : hg_layout_find_connector (self->drop->closed, self->aim->slots->legal,
                                                      (float) x, (float) y));
  if (self->aim->over >= 0)
    tell_replaced (self);
  else
    tell_reason (self, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
  double speed = find_speed (self->drop->point.x, view.origin.x, view.size.width);
  double before;

  if (h == NULL || speed == 0)
    {
      self->drop->scroll_tick = 0;
      return G_SOURCE_REMOVE;
    }
  before = gtk_adjustment_get_value (h);
  gtk_adjustment_set_value (h, before + speed);
  self->drop->point.x += (float) (gtk_adjustment_get_value (h) - before);
  if (gtk_adjustment_get_value (h) != before && self->aim->slots != NULL)
    aim (self);
  return G_SOURCE_CONTINUE;
}

/* What is held at this place, on the canvas, scrolls it near an edge. */
static void
scroll_at (HgCanvas *self, double x, double y)
{
  self->drop->point = GRAPHENE_POINT_INIT ((float) x, (float) y);
  if (self->drop->scroll_tick == 0)
    self->drop->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL,
                                                            NULL);
}

static void
stop_scrolling (HgCanvas *self)
{
  if (self->drop->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drop->scroll_tick);
  self->drop->scroll_tick = 0;
}

static GdkDragAction
moved_cb (GtkDropTarget *target, double x, double y, HgCanvas *self)
{
  if (self->aim->slots == NULL)
    return 0;
  scroll_at (self, x, y);
  follow_modifiers (self, target);
  aim (self);
  return self->aim->open >= 0 || self->aim->over >= 0 ? get_action (self) : 0;
}

static void
begin_drop (HgCanvas *self, const AeLayerClass *layer)
{
  if (self->aim->dragged.layer == layer || self->items == NULL)
    return;
  self->drop->aim.dragged.layer = layer;
  g_clear_pointer (&self->drop->closed, hg_layout_free);
  try_slots (self);
  self->drop->closed = hg_canvas_create_layout (self, gtk_widget_get_width (GTK_WIDGET (self)),
                                                gtk_widget_get_height (GTK_WIDGET (self)), -1, 0);
  hg_canvas_drop_backdrop (self);
}

/* The button was let go of where nothing can be dropped. */
static void
cancelled_cb (HgCanvas *self, GdkDragCancelReason reason)
{
  g_autofree char *refusal = g_steal_pointer (&self->drop->refusal);

  if (refusal != NULL && reason == GDK_DRAG_CANCEL_NO_TARGET)
    g_signal_emit_by_name (self, "refused", refusal);
}

/* The canvas hears of the end of a drag that it refuses from the drag alone. */
static void
follow_drag (HgCanvas *self, GtkDropTarget *target)
{
  GdkDrag *drag = gdk_drop_get_drag (gtk_drop_target_get_current_drop (target));

  if (drag == NULL)
    return;
  g_signal_handlers_disconnect_by_func (drag, cancelled_cb, self);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (cancelled_cb), self, G_CONNECT_SWAPPED);
}

static GdkDragAction
entered_cb (GtkDropTarget *target, double x, double y, HgCanvas *self)
{
  const GValue *value = gtk_drop_target_get_value (target);

  follow_drag (self, target);
  if (value == NULL)
    return GDK_ACTION_COPY;
  begin_drop (self, g_value_get_pointer (value));
  return moved_cb (target, x, y, self);
}

/* The dragged class may arrive after the pointer did. */
static void
value_arrived_cb (HgCanvas *self, GParamSpec *pspec, GtkDropTarget *target)
{
  const GValue *value = gtk_drop_target_get_value (target);

  if (value != NULL)
    begin_drop (self, g_value_get_pointer (value));
}

void
hg_canvas_clear_drop (HgCanvas *self)
{
  stop_opening (self);
  stop_scrolling (self);
  self->drop->aim.dragged.layer = NULL;
  self->drop->aim.over = -1;
  g_clear_pointer (&self->drop->aim.misfit, g_free);
  self->drop->aim.open = -1;
  self->drop->aim.opening = 0;
  g_clear_pointer (&self->drop->aim.slots, hg_slots_free);
  g_clear_pointer (&self->drop->closed, hg_layout_free);
}

void
hg_canvas_end_drop (HgCanvas *self)
{
  if (self->aim->dragged.layer == NULL)
    return;
  hg_canvas_clear_drop (self);
  g_signal_emit_by_name (self, "hint", NULL);
  hg_canvas_drop_backdrop (self);
  hg_canvas_relayout (self);
}

static void
left_cb (HgCanvas *self)
{
  g_clear_pointer (&self->drop->refusal, g_free);
  hg_canvas_end_drop (self);
}

/* Makes what was shown in the open connector. */
static gboolean
drop_at (HgCanvas *self, guint connector, GError **error)
{
  WbDocument *document = hg_workspace_get_document (self->workspace);
  guint place = hg_items_get_slot (self->items, connector);
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint *ids = (const guint *) (const void *) self->aim->dragged.ids->data;
  AeModel *model = hg_workspace_get_model (self->workspace);
  g_autofree char *text = NULL;

  switch (self->aim->dragged.kind)
    {
    case HG_DRAGGED_MOVED:
      return wb_document_edit (document,
                               &(WbEdit) { WB_EDIT_MOVE, .ids = ids,
                                           .n_ids = self->aim->dragged.ids->len, .index = place },
                               error);
    case HG_DRAGGED_COPIED:
      text = wb_layer_text_write (model, ids, self->aim->dragged.ids->len);
      if (!wb_document_edit (document,
                             &(WbEdit) { WB_EDIT_PASTE, .index = place, .text = text,
                                         .new_ids = copies },
                             error))
        return FALSE;
      hg_workspace_select_layers (self->workspace, copies);
      return TRUE;
    case HG_DRAGGED_CODE:
      return wb_document_edit (document,
                               &(WbEdit) { WB_EDIT_CODE,
                                           .id = ae_model_get_layer (model, place - 1)->id },
                               error);
    case HG_DRAGGED_SKIP:
    case HG_DRAGGED_CONCATENATED:
      text = g_strdup_printf ("source=%u", ids[0]);
      return hg_workspace_insert (self->workspace, self->aim->slots->slots[connector].joins, text,
                                  place, FALSE, error);
    case HG_DRAGGED_NEW:
      break;
    }
  return hg_canvas_insert (self, self->aim->dragged.layer, NULL, place,
                           hg_items_slot_ends_encoder (self->items, connector), error);
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, HgCanvas *self)
{
  g_autoptr (GError) error = NULL;
  int connector = self->aim->open;
  gboolean done = FALSE;

  if (connector < 0 && self->aim->over < 0 && self->aim->slots != NULL)
    connector = hg_layout_find_connector (self->drop->closed, self->aim->slots->legal, (float) x,
                                          (float) y);
  if (self->aim->over >= 0)
    done = hg_workspace_replace (self->workspace, self->items->items[self->aim->over].id,
                                 self->aim->dragged.layer->type, &error);
  else if (connector >= 0)
    done = drop_at (self, (guint) connector, &error);
  hg_canvas_end_drop (self);
  if (error != NULL)
    g_signal_emit_by_name (self, "refused", error->message);
  if (done)
    hg_canvas_focus_selected (self);
  return done;
}

void
hg_canvas_take_up (HgCanvas *self, HgDraggedKind kind, GArray *ids)
{
  g_array_unref ((GArray *) self->aim->dragged.ids);
  self->drop->aim.dragged.kind = kind;
  self->drop->aim.dragged.ids = ids;
}

void
hg_canvas_free_drop (HgCanvas *self)
{
  g_array_unref ((GArray *) self->aim->dragged.ids);
  g_free (self->drop->refusal);
  g_free (self->drop);
}

void
hg_canvas_init_drop (HgCanvas *self)
{
  GtkDropTarget *target = gtk_drop_target_new (HG_TYPE_DRAGGED_LAYER,
                                               GDK_ACTION_COPY | GDK_ACTION_MOVE);

  self->drop = g_new0 (HgDrop, 1);
  self->drop->aim = (HgAim) { .open = -1, .over = -1 };
  self->drop->aim.dragged.ids = g_array_new (FALSE, FALSE, sizeof (guint));
  self->aim = &self->drop->aim;
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "enter", G_CALLBACK (entered_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (moved_cb), self);
  /* What is dragged is read for as long as it takes, also when the canvas is gone. */
  g_signal_connect_object (target, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "notify::value", G_CALLBACK (value_arrived_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
