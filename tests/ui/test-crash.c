/* SPDX-License-Identifier: MIT */
/* A program that is killed while it trains, by a real SIGKILL, or ended by SIGTERM or
 * SIGHUP at any moment, and what the next one offers: to go on where it was saved last,
 * or to forget it.
 */
#include "tests/faults/faults.h"
#include "tests/ui/ui-fixture.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/project/checkpoint.h"

static const char *program;

static gboolean
has_saved (gpointer data)
{
  g_autofree char *folder = wb_recovery_get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      return TRUE;
  return FALSE;
}

static void
start_training (UiFixture *self, const char *template)
{
  ui_fixture_open (self, NULL, template);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.train", NULL);
}

/* Trains, and dies in the middle of it as soon as something was saved. */
static void
train_and_die (UiFixture *self, const char *template)
{
  start_training (self, template);
  hg_workspace_set_autosave_seconds (self->workspace, 0);
  ui_wait_until (has_saved, NULL, "a save on the way");
  g_assert_cmpint (hg_workspace_get_state (self->workspace), ==, WB_RUN_RUNNING);
  kill (getpid (), SIGKILL);
}

/* Dies in a sweep, as soon as one of its runs was saved. */
static void
sweep_and_die (UiFixture *self, const char *template)
{
  ui_fixture_open (self, NULL, template);
  hg_workspace_set_autosave_seconds (self->workspace, 0);
  g_assert_true (wb_document_edit (hg_workspace_get_document (self->workspace),
                                   &(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = "1" },
                                   NULL));
  g_assert_true (hg_workspace_start_sweep (self->workspace, "", 50, NULL));
  ui_wait_until (has_saved, NULL, "a save on the way");
  kill (getpid (), SIGKILL);
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

static char *
get_step_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "step", NULL);
}

/* Tells at which step, and waits for the signal to end the program. */
static void
end_by (UiFixture *self, int number)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  g_autofree char *path = get_step_path ();
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, snapshot->step);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  kill (getpid (), number);
  ui_wait_until (never, NULL, "the end");
}

/* Ends by SIGTERM in a pause, long after it was saved on the way. */
static void
pause_and_end (UiFixture *self, const char *template)
{
  start_training (self, template);
  hg_workspace_set_autosave_seconds (self->workspace, 1e6);
  ui_wait_until (ui_has_trained, self, "a step");
  wb_session_pause (hg_workspace_get_session (self->workspace));
  ui_wait_until (ui_is_paused, self, "the pause");
  end_by (self, SIGTERM);
}

/* By SIGHUP while it trains. */
static void
train_and_end (UiFixture *self, const char *template)
{
  start_training (self, template);
  hg_workspace_set_autosave_seconds (self->workspace, 1e6);
  ui_wait_until (ui_has_trained, self, "a step");
  end_by (self, SIGHUP);
}

/* By SIGTERM after an edit, without a training. */
static void
edit_and_end (UiFixture *self, const char *template)
{
  ui_fixture_open (self, NULL, template);
  g_assert_true (wb_document_edit (hg_workspace_get_document (self->workspace),
                                   &(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = "77" },
                                   NULL));
  end_by (self, SIGTERM);
}

/* By SIGTERM with nothing that could be lost. */
static void
only_end (UiFixture *self, const char *template)
{
  ui_fixture_open (self, NULL, template);
  end_by (self, SIGTERM);
}

static const struct
{
  const char *name;
  void (*run) (UiFixture *self, const char *template);
  int number;
} endings[] = {
  { "train-and-die", train_and_die, SIGKILL }, { "pause-and-end", pause_and_end, SIGTERM },
  { "train-and-end", train_and_end, SIGHUP },  { "edit-and-end", edit_and_end, SIGTERM },
  { "only-end", only_end, SIGTERM },           { "sweep-and-die", sweep_and_die, SIGKILL },
};

/* The life of a program that is ended. */
static int
run_child (const char *name, const char *template)
{
  UiFixture self = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_equal (endings[i].name, name))
      endings[i].run (&self, template);
  return 1;
}

/* Another program begins, and ends as @name says. */
static void
crash (const char *name, const char *template)
{
  const char *arguments[] = { program, "--child", name, template, NULL };
  g_autoptr (GError) error = NULL;
  GPid child;
  int status, number = 0;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_equal (endings[i].name, name))
      number = endings[i].number;
  g_spawn_async (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child,
                 &error);
  g_assert_no_error (error);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, number);
}

static void
clean (void)
{
  g_autofree char *folder = wb_recovery_get_folder ();
  WbRecovery *left;

  while ((left = wb_recovery_claim (folder)) != NULL)
    {
      wb_recovery_clear (left);
      wb_recovery_free (left);
    }
}

/* A new window restores what is offered. */
static void
restore (UiFixture *self)
{
  g_assert_true (has_saved (NULL));
  ui_fixture_open (self, NULL, "deep");
  hg_window_offer_recovery (self->window);
  ui_answer (self, "Restore");
  ui_wait_data (self);
}

static void
test_restore (void)
{
  UiFixture self = { 0 };
  WbDocument *document;
  g_autofree char *title = NULL;
  const WbProject *project;

  clean ();
  crash ("train-and-die", "simple");
  restore (&self);
  document = hg_workspace_get_document (self.workspace);
  title = hg_workspace_get_title (self.workspace);
  g_assert_cmpstr (title, ==, "Simple");
  project = wb_document_get_project (document);
  g_assert_cmpuint (wb_checkpoint_get_position (project->checkpoint)->step, >, 0);
  g_assert_cmpuint (project->runs->len, ==, 1);
  g_assert_cmpuint (ae_model_get_n_layers (project->model), <, 5);
  g_assert_true (hg_workspace_is_modified (self.workspace));
  g_assert_true (has_saved (NULL));
  ui_fixture_close (&self);
  g_assert_false (has_saved (NULL));
}

static void
test_discard (void)
{
  UiFixture self = { 0 };

  clean ();
  crash ("train-and-die", "simple");
  ui_fixture_open (&self, NULL, "simple");
  hg_window_offer_recovery (self.window);
  ui_answer (&self, "Discard");
  ui_wait_frames (&self, 5);
  g_assert_false (has_saved (NULL));
  g_assert_null (wb_document_get_checkpoint (hg_workspace_get_document (self.workspace)));
  ui_fixture_close (&self);
}

/* Nothing is left of a training that was closed as it should be. */
static void
test_closed (void)
{
  UiFixture self = { 0 };

  clean ();
  ui_fixture_open (&self, NULL, "simple");
  hg_workspace_set_autosave_seconds (self.workspace, 0);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.train", NULL);
  ui_wait_until (has_saved, NULL, "a save on the way");
  ui_fixture_close (&self);
  g_assert_false (has_saved (NULL));
}

static guint64
get_step (const UiFixture *self)
{
  const WbProject *project = wb_document_get_project (hg_workspace_get_document (self->workspace));

  return wb_checkpoint_get_position (project->checkpoint)->step;
}

static guint64
read_step (void)
{
  g_autofree char *path = get_step_path ();
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_ascii_strtoull (text, NULL, 10);
}

/* The moment of the signal is saved, not the last one before. */
static void
test_terminated (void)
{
  UiFixture self = { 0 };

  clean ();
  crash ("pause-and-end", "simple");
  restore (&self);
  g_assert_cmpuint (get_step (&self), ==, read_step ());
  ui_fixture_close (&self);
  crash ("train-and-end", "simple");
  restore (&self);
  g_assert_cmpuint (get_step (&self), >=, read_step ());
  ui_fixture_close (&self);
}

static void
test_edited (void)
{
  UiFixture self = { 0 };

  clean ();
  crash ("only-end", "simple");
  g_assert_false (has_saved (NULL));
  crash ("edit-and-end", "simple");
  restore (&self);
  g_assert_cmpint (wb_document_get_recipe (hg_workspace_get_document (self.workspace))->epochs, ==,
                   77);
  g_assert_true (hg_workspace_is_modified (self.workspace));
  ui_fixture_close (&self);
}

/* The runs of a sweep so far are there, and what is left of it can go on. */
static void
test_sweep (void)
{
  UiFixture self = { 0 };
  const WbProject *project;

  clean ();
  crash ("sweep-and-die", "simple");
  restore (&self);
  project = wb_document_get_project (hg_workspace_get_document (self.workspace));
  g_assert_cmpuint (project->runs->len, >, 0);
  g_assert_cmpuint (project->runs->len, <, 50);
  g_assert_nonnull (project->sweep);
  ui_fixture_close (&self);
}

static HgWindow *
find_other (UiFixture *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self->application));

  for (; windows != NULL; windows = windows->next)
    if (HG_IS_WINDOW (windows->data) && windows->data != self->window)
      return windows->data;
  return NULL;
}

static gboolean
has_asked (gpointer data)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window)
          && g_str_has_prefix (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (window)), data))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_gone (gpointer data)
{
  return find_other (data) == NULL;
}

/* All that died are asked about, with their count; each gets a window. */
static void
test_several (void)
{
  UiFixture first = { 0 };
  HgWindow *other;
  guint n_layers[2];

  clean ();
  crash ("train-and-die", "simple");
  crash ("pause-and-end", "deep");
  ui_fixture_open (&first, NULL, "deep");
  ui_wait_data (&first);
  hg_window_offer_recovery (first.window);
  ui_wait_until (has_asked, (gpointer) "1 of 2. ", "the first question");
  ui_answer (&first, "Restore");
  ui_wait_until (has_asked, (gpointer) "2 of 2. ", "the second question");
  ui_answer (&first, "Restore");
  other = find_other (&first);
  g_assert_nonnull (other);
  n_layers[0] = ae_model_get_n_layers (hg_workspace_get_model (first.workspace));
  n_layers[1] = ae_model_get_n_layers (hg_workspace_get_model (hg_window_get_workspace (other)));
  g_assert_cmpuint (n_layers[0], !=, n_layers[1]);
  gtk_window_destroy (GTK_WINDOW (other));
  ui_wait_until (has_gone, &first, "the other window to close");
  ui_fixture_close (&first);
  g_assert_false (has_saved (NULL));
}

static gboolean
is_told (gpointer data)
{
  UiFixture *self = data;

  return ui_find_words (GTK_WIDGET (self->window), "The training is not saved on the way.") != NULL;
}

/* Where nothing can be saved on the way it is said, and the training goes on. */
static void
test_fault (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = wb_recovery_get_folder ();

  clean ();
  start_training (&self, "simple");
  faults_arm (g_get_user_state_dir (), ENOSPC, 1, 0);
  hg_workspace_set_autosave_seconds (self.workspace, 0);
  ui_wait_until (is_told, &self, "the failure to be told");
  g_assert_cmpint (hg_workspace_get_state (self.workspace), ==, WB_RUN_RUNNING);
  g_assert_false (has_saved (NULL));
  g_assert_cmpuint (faults_disarm (), >, 0);
  ui_wait_until (has_saved, NULL, "a save on the way");
  g_assert_cmpint (hg_workspace_get_state (self.workspace), ==, WB_RUN_RUNNING);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  gboolean child = argc > 1 && g_str_equal (argv[1], "--child");

  program = argv[0];
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  if (child)
    return run_child (argv[2], argv[3]);
  g_test_add_func ("/crash/restore", test_restore);
  g_test_add_func ("/crash/discard", test_discard);
  g_test_add_func ("/crash/closed", test_closed);
  g_test_add_func ("/crash/terminated", test_terminated);
  g_test_add_func ("/crash/edited", test_edited);
  g_test_add_func ("/crash/several", test_several);
  g_test_add_func ("/crash/sweep", test_sweep);
  g_test_add_func ("/crash/fault", test_fault);
  return g_test_run ();
}
