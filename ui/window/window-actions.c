/* SPDX-License-Identifier: MIT */
/* Everything a person can do, as actions of the window. Which of them are
 * possible is worked out in one place after every change.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "ui/sweep/sweep-dialog.h"
#include "ui/tooltip.h"

static void
new_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_new_from (HG_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL);
}

static void
welcome_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_show_welcome (HG_WINDOW (widget));
}

static void
leave_welcome_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_leave_welcome (HG_WINDOW (widget));
}

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_open (HG_WINDOW (widget));
}

static void
save_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_save (HG_WINDOW (widget));
}

static void
save_as_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_save_as (HG_WINDOW (widget));
}

static void
export_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_export (HG_WINDOW (widget));
}

static void
sweep_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  if (hg_window_is_ready (self))
    gtk_window_present (GTK_WINDOW (hg_sweep_dialog_new (GTK_WINDOW (self), self->workspace)));
}

static void
open_data_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_open_data (HG_WINDOW (widget), g_str_has_suffix (name, "folder"));
}

static void
locate_data_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_locate_data (HG_WINDOW (widget));
}

static void
known_data_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_show_sets (HG_WINDOW (widget));
}

static void
built_in_data_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_use_data (HG_WINDOW (widget), DS_BUILT_IN);
}

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!hg_window_undo_in_view (HG_WINDOW (widget), FALSE))
    wb_document_undo (hg_workspace_get_document (HG_WINDOW (widget)->workspace));
}

static void
redo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!hg_window_undo_in_view (HG_WINDOW (widget), TRUE))
    wb_document_redo (hg_workspace_get_document (HG_WINDOW (widget)->workspace));
}

gboolean
hg_window_is_ready (HgWindow *self)
{
  if (hg_workspace_get_error (self->workspace) != NULL)
    {
      hg_window_show_problem (self, 0);
      return FALSE;
    }
  if (hg_workspace_get_source (self->workspace) == NULL)
    {
      hg_window_toast (self, hg_workspace_is_opening (self->workspace)
                               ? _ ("The data is still being opened. Press Train "
                                    "again in a moment.")
                               : _ ("No data is open. Drop a file or a folder on "
                                    "the window, or use "
                                    "the built-in digits from the main menu."));
      return FALSE;
    }
  return TRUE;
}

static void
stop_looking_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_stop_looking (HG_WINDOW (widget));
}

static void
tell_cb (GtkWidget *widget, const char *name, GVariant *text)
{
  hg_window_toast (HG_WINDOW (widget), g_variant_get_string (text, NULL));
}

static void
train_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  WbSession *session = hg_workspace_get_session (self->workspace);
  const AeRecipe *recipe = wb_document_get_recipe (hg_workspace_get_document (self->workspace));

  if (hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING)
    wb_session_pause (session);
  else if (!hg_window_is_ready (self))
    return;
  else if (hg_workspace_get_state (self->workspace) == WB_RUN_PAUSED
           && hg_workspace_get_newest (self->workspace)->epochs_planned
                > hg_workspace_get_newest (self->workspace)->epoch)
    wb_session_resume (session);
  else
    wb_session_start (session, (guint) recipe->epochs);
}

static void
step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  if (hg_window_is_ready (self))
    wb_session_step (hg_workspace_get_session (self->workspace));
}

static void
step_epoch_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  if (hg_window_is_ready (self))
    wb_session_step_epoch (hg_workspace_get_session (self->workspace));
}

static void
reset_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  wb_document_reset_weights (hg_workspace_get_document (self->workspace));
  hg_window_toast_undo (self, _ ("Weights reset to the start"));
}

static void
reset_seed_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  wb_document_reset_with_seed (hg_workspace_get_document (self->workspace),
                               g_random_int_range (1, G_MAXINT32));
  hg_window_toast_undo (self, _ ("Weights drawn from a new seed"));
}

static void
continue_slower_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_continue_slower (HG_WINDOW (widget));
}

static void
problem_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_show_problem (HG_WINDOW (widget), g_str_has_prefix (name, "win.next") ? 1 : -1);
}

static void
fix_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *code;
  guint index;

  g_variant_get (parameter, "(&su)", &code, &index);
  hg_window_fix_problem (HG_WINDOW (widget), code, index);
}

static void
dismiss_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_window_dismiss_problem (HG_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
search_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  adw_flap_set_reveal_flap (self->palette_flap, TRUE);
  hg_palette_focus_search (self->palette);
}

static void
first_field_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  /* The window's keys come before those of a view. */
  if (focus != NULL && gtk_widget_activate_action (focus, "view.rename", NULL))
    return;
  adw_flap_set_reveal_flap (self->inspector_flap, TRUE);
  gtk_stack_set_visible_child_name (self->inspector_stack, "layer");
  hg_layer_page_focus (self->layer_page);
}

static void
zoom_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  if (g_str_has_suffix (name, "fit"))
    hg_canvas_zoom_fit (self->canvas);
  else
    hg_canvas_zoom_by (self->canvas, g_str_has_suffix (name, "in") ? 1.25f : .8f);
}

static void
follow_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);
  guint n = hg_workspace_get_n_followed (self->workspace);
  guint step = g_str_has_suffix (name, "next") ? 1 : n - 1;

  if (n > 0)
    hg_workspace_set_focus (self->workspace, (hg_workspace_get_focus (self->workspace) + step) % n);
}

static void
shuffle_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hg_workspace_shuffle (HG_WINDOW (widget)->workspace);
}

static void
toggle_log_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgWindow *self = HG_WINDOW (widget);

  g_settings_set_boolean (self->settings, "logarithmic-loss",
                          !g_settings_get_boolean (self->settings, "logarithmic-loss"));
}

typedef struct
{
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
} Entry;

static const Entry entries[] = {
  { "win.new", "s", new_cb },
  { "win.welcome", NULL, welcome_cb },
  { "win.leave-welcome", NULL, leave_welcome_cb },
  { "win.open", NULL, open_cb },
  { "win.save", NULL, save_cb },
  { "win.save-as", NULL, save_as_cb },
  { "win.export", NULL, export_cb },
  { "win.sweep", NULL, sweep_cb },
  { "win.open-data", NULL, open_data_cb },
  { "win.open-data-folder", NULL, open_data_cb },
  { "win.locate-data", NULL, locate_data_cb },
  { "win.known-data", NULL, known_data_cb },
  { "win.built-in-data", NULL, built_in_data_cb },
  { "win.stop-looking", NULL, stop_looking_cb },
  { "win.tell", "s", tell_cb },
  { "win.undo", NULL, undo_cb },
  { "win.redo", NULL, redo_cb },
  { "win.train", NULL, train_cb },
  { "win.step", NULL, step_cb },
  { "win.step-epoch", NULL, step_epoch_cb },
  { "win.reset", NULL, reset_cb },
  { "win.reset-seed", NULL, reset_seed_cb },
  { "win.continue-slower", NULL, continue_slower_cb },
  { "win.next-problem", NULL, problem_cb },
  { "win.previous-problem", NULL, problem_cb },
  { "win.fix", "(su)", fix_cb },
  { "win.dismiss", "s", dismiss_cb },
  { "win.search", NULL, search_cb },
  { "win.first-field", NULL, first_field_cb },
  { "win.zoom-in", NULL, zoom_cb },
  { "win.zoom-out", NULL, zoom_cb },
  { "win.zoom-fit", NULL, zoom_cb },
  { "win.follow-next", NULL, follow_cb },
  { "win.follow-previous", NULL, follow_cb },
  { "win.shuffle", NULL, shuffle_cb },
  { "win.toggle-log", NULL, toggle_log_cb },
};

void
hg_window_install_actions (GtkWidgetClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_widget_class_install_action (klass, entries[i].name, entries[i].parameter,
                                     entries[i].activate);
  hg_window_install_edit_actions (klass);
  hg_window_install_travel_actions (klass);
}

static void
set_undo_tooltip (GtkWidget *button,
                  const char *verb,
                  const char *label,
                  guint key,
                  GdkModifierType modifiers)
{
  g_autofree char *keys = gtk_accelerator_get_label (key, modifiers);
  g_autofree char *text = label != NULL ? g_strdup_printf ("%s: %s (%s)", verb, label, keys)
                                        : g_strdup_printf ("%s (%s)", verb, keys);

  hg_tooltip_set (button, text);
}

/* What the button does, or why it cannot; (transfer full). */
static char *
describe_step (HgWindow *self)
{
  const WbProblem *error = hg_workspace_get_error (self->workspace);

  if (error != NULL)
    return g_strdup_printf (_ ("The model cannot run: %s"), error->title);
  return g_strdup (hg_workspace_get_source (self->workspace) == NULL ? _ ("No data is open")
                                                                     : _ ("Train one batch (.)"));
}

void
hg_window_update_run_actions (HgWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->workspace);
  gboolean running = hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING;
  gboolean follows = hg_workspace_get_n_followed (self->workspace) > 0;
  gboolean steps = !running && hg_workspace_get_error (self->workspace) == NULL
                   && hg_workspace_get_source (self->workspace) != NULL;
  g_autofree char *step = describe_step (self);

  gtk_widget_action_set_enabled (widget, "win.shuffle", follows);
  gtk_widget_action_set_enabled (widget, "win.follow-next", follows);
  gtk_widget_action_set_enabled (widget, "win.follow-previous", follows);
  gtk_widget_action_set_enabled (widget, "win.step", steps);
  gtk_widget_action_set_enabled (widget, "win.step-epoch", steps);
  gtk_widget_action_set_enabled (widget, "win.export", snapshot != NULL && snapshot->step > 0);
  gtk_widget_action_set_enabled (widget, "win.reset", snapshot != NULL && snapshot->step > 0);
  hg_window_update_travel_actions (self);
  hg_tooltip_set (self->step_button, step);
  hg_window_hold_actions (self);
}

void
hg_window_update_actions (HgWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  WbDocument *document = hg_workspace_get_document (self->workspace);
  float zoom = hg_canvas_get_zoom (self->canvas);

  gtk_widget_action_set_enabled (widget, "win.undo", wb_document_can_undo (document));
  gtk_widget_action_set_enabled (widget, "win.redo", wb_document_can_redo (document));
  hg_window_update_edit_actions (self);
  gtk_widget_action_set_enabled (widget, "win.zoom-in", zoom < HG_ZOOM_MAX);
  gtk_widget_action_set_enabled (widget, "win.zoom-out",
                                 zoom > hg_canvas_get_zoom_min (self->canvas));
  gtk_widget_action_set_enabled (widget, "win.zoom-fit", zoom != 1);
  set_undo_tooltip (self->undo_button, _ ("Undo"), wb_document_get_undo_label (document), GDK_KEY_z,
                    GDK_CONTROL_MASK);
  set_undo_tooltip (self->redo_button, _ ("Redo"), wb_document_get_redo_label (document), GDK_KEY_z,
                    GDK_SHIFT_MASK | GDK_CONTROL_MASK);
  hg_window_hold_actions (self);
}
