/* SPDX-License-Identifier: MIT */
/* The actions that go through the past of the training, and its play: the next moment is
 * asked for when the one before has come, as far on as the clock is, so that a slow
 * machine shows fewer of them and is done at the same time.
 */
#include "ui/window/window-private.h"

/* The whole of the training plays in so many seconds. */
#define PLAY_SECONDS 12.
/* Between two moments, so that a window that was busy for longer skips nothing. */
#define LONGEST_LEAP_SECONDS .5

static void
latest_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_workspace_leave_past (HG_WINDOW (widget)->workspace);
}

static void
continue_here_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  hg_workspace_continue_from_here (self->workspace);
}

static void
best_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  guint64 step;

  if (hg_workspace_get_best_step (self->workspace, &step))
    hg_workspace_visit (self->workspace, step);
}

static void
neighbour_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_workspace_visit_neighbour (HG_WINDOW (widget)->workspace, g_str_has_suffix (name, "later"));
}

void
hg_window_install_travel_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.latest", NULL, latest_cb);
  gtk_widget_class_install_action (klass, "win.continue-here", NULL, continue_here_cb);
  gtk_widget_class_install_action (klass, "win.best-moment", NULL, best_cb);
  gtk_widget_class_install_action (klass, "win.earlier", NULL, neighbour_cb);
  gtk_widget_class_install_action (klass, "win.later", NULL, neighbour_cb);
}

void
hg_window_update_travel_actions (HgWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint64 step;
  gboolean past = hg_workspace_get_visited_step (self->workspace, &step);
  gboolean can = hg_workspace_get_first_step (self->workspace, &step);

  gtk_widget_action_set_enabled (widget, "win.latest", past);
  gtk_widget_action_set_enabled (widget, "win.continue-here",
                                 past && hg_workspace_get_source (self->workspace) != NULL);
  gtk_widget_action_set_enabled (widget, "win.earlier", can);
  gtk_widget_action_set_enabled (widget, "win.later", past);
  gtk_widget_action_set_enabled (widget, "win.play-past", can || self->playing != 0);
  gtk_widget_action_set_enabled (widget, "win.best-moment",
                                 can && hg_workspace_get_best_step (self->workspace, &step));
}

static void
end_play (HgWindow *self)
{
  self->playing = 0;
  g_object_notify (G_OBJECT (self), "playing");
}

static gboolean
has_come (HgWindow *self, guint64 step)
{
  const WbSnapshot *shown = hg_workspace_get_snapshot (self->workspace);

  return shown != NULL && shown->step == step;
}

static gboolean
play_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgWindow *self = HG_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = MIN ((double) (now - self->play_usec) / G_USEC_PER_SEC, LONGEST_LEAP_SECONDS);
  double newest = hg_workspace_get_newest_epoch (self->workspace);
  guint64 step, next;

  /* Somebody went elsewhere, or the run began anew. */
  if (!hg_workspace_get_visited_step (self->workspace, &step) || step != self->play_step)
    {
      end_play (self);
      return G_SOURCE_REMOVE;
    }
  if (!has_come (self, step))
    return G_SOURCE_CONTINUE;
  self->play_usec = now;
  self->play_epoch += seconds * newest / PLAY_SECONDS;
  next = hg_workspace_epoch_to_step (self->workspace, self->play_epoch);
  if (next <= step)
    return G_SOURCE_CONTINUE;
  self->play_step = next;
  hg_workspace_visit (self->workspace, next);
  return G_SOURCE_CONTINUE;
}

gboolean
hg_window_get_playing (HgWindow *self)
{
  return self->playing != 0;
}

/**
 * hg_window_set_playing:
 * @playing: the past plays from the step that is shown or, from the newest, from its begin
 */
void
hg_window_set_playing (HgWindow *self, gboolean playing)
{
  guint64 first;

  if (playing == (self->playing != 0)
      || (playing && !hg_workspace_get_first_step (self->workspace, &first)))
    return;
  if (!playing)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->playing);
      end_play (self);
      return;
    }
  if (!hg_workspace_get_visited_step (self->workspace, &self->play_step))
    hg_workspace_visit (self->workspace, first);
  hg_workspace_get_visited_step (self->workspace, &self->play_step);
  self->play_epoch = hg_workspace_step_to_epoch (self->workspace, self->play_step);
  self->play_usec = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  self->playing = gtk_widget_add_tick_callback (GTK_WIDGET (self), play_cb, NULL, NULL);
  g_object_notify (G_OBJECT (self), "playing");
}
