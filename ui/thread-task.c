/* SPDX-License-Identifier: MIT */
/* The thread passes its reference to the task back to the main thread. */
#include "ui/thread-task.h"

typedef struct
{
  GTask *task;
  GTaskThreadFunc func;
} Job;

static gboolean
release_cb (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer data)
{
  g_autofree Job *job = data;

  job->func (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task),
             g_task_get_cancellable (job->task));
  g_idle_add_full (G_PRIORITY_DEFAULT, release_cb, job->task, NULL);
  return NULL;
}

void
hg_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job) { g_object_ref (task), func };
  g_thread_unref (g_thread_new ("task", work, job));
}
