/* SPDX-License-Identifier: MIT */
/* A checkpoint goes from process to process as the project file that it would be saved
 * in. The thread that talks to the process is the worker's own: it waits there, and
 * nobody waits for it.
 */
#include "app/cli/sweep-worker.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/data/data-split.h"
#include "app/error.h"
#include "app/project/project-file.h"

/* Set for the process that trains. */
#define VARIABLE "HOURGLASS_SWEEP_WORKER"

/* In the place of a job: no more of them. */
#define QUIT 1

struct _WbWorker
{
  GThread *thread;
  GAsyncQueue *jobs; /* job + QUIT + 1 */
  GAsyncQueue *answers;
  GMutex mutex;
  GSubprocess *process; /* made by the thread, ended by anybody, under the mutex */
  gboolean quitting;    /* under the mutex */
};

gboolean
wb_sweep_is_worker (void)
{
  return g_getenv (VARIABLE) != NULL;
}

/* Whoever waits for the result is still there. */
static gboolean
go_on (gpointer data, guint64 step, guint64 n_steps)
{
  return getppid () == *(pid_t *) data;
}

static WbSweepResult *
train (const WbSweepJob *job, DsSource *source, guint n_threads, GError **error)
{
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;
  pid_t parent = getppid ();

  wb_data_split (&job->project->recipe, source, job->project->removed, &training, &validation);
  return wb_sweep_train (job, training, validation, n_threads, go_on, &parent, error);
}

/* A file for a moment: in memory where there is a place for such, since projects are
 * synced when they are saved. */
static char *
make_name (GError **error)
{
  gboolean has_memory = access ("/dev/shm", W_OK) == 0;
  char *path = g_build_filename (has_memory ? "/dev/shm" : g_get_tmp_dir (),
                                 "hourglass-XXXXXX.hourglass", NULL);
  int file = g_mkstemp (path);

  if (file >= 0)
    {
      close (file);
      return path;
    }
  wb_refuse (error, WB_ERROR_FILE, "“%s” cannot be written: %s.", path, g_strerror (errno));
  g_free (path);
  return NULL;
}

static gboolean
pack (const WbSweepJob *job, const WbSweepResult *result, char **bytes, gsize *size, GError **error)
{
  g_autoptr (WbProject) project = wb_project_copy (job->project);
  g_autofree char *path = make_name (error);
  gboolean packed;

  if (path == NULL)
    return FALSE;
  wb_project_set_checkpoint (project, result->checkpoint);
  packed = wb_project_save (project, path, error) && g_file_get_contents (path, bytes, size, error);
  unlink (path);
  return packed;
}

gboolean
wb_sweep_work (const GPtrArray *jobs, DsSource *source, guint n_threads, GError **error)
{
  guint32 job;

  while (fread (&job, sizeof job, 1, stdin) == 1 && job < jobs->len)
    {
      g_autoptr (WbSweepResult) result = train (jobs->pdata[job], source, n_threads, error);
      WbWorkerAnswer answer = { .job = job };
      g_autofree char *bytes = NULL;
      gsize size = 0;

      if (result == NULL || !pack (jobs->pdata[job], result, &bytes, &size, error))
        return FALSE;
      answer.size = size;
      answer.n_samples = result->n_samples;
      answer.outcome = result->diverged ? WB_WORKER_DIVERGED : WB_WORKER_TRAINED;
      fwrite (&answer, sizeof answer, 1, stdout);
      fwrite (bytes, size, 1, stdout);
      if (fflush (stdout) != 0)
        return TRUE; /* nobody reads it any more */
    }
  return TRUE;
}

WbSweepResult *
wb_worker_answer_read (GBytes *answer, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (answer, &size);
  g_autofree char *path = make_name (error);
  g_autofree char *note = NULL;
  g_autoptr (WbProject) project = NULL;
  WbSweepResult *result;
  WbWorkerAnswer head;
  gboolean read;

  memcpy (&head, data, sizeof head);
  if (path == NULL)
    return NULL;
  read = g_file_set_contents (path, data + sizeof head, (gssize) (size - sizeof head), error)
         && wb_project_load (path, &project, &note, error);
  unlink (path);
  if (!read)
    return NULL;
  result = g_new0 (WbSweepResult, 1);
  result->checkpoint = wb_checkpoint_ref (project->checkpoint);
  result->n_samples = head.n_samples;
  result->diverged = head.outcome == WB_WORKER_DIVERGED;
  return result;
}

/* This command again, with the same words, which mpirun does not know of. */
static GSubprocess *
start (GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *line = NULL;
  g_auto (GStrv) names = g_listenv ();
  gsize length = 0;

  if (!g_file_get_contents ("/proc/self/cmdline", &line, &length, error))
    return NULL;
  g_ptr_array_add (words, (char *) "/proc/self/exe");
  for (gsize at = strlen (line) + 1; at < length; at += strlen (line + at) + 1)
    g_ptr_array_add (words, line + at);
  g_ptr_array_add (words, NULL);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE
                                        | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                        | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "OMPI_") || g_str_has_prefix (names[i], "PMIX_"))
      g_subprocess_launcher_unsetenv (launcher, names[i]);
  g_subprocess_launcher_setenv (launcher, VARIABLE, "1", TRUE);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, error);
}

static GBytes *
make_answer (WbWorkerOutcome outcome, guint job, const char *words)
{
  WbWorkerAnswer head = { .size = strlen (words) + 1, .job = job, .outcome = outcome };
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) &head, sizeof head);
  g_byte_array_append (bytes, (const guint8 *) words, (guint) head.size);
  return g_byte_array_free_to_bytes (bytes);
}

/* What the process said last, without the program's name. */
static char *
read_last_words (GSubprocess *process)
{
  char words[4096];
  gsize size = 0;
  char *begin;

  g_input_stream_read_all (g_subprocess_get_stderr_pipe (process), words, sizeof words - 1, &size,
                           NULL, NULL);
  words[size] = '\0';
  g_strchomp (words);
  begin = strrchr (words, '\n');
  begin = begin != NULL ? begin + 1 : words;
  return g_strdup (g_str_has_prefix (begin, "hourglass-cli: ") ? begin + 15 : begin);
}

/* The process is gone; why. */
static GBytes *
bury (GSubprocess *process, guint job)
{
  g_autofree char *words = read_last_words (process);
  g_autofree char *cause = NULL;

  g_subprocess_wait (process, NULL, NULL);
  if (g_subprocess_get_if_exited (process))
    return make_answer (WB_WORKER_FAILED, job, words);
  cause = g_strdup_printf ("signal %d ended the process that trained it",
                           g_subprocess_get_term_sig (process));
  return make_answer (WB_WORKER_LOST, job, cause);
}

static GBytes *
ask (GSubprocess *process, guint32 job)
{
  GInputStream *in = g_subprocess_get_stdout_pipe (process);
  WbWorkerAnswer head;
  gsize done;
  char *bytes;

  if (!g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), &job, sizeof job, NULL,
                                  NULL, NULL)
      || !g_input_stream_read_all (in, &head, sizeof head, &done, NULL, NULL) || done < sizeof head)
    return NULL;
  bytes = g_malloc (sizeof head + head.size);
  memcpy (bytes, &head, sizeof head);
  if (!g_input_stream_read_all (in, bytes + sizeof head, head.size, &done, NULL, NULL)
      || done < head.size)
    g_clear_pointer (&bytes, g_free);
  return bytes != NULL ? g_bytes_new_take (bytes, sizeof head + head.size) : NULL;
}

static GBytes *
answer_job (WbWorker *self, guint job)
{
  g_autoptr (GError) error = NULL;
  GBytes *answer;

  g_mutex_lock (&self->mutex);
  if (self->process == NULL && !self->quitting)
    self->process = start (&error);
  g_mutex_unlock (&self->mutex);
  if (self->process == NULL)
    return make_answer (WB_WORKER_FAILED, job, error != NULL ? error->message : "");
  answer = ask (self->process, job);
  if (answer != NULL)
    return answer;
  answer = bury (self->process, job);
  g_mutex_lock (&self->mutex);
  g_clear_object (&self->process);
  g_mutex_unlock (&self->mutex);
  return answer;
}

static gpointer
serve (gpointer data)
{
  WbWorker *self = data;
  guint word;

  while ((word = GPOINTER_TO_UINT (g_async_queue_pop (self->jobs))) != QUIT)
    g_async_queue_push (self->answers, answer_job (self, word - QUIT - 1));
  return NULL;
}

WbWorker *
wb_worker_new (void)
{
  WbWorker *self = g_new0 (WbWorker, 1);

  g_mutex_init (&self->mutex);
  self->jobs = g_async_queue_new ();
  self->answers = g_async_queue_new_full ((GDestroyNotify) g_bytes_unref);
  self->thread = g_thread_new ("worker", serve, self);
  return self;
}

void
wb_worker_free (WbWorker *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->quitting = TRUE;
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_mutex_unlock (&self->mutex);
  g_async_queue_push (self->jobs, GUINT_TO_POINTER (QUIT));
  g_thread_join (self->thread);
  g_clear_object (&self->process);
  g_async_queue_unref (self->jobs);
  g_async_queue_unref (self->answers);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
wb_worker_train (WbWorker *self, guint job)
{
  g_async_queue_push (self->jobs, GUINT_TO_POINTER (job + QUIT + 1));
}

GBytes *
wb_worker_take_answer (WbWorker *self)
{
  return g_async_queue_try_pop (self->answers);
}
