/* SPDX-License-Identifier: MIT */
/* Work for a thread on behalf of a widget or another object of the main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * As g_task_run_in_thread(), but the thread is never left with the last reference to the task:
 * that would dispose of its source object there. A task that is to return when it is cancelled,
 * before the thread ends, has no source object and runs by g_task_run_in_thread().
 *
 * @task: its source object may be one of the main thread's alone. A widget is none: it would
 *   outlive its window with all that it knows. It is the callback's data, cancels the task in
 *   its dispose, and is not touched by a callback that finds the task cancelled.
 * @func: returns the result, or an error, to the task
 */
void hg_task_run_in_thread (GTask *task, GTaskThreadFunc func);

G_END_DECLS
