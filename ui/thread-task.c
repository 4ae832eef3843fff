/* SPDX-License-Identifier: MIT */
/* The thread hands its reference to the task back to the main thread. */
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

void
hg_task_start (GCancellable **running,
               GTaskThreadFunc func,
               gpointer work,
               GDestroyNotify free_work,
               GAsyncReadyCallback done,
               gpointer data)
{
  g_autoptr (GTask) task = NULL;

  hg_task_cancel (running);
  *running = g_cancellable_new ();
  task = g_task_new (NULL, *running, done, data);
  g_task_set_task_data (task, work, free_work);
  hg_task_run_in_thread (task, func);
}

void
hg_task_cancel (GCancellable **running)
{
  if (*running != NULL)
    g_cancellable_cancel (*running);
  g_clear_object (running);
}
