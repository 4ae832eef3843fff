/* SPDX-License-Identifier: MIT */
/* A program that is killed while it trains, by a real SIGKILL, and what the next one
 * offers: to go on where it was saved last, or to forget it.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
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

/* Trains, and dies in the middle of it as soon as something was saved. */
static int
train_and_die (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  ui_wait_data (&self);
  hg_workspace_set_autosave_seconds (self.workspace, 0);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.train", NULL);
  ui_wait_until (has_saved, NULL, "a save on the way");
  g_assert_cmpint (hg_workspace_get_state (self.workspace), ==, WB_RUN_RUNNING);
  kill (getpid (), SIGKILL);
  return 1;
}

static void
crash (void)
{
  const char *arguments[] = { program, "--child", NULL };
  g_autoptr (GError) error = NULL;
  GPid child;
  int status;

  g_spawn_async (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child,
                 &error);
  g_assert_no_error (error);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  g_assert_true (has_saved (NULL));
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

static void
test_restore (void)
{
  UiFixture self = { 0 };
  WbDocument *document;
  const WbProject *project;

  clean ();
  crash ();
  ui_fixture_open (&self, NULL, "deep");
  ui_wait_data (&self);
  hg_window_offer_recovery (self.window);
  ui_answer (&self, "Restore");
  ui_wait_data (&self);
  document = hg_workspace_get_document (self.workspace);
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
  crash ();
  ui_fixture_open (&self, NULL, "simple");
  ui_wait_data (&self);
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
  ui_wait_data (&self);
  hg_workspace_set_autosave_seconds (self.workspace, 0);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.train", NULL);
  ui_wait_until (has_saved, NULL, "a save on the way");
  ui_fixture_close (&self);
  g_assert_false (has_saved (NULL));
}

int
main (int argc, char **argv)
{
  gboolean child = argc > 1 && g_str_equal (argv[1], "--child");

  program = argv[0];
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  if (child)
    return train_and_die ();
  g_test_add_func ("/crash/restore", test_restore);
  g_test_add_func ("/crash/discard", test_discard);
  g_test_add_func ("/crash/closed", test_closed);
  return g_test_run ();
}
