/* SPDX-License-Identifier: MIT */
/* A layer dragged over the canvas. Legal connectors get a ring; the nearest
 * one to the pointer opens and shows what the layer would become; over an
 * illegal one nothing opens and the palette's foot says why.
 *
 * Which one is nearest is asked of the layout as it was before anything
 * opened: there the pointer aims, and no gap runs away from under it.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/palette/palette.h"

#define OPEN_USEC 200000.

static gboolean
is_animated (HgCanvas *self)
{
  gboolean animated;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)),
                "gtk-enable-animations", &animated, NULL);
  return animated;
}

static gboolean
open_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgCanvas *self = HG_CANVAS (widget);
  double t = (gdk_frame_clock_get_frame_time (clock) - self->open_start)
             / OPEN_USEC;

  t = CLAMP (t, 0, 1);
  self->opening = (float) (1 - pow (1 - t, 3));
  hg_canvas_relayout (self);
  if (t < 1)
    return G_SOURCE_CONTINUE;
  self->open_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_opening (HgCanvas *self)
{
  if (self->open_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->open_tick);
  self->open_tick = 0;
}

static void
open_connector (HgCanvas *self, int connector)
{
  if (self->open == connector)
    return;
  stop_opening (self);
  self->open = connector;
  self->opening = connector >= 0 && is_animated (self) ? 0 : 1;
  if (connector >= 0 && is_animated (self))
    {
      GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

      self->open_start = gdk_frame_clock_get_frame_time (clock);
      self->open_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self),
                                                      open_cb, NULL, NULL);
    }
  hg_canvas_relayout (self);
}

static void
tell_reason (HgCanvas *self, double x, double y)
{
  int nearest = hg_layout_find_connector (self->closed, NULL, (float) x,
                                          (float) y);
  const char *hint = _("Release to insert. Esc cancels.");

  if (nearest >= 0 && !self->slots->legal[nearest] && self->open < 0)
    hint = self->slots->slots[nearest].reason;
  else if (!hg_slots_any_legal (self->slots))
    hint = self->slots->slots[0].reason;
  g_signal_emit_by_name (self, "hint", hint);
}

static GdkDragAction
moved_cb (GtkDropTarget *target, double x, double y, HgCanvas *self)
{
  if (self->slots == NULL)
    return 0;
  open_connector (self,
                  hg_layout_find_connector (self->closed, self->slots->legal,
                                            (float) x, (float) y));
  tell_reason (self, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return self->open >= 0 ? GDK_ACTION_COPY : 0;
}

static void
begin_drop (HgCanvas *self, const AeLayerClass *layer)
{
  if (self->dragged == layer || self->items == NULL)
    return;
  self->dragged = layer;
  g_clear_pointer (&self->slots, hg_slots_free);
  g_clear_pointer (&self->closed, hg_layout_free);
  self->slots = hg_slots_new (hg_workspace_get_model (self->workspace),
                              self->items, layer);
  self->closed = hg_canvas_create_layout (self, -1, 0);
  hg_canvas_drop_backdrop (self);
}

static GdkDragAction
entered_cb (GtkDropTarget *target, double x, double y, HgCanvas *self)
{
  const GValue *value = gtk_drop_target_get_value (target);

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
hg_canvas_end_drop (HgCanvas *self)
{
  if (self->dragged == NULL)
    return;
  stop_opening (self);
  self->dragged = NULL;
  self->open = -1;
  self->opening = 0;
  g_clear_pointer (&self->slots, hg_slots_free);
  g_clear_pointer (&self->closed, hg_layout_free);
  g_signal_emit_by_name (self, "hint", NULL);
  hg_canvas_drop_backdrop (self);
  hg_canvas_relayout (self);
}

static gboolean
dropped_cb (GtkDropTarget *target,
            const GValue *value,
            double x,
            double y,
            HgCanvas *self)
{
  const AeLayerClass *layer = g_value_get_pointer (value);
  g_autoptr (GError) error = NULL;
  int connector = self->open;
  gboolean done;

  if (connector < 0 && self->slots != NULL)
    connector = hg_layout_find_connector (self->closed, self->slots->legal,
                                          (float) x, (float) y);
  if (connector < 0)
    {
      hg_canvas_end_drop (self);
      return FALSE;
    }
  done = hg_workspace_insert (
      self->workspace, layer, NULL, hg_items_get_slot (self->items, connector),
      hg_items_slot_ends_encoder (self->items, connector), &error);
  hg_canvas_end_drop (self);
  if (!done)
    g_signal_emit_by_name (self, "refused", error->message);
  else
    hg_canvas_focus_selected (self);
  return done;
}

void
hg_canvas_init_drop (HgCanvas *self)
{
  GtkDropTarget *target = gtk_drop_target_new (HG_TYPE_DRAGGED_LAYER,
                                               GDK_ACTION_COPY);

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "enter", G_CALLBACK (entered_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (hg_canvas_end_drop),
                            self);
  g_signal_connect_swapped (target, "notify::value",
                            G_CALLBACK (value_arrived_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
