/* SPDX-License-Identifier: MIT */
/*
 * Threads take the next number until there is none. The calling thread works,
 * too, and asks whether to continue between two entries.
 */
#include "data/parallel.h"

#include <stdatomic.h>

#define MAX_THREADS 64

/* How often progress is told. */
#define PERIOD (G_USEC_PER_SEC / 30)

typedef struct
{
  gsize n;
  void (*run) (gpointer data, gsize i);
  gpointer data;
  atomic_size_t next;
  atomic_size_t done;
} Work;

static gboolean
run_next (Work *work)
{
  gsize i = atomic_fetch_add (&work->next, 1);

  if (i >= work->n)
    return FALSE;
  work->run (work->data, i);
  atomic_fetch_add (&work->done, 1);
  return TRUE;
}

static gpointer
run_all (gpointer data)
{
  while (run_next (data))
    ;
  return NULL;
}

static gboolean
run_and_tell (Work *work, const DsProgress *progress, const char *phase, GError **error)
{
  gint64 told = 0;

  do
    {
      gint64 now = g_get_monotonic_time ();

      if (now - told < PERIOD)
        continue;
      told = now;
      if (ds_progress_update (progress, phase, atomic_load (&work->done), work->n, error))
        continue;
      atomic_store (&work->next, work->n);
      return FALSE;
    }
  while (run_next (work));
  return TRUE;
}

gboolean
ds_parallel_run (gsize n,
                 void (*run) (gpointer data, gsize i),
                 gpointer data,
                 const DsProgress *progress,
                 const char *phase,
                 GError **error)
{
  Work work = { .n = n, .run = run, .data = data };
  GThread *threads[MAX_THREADS];
  guint n_threads = (guint) MIN (MIN (g_get_num_processors (), MAX_THREADS), MAX (n, 1)) - 1;
  gboolean went;

  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("import", run_all, &work);
  went = run_and_tell (&work, progress, phase, error);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
  return went && ds_progress_update (progress, phase, n, n, error);
}
