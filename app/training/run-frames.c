/* SPDX-License-Identifier: MIT */
/* A run keeps moments of itself on the way, and another run trains again from one of
 * them: the same steps, so the same bits, but an epoch is not validated again. What
 * that gave is in the history that is known, and the schedule reads it there.
 */
#include "app/training/run.h"

#include <math.h>
#include <string.h>

#include "app/thread-time.h"
#include "app/training/run-private.h"

void
wb_run_set_key_frames (WbRun *self, WbKeyFrames *frames)
{
  self->frames = frames;
  self->new_part = TRUE;
}

void
wb_run_forget_frames (WbRun *self)
{
  self->new_part = TRUE;
  if (self->frames != NULL)
    wb_key_frames_forget_all (self->frames);
}

void
wb_run_leave_frames (WbRun *self)
{
  self->new_part = TRUE;
  if (self->frames != NULL)
    wb_key_frames_set_aside (self->frames, self->history, self->position.step);
}

void
wb_run_take_back_frames (WbRun *self)
{
  if (self->frames != NULL)
    wb_key_frames_take_back (self->frames, self->history, self->position.step);
}

/* Passes over all that a moment has: the weights, which are part 0, then the optimizer's
 * slots. Returns how many values there are. */
static gsize
copy_parts (AeNetwork *network, AeTrainer *trainer, guint first, float *to, const float *from)
{
  guint n_slots = ae_recipe_get_optimizer (ae_trainer_get_recipe (trainer))->n_slots;
  gsize n = 0, done = 0;

  for (guint part = first; part <= n_slots; part++)
    {
      float *live = part == 0 ? ae_network_get_params (network, &n)
                              : ae_trainer_get_slot (trainer, part - 1, &n);

      if (to != NULL)
        memcpy (to + done, live, n * sizeof (float));
      if (from != NULL)
        memcpy (live, from + done, n * sizeof (float));
      done += n;
    }
  return done;
}

static gsize
copy_values (AeNetwork *network, AeTrainer *trainer, float *to, const float *from)
{
  return copy_parts (network, trainer, 0, to, from);
}

float *
wb_run_copy_slots (WbRun *self)
{
  float *values = g_try_new (float, copy_parts (self->network, self->trainer, 1, NULL, NULL));

  if (values != NULL)
    copy_parts (self->network, self->trainer, 1, values, NULL);
  return values;
}

void
wb_run_put_slots (WbRun *self, const float *values)
{
  copy_parts (self->network, self->trainer, 1, NULL, values);
}

void
wb_run_keep_frame (WbRun *self)
{
  double begin;
  WbKeyBlock *block;

  if (self->frames == NULL
      || !wb_key_frames_is_due (self->frames, self->new_part ? INFINITY : self->frame_seconds,
                                self->frame_cost))
    return;
  begin = wb_thread_get_seconds ();
  block = wb_key_block_new (copy_values (self->network, self->trainer, NULL, NULL));
  if (block == NULL)
    {
      wb_run_forget_frames (self);
      return;
    }
  copy_values (self->network, self->trainer, block->values, NULL);
  wb_key_frames_add (self->frames,
                     self->new_part ? (AeModel *) ae_network_get_model (self->network) : NULL,
                     self->training, &self->position, &self->recipe, block, self->frame_seconds);
  self->new_part = FALSE;
  self->frame_seconds = 0;
  self->frame_cost = wb_thread_get_seconds () - begin;
}

/* Another network where the model is another, else the one that is there. */
static gboolean
prepare_network (WbRun *self, const WbKeyFrame *frame, GError **error)
{
  AeNetwork *network = self->network;
  g_autoptr (AeNetwork) made = NULL;
  AeTrainer *trainer;

  if (network != NULL && ae_model_equal (ae_network_get_model (network), frame->model))
    return ae_trainer_set_recipe (self->trainer, &frame->recipe, error);
  made = ae_network_new (frame->model, (guint64) frame->recipe.seed, error);
  if (made == NULL)
    return FALSE;
  trainer = ae_trainer_new (made, self->pool, &frame->recipe, error);
  if (trainer == NULL)
    return FALSE;
  wb_run_replace_network (self, g_steal_pointer (&made), trainer);
  return TRUE;
}

static void
recall_best (WbRun *self, guint epoch, WbCheckpoint *best)
{
  guint n = 0;
  const WbEpochRow *rows = wb_history_get_epochs (self->history, &n);

  wb_run_forget_best (self);
  for (guint i = 0; best != NULL && i < n; i++)
    if (rows[i].epoch == epoch)
      {
        self->best = wb_checkpoint_ref (best);
        self->best_loss = wb_epoch_row_get_judged_loss (&rows[i]);
        self->position.best_epoch = epoch;
      }
}

gboolean
wb_run_restore_frame (WbRun *self,
                      const WbKeyFrame *frame,
                      const WbHistory *known,
                      WbCheckpoint *best,
                      GError **error)
{
  g_autoptr (WbHistory) history = wb_history_new_until (known, frame->position.step,
                                                        frame->position.epoch);

  if (!prepare_network (self, frame, error))
    return FALSE;
  copy_values (self->network, self->trainer, NULL, frame->block->values);
  ae_network_weights_changed (self->network);
  ae_trainer_set_step (self->trainer, frame->position.step);
  self->replays = TRUE;
  self->recipe = frame->recipe;
  if (self->training != frame->training)
    wb_run_set_data (self, frame->training, NULL);
  wb_run_take_position (self, &frame->position);
  wb_run_replace_history (self, history);
  recall_best (self, frame->position.best_epoch, best);
  return wb_run_check (self, error);
}

/* The row of the epoch that is trained and not yet ended, where it is known. */
static const WbEpochRow *
find_row (WbRun *self, const WbHistory *known)
{
  guint n = 0;
  const WbEpochRow *rows = wb_history_get_epochs (known, &n);

  if (self->position.samples < wb_run_get_samples_per_epoch (self))
    return NULL;
  for (guint i = 0; i < n; i++)
    if (rows[i].epoch == self->position.epoch + 1)
      return &rows[i];
  return NULL;
}

gboolean
wb_run_has_replayed (WbRun *self, const WbHistory *known, guint64 step)
{
  return self->position.step >= step && find_row (self, known) == NULL;
}

gboolean
wb_run_replay (WbRun *self, const WbHistory *known, GError **error)
{
  const WbEpochRow *row = find_row (self, known);

  if (row == NULL)
    return wb_run_advance (self, error);
  wb_run_end_epoch (self, row);
  return TRUE;
}
