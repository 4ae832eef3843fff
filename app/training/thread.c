/* SPDX-License-Identifier: MIT */
/* The thread is a machine of four states that applies commands, moves the run on a
 * piece at a time, and makes snapshots when they are due. A model is planned only
 * when the commands that are waiting have been read, so that of many edits in a row
 * the last one alone costs a network; a command that needs it plans it first.
 *
 * Between two pieces of work it looks at one atomic number to see whether commands
 * wait; when there is nothing to do it sleeps on a condition. Lists are chained
 * through the commands themselves: GLib's list cells are passed from thread to
 * thread in a way that a thread sanitizer cannot see.
 */
#include "app/training/thread.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#ifdef __linux__
#  include <sys/resource.h>
#  include <sys/syscall.h>
#  include <unistd.h>
#endif

#include "app/number.h"
#include "app/training/monitor.h"
#include "app/training/run.h"
#include "data/error.h"
#include "engine/error.h"

/* Snapshots come no closer together than this, unless something happened. */
#define SNAPSHOT_INTERVAL (G_USEC_PER_SEC / 30)

#define LOW_PRIORITY_NICE 10

/* What stands below @running is the thread's own; it makes it and frees it. */
struct _WbTrainingThread
{
  pthread_t thread;
  gboolean broken; /* there is no thread; never changes */
  WbKeyFrames *frames;
  pthread_mutex_t mutex;
  pthread_cond_t command_came; /* the thread sleeps on it */
  pthread_cond_t report_came;  /* wb_training_thread_wait() sleeps on it */
  WbCommand *first;
  WbCommand **end;
  WbReply *replies;
  WbReply **replies_end;
  guint64 sent;

  WbMailbox mailbox;
  atomic_uint_fast64_t applied;
  atomic_bool pending;
  atomic_bool leaving; /* it is to end; what was sent and not applied does not matter */
  atomic_bool running;

  WbRun *run;
  WbMonitor *monitor;
  WbRunState state;
  AeModel *next_model; /* sent, and not planned yet */
  gboolean unplanned;  /* the last one sent cannot run, and the failure says why */
  guint64 command_id;
  guint64 trained_id; /* the last command that was applied before the last step */
  guint n_runs;
  guint n_models;

  gboolean single_step;
  gboolean single_epoch;
  guint64 begun_step;
  guint begun_epoch;

  WbFailure failure;
  char *message;
  double proposed_rate;
  gboolean ended_early;

  gboolean due; /* something happened that is to be seen at once */
  gint64 snapshot_usec;
};

static void
set_state (WbTrainingThread *self, WbRunState state)
{
  self->state = state;
  self->due = TRUE;
}

static void
clear_failure (WbTrainingThread *self)
{
  self->failure = WB_FAILURE_NONE;
  self->proposed_rate = 0;
  self->ended_early = FALSE;
  g_clear_pointer (&self->message, g_free);
}

/* Says why it does not continue; a run that is under way waits. */
static void
fail (WbTrainingThread *self, WbFailure failure, const GError *error)
{
  clear_failure (self);
  if (g_error_matches (error, AE_ERROR, AE_ERROR_MEMORY))
    failure = WB_FAILURE_MEMORY;
  else if (g_error_matches (error, AE_ERROR, AE_ERROR_RANK))
    failure = WB_FAILURE_RANK;
  else if (error->domain == DS_ERROR)
    failure = WB_FAILURE_FILE;
  self->failure = failure;
  self->message = g_strdup (error->message);
  set_state (self, self->state == WB_RUN_RUNNING ? WB_RUN_PAUSED : self->state);
}

/* What was measured belongs to another network, or to another place in the run. */
static void
reset_monitor (WbTrainingThread *self)
{
  wb_monitor_set_network (self->monitor, wb_run_get_network (self->run));
}

static void
reply (WbTrainingThread *self, const WbReply *values)
{
  WbReply *reply = g_memdup2 (values, sizeof *values);

  pthread_mutex_lock (&self->mutex);
  *self->replies_end = reply;
  self->replies_end = &reply->next;
  pthread_mutex_unlock (&self->mutex);
}

/* Tells where a run ended that was left, if one was. */
static void
send_left (WbTrainingThread *self)
{
  WbCheckpoint *checkpoint = wb_run_take_left (self->run);

  if (checkpoint != NULL)
    reply (self,
           &(WbReply) { .command_id = self->trained_id, .left = TRUE, .checkpoint = checkpoint });
}

static gboolean
check_data (WbTrainingThread *self)
{
  g_autoptr (GError) error = NULL;

  if (wb_run_check (self->run, &error))
    return TRUE;
  fail (self, WB_FAILURE_DATA, error);
  return FALSE;
}

/* To be called when no more commands wait: plans the model that was sent last, and
 * sees whether a run under way can continue. */
static void
update (WbTrainingThread *self)
{
  g_autoptr (AeModel) model = g_steal_pointer (&self->next_model);
  g_autoptr (GError) error = NULL;

  if (model != NULL)
    self->unplanned = !wb_run_set_model (self->run, model, &error);
  send_left (self);
  if (error != NULL)
    {
      fail (self, WB_FAILURE_MODEL, error);
      return;
    }
  if (model != NULL)
    {
      self->n_models++;
      if (self->failure != WB_FAILURE_NUMERIC && self->failure != WB_FAILURE_NONE)
        clear_failure (self);
      reset_monitor (self);
    }
  if (self->state == WB_RUN_RUNNING)
    check_data (self);
}

/* Begins or continues, unless something is in the way. */
static void
run_on (WbTrainingThread *self)
{
  const WbPosition *position = wb_run_get_position (self->run);

  update (self);
  if (self->unplanned || !check_data (self))
    return;
  clear_failure (self);
  self->single_step = FALSE;
  self->single_epoch = FALSE;
  self->begun_step = position->step;
  self->begun_epoch = position->epoch;
  set_state (self, WB_RUN_RUNNING);
}

static void
start (WbTrainingThread *self, guint n_epochs)
{
  const WbPosition *position = wb_run_get_position (self->run);
  gboolean under_way = self->state == WB_RUN_RUNNING || self->state == WB_RUN_PAUSED;
  guint from = under_way ? MAX (position->epochs_planned, position->epoch) : position->epoch;

  if (!under_way)
    wb_run_begin (self->run);
  wb_run_set_epochs_planned (self->run, from + n_epochs);
  run_on (self);
}

/* Continues for one step or one epoch, past the planned end if need be. */
static void
run_single (WbTrainingThread *self, gboolean epoch)
{
  const WbPosition *position = wb_run_get_position (self->run);

  if (position->epochs_planned <= position->epoch)
    wb_run_set_epochs_planned (self->run, position->epoch + 1);
  run_on (self);
  self->single_step = !epoch;
  self->single_epoch = epoch;
}

static void
stop (WbTrainingThread *self)
{
  wb_run_set_epochs_planned (self->run, wb_run_get_position (self->run)->epoch);
  set_state (self, WB_RUN_IDLE);
}

static void
restart (WbTrainingThread *self, const WbCommand *command)
{
  gint64 seed = command->reseed ? command->seed : wb_run_get_recipe (self->run)->seed;

  wb_run_leave (self->run);
  send_left (self);
  if (command->reseed)
    wb_run_forget_frames (self->run);
  wb_run_restart (self->run, seed);
  wb_run_set_epochs_planned (self->run, command->number);
  self->n_runs++;
  if (self->failure == WB_FAILURE_NUMERIC)
    clear_failure (self);
  reset_monitor (self);
  set_state (self, WB_RUN_IDLE);
  if (command->number > 0)
    run_on (self);
}

/* Where @continues, a run that is under way stays it, if that moment was before
 * its planned end, and moments are kept for the way back. */
static void
restore (WbTrainingThread *self, WbCheckpoint *checkpoint, gboolean continues)
{
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);
  gboolean running = self->state == WB_RUN_RUNNING;
  g_autoptr (GError) error = NULL;

  wb_run_leave (self->run);
  send_left (self);
  if (!continues)
    wb_run_forget_frames (self->run);
  self->unplanned = !wb_run_restore (self->run, checkpoint, &error);
  if (self->unplanned)
    {
      fail (self, WB_FAILURE_MODEL, error);
      return;
    }
  self->n_runs++;
  self->n_models++;
  clear_failure (self);
  reset_monitor (self);
  if (position->epoch < position->epochs_planned)
    set_state (self, position->step > 0 ? WB_RUN_PAUSED : WB_RUN_IDLE);
  else
    set_state (self,
               position->epochs_planned > 0 && position->samples == 0 ? WB_RUN_DONE : WB_RUN_IDLE);
  self->ended_early = self->state == WB_RUN_DONE && wb_run_ended_early (self->run);
  if (continues && running && position->epoch < position->epochs_planned)
    run_on (self);
}

static void
set_recipe (WbTrainingThread *self, const AeRecipe *recipe)
{
  g_autoptr (GError) error = NULL;

  if (!wb_run_set_recipe (self->run, recipe, &error))
    fail (self, WB_FAILURE_MEMORY, error);
  send_left (self);
  wb_monitor_set_stale (self->monitor, WB_MEASURE_PROBE);
}

static void
set_data (WbTrainingThread *self, const WbCommand *command)
{
  wb_run_set_data (self->run, command->dataset, command->validation);
  send_left (self);
  if (self->failure == WB_FAILURE_DATA || self->failure == WB_FAILURE_FILE)
    clear_failure (self);
}

static void
set_threads (WbTrainingThread *self, guint n_threads)
{
  g_autoptr (GError) error = NULL;

  if (!wb_run_set_threads (self->run, n_threads, &error))
    fail (self, WB_FAILURE_MEMORY, error);
}

static void
set_low_priority (WbTrainingThread *self, gboolean low_priority)
{
  wb_run_set_low_priority (self->run, low_priority);
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), low_priority ? LOW_PRIORITY_NICE : 0);
#endif
}

static void
send_checkpoint (WbTrainingThread *self)
{
  WbReply values = { .command_id = self->command_id };

  values.checkpoint = wb_run_make_checkpoint (self->run, &values.error);
  reply (self, &values);
}

static void
apply (WbTrainingThread *self, const WbCommand *command)
{
  const WbPosition *position = wb_run_get_position (self->run);

  self->command_id = command->command_id;
  self->due = TRUE;
  if (command->kind != WB_COMMAND_MODEL && command->kind != WB_COMMAND_DATA
      && command->kind != WB_COMMAND_RECIPE)
    update (self);
  switch (command->kind)
    {
    case WB_COMMAND_MODEL:
      g_clear_pointer (&self->next_model, ae_model_unref);
      self->next_model = ae_model_ref (command->model);
      break;
    case WB_COMMAND_RECIPE:
      set_recipe (self, &command->recipe);
      break;
    case WB_COMMAND_DATA:
      set_data (self, command);
      break;
    case WB_COMMAND_CHECKPOINT:
      restore (self, command->checkpoint, command->number > 0);
      break;
    case WB_COMMAND_THREADS:
      set_threads (self, command->number);
      break;
    case WB_COMMAND_LOW_PRIORITY:
      set_low_priority (self, command->number > 0);
      break;
    case WB_COMMAND_EXCHANGE:
      wb_run_set_exchange (self->run, command->exchange);
      break;
    case WB_COMMAND_MEASURE:
      wb_monitor_set_measure (self->monitor, command->measure);
      break;
    case WB_COMMAND_START:
      start (self, command->number);
      break;
    case WB_COMMAND_PAUSE:
      if (self->state == WB_RUN_RUNNING)
        set_state (self, WB_RUN_PAUSED);
      break;
    case WB_COMMAND_RESUME:
      if (position->epoch < position->epochs_planned)
        run_on (self);
      break;
    case WB_COMMAND_STEP:
    case WB_COMMAND_STEP_EPOCH:
      run_single (self, command->kind == WB_COMMAND_STEP_EPOCH);
      break;
    case WB_COMMAND_STOP:
      stop (self);
      break;
    case WB_COMMAND_RESTART:
      restart (self, command);
      break;
    case WB_COMMAND_MAKE_CHECKPOINT:
      send_checkpoint (self);
      break;
    }
}

static gboolean
has_work (WbTrainingThread *self)
{
  return self->state == WB_RUN_RUNNING || wb_monitor_has_work (self->monitor);
}

static void
recover (WbTrainingThread *self, const GError *error)
{
  const WbPosition *position = wb_run_get_position (self->run);
  char rate[WB_NUMBER_SIZE];

  fail (self, WB_FAILURE_NUMERIC, error);
  if (self->failure != WB_FAILURE_NUMERIC)
    return;
  wb_run_go_back (self->run);
  self->proposed_rate = wb_run_get_recipe (self->run)->learning_rate / 10;
  wb_number_format_digits (rate, self->proposed_rate, 6);
  g_clear_pointer (&self->message, g_free);
  self->message = g_strdup_printf (_ ("%s Training went back to step %" PRIu64
                                      ". Continue with a learning rate of %s."),
                                   error->message, position->step, rate);
  reset_monitor (self);
}

static char *
describe_early_end (const AeRecipe *recipe, guint epoch)
{
  char least[WB_NUMBER_SIZE];

  if (!(recipe->min_delta > 0))
    return g_strdup_printf (
      ngettext ("Training ended after epoch %u: the validation loss has not improved for "
                "%" PRIi64 " epoch.",
                "Training ended after epoch %u: the validation loss has not improved for "
                "%" PRIi64 " epochs.",
                (gulong) recipe->patience),
      epoch, recipe->patience);
  wb_number_format_digits (least, recipe->min_delta, 6);
  return g_strdup_printf (
    ngettext ("Training ended after epoch %u: the validation loss has not improved by at least "
              "%s for %" PRIi64 " epoch.",
              "Training ended after epoch %u: the validation loss has not improved by at least "
              "%s for %" PRIi64 " epochs.",
              (gulong) recipe->patience),
    epoch, least, recipe->patience);
}

/* Why a run ended before its plan, and which weights it ended with. */
static char *
describe_end (WbTrainingThread *self, gboolean early, guint best)
{
  g_autofree char *why = NULL, *weights = NULL;

  if (early)
    why = describe_early_end (wb_run_get_recipe (self->run),
                              wb_run_get_position (self->run)->epoch);
  if (best > 0)
    weights = g_strdup_printf (_ ("The weights of epoch %u are back: it was the best."), best);
  if (why != NULL && weights != NULL)
    return g_strdup_printf ("%s %s", why, weights);
  return why != NULL ? g_steal_pointer (&why) : g_steal_pointer (&weights);
}

static void
end (WbTrainingThread *self, gboolean early)
{
  guint best = wb_run_end (self->run);

  reset_monitor (self);
  g_free (self->message);
  self->message = describe_end (self, early, best);
  self->ended_early = early;
  set_state (self, WB_RUN_DONE);
}

/* Moves the run on by a step, or by a slice of a validation. */
static void
advance (WbTrainingThread *self)
{
  const WbPosition *position = wb_run_get_position (self->run);
  guint epoch = position->epoch;
  gboolean early = FALSE;
  g_autoptr (GError) error = NULL;

  self->trained_id = self->command_id;
  if (!wb_run_advance (self->run, &error))
    {
      recover (self, error);
      return;
    }
  if (position->epoch != epoch)
    self->due = TRUE;
  if (position->epoch != epoch && wb_run_has_ended (self->run, &early))
    end (self, early);
  else if ((self->single_epoch && position->epoch > self->begun_epoch)
           || (self->single_step && position->step > self->begun_step
               && !wb_run_is_validating (self->run)))
    set_state (self, WB_RUN_PAUSED);
}

/* Does one piece of work: a step, a slice of a validation, some of a measure. */
static void
work (WbTrainingThread *self)
{
  if (self->state == WB_RUN_RUNNING)
    advance (self);
  if (wb_monitor_work (self->monitor, self->state == WB_RUN_RUNNING))
    self->due = TRUE;
}

static WbSnapshot *
make_snapshot (WbTrainingThread *self)
{
  WbSnapshot *snapshot = wb_snapshot_new ();

  wb_run_report (self->run, snapshot);
  wb_monitor_report (self->monitor, snapshot->measured);
  snapshot->command_id = self->command_id;
  snapshot->state = self->state;
  snapshot->run = self->n_runs;
  snapshot->n_models = self->n_models;
  snapshot->failure = self->failure;
  snapshot->message = g_strdup (self->message);
  snapshot->proposed_rate = self->proposed_rate;
  snapshot->ended_early = self->ended_early;
  return snapshot;
}

/* How things stand, NULL where that is not due yet. */
static WbSnapshot *
take_snapshot (WbTrainingThread *self)
{
  gint64 now = g_get_monotonic_time ();

  if (!self->due && now - self->snapshot_usec < SNAPSHOT_INTERVAL)
    return NULL;
  wb_monitor_update (self->monitor, wb_run_get_recipe (self->run),
                     wb_run_get_position (self->run)->step, self->state == WB_RUN_RUNNING);
  self->due = FALSE;
  self->snapshot_usec = now;
  return make_snapshot (self);
}

/* Takes all commands; sleeps for the first one where there is no work. */
static WbCommand *
receive (WbTrainingThread *self)
{
  WbCommand *commands;

  if (has_work (self) && !atomic_load (&self->pending))
    return NULL;

  pthread_mutex_lock (&self->mutex);
  while (self->first == NULL && !has_work (self) && !atomic_load (&self->leaving))
    pthread_cond_wait (&self->command_came, &self->mutex);
  commands = self->first;
  self->first = NULL;
  self->end = &self->first;
  atomic_store (&self->pending, FALSE);
  pthread_mutex_unlock (&self->mutex);
  return commands;
}

/* Applies one after another; FALSE when the thread is to end. */
static gboolean
apply_all (WbTrainingThread *self, WbCommand *commands)
{
  while (commands != NULL)
    {
      g_autoptr (WbCommand) command = commands;

      commands = command->next;
      if (!atomic_load (&self->leaving))
        apply (self, command);
    }
  if (atomic_load (&self->leaving))
    return FALSE;
  update (self);
  return TRUE;
}

/* The snapshot is out before it is said that nothing runs any more: who sees
 * no work and an empty mailbox has seen everything. */
static void
report (WbTrainingThread *self)
{
  pthread_mutex_lock (&self->mutex);
  atomic_store (&self->running, has_work (self));
  atomic_store (&self->applied, self->command_id);
  pthread_cond_broadcast (&self->report_came);
  pthread_mutex_unlock (&self->mutex);
}

static void *
run (gpointer data)
{
  WbTrainingThread *self = data;

  self->run = wb_run_new ();
  wb_run_set_key_frames (self->run, self->frames);
  self->monitor = wb_monitor_new ();
  for (;;)
    {
      WbCommand *commands = receive (self);
      gboolean came = commands != NULL;
      WbSnapshot *snapshot;

      if (!apply_all (self, commands))
        break;
      if (has_work (self))
        work (self);
      snapshot = take_snapshot (self);
      if (snapshot != NULL)
        wb_mailbox_put (&self->mailbox, snapshot);
      if (snapshot != NULL || came)
        report (self);
    }
  wb_monitor_free (self->monitor);
  g_clear_pointer (&self->next_model, ae_model_unref);
  wb_run_free (self->run);
  g_free (self->message);
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
wb_training_thread_new (WbKeyFrames *frames)
{
  WbTrainingThread *self = g_new0 (WbTrainingThread, 1);

  self->frames = frames;
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
      pthread_mutex_lock (&self->mutex);
      atomic_store (&self->leaving, TRUE);
      atomic_store (&self->pending, TRUE);
      pthread_cond_signal (&self->command_came);
      pthread_mutex_unlock (&self->mutex);
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
