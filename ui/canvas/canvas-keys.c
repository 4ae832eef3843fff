/* SPDX-License-Identifier: MIT */
/* Selection: a click, the arrow keys, Home and End; Escape clears it, Delete
 * asks the window's action to remove the layer.
 */
#include "ui/canvas/canvas-private.h"

static int
find_block (HgCanvas *self, double x, double y)
{
  GtkWidget *child
      = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  for (guint i = 0; child != NULL && i < self->blocks->len; i++)
    if (self->blocks->pdata[i] == child)
      return i;
  return -1;
}

static void
select_index (HgCanvas *self, int index)
{
  if (self->items == NULL)
    return;
  index = CLAMP (index, 0, (int) self->items->n_items - 1);
  hg_workspace_select (self->workspace, self->items->items[index].id);
  gtk_widget_grab_focus (self->blocks->pdata[index]);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int n_press,
            double x,
            double y,
            HgCanvas *self)
{
  int index = find_block (self, x, y);

  if (index < 0)
    return;
  select_index (self, index);
  if (n_press == 2 && self->layout != NULL && self->layout->strip)
    g_signal_emit_by_name (self, "unfold");
  if (self->items->items[index].error)
    g_signal_emit_by_name (self, "problem-activated");
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                HgCanvas *self)
{
  int current = self->items != NULL ? hg_items_find (
                    self->items, hg_workspace_get_selected (self->workspace))
                                    : -1;
  gboolean mirrored
      = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (self->items == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      select_index (self, current + (mirrored ? 1 : -1));
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      select_index (self, current + (mirrored ? -1 : 1));
      return TRUE;
    case GDK_KEY_Home:
      select_index (self, 0);
      return TRUE;
    case GDK_KEY_End:
      select_index (self, self->items->n_items - 1);
      return TRUE;
    case GDK_KEY_Escape:
      hg_workspace_select (self->workspace, 0);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_BackSpace:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.remove", NULL);
      return TRUE;
    default:
      return FALSE;
    }
}

void
hg_canvas_init_keys (HgCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, keys);
}
