/* SPDX-License-Identifier: MIT */
/* The mailbox between two threads: whatever is put is taken or taken back, once
 * and in order, and merged snapshots lose no loss.
 */
#include <pthread.h>
#include <stdatomic.h>

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
  wb_history_add_point (snapshot->new_history,
                        &(WbLossPoint) { .step = step, .loss = (double) step / 2 });
  return snapshot;
}

static void *
produce (gpointer data)
{
  Post *post = data;

  for (guint64 step = 1; step <= N_STEPS; step++)
    wb_mailbox_put (&post->mailbox, make_snapshot (step));
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

/* What is taken after two snapshots were put, the second perhaps with a whole history. */
static WbSnapshot *
put_two (gboolean first_replaces, gboolean second_replaces)
{
  WbMailbox mailbox = { NULL };
  WbSnapshot *first = make_snapshot (1);
  WbSnapshot *second = make_snapshot (2);

  first->replaces = first_replaces;
  second->replaces = second_replaces;
  wb_mailbox_put (&mailbox, first);
  wb_mailbox_put (&mailbox, second);
  return wb_mailbox_take (&mailbox);
}

static void
test_merge (void)
{
  g_autoptr (WbSnapshot) taken = put_two (TRUE, FALSE);
  gsize n = 0;

  g_assert_true (taken->replaces);
  g_assert_cmpuint (taken->step, ==, 2);
  wb_history_get_losses (taken->new_history, &n);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_replace (void)
{
  g_autoptr (WbSnapshot) taken = put_two (FALSE, TRUE);
  gsize n = 0;

  wb_history_get_losses (taken->new_history, &n);
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
