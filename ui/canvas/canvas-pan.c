/* SPDX-License-Identifier: MIT */
/* Moving what is seen of the canvas by hand: a drag with the middle button, or
 * with the first while Space is held. Space alone trains or pauses, once it is
 * let go of without a drag.
 */
#include "ui/canvas/canvas-private.h"

struct _HgPan
{
  gboolean space_held;
  gboolean panning;
  gboolean panned;         /* since Space was pressed */
  graphene_point_t origin; /* of the view, where the drag began */
  double x;                /* of the pointer then */
  double y;
};

gboolean
hg_canvas_is_space_held (HgCanvas *self)
{
  return self->pan->space_held;
}

static void
set_cursor (HgCanvas *self)
{
  const char *name = self->pan->panning ? "grabbing" : self->pan->space_held ? "grab" : NULL;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

/* In the viewport's coordinates: the canvas moves away under the pointer. */
static gboolean
find_pointer (HgCanvas *self, GtkGesture *gesture, double *x, double *y)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  return gtk_gesture_get_point (gesture, NULL, x, y)
         && gtk_widget_translate_coordinates (GTK_WIDGET (self), parent, *x, *y, x, y);
}

static void
begun_cb (GtkGesture *gesture, double x, double y, HgCanvas *self)
{
  guint button = gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (gesture));
  graphene_rect_t view = hg_canvas_get_view (self);

  if (button != GDK_BUTTON_MIDDLE && !self->pan->space_held)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  self->pan->panning = TRUE;
  self->pan->panned = TRUE;
  self->pan->origin = view.origin;
  find_pointer (self, gesture, &self->pan->x, &self->pan->y);
  set_cursor (self);
}

static void
updated_cb (GtkGesture *gesture, double dx, double dy, HgCanvas *self)
{
  GtkAdjustment *h = hg_canvas_get_adjustment (self, GTK_ORIENTATION_HORIZONTAL);
  GtkAdjustment *v = hg_canvas_get_adjustment (self, GTK_ORIENTATION_VERTICAL);
  double x, y;

  if (!self->pan->panning || h == NULL || !find_pointer (self, gesture, &x, &y))
    return;
  gtk_adjustment_set_value (h, self->pan->origin.x + self->pan->x - x);
  gtk_adjustment_set_value (v, self->pan->origin.y + self->pan->y - y);
}

static void
ended_cb (HgCanvas *self)
{
  self->pan->panning = FALSE;
  set_cursor (self);
}

/* A space typed into an entry that hangs on the canvas is a letter. */
static gboolean
is_for_canvas (HgCanvas *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus == GTK_WIDGET (self) || HG_IS_BLOCK (focus);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                HgCanvas *self)
{
  if (key != GDK_KEY_space || !is_for_canvas (self)
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return FALSE;
  if (!self->pan->space_held)
    self->pan->panned = FALSE;
  self->pan->space_held = TRUE;
  set_cursor (self);
  return TRUE;
}

static void
key_released_cb (GtkEventControllerKey *controller,
                 guint key,
                 guint code,
                 GdkModifierType state,
                 HgCanvas *self)
{
  if (key != GDK_KEY_space || !self->pan->space_held)
    return;
  self->pan->space_held = FALSE;
  set_cursor (self);
  if (!self->pan->panned)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.train", NULL);
}

static void
focus_left_cb (HgCanvas *self)
{
  self->pan->space_held = FALSE;
  set_cursor (self);
}

static void
add_drag (HgCanvas *self, guint button)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (begun_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (updated_cb), self);
  g_signal_connect_swapped (drag, "end", G_CALLBACK (ended_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

void
hg_canvas_init_pan (HgCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->pan = g_new0 (HgPan, 1);
  add_drag (self, GDK_BUTTON_MIDDLE);
  add_drag (self, GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (key_released_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
