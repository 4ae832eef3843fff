/* SPDX-License-Identifier: MIT */
/* Saving and opening go on in threads of their own: the disk is held up here,
 * and the window lives. Nothing else that writes the file is overwritten unasked.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/project/project-file.h"
#include "tests/faults/faults.h"
#include "tests/ui/ui-fixture.h"
#include "ui/settings.h"

/* In place of the system's: a disk that takes as long as a test wants. */
static GMutex mutex;
static GCond released;
static gboolean held;
static int n_waiting;

static void
wait_for_release (void)
{
  g_mutex_lock (&mutex);
  g_atomic_int_inc (&n_waiting);
  while (held)
    g_cond_wait (&released, &mutex);
  g_atomic_int_add (&n_waiting, -1);
  g_mutex_unlock (&mutex);
}

int
fsync (int descriptor)
{
  wait_for_release ();
  return (int) syscall (SYS_fsync, descriptor);
}

ssize_t
pread (int descriptor, void *bytes, size_t n, off_t offset)
{
  wait_for_release ();
  return syscall (SYS_pread64, descriptor, bytes, n, offset);
}

static void
hold (gboolean now)
{
  g_mutex_lock (&mutex);
  held = now;
  g_cond_broadcast (&released);
  g_mutex_unlock (&mutex);
}

static gboolean
is_held_up (gpointer data)
{
  return g_atomic_int_get (&n_waiting) > 0;
}

typedef struct
{
  UiFixture ui;
  char *folder;
  char *path;
} Fixture;

static gboolean
is_unmodified (gpointer data)
{
  return !hg_workspace_is_modified (((UiFixture *) data)->workspace);
}

static gboolean
is_saved (gpointer data)
{
  return !hg_workspace_is_saving (((UiFixture *) data)->workspace) && is_unmodified (data);
}

static gboolean
is_running (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) == WB_RUN_RUNNING;
}

static gboolean
is_paused (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) == WB_RUN_PAUSED;
}

static gboolean
is_closed (gpointer data)
{
  return ((UiFixture *) data)->window == NULL;
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

/* A window on a project that was saved. */
static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "saved.hourglass", NULL);
  ui_fixture_open (&self->ui, NULL, "simple");
  hg_workspace_save (self->ui.workspace, self->path, FALSE, NULL, NULL);
  ui_wait_until (is_saved, &self->ui, "the project to be saved");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GSettings) settings = hg_settings_new ();
  g_autoptr (GDir) files = NULL;
  const char *name;

  hold (FALSE);
  ui_fixture_close (&self->ui);
  g_settings_reset (settings, "last-project");
  g_settings_reset (settings, "recent-projects");
  files = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static void
set_epochs (Fixture *self, const char *epochs)
{
  g_assert_true (wb_document_edit (hg_workspace_get_document (self->ui.workspace),
                                   &(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = epochs },
                                   NULL));
}

static gint64
read_epochs (Fixture *self)
{
  g_autoptr (WbProject) project = NULL;

  g_assert_true (wb_project_load (self->path, &project, NULL, NULL));
  return project->recipe.epochs;
}

/* While the disk takes its time, frames go by and a training begins. */
static void
test_save (Fixture *self, gconstpointer data)
{
  set_epochs (self, "77");
  hold (TRUE);
  ui_key (&self->ui, GDK_KEY_s, GDK_CONTROL_MASK);
  ui_wait_until (is_held_up, NULL, "the file to be written");
  ui_wait_frames (&self->ui, 5);
  ui_click (&self->ui, ui_find_named (GTK_WIDGET (self->ui.window), "Train"));
  ui_wait_until (is_running, &self->ui, "the training");
  set_epochs (self, "78");
  hold (FALSE);
  wb_session_pause (hg_workspace_get_session (self->ui.workspace));
  while (hg_workspace_is_saving (self->ui.workspace))
    ui_wait_frames (&self->ui, 1);
  g_assert_cmpint (read_epochs (self), ==, 77);
  g_assert_true (wb_document_get_modified (hg_workspace_get_document (self->ui.workspace)));
}

/* The second save waits for the first one, and what it saves is newer. */
static void
test_twice (Fixture *self, gconstpointer data)
{
  set_epochs (self, "77");
  hold (TRUE);
  ui_key (&self->ui, GDK_KEY_s, GDK_CONTROL_MASK);
  ui_wait_until (is_held_up, NULL, "the file to be written");
  set_epochs (self, "78");
  ui_key (&self->ui, GDK_KEY_s, GDK_CONTROL_MASK);
  ui_wait_frames (&self->ui, 3);
  hold (FALSE);
  ui_wait_until (is_saved, &self->ui, "both saves");
  g_assert_null (find_dialog ());
  g_assert_cmpint (read_epochs (self), ==, 78);
}

/* Closing waits for the file, and then asks nothing. */
static void
test_close (Fixture *self, gconstpointer data)
{
  set_epochs (self, "77");
  hold (TRUE);
  ui_key (&self->ui, GDK_KEY_s, GDK_CONTROL_MASK);
  ui_wait_until (is_held_up, NULL, "the file to be written");
  ui_key (&self->ui, GDK_KEY_w, GDK_CONTROL_MASK);
  ui_wait_frames (&self->ui, 3);
  g_assert_nonnull (self->ui.window);
  g_assert_null (find_dialog ());
  hold (FALSE);
  ui_wait_until (is_closed, &self->ui, "the window to close");
  g_assert_cmpint (read_epochs (self), ==, 77);
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) files = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (files) != NULL)
    n++;
  return n;
}

/* What a program leaves that is killed while it saves. */
static void
leave_unfinished (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, ".saved.hourglass.0123abcd.tmp", NULL);

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_cmpuint (count_files (self), ==, 2);
}

static void
test_open (Fixture *self, gconstpointer data)
{
  WbDocument *document;
  g_autoptr (GSettings) settings = hg_settings_new ();

  ui_fixture_close (&self->ui);
  g_settings_set_string (settings, "last-project", self->path);
  leave_unfinished (self);
  hold (TRUE);
  ui_fixture_begin (&self->ui, NULL, NULL);
  document = hg_workspace_get_document (self->ui.workspace);
  ui_wait_until (is_held_up, NULL, "the file to be read");
  ui_wait_frames (&self->ui, 5);
  g_assert_null (wb_document_get_path (document));
  hold (FALSE);
  ui_wait_data (&self->ui);
  g_assert_cmpstr (wb_document_get_path (document), ==, self->path);
  g_assert_false (hg_workspace_is_modified (self->ui.workspace));
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
change_file (Fixture *self)
{
  g_autoptr (WbProject) project = NULL;

  g_assert_true (wb_project_load (self->path, &project, NULL, NULL));
  project->recipe.epochs = 99;
  g_assert_true (wb_project_save (project, self->path, NULL));
}

static void
answer (Fixture *self, const char *response)
{
  GtkWidget *dialog;

  set_epochs (self, "77");
  ui_key (&self->ui, GDK_KEY_s, GDK_CONTROL_MASK);
  ui_wait_until (has_dialog, NULL, "the question whether to overwrite");
  g_assert_cmpint (read_epochs (self), ==, 99);
  dialog = find_dialog ();
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The command line trained the file meanwhile. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  change_file (self);
  answer (self, "cancel");
  g_assert_true (hg_workspace_is_modified (self->ui.workspace));
  g_assert_cmpint (read_epochs (self), ==, 99);
  answer (self, "overwrite");
  ui_wait_until (is_saved, &self->ui, "the project to be saved");
  g_assert_cmpint (read_epochs (self), ==, 77);
  set_epochs (self, "78");
  ui_key (&self->ui, GDK_KEY_s, GDK_CONTROL_MASK);
  ui_wait_until (is_saved, &self->ui, "the project to be saved again");
  g_assert_cmpint (read_epochs (self), ==, 78);
}

/* The old file is there alone, and the document is not taken for saved. */
static void
answer_failure (Fixture *self, const char *reason, const char *response)
{
  GtkWidget *dialog;
  const char *body;

  ui_wait_until (has_dialog, NULL, "the failure to be told");
  dialog = find_dialog ();
  body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog));
  g_assert_nonnull (strstr (body, self->path));
  g_assert_nonnull (strstr (body, reason));
  g_assert_true (hg_workspace_is_modified (self->ui.workspace));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
save_again (Fixture *self, gint64 epochs)
{
  ui_key (&self->ui, GDK_KEY_s, GDK_CONTROL_MASK);
  ui_wait_until (is_saved, &self->ui, "the project to be saved");
  g_assert_cmpint (read_epochs (self), ==, epochs);
  g_assert_cmpuint (count_files (self), ==, 1);
}

/* Every write fails in turn, and a training under way is not disturbed. */
static void
test_fault (Fixture *self, gconstpointer data)
{
  static const int numbers[] = { ENOSPC, EIO, EROFS };
  gint64 old = read_epochs (self);
  guint n_failed = 1;

  ui_click (&self->ui, ui_find_named (GTK_WIDGET (self->ui.window), "Train"));
  ui_wait_until (is_running, &self->ui, "the training");
  for (guint at = 1; n_failed > 0; at += 3)
    {
      set_epochs (self, at % 2 == 1 ? "200077" : "200078");
      faults_arm (self->folder, numbers[at % G_N_ELEMENTS (numbers)], at, 0);
      gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.save", NULL);
      while (hg_workspace_is_saving (self->ui.workspace))
        ui_wait_frames (&self->ui, 1);
      n_failed = faults_disarm ();
      if (n_failed == 0)
        break;
      g_assert_cmpint (read_epochs (self), ==, old);
      g_assert_cmpuint (count_files (self), ==, 1);
      answer_failure (self, g_strerror (numbers[at % G_N_ELEMENTS (numbers)]), "cancel");
      g_assert_true (is_running (&self->ui));
    }
  g_assert_cmpint (read_epochs (self), >, 200000);
  wb_session_pause (hg_workspace_get_session (self->ui.workspace));
  ui_wait_until (is_paused, &self->ui, "the training to pause");
  set_epochs (self, "79");
  save_again (self, 79);
}

/* Closing with a disk that is full, and with a folder that is gone: the window stays. */
static void
test_close_fault (Fixture *self, gconstpointer data)
{
  g_autofree char *gone = g_strconcat (self->folder, "-gone", NULL);

  set_epochs (self, "77");
  faults_arm (self->folder, ENOSPC, 1, 0);
  ui_key (&self->ui, GDK_KEY_w, GDK_CONTROL_MASK);
  ui_answer (&self->ui, "Save");
  answer_failure (self, g_strerror (ENOSPC), "cancel");
  g_assert_cmpuint (faults_disarm (), >, 0);
  g_assert_cmpuint (count_files (self), ==, 1);

  g_assert_cmpint (g_rename (self->folder, gone), ==, 0);
  ui_key (&self->ui, GDK_KEY_w, GDK_CONTROL_MASK);
  ui_answer (&self->ui, "Save");
  answer_failure (self, g_strerror (ENOENT), "elsewhere");
  ui_wait_files (ui_wait_chooser ());
  ui_key (&self->ui, GDK_KEY_Escape, 0);
  g_assert_cmpint (g_rename (gone, self->folder), ==, 0);
  g_assert_nonnull (self->ui.window);

  ui_key (&self->ui, GDK_KEY_w, GDK_CONTROL_MASK);
  ui_answer (&self->ui, "Save");
  ui_wait_until (is_closed, &self->ui, "the window to close");
  g_assert_cmpint (read_epochs (self), ==, 77);
}

static void
add (const char *name, void (*test) (Fixture *self, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/saving/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  add ("save", test_save);
  add ("twice", test_twice);
  add ("close", test_close);
  add ("open", test_open);
  add ("changed", test_changed);
  add ("fault", test_fault);
  add ("close-fault", test_close_fault);
  return g_test_run ();
}
