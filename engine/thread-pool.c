/* SPDX-License-Identifier: MIT */
/* The pool's lock rule: `round`, `func`, `data`, `ranges` and `quit` are written
 * under the mutex by the caller before it bumps `round`; threads read them after
 * they have seen the new round. `busy` counts the threads that have not finished
 * the round.
 *
 * Each thread has a range of the items and then helps the others with theirs.
 * So in rounds of as many items a thread mostly gets the same ones, and what it
 * left in its own cache the time before.
 *
 * A thread that runs dry first spins for a moment (a training step hands out
 * work every few hundred microseconds) and then sleeps on the condition.
 */
#include "engine/thread-pool.h"

#include <pthread.h>
#include <stdatomic.h>
#ifdef __linux__
#  include <sys/resource.h>
#  include <sys/syscall.h>
#  include <unistd.h>
#endif
#if defined(__x86_64__) || defined(__i386__)
#  include <immintrin.h>
#endif

#define SPINS             4000
#define CACHE_LINE        64
#define LOW_PRIORITY_NICE 10

typedef struct
{
  AePool *pool;
  guint worker;
  pthread_t thread;
} Worker;

/* Items that a thread takes first, [next, end); on a cache line of its own. */
typedef struct
{
  _Alignas(CACHE_LINE) atomic_uint next;
  guint end;
} Range;

struct _AePool
{
  guint n_threads;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  pthread_cond_t done;
  atomic_uint round;
  atomic_uint busy;
  atomic_bool quit;
  atomic_bool low_priority;
  AePoolFunc func;
  gpointer data;
  Worker *workers;
  Range *ranges;
};

/* Denormal numbers are slow and never matter here: flush them to zero. */
static guint
flush_denormals (void)
{
#if defined(__SSE__)
  guint before = _mm_getcsr ();

  _mm_setcsr (before | 0x8040);
  return before;
#else
  return 0;
#endif
}

static void
restore_denormals (guint before)
{
#if defined(__SSE__)
  _mm_setcsr (before);
#endif
}

static void
relax (void)
{
#if defined(__SSE__)
  _mm_pause ();
#endif
}

static void
lower_priority (void)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), LOW_PRIORITY_NICE);
#endif
}

static void
work (AePool *pool, guint worker)
{
  for (guint i = 0; i < pool->n_threads; i++)
    {
      Range *range = &pool->ranges[(worker + i) % pool->n_threads];
      guint item;

      while ((item = atomic_fetch_add (&range->next, 1)) < range->end)
        pool->func (pool->data, item, worker);
    }
}

static guint
wait_for_round (AePool *pool, guint seen)
{
  guint round;

  for (guint i = 0; i < SPINS && !atomic_load (&pool->low_priority); i++)
    {
      round = atomic_load (&pool->round);
      if (round != seen)
        return round;
      relax ();
    }
  pthread_mutex_lock (&pool->mutex);
  while ((round = atomic_load (&pool->round)) == seen)
    pthread_cond_wait (&pool->wake, &pool->mutex);
  pthread_mutex_unlock (&pool->mutex);
  return round;
}

static void
finish_round (AePool *pool)
{
  if (atomic_fetch_sub (&pool->busy, 1) != 1)
    return;
  pthread_mutex_lock (&pool->mutex);
  pthread_cond_signal (&pool->done);
  pthread_mutex_unlock (&pool->mutex);
}

static void *
run_worker (void *argument)
{
  Worker *self = argument;
  AePool *pool = self->pool;
  guint seen = 0;
  gboolean lowered = FALSE;

  flush_denormals ();
  for (;;)
    {
      seen = wait_for_round (pool, seen);
      if (atomic_load (&pool->quit))
        return NULL;
      if (!lowered && atomic_load (&pool->low_priority))
        {
          lower_priority ();
          lowered = TRUE;
        }
      work (pool, self->worker);
      finish_round (pool);
    }
}

static void
begin_round (AePool *pool, guint n_items, AePoolFunc func, gpointer data)
{
  pthread_mutex_lock (&pool->mutex);
  pool->func = func;
  pool->data = data;
  for (guint i = 0; i < pool->n_threads; i++)
    {
      atomic_store (&pool->ranges[i].next, (guint) ((guint64) n_items * i / pool->n_threads));
      pool->ranges[i].end = (guint) ((guint64) n_items * (i + 1) / pool->n_threads);
    }
  atomic_store (&pool->busy, pool->n_threads - 1);
  atomic_fetch_add (&pool->round, 1);
  pthread_cond_broadcast (&pool->wake);
  pthread_mutex_unlock (&pool->mutex);
}

static void
wait_for_others (AePool *pool)
{
  for (guint i = 0; i < SPINS && !atomic_load (&pool->low_priority); i++)
    {
      if (atomic_load (&pool->busy) == 0)
        break;
      relax ();
    }
  pthread_mutex_lock (&pool->mutex);
  while (atomic_load (&pool->busy) > 0)
    pthread_cond_wait (&pool->done, &pool->mutex);
  pthread_mutex_unlock (&pool->mutex);
}

AePool *
ae_pool_new (guint n_threads)
{
  AePool *pool = g_new0 (AePool, 1);

  pool->n_threads = CLAMP (n_threads > 0 ? n_threads : g_get_num_processors (), 1, 256);
  pthread_mutex_init (&pool->mutex, NULL);
  pthread_cond_init (&pool->wake, NULL);
  pthread_cond_init (&pool->done, NULL);
  pool->workers = g_new0 (Worker, pool->n_threads);
  pool->ranges = g_aligned_alloc0 (pool->n_threads, sizeof (Range), CACHE_LINE);
  for (guint i = 1; i < pool->n_threads; i++)
    {
      pool->workers[i].pool = pool;
      pool->workers[i].worker = i;
      if (pthread_create (&pool->workers[i].thread, NULL, run_worker, &pool->workers[i]) != 0)
        pool->n_threads = i;
    }
  return pool;
}

void
ae_pool_free (AePool *pool)
{
  if (pool == NULL)
    return;
  pthread_mutex_lock (&pool->mutex);
  atomic_store (&pool->quit, TRUE);
  atomic_fetch_add (&pool->round, 1);
  pthread_cond_broadcast (&pool->wake);
  pthread_mutex_unlock (&pool->mutex);
  for (guint i = 1; i < pool->n_threads; i++)
    pthread_join (pool->workers[i].thread, NULL);
  pthread_cond_destroy (&pool->done);
  pthread_cond_destroy (&pool->wake);
  pthread_mutex_destroy (&pool->mutex);
  g_aligned_free (pool->ranges);
  g_free (pool->workers);
  g_free (pool);
}

guint
ae_pool_get_n_threads (const AePool *pool)
{
  return pool->n_threads;
}

void
ae_pool_set_low_priority (AePool *pool, gboolean low_priority)
{
  atomic_store (&pool->low_priority, low_priority);
}

void
ae_pool_run (AePool *pool, guint n_items, AePoolFunc func, gpointer data)
{
  guint before = flush_denormals ();

  if (pool->n_threads == 1 || n_items <= 1)
    {
      for (guint i = 0; i < n_items; i++)
        func (data, i, 0);
    }
  else
    {
      begin_round (pool, n_items, func, data);
      work (pool, 0);
      wait_for_others (pool);
    }
  restore_denormals (before);
}
