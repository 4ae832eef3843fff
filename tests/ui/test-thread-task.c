/* SPDX-License-Identifier: MIT */
/* An object whose last reference a task has is disposed of in the main thread, however late the
 * thread of the work ends.
 */
#include "ui/thread-task.h"

#define LATE_USEC 50000

typedef struct
{
  GThread *thread;
  gboolean answered;
} Disposed;

static void
gone_cb (gpointer data, GObject *object)
{
  g_atomic_pointer_set (&((Disposed *) data)->thread, g_thread_self ());
}

static void
work_late (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_true (G_IS_OBJECT (source));
  g_assert_cmpstr (data, ==, "data");
  g_task_return_int (task, 7);
  g_usleep (LATE_USEC);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Disposed *) data)->answered = TRUE;
  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 7);
}

static void
test_late (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  Disposed disposed = { 0 };
  GTask *task = g_task_new (object, NULL, answered_cb, &disposed);

  g_object_weak_ref (object, gone_cb, &disposed);
  g_task_set_task_data (task, g_strdup ("data"), g_free);
  hg_task_run_in_thread (task, work_late);
  g_object_unref (task);
  g_object_unref (object);
  while (g_atomic_pointer_get (&disposed.thread) == NULL)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_true (disposed.answered);
  g_assert_true (disposed.thread == g_thread_self ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thread-task/late", test_late);
  return g_test_run ();
}
