/* SPDX-License-Identifier: MIT */
#include "ui/widget-task.h"

#include "ui/thread-task.h"

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
