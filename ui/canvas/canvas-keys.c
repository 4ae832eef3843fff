/* SPDX-License-Identifier: MIT */
/* Selection: a click, the arrow keys, Home and End, with Shift for all from the
 * first one and with Ctrl for one more. A letter begins a search for a layer.
 * What is done with the selection are the window's actions.
 */
#include "ui/canvas/canvas-private.h"

int
hg_canvas_find_block (HgCanvas *self, double x, double y)
{
  GtkWidget *child = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  for (guint i = 0; child != NULL && i < self->blocks->len; i++)
    if (self->blocks->pdata[i] == child)
      return i;
  return -1;
}

static void
select_index (HgCanvas *self, int index, GdkModifierType state)
{
  guint id;

  if (self->items == NULL)
    return;
  index = CLAMP (index, 0, (int) self->items->n_items - 1);
  id = self->items->items[index].id;
  if (state & GDK_SHIFT_MASK)
    hg_workspace_extend_to (self->workspace, id);
  else if (state & GDK_CONTROL_MASK)
    hg_workspace_toggle (self->workspace, id);
  else
    hg_workspace_select (self->workspace, id);
  gtk_widget_grab_focus (self->blocks->pdata[index]);
}

/* To the next box on one side; with Shift to the next layer. */
static void
step (HgCanvas *self, int from, int by, GdkModifierType state)
{
  int index = from + by, n = (int) self->items->n_items;

  while ((state & GDK_SHIFT_MASK) != 0 && index >= 0 && index < n
         && self->items->items[index].layer_class == NULL)
    index += by;
  if (index >= 0 && index < n)
    select_index (self, index, state);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, HgCanvas *self)
{
  int index = hg_canvas_find_block (self, x, y);

  if (index < 0)
    return;
  select_index (self, index,
                gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
  if (n_press == 2 && self->layout != NULL && self->layout->strip)
    g_signal_emit_by_name (self, "unfold");
  if (self->items->items[index].error)
    g_signal_emit_by_name (self, "problem-activated");
}

/* A letter is the beginning of a layer's name. */
static gboolean
begin_search (HgCanvas *self, guint key)
{
  gunichar letter = gdk_keyval_to_unicode (key);
  char text[8] = { 0 };

  if (!g_unichar_isalpha (letter))
    return FALSE;
  g_unichar_to_utf8 (letter, text);
  g_signal_emit_by_name (self, "typed", text);
  return TRUE;
}

/* Enter makes the first layer of a blank model. */
static gboolean
insert_first (HgCanvas *self)
{
  g_autoptr (GError) error = NULL;

  if (!hg_items_is_blank (self->items))
    return FALSE;
  if (!hg_workspace_insert (self->workspace, ae_layer_class_find ("Dense"), NULL, 1, FALSE, &error))
    g_signal_emit_by_name (self, "refused", error->message);
  else
    hg_canvas_focus_selected (self);
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                HgCanvas *self)
{
  int current = self->items != NULL
                  ? hg_items_find (self->items, hg_workspace_get_selected (self->workspace))
                  : -1;
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (self->items == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      step (self, current, mirrored ? 1 : -1, state);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      step (self, current, mirrored ? -1 : 1, state);
      return TRUE;
    case GDK_KEY_Home:
      select_index (self, 0, state);
      return TRUE;
    case GDK_KEY_End:
      select_index (self, self->items->n_items - 1, state);
      return TRUE;
    case GDK_KEY_Menu:
      hg_canvas_popup_menu (self);
      return TRUE;
    case GDK_KEY_F10:
      if ((state & GDK_SHIFT_MASK) != 0)
        hg_canvas_popup_menu (self);
      return (state & GDK_SHIFT_MASK) != 0;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return insert_first (self);
    case GDK_KEY_Escape:
      hg_workspace_select (self->workspace, 0);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_BackSpace:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.remove", NULL);
      return TRUE;
    default:
      return begin_search (self, key);
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
