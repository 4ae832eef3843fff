/* SPDX-License-Identifier: MIT */
/* The inside of a run, shared by the file that sets it up and the one that
 * moves it on.
 */
#pragma once

#include "app/training/run.h"

G_BEGIN_DECLS

/**
 * WbRun:
 * @recipe: in effect; its seed is the run's, whatever was asked for meanwhile
 * @n_transferred: values that the last change of the model transferred
 * @sample_flops: of a training step, for each sample
 * @layer_seconds: double: of each layer, fading; @timed_seconds: of the timed steps
 *   altogether; @timed_usec: when the last was, @timing: this one is
 * @order: [samples of the training set]; that of the epoch while @order_known
 * @numbers: [samples of the validation set]: 0, 1, 2 …
 * @validated: samples of the validation that is under way, 0 for none
 * @validation_sum: @validation_divergence: over them, the loss and the part that
 *   a variational code adds
 * @validation_seconds: what the last whole one took; @slice_seconds: this one so far
 * @new_history: what happened since it was taken; @replaces: it is all there was
 * @judge: what epochs are judged by, see WbEpochRow; 0 where that is to be found
 * @judgements: double: of each epoch that is done, its validation loss or, where
 *   nothing validates, its loss; @steps: guint64: the steps done at its end
 * @best: holds the weights of the best epoch, where the recipe keeps them;
 *   @best_loss: what that is judged by
 * @last: where the best weights are in place, holds those of the last step
 * @stepped: it has made steps since it began, or was restored
 * @replaced: (nullable): values of the optimizer that another one took the place of, until the
 *   next step is made; @replaced_optimizer: which one that was
 * @left: (nullable): where a run ended in whose place another one began
 * @good: the last moment to go back to, where there is one
 * @good_loss: the running loss at it, @good_judge: what that is judged by;
 *   @good_usec: when that was last thought of
 * @frames: (nullable): where moments are kept; @new_part: the next one begins a part;
 *   @frame_seconds: trained since the last one, @frame_cost: what it took, both of this
 *   thread's on the processor, so that other programs do not count
 * @replays: trains again what is known
 * @recent_loss: mean over the last steps, fading; 0 before the first
 * @rate_samples: @rate_seconds: fading sums, their quotient is the speed
 */
struct _WbRun
{
  AePool *pool;
  const AeExchange *exchange;
  gboolean low_priority;
  AeRecipe recipe;
  AeNetwork *network;
  AeTrainer *trainer;
  GArray *layer_seconds;
  double timed_seconds;
  gint64 timed_usec;
  gboolean timing;
  gsize n_transferred;
  double sample_flops;

  DsDataset *training;
  DsDataset *validation;
  guint32 *order;
  gboolean order_known;
  guint32 *numbers;

  WbPosition position;
  gsize validated;
  double validation_sum;
  double validation_divergence;
  double validation_seconds;
  double slice_seconds;

  WbHistory *history;
  WbHistory *new_history;
  gboolean replaces;

  guint64 judge;
  GArray *judgements;
  GArray *steps;

  WbCheckpoint *best;
  double best_loss;
  WbCheckpoint *last;
  float *replaced;
  guint replaced_optimizer;
  gboolean stepped;
  WbCheckpoint *left;

  WbCheckpoint *good;
  double good_loss;
  guint64 good_judge;
  gint64 good_usec;
  double recent_loss;

  WbKeyFrames *frames;
  gboolean new_part;
  double frame_seconds;
  double frame_cost;
  gboolean replays;

  double rate_samples;
  double rate_seconds;
};

/* Forgets the moment to go back to: it belongs to another network or recipe. */
void wb_run_forget_good (WbRun *self);
void wb_run_forget_best (WbRun *self);

/* How far the run is, in epochs, when this many more samples are trained. */
double wb_run_get_place (WbRun *self, guint ahead);

/* Samples to train on, 0 without data. */
guint64 wb_run_get_samples_per_epoch (const WbRun *self);

/* What epochs are judged by now, see WbEpochRow: the same for the same model, loss
 * and data, in every run. */
guint64 wb_run_get_judge (WbRun *self);

/* Keeps the moment before the coming step, where it is time to. */
void wb_run_keep_frame (WbRun *self);

/* The moments are put aside, for the run leaves its place; to be called while history and
 * position are those of before. */
void wb_run_leave_frames (WbRun *self);

/* What was put aside of moments before the place where the run is now counts again. */
void wb_run_take_back_frames (WbRun *self);

/* Copies the optimizer's values: (transfer full) (nullable): of none, or without memory. */
float *wb_run_copy_slots (WbRun *self);
void wb_run_put_slots (WbRun *self, const float *values);

/* Brings the network to a moment of another model or recipe. */
void wb_run_replace_network (WbRun *self, AeNetwork *network, AeTrainer *trainer);
void wb_run_replace_history (WbRun *self, const WbHistory *history);
void wb_run_take_position (WbRun *self, const WbPosition *position);
void wb_run_end_epoch (WbRun *self, const WbEpochRow *row);

/* Adds an epoch to those that the schedule and the patience look at. */
void wb_run_add_judgement (WbRun *self, const WbEpochRow *row);

G_END_DECLS
