/* SPDX-License-Identifier: MIT */
/* The pool: every item once, whatever the number of threads, round after
 * round; each worker's number used by one thread at a time; denormals flushed
 * while it works and not afterwards. Run it under the thread sanitizer too.
 */
#include <stdatomic.h>
#include <string.h>

#include "engine/thread-pool.h"

#define ITEMS  97
#define ROUNDS 400

typedef struct
{
  guint counts[ITEMS];    /* an item writes its own, so plain */
  guint by_worker[256];   /* a worker writes its own, so plain */
  atomic_int inside[256]; /* threads that bear a worker's number right now */
  atomic_uint wrong;
  guint n_threads;
  float tiny;
} Round;

static void
visit (gpointer data, guint item, guint worker)
{
  Round *round = data;
  volatile float tiny = round->tiny;

  if (item >= ITEMS || worker >= round->n_threads
      || atomic_fetch_add (&round->inside[worker], 1) != 0)
    atomic_fetch_add (&round->wrong, 1);
  round->counts[item]++;
  round->by_worker[worker]++;
#ifdef __SSE__
  if (tiny * 0.5f != 0)
    atomic_fetch_add (&round->wrong, 1);
#endif
  atomic_fetch_sub (&round->inside[worker], 1);
}

static void
run_round (AePool *pool, Round *round, guint n_items)
{
  guint sum = 0;

  memset (round, 0, sizeof *round);
  round->n_threads = ae_pool_get_n_threads (pool);
  round->tiny = 0x1p-126f;
  ae_pool_run (pool, n_items, visit, round);
  for (guint i = 0; i < ITEMS; i++)
    g_assert_cmpuint (round->counts[i], ==, i < n_items);
  for (guint i = 0; i < round->n_threads; i++)
    sum += round->by_worker[i];
  g_assert_cmpuint (sum, ==, n_items);
  g_assert_cmpuint (atomic_load (&round->wrong), ==, 0);
}

static void
test_items (gconstpointer data)
{
  g_autoptr (AePool) pool = ae_pool_new (GPOINTER_TO_UINT (data));
  g_autofree Round *round = g_new0 (Round, 1);

  g_assert_cmpuint (ae_pool_get_n_threads (pool), ==, GPOINTER_TO_UINT (data));
  for (guint i = 0; i < ROUNDS; i++)
    {
      volatile float tiny = 0x1p-126f;

      run_round (pool, round, i % (ITEMS + 1));
      g_assert_cmpfloat (tiny * 0.5f, !=, 0);
    }
}

/* Threads that sleep between rounds wake for the next. */
static void
test_polite (void)
{
  g_autoptr (AePool) pool = ae_pool_new (3);
  g_autofree Round *round = g_new0 (Round, 1);

  for (guint i = 0; i < ROUNDS / 4; i++)
    {
      ae_pool_set_low_priority (pool, i % 20 < 10);
      run_round (pool, round, ITEMS);
    }
}

/* A pool may be thrown away unused, and many may live at once. */
static void
test_lives (void)
{
  AePool *pools[8];
  g_autofree Round *round = g_new0 (Round, 1);

  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    pools[i] = ae_pool_new (1 + i % 4);
  for (guint i = 0; i < G_N_ELEMENTS (pools); i += 2)
    run_round (pools[i], round, ITEMS);
  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    ae_pool_free (pools[i]);
  ae_pool_free (NULL);
}

/* 0 stands for the machine's cores, and the number is held in bounds. */
static void
test_numbers (void)
{
  g_autoptr (AePool) cores = ae_pool_new (0);

  g_assert_cmpuint (ae_pool_get_n_threads (cores), ==, g_get_num_processors ());
}

#define CROWD 4

typedef struct
{
  atomic_uint arrived;
  guint workers[CROWD];
  guint done[CROWD];
} Meeting;

/* Waits until all are there, and all but one are late to leave. */
static void
meet (gpointer data, guint item, guint worker)
{
  Meeting *meeting = data;

  meeting->workers[item] = worker;
  atomic_fetch_add (&meeting->arrived, 1);
  while (atomic_load (&meeting->arrived) < CROWD)
    g_thread_yield ();
  for (guint i = 0; worker > 0 && i < 200; i++)
    g_thread_yield ();
  meeting->done[item] = 1;
}

/* Items that wait for each other: all threads work at the same time, each
 * under a number of its own, and the caller waits for the last. */
static void
test_together (void)
{
  g_autoptr (AePool) pool = ae_pool_new (CROWD);

  for (guint round = 0; round < 20; round++)
    {
      Meeting meeting = { 0 };
      guint seen = 0;

      ae_pool_run (pool, CROWD, meet, &meeting);
      for (guint i = 0; i < CROWD; i++)
        {
          g_assert_cmpuint (meeting.done[i], ==, 1);
          seen |= 1u << meeting.workers[i];
        }
      g_assert_cmpuint (seen, ==, (1u << CROWD) - 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint n = 1; n <= 4; n++)
    {
      g_autofree char *path = g_strdup_printf ("/pool/items/%u", n);

      g_test_add_data_func (path, GUINT_TO_POINTER (n), test_items);
    }
  g_test_add_func ("/pool/low_priority", test_polite);
  g_test_add_func ("/pool/lives", test_lives);
  g_test_add_func ("/pool/numbers", test_numbers);
  g_test_add_func ("/pool/together", test_together);
  return g_test_run ();
}
