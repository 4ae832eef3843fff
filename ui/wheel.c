/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/wheel.h"

static void
focus_changed_cb (GtkEventControllerFocus *focus)
{
  GtkWidget *control = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (control);
  GtkPropagationPhase phase = gtk_event_controller_focus_contains_focus (focus) ? GTK_PHASE_BUBBLE
                                                                                : GTK_PHASE_NONE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, phase);
    }
}

void
hg_wheel_needs_focus (GtkWidget *control)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (focus, "notify::contains-focus", G_CALLBACK (focus_changed_cb), NULL);
  gtk_widget_add_controller (control, focus);
  focus_changed_cb (GTK_EVENT_CONTROLLER_FOCUS (focus));
}
