/* SPDX-License-Identifier: MIT */
/* A sweep in the window with real events: planned in the dialog, paused, its runs in the
 * table; cancelled, and gone on with after the project is opened again.
 */
#include "app/project/project-file.h"
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/sweep/sweep-dialog.h"
#include "ui/sweep/sweep-plot.h"

typedef struct
{
  UiFixture ui;
  GtkWidget *dialog;
  guint n;
} Case;

static const WbProject *
get_project (Case *self)
{
  return wb_document_get_project (hg_workspace_get_document (self->ui.workspace));
}

static guint
count_runs (Case *self)
{
  return get_project (self)->runs != NULL ? get_project (self)->runs->len : 0;
}

static gboolean
has_runs (gpointer data)
{
  return count_runs (data) >= ((Case *) data)->n;
}

static gboolean
has_ended (gpointer data)
{
  Case *self = data;

  return hg_workspace_get_sweep (self->ui.workspace) == NULL && get_project (self)->sweep == NULL;
}

static void
set_recipe (Case *self, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  wb_document_edit (hg_workspace_get_document (self->ui.workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = text }, &error);
  g_assert_no_error (error);
}

static gboolean
has_dialog (gpointer data)
{
  Case *self = data;
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  self->dialog = NULL;
  for (GList *l = windows; l != NULL; l = l->next)
    if (HG_IS_SWEEP_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      self->dialog = l->data;
  return self->dialog != NULL;
}

static void
open_dialog (Case *self)
{
  ui_key (&self->ui, GDK_KEY_r, GDK_CONTROL_MASK);
  ui_wait_until (has_dialog, self, "the dialog");
  ui_wait_frames (&self->ui, 10);
}

static gboolean
is_pressable (gpointer widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget);
}

static void
press (Case *self, const char *name)
{
  GtkWidget *widget = ui_find_named (self->dialog, name);

  if (widget == NULL)
    g_error ("There is nothing called “%s”", name);
  ui_wait_until (is_pressable, widget, name);
  ui_wait_frames (&self->ui, 10);
  ui_click (&self->ui, widget);
  ui_wait_frames (&self->ui, 5);
}

static void
open_template (Case *self)
{
  ui_fixture_open (&self->ui, NULL, "simple");
  set_recipe (self, "epochs", "1");
  set_recipe (self, "batch_size", "2048");
}

static gboolean
has_time (gpointer data)
{
  return ui_find_words (((Case *) data)->dialog, "4 runs") != NULL
         && ui_find_words (((Case *) data)->dialog, "about") != NULL;
}

/* Two rates and two seeds are four runs, with a time; all come into the table, and the
 * chart has a place for each rate. The document itself stays as it is. */
static void
test_sweep (void)
{
  Case self = { 0 };
  const WbSweepChart *chart;
  AeRecipe before;

  open_template (&self);
  before = *wb_document_get_recipe (hg_workspace_get_document (self.ui.workspace));
  open_dialog (&self);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_type (self.dialog, ADW_TYPE_ENTRY_ROW, 0)),
                         "0.001,oops");
  ui_wait_events ();
  g_assert_false (gtk_widget_is_sensitive (ui_find_named (self.dialog, "Start the Sweep")));
  g_assert_nonnull (ui_find_words (self.dialog, "oops"));
  gtk_editable_set_text (GTK_EDITABLE (ui_find_type (self.dialog, ADW_TYPE_ENTRY_ROW, 0)),
                         "0.001,0.01");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find_named (self.dialog, "How many seeds")), 2);
  ui_wait_until (has_time, &self, "4 runs and their time");
  press (&self, "Start the Sweep");
  g_assert_nonnull (hg_workspace_get_sweep (self.ui.workspace));
  press (&self, "Pause");
  g_assert_true (wb_sweep_runner_get_paused (hg_workspace_get_sweep (self.ui.workspace)));
  g_assert_nonnull (ui_find_words (self.dialog, "paused"));
  press (&self, "Continue");
  ui_wait_until (has_ended, &self, "the sweep to end");
  g_assert_cmpuint (count_runs (&self), ==, 4);
  g_assert_nonnull (ui_find_words (self.dialog, "The best is"));
  chart = hg_sweep_plot_get_chart (
    HG_SWEEP_PLOT (ui_find_type (self.dialog, HG_TYPE_SWEEP_PLOT, 0)));
  g_assert_cmpuint (chart->n_places, ==, 2);
  g_assert_cmpstr (chart->title, ==, "Learning rate");
  g_assert_cmpstr (chart->marks[1].label, ==, "0.01");
  g_assert_cmpfloat (chart->marks[0].low, <, chart->marks[0].high);
  g_assert_true (ae_recipe_equal (&before, wb_document_get_recipe (
                                             hg_workspace_get_document (self.ui.workspace))));
  gtk_window_close (GTK_WINDOW (self.dialog));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.view", "s", "runs");
  ui_wait_frames (&self.ui, 10);
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self.ui.window), "Learning rate 0.01, seed 2"));
  ui_fixture_close (&self.ui);
}

static gboolean
is_saved (gpointer data)
{
  Case *self = data;

  return !hg_workspace_is_saving (self->ui.workspace)
         && !wb_document_get_modified (hg_workspace_get_document (self->ui.workspace));
}

/* Stopped by closing, with the project saved, it goes on where it was. */
static void
test_continue (void)
{
  Case self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sweep.hourglass", NULL);
  guint n;

  open_template (&self);
  g_assert_true (hg_workspace_start_sweep (self.ui.workspace, "", 6, NULL));
  self.n = 1;
  ui_wait_until (has_runs, &self, "a run of the sweep");
  hg_workspace_pause_sweep (self.ui.workspace, TRUE);
  hg_workspace_save (self.ui.workspace, path, TRUE, NULL, NULL);
  ui_wait_until (is_saved, &self, "the project to be saved");
  n = count_runs (&self);
  ui_fixture_close (&self.ui);

  ui_fixture_open (&self.ui, path, NULL);
  g_assert_cmpuint (count_runs (&self), >=, 1);
  g_assert_cmpuint (count_runs (&self), ==, n);
  g_assert_nonnull (get_project (&self)->sweep);
  open_dialog (&self);
  g_assert_nonnull (ui_find_words (self.dialog, "not through"));
  press (&self, "Continue");
  ui_wait_until (has_ended, &self, "the rest of the sweep");
  g_assert_cmpuint (count_runs (&self), ==, 6);
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_fixture_close (&self.ui);
  g_remove (path);
  g_rmdir (folder);
}

/* Cancelled, its runs so far stay, and the project has no sweep any more. */
static void
test_cancel (void)
{
  Case self = { 0 };

  open_template (&self);
  set_recipe (&self, "epochs", "1000");
  g_assert_true (hg_workspace_start_sweep (self.ui.workspace, "", 3, NULL));
  open_dialog (&self);
  press (&self, "Cancel the Sweep");
  g_assert_true (has_ended (&self));
  g_assert_cmpuint (count_runs (&self), ==, 0);
  g_assert_nonnull (ui_find_words (self.dialog, "runs"));
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_fixture_close (&self.ui);
}

/* The window goes while a sweep is under way. */
static void
test_close (void)
{
  Case self = { 0 };

  open_template (&self);
  set_recipe (&self, "epochs", "1000");
  g_assert_true (hg_workspace_start_sweep (self.ui.workspace, "learning_rate=0.1,0.2", 3, NULL));
  open_dialog (&self);
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_fixture_close (&self.ui);
}

/* @data: words of the question */
static gboolean
is_asked_of_sweep (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && ui_find_words (window, data) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_closed (gpointer data)
{
  return ((Case *) data)->ui.window == NULL;
}

/* Closing asks, and says what is left, also where everything is saved. */
static void
test_asked (void)
{
  Case self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sweep.hourglass", NULL);
  g_autoptr (WbProject) read = NULL;

  open_template (&self);
  set_recipe (&self, "epochs", "1000");
  g_assert_true (hg_workspace_start_sweep (self.ui.workspace, "learning_rate=0.1,0.2", 3, NULL));
  ui_key (&self.ui, GDK_KEY_w, GDK_CONTROL_MASK);
  ui_wait_until (is_asked_of_sweep, "6 of its 6 runs are left", "the question that tells of it");
  ui_answer (&self.ui, "Cancel");
  g_assert_nonnull (hg_workspace_get_sweep (self.ui.workspace));

  hg_workspace_save (self.ui.workspace, path, TRUE, NULL, NULL);
  ui_wait_until (is_saved, &self, "the project to be saved");
  ui_key (&self.ui, GDK_KEY_w, GDK_CONTROL_MASK);
  ui_wait_until (is_asked_of_sweep, "Stop the sweep?", "the question");
  ui_answer (&self.ui, "Stop");
  ui_wait_until (is_closed, &self, "the window to close");
  g_assert_true (wb_project_load (path, &read, NULL, NULL));
  g_assert_nonnull (read->sweep);
  ui_fixture_close (&self.ui);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/sweeps/sweep", test_sweep);
  g_test_add_func ("/sweeps/continue", test_continue);
  g_test_add_func ("/sweeps/cancel", test_cancel);
  g_test_add_func ("/sweeps/close", test_close);
  g_test_add_func ("/sweeps/asked", test_asked);
  return g_test_run ();
}
