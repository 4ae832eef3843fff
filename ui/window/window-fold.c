/* SPDX-License-Identifier: MIT */
/* The canvas folded to a strip, so that the results have the window: F11, a
 * double click on the handle between the two, the button in the strip. Folded
 * is what the handle's place says: it can be dragged there and back, too.
 */
#include "ui/window/window-private.h"

#include <math.h>

#include "ui/canvas/canvas-geometry.h"

#define LEAST_HEIGHT 260
#define FOLD_MSEC    200
#define HANDLE_REACH 8

static void
place_cb (double place, HgWindow *self)
{
  gtk_paned_set_position (self->paned, (int) place);
}

void
hg_window_set_folded (HgWindow *self, gboolean folded)
{
  int place = folded ? HG_WINDOW_STRIP_HEIGHT : MAX (self->open_height, LEAST_HEIGHT);

  if (self->folded == folded)
    return;
  g_clear_object (&self->folding);
  self->folding = adw_timed_animation_new (
    GTK_WIDGET (self->paned), gtk_paned_get_position (self->paned), place, FOLD_MSEC,
    adw_callback_animation_target_new ((AdwAnimationTargetFunc) place_cb, self, NULL));
  g_object_ref_sink (self->folding);
  adw_animation_play (self->folding);
}

static void
moved_cb (HgWindow *self)
{
  int place = gtk_paned_get_position (self->paned);
  gboolean folded = place < HG_CANVAS_STRIP_HEIGHT;

  if (place >= LEAST_HEIGHT
      && (self->folding == NULL
          || adw_animation_get_state (self->folding) != ADW_ANIMATION_PLAYING))
    self->open_height = place;
  if (folded == self->folded)
    return;
  self->folded = folded;
  self->folded_for_view = self->folded_for_view && folded;
  hg_canvas_bar_set_folded (self->canvas_bar, folded);
  hg_moment_pill_set_folded (self->moment_pill, folded);
  g_object_notify (G_OBJECT (self), "folded");
}

/* The handle's own drag takes every press away from us, so a gesture never
 * counts to two; the time between presses does. */
static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, HgWindow *self)
{
  guint32 now = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (click));
  int longest;

  if (fabs (y - gtk_paned_get_position (self->paned)) > HANDLE_REACH)
    return;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &longest,
                NULL);
  if (self->handle_time != 0 && now - self->handle_time < (guint32) longest)
    {
      self->handle_time = 0;
      hg_window_set_folded (self, !self->folded);
    }
  else
    self->handle_time = now;
}

static void
unfold_cb (HgWindow *self)
{
  hg_window_set_folded (self, FALSE);
}

void
hg_window_init_fold (HgWindow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->paned), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (self->canvas, "unfold", G_CALLBACK (unfold_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (moved_cb), self,
                           G_CONNECT_SWAPPED);
  moved_cb (self);
  if (self->open_height == 0)
    self->open_height = 452;
}
