/* SPDX-License-Identifier: MIT */
/* One piece of work after another. An epoch is its samples in the order that
 * (seed, epoch) gives, batch by batch, then its validation, slice by slice;
 * the place in the epoch is counted in samples, so that the size of the batch
 * may change at any step.
 */
#include "app/training/run.h"

#include <math.h>

#include "app/data/batch-bridge.h"
#include "app/thread-time.h"
#include "app/training/run-private.h"
#include "data/order.h"

/* Samples validated at a time: so long does a command wait at the most. */
#define VALIDATION_SLICE 512

/* A moment to go back to is saved after each epoch, and after this time. */
#define GOOD_INTERVAL (5 * G_USEC_PER_SEC)

/* A moment whose loss is above this times the last good one's is not good, where
 * the two can be compared. */
#define GOOD_RISE 2.0

/* So long is trained before the speed tells the machine's, and so much
 * arithmetic must a sample be: of less, other things take most of the time. */
#define STEADY_SECONDS 0.5
#define LARGE_FLOPS    1e6

/* Layers are timed in some of the steps only, so that it can always be on; the
 * sums fade so that shares follow the training and still do not flicker. */
#define TIMING_INTERVAL (G_USEC_PER_SEC / 100)
#define TIMING_FADE     0.98

/* A loss of steps long past counts for little in the running mean. */
#define RECENT_WEIGHT 0.05

static void
save_good (WbRun *self)
{
  WbCheckpoint *moment;

  self->good_usec = g_get_monotonic_time ();
  if (self->replays)
    return;
  if (self->good != NULL && self->good_judge == wb_run_get_judge (self)
      && !(self->recent_loss <= GOOD_RISE * self->good_loss))
    return;
  moment = wb_run_make_checkpoint (self, NULL);
  if (moment == NULL)
    return;
  wb_run_forget_good (self);
  self->good = moment;
  self->good_loss = self->recent_loss > 0 ? self->recent_loss : G_MAXDOUBLE;
  self->good_judge = wb_run_get_judge (self);
}

static void
prepare_order (WbRun *self, gsize n)
{
  if (self->order_known)
    return;
  if (self->recipe.shuffle)
    ds_order_fill (self->order, n, (guint64) self->recipe.seed, self->position.epoch);
  else
    ds_order_fill_unshuffled (self->order, n);
  self->order_known = TRUE;
}

static void
measure_speed (WbRun *self, guint n, gint64 usec)
{
  double seconds = (double) usec / G_USEC_PER_SEC;
  double fade = exp (-seconds);

  self->rate_samples = self->rate_samples * fade + n;
  self->rate_seconds = self->rate_seconds * fade + seconds;
  self->position.seconds += seconds;
}

double
wb_run_get_place (WbRun *self, guint ahead)
{
  guint64 n = wb_run_get_samples_per_epoch (self);
  double part = n > 0 ? (double) (self->position.samples + ahead) / (double) n : 0;

  return self->position.epoch + MIN (part, 1);
}

static void
note_loss (WbRun *self, guint n, const AeLossValue *loss)
{
  WbPosition *position = &self->position;
  WbLossPoint point = {
    .step = ae_trainer_get_step (self->trainer),
    .loss = loss->total,
    .epoch = wb_run_get_place (self, n),
    .divergence = loss->divergence,
    .penalty = loss->penalty,
  };

  self->stepped = !self->replays;
  g_clear_pointer (&self->replaced, g_free);
  position->step = point.step;
  position->samples += n;
  position->loss_sum += loss->total * n;
  position->penalty_sum += (loss->penalty + loss->divergence) * n;
  position->divergence_sum += loss->divergence * n;
  wb_history_add_point (self->history, &point);
  wb_history_add_point (self->new_history, &point);
  if (self->recent_loss > 0)
    self->recent_loss += RECENT_WEIGHT * (loss->total - self->recent_loss);
  else
    self->recent_loss = loss->total;
}

static AeMoment
get_moment (WbRun *self)
{
  return (AeMoment) {
    .epoch = wb_run_get_place (self, 0),
    .validation_losses = (const double *) (const void *) self->judgements->data,
    .steps = (const guint64 *) (const void *) self->steps->data,
    .n_epochs = self->judgements->len,
  };
}

/* The coming step's rate and beta, by schedule and warm-up: functions of the
 * place in the run and its history alone. */
static gboolean
follow_schedule (WbRun *self, GError **error)
{
  AeMoment moment = get_moment (self);
  const AeRecipe *set = ae_trainer_get_recipe (self->trainer);
  AeRecipe now = self->recipe;

  now.learning_rate = ae_recipe_get_rate_at (&self->recipe, &moment);
  now.beta = ae_recipe_get_beta_at (&self->recipe, &moment);
  if (now.learning_rate == set->learning_rate && now.beta == set->beta)
    return TRUE;
  return ae_trainer_set_recipe (self->trainer, &now, error);
}

/* The epoch that has ended is the best, if it is better than the one that is
 * kept, or that one cannot be compared with it. */
static void
save_best (WbRun *self, double judgement)
{
  guint n_rows = 0, first = wb_history_get_first_comparable (self->history);
  const WbEpochRow *rows = wb_history_get_epochs (self->history, &n_rows);

  if (self->position.best_epoch < rows[first].epoch)
    wb_run_forget_best (self);
  if (!self->recipe.keep_best || (self->best != NULL && !(judgement < self->best_loss)))
    return;
  wb_run_forget_best (self);
  self->position.best_epoch = self->position.epoch;
  self->best = wb_run_make_checkpoint (self, NULL);
  self->best_loss = judgement;
  if (self->best == NULL)
    self->position.best_epoch = 0;
}

void
wb_run_end_epoch (WbRun *self, const WbEpochRow *row)
{
  WbPosition *position = &self->position;

  wb_history_add_epoch (self->history, row);
  wb_history_add_epoch (self->new_history, row);
  position->epoch++;
  position->samples = 0;
  position->loss_sum = 0;
  position->penalty_sum = 0;
  position->divergence_sum = 0;
  position->seconds = 0;
  self->order_known = FALSE;
  wb_run_add_judgement (self, row);
  save_best (self, wb_epoch_row_get_judged_loss (row));
  save_good (self);
}

static void
finish_epoch (WbRun *self, double validation_loss, double validation_divergence)
{
  const WbPosition *position = &self->position;
  WbEpochRow row = {
    .epoch = position->epoch + 1,
    .step = position->step,
    .loss = position->loss_sum / (double) position->samples,
    .penalty = position->penalty_sum / (double) position->samples,
    .validation_loss = validation_loss,
    .seconds = position->seconds,
    .divergence = position->divergence_sum / (double) position->samples,
    .validation_divergence = validation_divergence,
    .judge = wb_run_get_judge (self),
  };

  wb_run_end_epoch (self, &row);
}

static void
begin_timing (WbRun *self, gint64 now_usec)
{
  self->timing = !self->replays && now_usec - self->timed_usec >= TIMING_INTERVAL;
  if (!self->timing)
    return;
  self->timed_usec = now_usec;
  ae_trainer_profile (self->trainer, TRUE);
}

static void
end_timing (WbRun *self)
{
  guint n_layers = ae_network_get_n_layers (self->network);

  if (!self->timing)
    return;
  g_array_set_size (self->layer_seconds, n_layers);
  self->timed_seconds *= TIMING_FADE;
  for (guint i = 0; i < n_layers; i++)
    {
      AeLayerTime time = ae_trainer_get_layer_time (self->trainer, i);
      double *sum = &g_array_index (self->layer_seconds, double, i);

      *sum = *sum * TIMING_FADE + time.forward + time.backward;
      self->timed_seconds += time.forward + time.backward;
    }
  for (guint part = 0; part < AE_N_PARTS; part++)
    self->timed_seconds += ae_trainer_get_part_time (self->trainer, (AePart) part);
  ae_trainer_profile (self->trainer, FALSE);
  self->timing = FALSE;
}

static gboolean
train_batch (WbRun *self, GError **error)
{
  AeSource source = wb_batch_bridge_source (self->training);
  gsize left = source.n_samples - self->position.samples;
  guint n = (guint) MIN ((gsize) self->recipe.batch_size, left);
  gint64 begin = g_get_monotonic_time (), end;
  double thread_begin = wb_thread_get_seconds ();
  AeLossValue loss;

  prepare_order (self, source.n_samples);
  if (self->good == NULL)
    save_good (self);
  wb_run_keep_frame (self);
  if (!follow_schedule (self, error))
    return FALSE;
  begin_timing (self, begin);
  if (!ae_trainer_step (self->trainer, &source, self->order + self->position.samples, n, &loss,
                        error))
    return FALSE;
  end_timing (self);
  note_loss (self, n, &loss);
  end = g_get_monotonic_time ();
  measure_speed (self, n, end - begin);
  self->frame_seconds += wb_thread_get_seconds () - thread_begin;
  if (self->position.samples == source.n_samples && self->validation == NULL && !self->replays)
    finish_epoch (self, NAN, 0);
  else if (end - self->good_usec > GOOD_INTERVAL)
    save_good (self);
  return TRUE;
}

static gboolean
validate_slice (WbRun *self, GError **error)
{
  AeSource source = wb_batch_bridge_source (self->validation);
  gsize n = MIN (VALIDATION_SLICE, source.n_samples - self->validated);
  gint64 begin = g_get_monotonic_time ();
  AeLossValue loss;
  double seconds;

  if (self->validated == 0)
    {
      self->validation_sum = 0;
      self->validation_divergence = 0;
      self->slice_seconds = 0;
      if (!ae_trainer_set_recipe (self->trainer, &self->recipe, error))
        return FALSE;
    }
  if (!ae_trainer_evaluate (self->trainer, &source, self->numbers + self->validated, n, &loss,
                            error))
    return FALSE;
  self->validation_sum += loss.total * (double) n;
  self->validation_divergence += loss.divergence * (double) n;
  self->validated += n;
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  self->slice_seconds += seconds;
  self->position.seconds += seconds;
  if (self->validated == source.n_samples)
    {
      self->validated = 0;
      self->validation_seconds = self->slice_seconds;
      finish_epoch (self, self->validation_sum / (double) source.n_samples,
                    self->validation_divergence / (double) source.n_samples);
    }
  return TRUE;
}

/* The best weights were in place to be looked at and saved; the optimizer's
 * values belong to the last ones. */
static void
put_last_back (WbRun *self)
{
  if (self->last == NULL)
    return;
  wb_checkpoint_restore_weights (self->last, self->network, FALSE);
  g_clear_pointer (&self->last, wb_checkpoint_unref);
  self->position.best_in_place = FALSE;
}

gboolean
wb_run_advance (WbRun *self, GError **error)
{
  put_last_back (self);
  if (self->position.samples < wb_run_get_samples_per_epoch (self))
    return train_batch (self, error);
  if (self->validation != NULL)
    return validate_slice (self, error);
  finish_epoch (self, NAN, 0);
  return TRUE;
}

static gboolean
should_stop (WbRun *self)
{
  AeMoment moment = get_moment (self);
  guint begun = MIN (self->position.begun, self->judgements->len);
  guint first = MAX (begun, wb_history_get_first_comparable (self->history));

  moment.validation_losses += first;
  moment.steps += first;
  moment.n_epochs -= first;
  return self->position.samples == 0 && moment.n_epochs > 0
         && ae_recipe_should_stop (&self->recipe, &moment);
}

gboolean
wb_run_has_ended (WbRun *self, gboolean *early)
{
  *early = FALSE;
  if (self->position.epoch >= self->position.epochs_planned)
    return TRUE;
  *early = should_stop (self);
  return *early;
}

gboolean
wb_run_ended_early (WbRun *self)
{
  const WbPosition *position = &self->position;

  return position->epoch > 0 && position->epoch >= position->epochs_planned
         && position->epoch < position->begun + (guint64) self->recipe.epochs && should_stop (self);
}

guint
wb_run_end (WbRun *self)
{
  self->position.epochs_planned = self->position.epoch;
  if (!self->recipe.keep_best || self->best == NULL
      || self->position.best_epoch == self->position.epoch)
    return 0;
  self->last = wb_run_make_checkpoint (self, NULL);
  if (self->last == NULL)
    return 0;
  wb_checkpoint_restore_weights (self->best, self->network, TRUE);
  self->position.best_in_place = TRUE;
  return self->position.best_epoch;
}

gboolean
wb_run_is_validating (WbRun *self)
{
  guint64 n = wb_run_get_samples_per_epoch (self);

  return n > 0 && self->position.samples >= n;
}

/* How fast it trains, and how long it has to go. */
static void
report_speed (WbRun *self, WbSnapshot *snapshot)
{
  const WbPosition *position = &self->position;
  double n = (double) wb_run_get_samples_per_epoch (self);
  double epochs = (double) position->epochs_planned - position->epoch;
  double speed;

  if (self->rate_seconds <= 0)
    return;
  speed = self->rate_samples / self->rate_seconds;
  snapshot->samples_per_second = speed;
  if (self->rate_seconds >= STEADY_SECONDS && self->sample_flops >= LARGE_FLOPS)
    snapshot->flops_per_second = self->sample_flops * speed;
  snapshot->seconds_left = MAX (0, epochs * n - (double) position->samples) / speed
                           + MAX (0, epochs) * self->validation_seconds;
}

static void
report_shares (WbRun *self, WbSnapshot *snapshot)
{
  if (self->timed_seconds <= 0)
    return;
  snapshot->n_shares = self->layer_seconds->len;
  snapshot->shares = g_new (float, snapshot->n_shares);
  for (guint i = 0; i < snapshot->n_shares; i++)
    snapshot->shares[i] = (float) (g_array_index (self->layer_seconds, double, i)
                                   / self->timed_seconds);
}

static void
report_position (WbRun *self, WbSnapshot *snapshot)
{
  const WbPosition *position = &self->position;
  guint64 batch = (guint64) self->recipe.batch_size;

  snapshot->epoch = position->epoch;
  snapshot->epochs_planned = position->epochs_planned;
  snapshot->step = position->step;
  snapshot->from_step = position->from_step;
  snapshot->from_epoch = position->from_epoch;
  snapshot->samples = position->samples;
  snapshot->samples_per_epoch = wb_run_get_samples_per_epoch (self);
  snapshot->steps_per_epoch = (snapshot->samples_per_epoch + batch - 1) / batch;
  snapshot->validating = wb_run_is_validating (self);
  if (self->validation != NULL)
    snapshot->validated = (double) self->validated
                          / (double) ds_dataset_get_count (self->validation);
  if (position->samples > 0)
    snapshot->loss = position->loss_sum / (double) position->samples;
}

void
wb_run_report (WbRun *self, WbSnapshot *snapshot)
{
  if (self->network != NULL)
    {
      snapshot->model = ae_model_ref ((AeModel *) ae_network_get_model (self->network));
      snapshot->n_values = ae_network_count_params (self->network);
    }
  snapshot->recipe = self->recipe;
  snapshot->n_transferred = self->n_transferred;
  report_position (self, snapshot);
  report_speed (self, snapshot);
  report_shares (self, snapshot);
  wb_history_free (snapshot->new_history);
  snapshot->new_history = self->new_history;
  snapshot->replaces = self->replaces;
  self->new_history = wb_history_new ();
  self->replaces = FALSE;
}
