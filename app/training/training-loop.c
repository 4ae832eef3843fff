/* SPDX-License-Identifier: MIT */
/* Commands change the state; snapshots show it. A model is planned only when
 * the commands that are waiting have been read, so that of many edits in a row
 * the last one alone costs a network; a command that needs it plans it first.
 */
#include "app/training/training-loop.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

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

struct _WbTrainingLoop
{
  WbRun *run;
  WbRunState state;
  AeModel *next_model; /* sent, and not planned yet */
  gboolean unplanned;  /* the last one sent cannot run, and the failure says why */
  guint64 command_id;
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

  WbMonitor *monitor;

  gboolean due; /* something happened that is to be seen at once */
  gint64 snapshot_usec;
};

WbTrainingLoop *
wb_training_loop_new (void)
{
  WbTrainingLoop *self = g_new0 (WbTrainingLoop, 1);

  self->run = wb_run_new ();
  self->monitor = wb_monitor_new ();
  return self;
}

void
wb_training_loop_free (WbTrainingLoop *self)
{
  if (self == NULL)
    return;
  wb_monitor_free (self->monitor);
  g_clear_pointer (&self->next_model, ae_model_unref);
  wb_run_free (self->run);
  g_free (self->message);
  g_free (self);
}

static void
set_state (WbTrainingLoop *self, WbRunState state)
{
  self->state = state;
  self->due = TRUE;
}

static void
clear_failure (WbTrainingLoop *self)
{
  self->failure = WB_FAILURE_NONE;
  self->proposed_rate = 0;
  self->ended_early = FALSE;
  g_clear_pointer (&self->message, g_free);
}

/* Says why it does not go on; a run that is under way waits. */
static void
fail (WbTrainingLoop *self, WbFailure failure, const GError *error)
{
  clear_failure (self);
  if (g_error_matches (error, AE_ERROR, AE_ERROR_MEMORY))
    failure = WB_FAILURE_MEMORY;
  else if (error->domain == DS_ERROR)
    failure = WB_FAILURE_FILE;
  self->failure = failure;
  self->message = g_strdup (error->message);
  set_state (self, self->state == WB_RUN_RUNNING ? WB_RUN_PAUSED : self->state);
}

/* What was measured belongs to another network, or to another place in the run. */
static void
reset_monitor (WbTrainingLoop *self)
{
  wb_monitor_set_network (self->monitor, wb_run_get_network (self->run));
}

static gboolean
check_data (WbTrainingLoop *self)
{
  g_autoptr (GError) error = NULL;

  if (wb_run_check (self->run, &error))
    return TRUE;
  fail (self, WB_FAILURE_DATA, error);
  return FALSE;
}

void
wb_training_loop_update (WbTrainingLoop *self)
{
  g_autoptr (AeModel) model = g_steal_pointer (&self->next_model);
  g_autoptr (GError) error = NULL;

  if (model != NULL)
    self->unplanned = !wb_run_set_model (self->run, model, &error);
  if (error != NULL)
    {
      fail (self, WB_FAILURE_MODEL, error);
      return;
    }
  if (model != NULL)
    {
      self->n_models++;
      if (self->failure != WB_FAILURE_NUMERIC)
        clear_failure (self);
      reset_monitor (self);
    }
  if (self->state == WB_RUN_RUNNING)
    check_data (self);
}

/* Begins or continues, unless something is in the way. */
static void
run_on (WbTrainingLoop *self)
{
  const WbPosition *position = wb_run_get_position (self->run);

  wb_training_loop_update (self);
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
start (WbTrainingLoop *self, guint n_epochs)
{
  const WbPosition *position = wb_run_get_position (self->run);
  gboolean under_way = self->state == WB_RUN_RUNNING || self->state == WB_RUN_PAUSED;
  guint from = under_way ? MAX (position->epochs_planned, position->epoch) : position->epoch;

  if (!under_way)
    wb_run_begin (self->run);
  wb_run_set_epochs_planned (self->run, from + n_epochs);
  run_on (self);
}

/* Goes on for one step or one epoch, past the planned end if need be. */
static void
run_single (WbTrainingLoop *self, gboolean epoch)
{
  const WbPosition *position = wb_run_get_position (self->run);

  if (position->epochs_planned <= position->epoch)
    wb_run_set_epochs_planned (self->run, position->epoch + 1);
  run_on (self);
  self->single_step = !epoch;
  self->single_epoch = epoch;
}

static void
stop (WbTrainingLoop *self)
{
  wb_run_set_epochs_planned (self->run, wb_run_get_position (self->run)->epoch);
  set_state (self, WB_RUN_IDLE);
}

static void
restart (WbTrainingLoop *self, const WbCommand *command)
{
  gint64 seed = command->reseed ? command->seed : wb_run_get_recipe (self->run)->seed;

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
 * its planned end. */
static void
restore (WbTrainingLoop *self, WbCheckpoint *checkpoint, gboolean continues)
{
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);
  gboolean running = self->state == WB_RUN_RUNNING;
  g_autoptr (GError) error = NULL;

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
  if (continues && running && position->epoch < position->epochs_planned)
    run_on (self);
}

static void
set_recipe (WbTrainingLoop *self, const AeRecipe *recipe)
{
  g_autoptr (GError) error = NULL;

  if (!wb_run_set_recipe (self->run, recipe, &error))
    fail (self, WB_FAILURE_MEMORY, error);
  wb_monitor_set_stale (self->monitor, WB_MEASURE_PROBE);
}

static void
set_data (WbTrainingLoop *self, const WbCommand *command)
{
  wb_run_set_data (self->run, command->dataset, command->validation);
  if (self->failure == WB_FAILURE_DATA || self->failure == WB_FAILURE_FILE)
    clear_failure (self);
}

static void
set_threads (WbTrainingLoop *self, guint n_threads)
{
  g_autoptr (GError) error = NULL;

  if (!wb_run_set_threads (self->run, n_threads, &error))
    fail (self, WB_FAILURE_MEMORY, error);
}

static void
set_low_priority (WbTrainingLoop *self, gboolean low_priority)
{
  wb_run_set_low_priority (self->run, low_priority);
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), low_priority ? LOW_PRIORITY_NICE : 0);
#endif
}

static WbReply *
make_checkpoint (WbTrainingLoop *self, guint64 command_id)
{
  WbReply *reply = g_new0 (WbReply, 1);

  reply->command_id = command_id;
  reply->checkpoint = wb_run_make_checkpoint (self->run, &reply->error);
  return reply;
}

/* Commands that make no reply. */
static void
apply (WbTrainingLoop *self, const WbCommand *command)
{
  const WbPosition *position = wb_run_get_position (self->run);

  switch (command->kind)
    {
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
    case WB_COMMAND_MODEL:
    case WB_COMMAND_MAKE_CHECKPOINT:
    case WB_COMMAND_QUIT:
      break;
    }
}

WbReply *
wb_training_loop_apply (WbTrainingLoop *self, const WbCommand *command)
{
  self->command_id = command->command_id;
  self->due = TRUE;
  if (command->kind == WB_COMMAND_MODEL)
    {
      g_clear_pointer (&self->next_model, ae_model_unref);
      self->next_model = ae_model_ref (command->model);
      return NULL;
    }
  if (command->kind != WB_COMMAND_DATA && command->kind != WB_COMMAND_RECIPE)
    wb_training_loop_update (self);
  if (command->kind == WB_COMMAND_MAKE_CHECKPOINT)
    return make_checkpoint (self, command->command_id);
  apply (self, command);
  return NULL;
}

gboolean
wb_training_loop_has_work (WbTrainingLoop *self)
{
  return self->state == WB_RUN_RUNNING || wb_monitor_has_work (self->monitor);
}

static void
recover (WbTrainingLoop *self, const GError *error)
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
                                      ". Go on with a learning rate of %s."),
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
describe_end (WbTrainingLoop *self, gboolean early, guint best)
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
end (WbTrainingLoop *self, gboolean early)
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
advance (WbTrainingLoop *self)
{
  const WbPosition *position = wb_run_get_position (self->run);
  guint epoch = position->epoch;
  gboolean early = FALSE;
  g_autoptr (GError) error = NULL;

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

void
wb_training_loop_work (WbTrainingLoop *self)
{
  if (self->state == WB_RUN_RUNNING)
    advance (self);
  if (wb_monitor_work (self->monitor, self->state == WB_RUN_RUNNING))
    self->due = TRUE;
}

static WbSnapshot *
make_snapshot (WbTrainingLoop *self)
{
  WbSnapshot *snapshot = wb_snapshot_new ();
  AeNetwork *network = wb_run_get_network (self->run);
  const WbPosition *position = wb_run_get_position (self->run);
  WbRunSpeed speed = wb_run_get_speed (self->run);

  wb_history_free (snapshot->new_history);
  snapshot->new_history = wb_run_take_new_history (self->run, &snapshot->replaces);
  snapshot->command_id = self->command_id;
  snapshot->state = self->state;
  if (network != NULL)
    {
      snapshot->model = ae_model_ref ((AeModel *) ae_network_get_model (network));
      snapshot->n_values = ae_network_count_params (network);
    }
  snapshot->recipe = *wb_run_get_recipe (self->run);
  snapshot->run = self->n_runs;
  snapshot->epoch = position->epoch;
  snapshot->epochs_planned = position->epochs_planned;
  snapshot->step = position->step;
  snapshot->samples = position->samples;
  snapshot->samples_per_epoch = wb_run_get_samples_per_epoch (self->run);
  snapshot->steps_per_epoch = (snapshot->samples_per_epoch + (guint64) snapshot->recipe.batch_size
                               - 1)
                              / (guint64) snapshot->recipe.batch_size;
  snapshot->validating = wb_run_is_validating (self->run);
  snapshot->validated = wb_run_get_validated (self->run);
  snapshot->samples_per_second = speed.samples_per_second;
  snapshot->flops_per_second = speed.flops_per_second;
  snapshot->seconds_left = speed.seconds_left;
  if (position->samples > 0)
    snapshot->loss = position->loss_sum / (double) position->samples;
  wb_monitor_report (self->monitor, snapshot);
  snapshot->shares = wb_run_get_shares (self->run, &snapshot->n_shares);
  snapshot->n_transferred = wb_run_get_n_transferred (self->run);
  snapshot->n_models = self->n_models;
  snapshot->failure = self->failure;
  snapshot->message = g_strdup (self->message);
  snapshot->proposed_rate = self->proposed_rate;
  snapshot->ended_early = self->ended_early;
  return snapshot;
}

WbSnapshot *
wb_training_loop_take_snapshot (WbTrainingLoop *self)
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
