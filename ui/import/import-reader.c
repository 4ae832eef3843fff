/* SPDX-License-Identifier: MIT */
/* A reading that was cancelled ends soon, and then the next one begins: so fast
 * changes of the choices do not pile up threads. Where a thread is, it writes
 * into its job, and the window reads in its frame tick.
 */
#include "ui/import/import-reader.h"

#include <glib/gi18n.h>
#include <stdatomic.h>

#include "ui/thread-task.h"

typedef struct
{
  char *location;
  DsImportOptions *options; /* nullable */
  gsize max_samples;
  GCancellable *cancellable;
  _Atomic (const char *) phase;
  atomic_size_t done;
  atomic_size_t total;
} Job;

struct _HgImportReader
{
  GObject parent_instance;

  char *location;
  DsImportOptions *options;
  GTask *task;       /* what is being read, also after it was cancelled */
  gboolean restarts; /* begin again as soon as that has ended */
  gboolean stopped;
  gint64 started;
  HgImportSamples *samples;
  gboolean whole; /* @samples have all */
  GError *error;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgImportReader, hg_import_reader, G_TYPE_OBJECT)

static void import_reader_read (HgImportReader *self, gsize max_samples);

static void
import_reader_job_free (gpointer data)
{
  Job *job = data;

  g_free (job->location);
  g_clear_pointer (&job->options, ds_import_options_unref);
  g_object_unref (job->cancellable);
  g_free (job);
}

static void
import_reader_report_cb (gpointer data, const char *phase, gsize done, gsize total)
{
  Job *job = data;

  atomic_store (&job->phase, g_intern_string (phase));
  atomic_store (&job->total, total);
  atomic_store (&job->done, done);
}

static gboolean
import_reader_is_cancelled_cb (gpointer data)
{
  return g_cancellable_is_cancelled (((Job *) data)->cancellable);
}

static void
import_reader_read_in_thread (GTask *task,
                              gpointer object,
                              gpointer data,
                              GCancellable *cancellable)
{
  Job *job = data;
  const DsProgress progress = { import_reader_report_cb, import_reader_is_cancelled_cb, job };
  const DsRequest request = { .options = job->options,
                              .progress = &progress,
                              .max_samples = job->max_samples };
  GError *error = NULL;
  DsSource *source = ds_source_open (job->location, NULL, &request, &error);
  HgImportSamples *samples = source != NULL ? hg_import_samples_new (source, &error) : NULL;

  if (samples != NULL)
    g_task_return_pointer (task, samples, (GDestroyNotify) hg_import_samples_free);
  else
    g_task_return_error (task, error);
}

static void
import_reader_take (HgImportReader *self, HgImportSamples *samples)
{
  g_clear_pointer (&self->samples, hg_import_samples_free);
  self->samples = samples;
  self->whole = samples != NULL && !ds_source_get_report (samples->source)->partial;
  if (samples != NULL && !self->whole)
    import_reader_read (self, 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
import_reader_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgImportReader *self = HG_IMPORT_READER (object);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HgImportSamples) samples = g_task_propagate_pointer (task, &error);

  if (self->stopped)
    return;
  if (self->restarts)
    {
      self->restarts = FALSE;
      import_reader_read (self, HG_IMPORT_N_SHOWN);
      return;
    }
  self->error = g_steal_pointer (&error);
  import_reader_take (self, g_steal_pointer (&samples));
}

static void
import_reader_read (HgImportReader *self, gsize max_samples)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Job *job = g_new0 (Job, 1);

  job->location = g_strdup (self->location);
  job->options = self->options != NULL ? ds_import_options_ref (self->options) : NULL;
  job->max_samples = max_samples;
  job->cancellable = g_object_ref (cancellable);
  atomic_store (&job->phase, _ ("Opening"));
  self->task = g_task_new (self, cancellable, import_reader_read_cb, NULL);
  g_task_set_task_data (self->task, job, import_reader_job_free);
  hg_task_run_in_thread (self->task, import_reader_read_in_thread);
}

static void
import_reader_finalize (GObject *object)
{
  HgImportReader *self = HG_IMPORT_READER (object);

  g_free (self->location);
  g_clear_pointer (&self->options, ds_import_options_unref);
  g_clear_pointer (&self->samples, hg_import_samples_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (hg_import_reader_parent_class)->finalize (object);
}

static void
hg_import_reader_class_init (HgImportReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = import_reader_finalize;
  signals[CHANGED] = g_signal_new ("changed", HG_TYPE_IMPORT_READER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hg_import_reader_init (HgImportReader *self)
{
}

HgImportReader *
hg_import_reader_new (const char *location)
{
  HgImportReader *self = g_object_new (HG_TYPE_IMPORT_READER, NULL);

  self->location = g_strdup (location);
  return self;
}

static void
import_reader_cancel (HgImportReader *self)
{
  if (self->task != NULL)
    g_cancellable_cancel (g_task_get_cancellable (self->task));
}

void
hg_import_reader_start (HgImportReader *self, DsImportOptions *options)
{
  DsImportOptions *before = self->options;

  self->options = options != NULL ? ds_import_options_ref (options) : NULL;
  g_clear_pointer (&before, ds_import_options_unref);
  g_clear_error (&self->error);
  self->whole = FALSE;
  self->started = g_get_monotonic_time ();
  self->restarts = self->task != NULL;
  if (self->restarts)
    import_reader_cancel (self);
  else
    import_reader_read (self, HG_IMPORT_N_SHOWN);
}

void
hg_import_reader_stop (HgImportReader *self)
{
  self->stopped = TRUE;
  import_reader_cancel (self);
}

const HgImportSamples *
hg_import_reader_get_samples (HgImportReader *self)
{
  return self->samples;
}

DsSource *
hg_import_reader_get_source (HgImportReader *self)
{
  return self->whole ? self->samples->source : NULL;
}

const GError *
hg_import_reader_get_error (HgImportReader *self)
{
  return self->error;
}

gboolean
hg_import_reader_get_progress (HgImportReader *self, HgImportProgress *progress)
{
  Job *job = self->task != NULL ? g_task_get_task_data (self->task) : NULL;

  if (job == NULL)
    return FALSE;
  *progress = (HgImportProgress) {
    .phase = atomic_load (&job->phase),
    .done = atomic_load (&job->done),
    .total = atomic_load (&job->total),
    .seconds = (double) (g_get_monotonic_time () - self->started) / G_USEC_PER_SEC,
  };
  return TRUE;
}
