/* SPDX-License-Identifier: MIT */
/* The one task that a widget, or another object of the main thread, has running for it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Runs @func by hg_task_run_in_thread().
 *
 * @running: (inout) (nullable): what runs is cancelled; the new task's cancellable afterwards
 * @work: (transfer full) (nullable): the data of the task
 * @done: called with @data, also when the task was cancelled
 */
void hg_task_start (GCancellable **running,
                    GTaskThreadFunc func,
                    gpointer work,
                    GDestroyNotify free_work,
                    GAsyncReadyCallback done,
                    gpointer data);

/** @running: (inout) (nullable): cancelled, and NULL afterwards */
void hg_task_cancel (GCancellable **running);

G_END_DECLS
