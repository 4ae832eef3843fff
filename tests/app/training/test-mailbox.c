/* SPDX-License-Identifier: MIT */
/* The mailbox between two threads: whatever is put is taken or taken back, once
 * and in order, and merged snapshots lose no loss.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "app/training/mailbox.h"
#include "app/training/snapshot.h"

#define N_STEPS 8000

typedef struct
{
  WbMailbox mailbox;
  atomic_bool done;
} Post;

static WbSnapshot *
make_snapshot (guint64 step)
{
  WbSnapshot *snapshot = wb_snapshot_new ();

  snapshot->step = step;
  wb_history_add_loss (snapshot->new_history, step, (double) step / 2);
  return snapshot;
}

static void *
produce (gpointer data)
{
  Post *post = data;

  for (guint64 step = 1; step <= N_STEPS; step++)
    {
      WbSnapshot *snapshot = make_snapshot (step);
      WbSnapshot *unread = wb_mailbox_take (&post->mailbox);

      if (unread != NULL)
        {
          wb_snapshot_merge_older (snapshot, unread);
          wb_snapshot_unref (unread);
        }
      g_assert_null (wb_mailbox_put (&post->mailbox, snapshot));
    }
  atomic_store (&post->done, TRUE);
  return NULL;
}

static void
test_threads (void)
{
  Post post = { 0 };
  pthread_t thread;
  g_autoptr (WbHistory) history = wb_history_new ();
  gboolean done = FALSE;
  gsize n = 0;
  const WbLossPoint *losses;

  g_assert_cmpint (pthread_create (&thread, NULL, produce, &post), ==, 0);
  while (!done)
    {
      g_autoptr (WbSnapshot) snapshot = NULL;

      done = atomic_load (&post.done);
      snapshot = wb_mailbox_take (&post.mailbox);
      if (snapshot != NULL)
        wb_history_append (history, snapshot->new_history);
    }
  pthread_join (thread, NULL);

  g_assert_true (wb_mailbox_is_empty (&post.mailbox));
  losses = wb_history_get_losses (history, &n);
  g_assert_cmpuint (n, ==, N_STEPS);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpuint (losses[i].step, ==, i + 1);
      g_assert_cmpfloat (losses[i].loss, ==, (double) (i + 1) / 2);
    }
}

static void
test_merge (void)
{
  g_autoptr (WbSnapshot) first = make_snapshot (1);
  g_autoptr (WbSnapshot) second = make_snapshot (2);
  gsize n = 0;

  first->replaces = TRUE;
  wb_snapshot_merge_older (second, first);
  g_assert_true (second->replaces);
  wb_history_get_losses (second->new_history, &n);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_replace (void)
{
  g_autoptr (WbSnapshot) first = make_snapshot (1);
  g_autoptr (WbSnapshot) second = make_snapshot (2);
  gsize n = 0;

  second->replaces = TRUE;
  wb_snapshot_merge_older (second, first);
  wb_history_get_losses (second->new_history, &n);
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mailbox/losses-arrive-once-in-order", test_threads);
  g_test_add_func ("/mailbox/merge-keeps-the-older-news", test_merge);
  g_test_add_func ("/mailbox/a-whole-history-replaces-what-was-unread", test_replace);
  return g_test_run ();
}
