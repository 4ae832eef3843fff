/* SPDX-License-Identifier: MIT */
/* Work that a thread has not ended holds nothing of a window that is closed. Here no work
 * begins before the window is gone; what comes of it then is of no use, and does no harm.
 *
 * The program is linked with --wrap for hg_task_run_in_thread(), g_task_run_in_thread() and
 * g_thread_new().
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/project/project-file.h"
#include "ui/thread-task.h"
#include "ui/workspace/workspace-private.h"

#define N_SAMPLES  64
#define QUIET_MSEC 500
#define MOST_WORK  6 /* pictures of a manifold come in many pieces */

typedef struct
{
  GTask *task;
  GTaskThreadFunc func;
} Work;

/* What shows something that a thread finds out. */
static const struct Place
{
  const char *path;
  guint key; /* with Alt */
  const char *action;
} all_places[] = {
  { "/at-work/live", GDK_KEY_1, "win.step-epoch" },
  { "/at-work/latent", GDK_KEY_2, NULL },
  { "/at-work/data", GDK_KEY_4, NULL },
  { "/at-work/runs", GDK_KEY_3, NULL },
  { "/at-work/sweep", GDK_KEY_1, "win.sweep" },
  { "/at-work/welcome", GDK_KEY_1, "win.welcome" },
  { "/at-work/sets", GDK_KEY_1, "win.known-data" },
};

static GArray *held;        /* of Work; NULL while all work is done */
static guint n_let_through; /* of what comes next */

void __real_hg_task_run_in_thread (GTask *task, GTaskThreadFunc func);
void __wrap_hg_task_run_in_thread (GTask *task, GTaskThreadFunc func);

void
__wrap_hg_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  Work work = { task, func };

  if (held == NULL || n_let_through > 0)
    {
      __real_hg_task_run_in_thread (task, func);
      n_let_through -= n_let_through > 0;
      return;
    }
  g_object_ref (task);
  g_array_append_val (held, work);
}

/* Of a task that returns when it is cancelled the thread runs at once, and waits. */
static GMutex mutex;
static GCond cond;
static gboolean released;
static guint n_waiting;

static void
wait_and_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func = (GTaskThreadFunc) g_object_get_data (G_OBJECT (task), "func");

  g_mutex_lock (&mutex);
  while (!released)
    g_cond_wait (&cond, &mutex);
  g_mutex_unlock (&mutex);
  func (task, source, data, cancellable);
  g_atomic_int_dec_and_test (&n_waiting);
}

void __real_g_task_run_in_thread (GTask *task, GTaskThreadFunc func);
void __wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func);

void
__wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  if (held == NULL || n_let_through > 0)
    {
      __real_g_task_run_in_thread (task, func);
      n_let_through -= n_let_through > 0;
      return;
    }
  g_atomic_int_inc (&n_waiting);
  g_object_set_data (G_OBJECT (task), "func", (gpointer) func);
  __real_g_task_run_in_thread (task, wait_and_work);
}

/* A thread that saves for a crash waits, too. */
static GThreadFunc save_func;
static gboolean holds_saving;

static gpointer
wait_and_save (gpointer data)
{
  g_mutex_lock (&mutex);
  while (!released)
    g_cond_wait (&cond, &mutex);
  g_mutex_unlock (&mutex);
  g_atomic_int_dec_and_test (&n_waiting);
  return save_func (data);
}

GThread *__real_g_thread_new (const char *name, GThreadFunc func, gpointer data);
GThread *__wrap_g_thread_new (const char *name, GThreadFunc func, gpointer data);

GThread *
__wrap_g_thread_new (const char *name, GThreadFunc func, gpointer data)
{
  if (!holds_saving || g_strcmp0 (name, "autosave") != 0)
    return __real_g_thread_new (name, func, data);
  save_func = func;
  g_atomic_int_inc (&n_waiting);
  return __real_g_thread_new (name, wait_and_save, data);
}

static gboolean
has_held (void)
{
  return held->len > 0 || g_atomic_int_get (&n_waiting) > 0;
}

static gboolean
is_done (gpointer data)
{
  return g_atomic_int_get (&n_waiting) == 0;
}

static void
let_threads_work (void)
{
  g_mutex_lock (&mutex);
  released = TRUE;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&mutex);
  ui_wait_until (is_done, NULL, "the threads");
  released = FALSE;
}

static void
do_work (void)
{
  let_threads_work ();
  for (guint i = 0; i < held->len; i++)
    {
      Work *work = &g_array_index (held, Work, i);

      work->func (work->task, g_task_get_source_object (work->task),
                  g_task_get_task_data (work->task), g_task_get_cancellable (work->task));
      g_object_unref (work->task);
    }
  ui_let_pass (50);
}

static gboolean
is_held_or_late (gpointer deadline)
{
  return has_held () || g_get_monotonic_time () > *(gint64 *) deadline;
}

static gboolean
has_epoch (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) data)->workspace);

  return snapshot != NULL && snapshot->epoch > 0 && snapshot->state != WB_RUN_RUNNING;
}

static gboolean
is_null (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

static void
close_window (UiFixture *ui)
{
  hg_workspace_close (ui->workspace);
  gtk_window_destroy (GTK_WINDOW (ui->window));
  ui_wait_gone (ui);
  g_object_add_weak_pointer (G_OBJECT (ui->workspace), (gpointer *) &ui->workspace);
  g_object_unref (ui->workspace);
  ui_wait_until (is_null, &ui->workspace, "everybody to let go of the workspace");
}

/* Small images, of which an epoch is short. */
static char *
write_data (void)
{
  char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "small-idx3-ubyte", NULL);
  char file[16 + N_SAMPLES * 64];

  for (guint i = 0; i < sizeof file; i++)
    file[i] = (char) (i * i % 251);
  memcpy (file, "\0\0\10\3\0\0\0\100\0\0\0\10\0\0\0\10", 16);
  g_assert_true (g_file_set_contents (path, file, sizeof file, NULL));
  g_free (folder);
  return g_steal_pointer (&path);
}

/* Returns whether there was work after the first @n, of which the first is certain to come. */
static gboolean
close_at_work (const struct Place *place, const char *data, guint n)
{
  UiFixture ui = { .data = data };
  gint64 deadline;
  gboolean found;

  ui_fixture_open (&ui, NULL, "simple");
  gtk_widget_activate_action (GTK_WIDGET (ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_epoch, &ui, "an epoch");
  held = g_array_new (FALSE, FALSE, sizeof (Work));
  n_let_through = n;
  ui_key (&ui, place->key, GDK_ALT_MASK);
  if (place->action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (ui.window), place->action, NULL);
  deadline = n == 0 ? G_MAXINT64 : g_get_monotonic_time () + QUIET_MSEC * 1000;
  ui_wait_until (is_held_or_late, &deadline, "work");
  found = has_held ();
  close_window (&ui);
  do_work ();
  g_clear_pointer (&held, g_array_unref);
  return found;
}

static void
test_place (gconstpointer place)
{
  g_autofree char *data = write_data ();
  g_autofree char *folder = g_path_get_dirname (data);
  guint n = 0;

  while (n < MOST_WORK && close_at_work (place, data, n))
    n++;
  g_remove (data);
  g_rmdir (folder);
}

static void
open_data (UiFixture *ui, const char *path)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.built-in-data", NULL);
}

static void
open_project (UiFixture *ui, const char *path)
{
  hg_window_open_path (ui->window, path);
}

static void
save (UiFixture *ui, const char *path)
{
  wb_document_edit (hg_workspace_get_document (ui->workspace),
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = "7" }, NULL);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.save", NULL);
}

static const struct Request
{
  const char *path;
  void (*begin) (UiFixture *ui, const char *project);
  gint64 epochs; /* in the file at last, 0 for as before */
} all_requests[] = {
  { "/at-work/opening-data", open_data, 0 },
  { "/at-work/opening-project", open_project, 0 },
  { "/at-work/saving", save, 7 },
};

/* Returns whether there was work after the first @n. */
static gboolean
close_at_request (const struct Request *request, const char *project, guint n)
{
  UiFixture ui = { 0 };
  gint64 deadline;
  gboolean found;

  ui_fixture_open (&ui, project, NULL);
  held = g_array_new (FALSE, FALSE, sizeof (Work));
  n_let_through = n;
  request->begin (&ui, project);
  deadline = g_get_monotonic_time () + QUIET_MSEC * 1000;
  ui_wait_until (is_held_or_late, &deadline, "work");
  found = has_held ();
  close_window (&ui);
  do_work ();
  g_clear_pointer (&held, g_array_unref);
  return found;
}

/* What a person asked for does not hold the window either; what is being saved is saved. */
static void
test_request (gconstpointer data)
{
  const struct Request *request = data;
  g_autofree char *samples = write_data ();
  g_autofree char *folder = g_path_get_dirname (samples);
  g_autofree char *path = g_build_filename (folder, "some.hourglass", NULL);
  g_autoptr (WbProject) project = NULL;
  UiFixture ui = { .data = samples };
  guint n = 0;

  ui_fixture_open (&ui, NULL, "simple");
  ui_save (&ui, path);
  ui_fixture_close (&ui);
  while (n < MOST_WORK && close_at_request (request, path, n))
    n++;
  g_assert_cmpuint (n, >, 0);
  g_assert_true (wb_project_load (path, &project, NULL, NULL));
  if (request->epochs > 0)
    g_assert_cmpint (project->recipe.epochs, ==, request->epochs);
  g_remove (path);
  g_remove (samples);
  g_rmdir (folder);
}

static gboolean
is_examined (gpointer data)
{
  const HgWorkspace *workspace = ((UiFixture *) data)->workspace;

  return !workspace->doctor.asked && workspace->doctor.step == workspace->snapshot->step;
}

static gboolean
has_two_epochs (gpointer data)
{
  return has_epoch (data)
         && hg_workspace_get_snapshot (((UiFixture *) data)->workspace)->epoch == 2;
}

/* A training that ends while an epoch before is being examined is examined, too. */
static void
test_examined (void)
{
  g_autofree char *data = write_data ();
  g_autofree char *folder = g_path_get_dirname (data);
  UiFixture ui = { .data = data };

  ui_fixture_open (&ui, NULL, "simple");
  held = g_array_new (FALSE, FALSE, sizeof (Work));
  gtk_widget_activate_action (GTK_WIDGET (ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_epoch, &ui, "an epoch");
  while (!ui.workspace->doctor.asked || !has_held ())
    ui_wait_frames (&ui, 1);
  gtk_widget_activate_action (GTK_WIDGET (ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_two_epochs, &ui, "another epoch");
  ui_wait_frames (&ui, 20);
  n_let_through = G_MAXUINT;
  do_work ();
  n_let_through = 0;
  g_clear_pointer (&held, g_array_unref);
  ui_wait_until (is_examined, &ui, "the end to be examined");
  ui_fixture_close (&ui);
  g_remove (data);
  g_rmdir (folder);
}

static gboolean
is_saving (gpointer data)
{
  return g_atomic_int_get (&n_waiting) > 0;
}

static gboolean
is_autosaved (gpointer data)
{
  const HgWorkspace *workspace = ((UiFixture *) data)->workspace;

  return workspace->autosaved_step == workspace->snapshot->step && workspace->autosave == NULL
         && !workspace->autosave_asked;
}

/* The end of a training is saved for a crash also where one before is being saved. */
static void
test_autosaved (void)
{
  g_autofree char *data = write_data ();
  g_autofree char *folder = g_path_get_dirname (data);
  UiFixture ui = { .data = data };

  ui_fixture_open (&ui, NULL, "simple");
  holds_saving = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_epoch, &ui, "an epoch");
  ui_wait_until (is_saving, NULL, "it to be saved");
  gtk_widget_activate_action (GTK_WIDGET (ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_two_epochs, &ui, "another epoch");
  ui_wait_frames (&ui, 20);
  holds_saving = FALSE;
  let_threads_work ();
  ui_wait_until (is_autosaved, &ui, "the end to be saved");
  holds_saving = TRUE;
  ui_wait_frames (&ui, 30);
  g_assert_false (is_saving (NULL));
  holds_saving = FALSE;
  ui_fixture_close (&ui);
  g_remove (data);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  for (guint i = 0; i < G_N_ELEMENTS (all_places); i++)
    g_test_add_data_func (all_places[i].path, &all_places[i], test_place);
  for (guint i = 0; i < G_N_ELEMENTS (all_requests); i++)
    g_test_add_data_func (all_requests[i].path, &all_requests[i], test_request);
  g_test_add_func ("/at-work/examined", test_examined);
  g_test_add_func ("/at-work/autosaved", test_autosaved);
  return g_test_run ();
}
