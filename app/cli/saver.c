/* SPDX-License-Identifier: MIT */
/* What a checkpoint takes from the training is the processor time to write the weights, and
 * about the same again to copy them and to record the run; waiting for the disk takes
 * nothing.
 */
#include "app/cli/saver.h"

#include <time.h>
#include <unistd.h>

#include "app/project/checkpoint.h"
#include "app/thread-time.h"

/* Seconds of the program's processor time for each one spent on writing: another program may
 * have the rest of the clock's. */
#define SECONDS_PER_COST 250

/* Header, losses and rows of epochs, beside the weights. */
#define SMALL_BYTES     (512 * 1024)
#define BYTES_PER_EPOCH 64

struct _WbSaver
{
  char *path;
  WbFileStamp stamp;
  double interval;
  double cost; /* of the last checkpoint, in seconds of processor time */
  gint64 last_usec;
  double last_seconds; /* of the program's processor time */
  gboolean counts_clock;
  gboolean begun;

  GThread *thread; /* writes @project; NULL while nothing is written */
  WbProject *project;
  gboolean done; /* atomic: the thread is through */
  GError *error; /* its, once it is through */
};

static double
get_program_seconds (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + 1e-9 * (double) time.tv_nsec;
}

static void
note_time (WbSaver *self)
{
  self->last_usec = g_get_monotonic_time ();
  self->last_seconds = get_program_seconds ();
}

WbSaver *
wb_saver_new (const char *path, const WbFileStamp *stamp, double interval)
{
  WbSaver *self = g_new0 (WbSaver, 1);

  self->path = g_strdup (path);
  self->stamp = *stamp;
  self->interval = interval;
  note_time (self);
  return self;
}

static void
join (WbSaver *self)
{
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->project, wb_project_free);
}

void
wb_saver_count_clock (WbSaver *self)
{
  self->counts_clock = TRUE;
}

void
wb_saver_free (WbSaver *self)
{
  if (self == NULL)
    return;
  join (self);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

static guint64
get_size (const WbProject *project)
{
  guint64 values = 0;

  for (guint i = 0; i < wb_checkpoint_get_n_tensors (project->checkpoint); i++)
    values += wb_checkpoint_get_tensor (project->checkpoint, i)->size;
  return values * sizeof (float) + SMALL_BYTES + (guint64) project->recipe.epochs * BYTES_PER_EPOCH;
}

gboolean
wb_saver_probe (WbSaver *self, const WbProject *project, GError **error)
{
  return wb_atomic_file_probe (self->path, get_size (project), error);
}

gboolean
wb_saver_is_due (WbSaver *self, gboolean epoch_ended)
{
  double past, trained;

  /* The thread writes what the last checkpoint cost. */
  if (self->thread != NULL)
    return FALSE;
  past = (double) (g_get_monotonic_time () - self->last_usec) / G_USEC_PER_SEC;
  trained = self->counts_clock ? past : get_program_seconds () - self->last_seconds;
  return (past >= self->interval && trained >= SECONDS_PER_COST * self->cost)
         || (epoch_ended && !self->begun);
}

static gpointer
write_cb (gpointer data)
{
  WbSaver *self = data;
  double begin = wb_thread_get_seconds ();

  wb_project_save_over (self->project, self->path, &self->stamp, &self->error);
  self->cost = wb_thread_get_seconds () - begin;
  g_atomic_int_set (&self->done, TRUE);
  return NULL;
}

void
wb_saver_begin (WbSaver *self, const WbProject *project)
{
  g_clear_error (&self->error);
  self->begun = TRUE;
  note_time (self);
  self->done = FALSE;
  self->project = wb_project_copy (project);
  self->thread = g_thread_try_new ("checkpoint", write_cb, self, NULL);
  if (self->thread == NULL)
    write_cb (self);
}

gboolean
wb_saver_poll (WbSaver *self, GError **error)
{
  if (!g_atomic_int_get (&self->done))
    return TRUE;
  join (self);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* "NAME-20260131-235959-PID.hourglass" in the user's state folder. */
static char *
make_other_path (WbSaver *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "hourglass", NULL);
  g_autofree char *base = g_path_get_basename (self->path);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *dot = g_strrstr (base, WB_PROJECT_EXTENSION);
  g_autofree char *name = NULL;

  if (dot != NULL)
    *dot = '\0';
  name = g_strdup_printf ("%.200s-%s-%d" WB_PROJECT_EXTENSION, base, time, (int) getpid ());
  g_mkdir_with_parents (folder, 0700);
  return g_build_filename (folder, name, NULL);
}

static void
save_elsewhere (WbSaver *self, const WbProject *project, GError **error)
{
  g_autofree char *path = make_other_path (self);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) cause = NULL;

  if (wb_project_save (project, path, &cause))
    g_prefix_error (error, "Saved “%s” instead. ", name);
  else
    g_prefix_error (error, "%s ", cause->message);
}

gboolean
wb_saver_finish (WbSaver *self, const WbProject *project, GError **error)
{
  join (self);
  if (wb_project_save_over (project, self->path, &self->stamp, error))
    return TRUE;
  save_elsewhere (self, project, error);
  return FALSE;
}
