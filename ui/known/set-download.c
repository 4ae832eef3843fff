/* SPDX-License-Identifier: MIT */
/* The thread writes how far it is into its job; the rows read it in their frame tick. */
#include "ui/known/set-download.h"

#include <stdatomic.h>

#include "data/known/download.h"
#include "ui/thread-task.h"

/* Counted: of the download and of its thread. */
typedef struct
{
  const DsKnownSet *set;
  GCancellable *cancellable;
  _Atomic guint64 done;
} Job;

struct _HgSetDownload
{
  GObject parent_instance;

  Job *job;
  char *folder;
  GError *error;
};

enum
{
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgSetDownload, hg_set_download, G_TYPE_OBJECT)

static void
set_download_job_clear (gpointer data)
{
  g_object_unref (((Job *) data)->cancellable);
}

static void
set_download_job_unref (gpointer job)
{
  g_atomic_rc_box_release_full (job, set_download_job_clear);
}

static void
set_download_report_cb (gpointer data, const char *phase, gsize done, gsize total)
{
  atomic_store (&((Job *) data)->done, done);
}

static gboolean
set_download_is_cancelled_cb (gpointer data)
{
  return g_cancellable_is_cancelled (((Job *) data)->cancellable);
}

static void
set_download_download_in_thread (GTask *task,
                                 gpointer object,
                                 gpointer data,
                                 GCancellable *cancellable)
{
  Job *job = data;
  const DsProgress progress = { set_download_report_cb, set_download_is_cancelled_cb, job };
  GError *error = NULL;
  char *folder = ds_download_set (job->set, &progress, &error);

  if (folder != NULL)
    g_task_return_pointer (task, folder, g_free);
  else
    g_task_return_error (task, error);
}

static void
set_download_downloaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgSetDownload *self = HG_SET_DOWNLOAD (object);
  g_autoptr (GError) error = NULL;

  self->folder = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[ENDED], 0);
}

static void
set_download_finalize (GObject *object)
{
  HgSetDownload *self = HG_SET_DOWNLOAD (object);

  set_download_job_unref (self->job);
  g_free (self->folder);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (hg_set_download_parent_class)->finalize (object);
}

static void
hg_set_download_class_init (HgSetDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = set_download_finalize;
  signals[ENDED] = g_signal_new ("ended", HG_TYPE_SET_DOWNLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
hg_set_download_init (HgSetDownload *self)
{
}

HgSetDownload *
hg_set_download_new (const DsKnownSet *set)
{
  HgSetDownload *self = g_object_new (HG_TYPE_SET_DOWNLOAD, NULL);
  g_autoptr (GTask) task = NULL;

  self->job = g_atomic_rc_box_new0 (Job);
  self->job->set = set;
  self->job->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->job->cancellable, set_download_downloaded_cb, NULL);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->job), set_download_job_unref);
  hg_task_run_in_thread (task, set_download_download_in_thread);
  return self;
}

guint64
hg_set_download_get_bytes (HgSetDownload *self, guint64 *total)
{
  *total = ds_known_set_get_n_bytes (self->job->set);
  return atomic_load (&self->job->done);
}

void
hg_set_download_cancel (HgSetDownload *self)
{
  g_cancellable_cancel (self->job->cancellable);
}

const char *
hg_set_download_get_folder (HgSetDownload *self)
{
  return self->folder;
}

const GError *
hg_set_download_get_error (HgSetDownload *self)
{
  return self->error;
}
