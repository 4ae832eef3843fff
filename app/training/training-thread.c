/* SPDX-License-Identifier: MIT */
/* The thread, its queue and its mailbox. Between two pieces of work the thread
 * looks at one atomic number to see whether commands wait; when there is
 * nothing to do it sleeps on a condition.
 *
 * Lists are chained through the commands themselves: GLib's list cells are
 * handed from thread to thread in a way that a thread sanitizer cannot see.
 */
#include "app/training/training-thread.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "app/training/training-loop.h"
#include "app/training/mailbox.h"

struct _WbTrainingThread
{
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t command_came; /* the thread sleeps on it */
  pthread_cond_t report_came;  /* wb_training_thread_wait() sleeps on it */
  WbCommand *first;
  WbCommand **end;
  WbReply *replies;
  WbReply **replies_end;
  guint64 sent;

  atomic_uint_fast64_t applied;
  atomic_bool pending;
  atomic_bool running;
  WbMailbox mailbox;

  gboolean broken;      /* there is no thread; never changes */
  WbTrainingLoop *loop; /* the thread's alone */
};

WbCommand *
wb_command_new (WbCommandKind kind)
{
  WbCommand *self = g_new0 (WbCommand, 1);

  self->kind = kind;
  return self;
}

void
wb_command_free (WbCommand *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->model, ae_model_unref);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_clear_pointer (&self->measure, wb_measure_free);
  g_free (self);
}

void
wb_reply_free (WbReply *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/* Takes all commands; sleeps for the first one where there is no work. */
static WbCommand *
receive (WbTrainingThread *self)
{
  WbCommand *commands;

  if (wb_training_loop_has_work (self->loop) && !atomic_load (&self->pending))
    return NULL;

  pthread_mutex_lock (&self->mutex);
  while (self->first == NULL && !wb_training_loop_has_work (self->loop))
    pthread_cond_wait (&self->command_came, &self->mutex);
  commands = self->first;
  self->first = NULL;
  self->end = &self->first;
  atomic_store (&self->pending, FALSE);
  pthread_mutex_unlock (&self->mutex);
  return commands;
}

static void
send_reply (WbTrainingThread *self, WbReply *reply)
{
  pthread_mutex_lock (&self->mutex);
  *self->replies_end = reply;
  self->replies_end = &reply->next;
  pthread_mutex_unlock (&self->mutex);
}

/* Applies one after another; FALSE when the thread is to end. */
static gboolean
apply (WbTrainingThread *self, WbCommand *commands, guint64 *command_id)
{
  gboolean stay = TRUE;

  while (commands != NULL)
    {
      WbCommand *command = commands;
      WbReply *reply = NULL;

      commands = command->next;
      *command_id = command->command_id;
      if (command->kind == WB_COMMAND_QUIT)
        stay = FALSE;
      if (stay)
        reply = wb_training_loop_apply (self->loop, command);
      if (reply != NULL)
        send_reply (self, reply);
      wb_command_free (command);
    }
  if (stay)
    wb_training_loop_update (self->loop);
  return stay;
}

/* Puts a snapshot out if one is due. What nobody took yet goes into it. */
static gboolean
publish (WbTrainingThread *self)
{
  WbSnapshot *snapshot = wb_training_loop_take_snapshot (self->loop);
  WbSnapshot *unread;

  if (snapshot == NULL)
    return FALSE;
  unread = wb_mailbox_take (&self->mailbox);
  if (unread != NULL)
    {
      wb_snapshot_merge_older (snapshot, unread);
      wb_snapshot_unref (unread);
    }
  /* Only this thread puts, so the mailbox is still empty. */
  wb_mailbox_put (&self->mailbox, snapshot);
  return TRUE;
}

/* The snapshot is out before it is said that nothing runs any more: who sees
 * no work and an empty mailbox has seen everything. */
static void
report (WbTrainingThread *self, guint64 applied)
{
  pthread_mutex_lock (&self->mutex);
  atomic_store (&self->running, wb_training_loop_has_work (self->loop));
  atomic_store (&self->applied, applied);
  pthread_cond_broadcast (&self->report_came);
  pthread_mutex_unlock (&self->mutex);
}

static void *
run (gpointer data)
{
  WbTrainingThread *self = data;
  guint64 command_id = 0;

  self->loop = wb_training_loop_new ();
  for (;;)
    {
      WbCommand *commands = receive (self);
      gboolean came = commands != NULL;

      if (!apply (self, commands, &command_id))
        break;
      if (wb_training_loop_has_work (self->loop))
        wb_training_loop_work (self->loop);
      if (publish (self) || came)
        report (self, command_id);
    }
  wb_training_loop_free (self->loop);
  return NULL;
}

static void
init_locks (WbTrainingThread *self)
{
  pthread_condattr_t attributes;

  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->command_came, &attributes);
  pthread_cond_init (&self->report_came, &attributes);
  pthread_condattr_destroy (&attributes);
}

/* Signals are the main thread's: Ctrl+C must not end a step in the middle. A
 * page that cannot be read is this thread's own, see data/mapped-file.c. */
static gboolean
start_thread (WbTrainingThread *self)
{
  sigset_t all, before;
  int result;

  sigfillset (&all);
  sigdelset (&all, SIGBUS);
  pthread_sigmask (SIG_BLOCK, &all, &before);
  result = pthread_create (&self->thread, NULL, run, self);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return result == 0;
}

/* Without a thread nothing is applied; a snapshot says so once. */
static void
report_broken (WbTrainingThread *self)
{
  WbSnapshot *snapshot = wb_snapshot_new ();

  snapshot->failure = WB_FAILURE_MEMORY;
  snapshot->message = g_strdup (_ ("The system gives this program no thread to train "
                                   "with. Close other programs and start it again."));
  wb_mailbox_put (&self->mailbox, snapshot);
}

WbTrainingThread *
wb_training_thread_new (void)
{
  WbTrainingThread *self = g_new0 (WbTrainingThread, 1);

  self->end = &self->first;
  self->replies_end = &self->replies;
  init_locks (self);
  self->broken = !start_thread (self);
  if (self->broken)
    report_broken (self);
  return self;
}

static void
free_messages (WbTrainingThread *self)
{
  WbSnapshot *snapshot = wb_mailbox_take (&self->mailbox);

  g_clear_pointer (&snapshot, wb_snapshot_unref);
  while (self->first != NULL)
    {
      WbCommand *command = self->first;

      self->first = command->next;
      wb_command_free (command);
    }
  while (self->replies != NULL)
    {
      WbReply *reply = self->replies;

      self->replies = reply->next;
      wb_reply_free (reply);
    }
}

void
wb_training_thread_free (WbTrainingThread *self)
{
  if (self == NULL)
    return;
  if (!self->broken)
    {
      wb_training_thread_send (self, wb_command_new (WB_COMMAND_QUIT));
      pthread_join (self->thread, NULL);
    }
  free_messages (self);
  pthread_cond_destroy (&self->command_came);
  pthread_cond_destroy (&self->report_came);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

guint64
wb_training_thread_send (WbTrainingThread *self, WbCommand *command)
{
  guint64 command_id;

  pthread_mutex_lock (&self->mutex);
  *self->end = command;
  for (; command != NULL; command = command->next)
    {
      command->command_id = ++self->sent;
      self->end = &command->next;
    }
  command_id = self->sent;
  atomic_store (&self->pending, TRUE);
  if (self->broken)
    atomic_store (&self->applied, command_id);
  pthread_cond_signal (&self->command_came);
  pthread_mutex_unlock (&self->mutex);
  return command_id;
}

gboolean
wb_training_thread_is_busy (WbTrainingThread *self, guint64 command_id)
{
  return atomic_load (&self->applied) < command_id || atomic_load (&self->running)
         || !wb_mailbox_is_empty (&self->mailbox);
}

WbSnapshot *
wb_training_thread_take_snapshot (WbTrainingThread *self)
{
  return wb_mailbox_take (&self->mailbox);
}

WbReply *
wb_training_thread_take_replies (WbTrainingThread *self)
{
  WbReply *replies;

  pthread_mutex_lock (&self->mutex);
  replies = self->replies;
  self->replies = NULL;
  self->replies_end = &self->replies;
  pthread_mutex_unlock (&self->mutex);
  return replies;
}

static struct timespec
to_timespec (gint64 usec)
{
  return (struct timespec) {
    .tv_sec = (time_t) (usec / G_USEC_PER_SEC),
    .tv_nsec = (long) (usec % G_USEC_PER_SEC) * 1000,
  };
}

gboolean
wb_training_thread_wait (WbTrainingThread *self, guint64 command_id, gint64 deadline_usec)
{
  struct timespec deadline = to_timespec (MAX (deadline_usec, 0));
  gboolean came, late = FALSE;

  pthread_mutex_lock (&self->mutex);
  for (;;)
    {
      came = command_id > 0 ? atomic_load (&self->applied) >= command_id
                            : !wb_mailbox_is_empty (&self->mailbox);
      if (came || late)
        break;
      if (deadline_usec < 0)
        pthread_cond_wait (&self->report_came, &self->mutex);
      else
        late = pthread_cond_timedwait (&self->report_came, &self->mutex, &deadline) != 0;
    }
  pthread_mutex_unlock (&self->mutex);
  return came;
}
