/* SPDX-License-Identifier: MIT */
/* The thread, its queue and its mailbox. Between two pieces of work the worker
 * looks at one atomic number to see whether commands wait; when there is
 * nothing to do it sleeps on a condition.
 *
 * Lists are chained through the commands themselves: GLib's list cells are
 * handed from thread to thread in a way that a thread sanitizer cannot see.
 */
#include "app/worker.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "app/conductor.h"
#include "app/mailbox.h"

struct _WbWorker
{
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t command_came; /* the worker sleeps on it */
  pthread_cond_t news_came;    /* wb_worker_wait() sleeps on it */
  WbCommand *first;
  WbCommand **end;
  WbReply *replies;
  WbReply **replies_end;
  guint64 sent;

  atomic_uint_fast64_t obeyed;
  atomic_bool pending;
  atomic_bool running;
  WbMailbox mailbox;

  gboolean broken;        /* there is no thread; never changes */
  WbConductor *conductor; /* the worker's alone */
};

/**
 * wb_command_new:
 * @kind: which one
 *
 * Returns: (transfer full): a command whose fields are to be filled in.
 */
WbCommand *
wb_command_new (WbCommandKind kind)
{
  WbCommand *self = g_new0 (WbCommand, 1);

  self->kind = kind;
  return self;
}

/**
 * wb_command_free:
 * @self: (nullable): a command
 */
void
wb_command_free (WbCommand *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->model, ae_model_unref);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_free (self->indices);
  g_free (self->drawing);
  g_free (self);
}

/**
 * wb_reply_free:
 * @self: (nullable): a reply
 */
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
receive (WbWorker *self)
{
  WbCommand *commands;

  if (wb_conductor_is_running (self->conductor) && !atomic_load (&self->pending))
    return NULL;

  pthread_mutex_lock (&self->mutex);
  while (self->first == NULL && !wb_conductor_is_running (self->conductor))
    pthread_cond_wait (&self->command_came, &self->mutex);
  commands = self->first;
  self->first = NULL;
  self->end = &self->first;
  atomic_store (&self->pending, FALSE);
  pthread_mutex_unlock (&self->mutex);
  return commands;
}

static void
send_reply (WbWorker *self, WbReply *reply)
{
  pthread_mutex_lock (&self->mutex);
  *self->replies_end = reply;
  self->replies_end = &reply->next;
  pthread_mutex_unlock (&self->mutex);
}

/* Obeys one after another; FALSE when it is time to go. */
static gboolean
obey (WbWorker *self, WbCommand *commands, guint64 *ticket)
{
  gboolean stay = TRUE;

  while (commands != NULL)
    {
      WbCommand *command = commands;
      WbReply *reply = NULL;

      commands = command->next;
      *ticket = command->ticket;
      if (command->kind == WB_COMMAND_QUIT)
        stay = FALSE;
      if (stay)
        reply = wb_conductor_obey (self->conductor, command);
      if (reply != NULL)
        send_reply (self, reply);
      wb_command_free (command);
    }
  if (stay)
    wb_conductor_settle (self->conductor);
  return stay;
}

/* Puts a snapshot out if one is due. What nobody took yet goes into it. */
static gboolean
publish (WbWorker *self)
{
  WbSnapshot *snapshot = wb_conductor_take_snapshot (self->conductor);
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
tell (WbWorker *self, guint64 obeyed)
{
  pthread_mutex_lock (&self->mutex);
  atomic_store (&self->running, wb_conductor_is_running (self->conductor));
  atomic_store (&self->obeyed, obeyed);
  pthread_cond_broadcast (&self->news_came);
  pthread_mutex_unlock (&self->mutex);
}

static void *
run (gpointer data)
{
  WbWorker *self = data;
  guint64 ticket = 0;

  self->conductor = wb_conductor_new ();
  for (;;)
    {
      WbCommand *commands = receive (self);
      gboolean came = commands != NULL;

      if (!obey (self, commands, &ticket))
        break;
      if (wb_conductor_is_running (self->conductor))
        wb_conductor_work (self->conductor);
      if (publish (self) || came)
        tell (self, ticket);
    }
  wb_conductor_free (self->conductor);
  return NULL;
}

static void
init_locks (WbWorker *self)
{
  pthread_condattr_t attributes;

  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->command_came, &attributes);
  pthread_cond_init (&self->news_came, &attributes);
  pthread_condattr_destroy (&attributes);
}

/* Signals are the main thread's: Ctrl+C must not end a step in the middle. A
 * page that cannot be read is this thread's own, see data/mapped-file.c. */
static gboolean
start_thread (WbWorker *self)
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

/* Without a thread nothing is obeyed; a snapshot says so once. */
static void
say_broken (WbWorker *self)
{
  WbSnapshot *snapshot = wb_snapshot_new ();

  snapshot->failure = WB_FAILURE_MEMORY;
  snapshot->message = g_strdup (_("The system gives this program no thread to train "
                                  "with. Close other programs and start it again."));
  wb_mailbox_put (&self->mailbox, snapshot);
}

/**
 * wb_worker_new:
 *
 * Returns: (transfer full): a worker whose thread waits for commands.
 */
WbWorker *
wb_worker_new (void)
{
  WbWorker *self = g_new0 (WbWorker, 1);

  self->end = &self->first;
  self->replies_end = &self->replies;
  init_locks (self);
  self->broken = !start_thread (self);
  if (self->broken)
    say_broken (self);
  return self;
}

static void
free_mail (WbWorker *self)
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

/**
 * wb_worker_free:
 * @self: (nullable): a worker
 *
 * Ends the thread after the piece of work it is at, and waits for it. Commands
 * that it has not obeyed are forgotten.
 */
void
wb_worker_free (WbWorker *self)
{
  if (self == NULL)
    return;
  if (!self->broken)
    {
      wb_worker_send (self, wb_command_new (WB_COMMAND_QUIT));
      pthread_join (self->thread, NULL);
    }
  free_mail (self);
  pthread_cond_destroy (&self->command_came);
  pthread_cond_destroy (&self->news_came);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

/**
 * wb_worker_send:
 * @self: a worker
 * @command: (transfer full): a command, perhaps with others chained to it:
 *   those are obeyed with no piece of work between them
 *
 * Never waits for a piece of work to end.
 *
 * Returns: the ticket of the last of them.
 */
guint64
wb_worker_send (WbWorker *self, WbCommand *command)
{
  guint64 ticket;

  pthread_mutex_lock (&self->mutex);
  *self->end = command;
  for (; command != NULL; command = command->next)
    {
      command->ticket = ++self->sent;
      self->end = &command->next;
    }
  ticket = self->sent;
  atomic_store (&self->pending, TRUE);
  if (self->broken)
    atomic_store (&self->obeyed, ticket);
  pthread_cond_signal (&self->command_came);
  pthread_mutex_unlock (&self->mutex);
  return ticket;
}

/**
 * wb_worker_is_busy:
 * @self: a worker
 * @ticket: of the last command that was sent
 *
 * Three atomic reads.
 *
 * Returns: whether it works, has commands to obey, or has news.
 */
gboolean
wb_worker_is_busy (WbWorker *self, guint64 ticket)
{
  return atomic_load (&self->obeyed) < ticket || atomic_load (&self->running)
         || !wb_mailbox_is_empty (&self->mailbox);
}

/**
 * wb_worker_take_snapshot:
 * @self: a worker
 *
 * Returns: (transfer full) (nullable): the newest snapshot, where there is one
 *   that was not taken yet.
 */
WbSnapshot *
wb_worker_take_snapshot (WbWorker *self)
{
  return wb_mailbox_take (&self->mailbox);
}

/**
 * wb_worker_take_replies:
 * @self: a worker
 *
 * Returns: (transfer full) (nullable): all replies that have come, chained, by
 *   ascending ticket.
 */
WbReply *
wb_worker_take_replies (WbWorker *self)
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

/**
 * wb_worker_wait:
 * @self: a worker
 * @ticket: a command that is to be obeyed; 0 to wait for a snapshot
 * @deadline_usec: by the monotonic clock; negative for none
 *
 * Returns: whether it came before the deadline.
 */
gboolean
wb_worker_wait (WbWorker *self, guint64 ticket, gint64 deadline_usec)
{
  struct timespec deadline = to_timespec (MAX (deadline_usec, 0));
  gboolean came, late = FALSE;

  pthread_mutex_lock (&self->mutex);
  for (;;)
    {
      came = ticket > 0 ? atomic_load (&self->obeyed) >= ticket
                        : !wb_mailbox_is_empty (&self->mailbox);
      if (came || late)
        break;
      if (deadline_usec < 0)
        pthread_cond_wait (&self->news_came, &self->mutex);
      else
        late = pthread_cond_timedwait (&self->news_came, &self->mutex, &deadline) != 0;
    }
  pthread_mutex_unlock (&self->mutex);
  return came;
}
