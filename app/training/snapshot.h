/* SPDX-License-Identifier: MIT */
/* A snapshot: what a moment of a session looks like. Immutable and atomically
 * counted; any thread may hold and read one. The newest replaces the one
 * before it, but what happened in between is never lost: the losses and epochs
 * since the last one that was taken are in it.
 */
#pragma once

#include "app/project/history.h"
#include "app/training/monitor.h"

G_BEGIN_DECLS

/**
 * WbRunState:
 * @WB_RUN_IDLE: not begun, or stopped
 * @WB_RUN_RUNNING: trains
 * @WB_RUN_PAUSED: in the middle of a run: on command, after a single step, or
 *   because of a failure
 * @WB_RUN_DONE: all planned epochs are done
 */
typedef enum
{
  WB_RUN_IDLE,
  WB_RUN_RUNNING,
  WB_RUN_PAUSED,
  WB_RUN_DONE,
} WbRunState;

/**
 * WbFailure: why a session does not train.
 * @WB_FAILURE_NONE: nothing is wrong
 * @WB_FAILURE_MODEL: the model cannot run
 * @WB_FAILURE_DATA: no data, or samples that do not fit the model
 * @WB_FAILURE_FILE: the file that the samples are read from was cut or rewritten;
 *   no step was made on what it holds now
 * @WB_FAILURE_NUMERIC: the loss was not finite; the run went back to the last
 *   good moment and waits
 * @WB_FAILURE_MEMORY: something does not fit into memory
 * @WB_FAILURE_RANK: another process that trains along does not answer; the run is after the
 *   last step that all made
 */
typedef enum
{
  WB_FAILURE_NONE,
  WB_FAILURE_MODEL,
  WB_FAILURE_DATA,
  WB_FAILURE_FILE,
  WB_FAILURE_NUMERIC,
  WB_FAILURE_MEMORY,
  WB_FAILURE_RANK,
} WbFailure;

/**
 * WbSnapshot:
 * @command_id: the last command that has been applied, see wb_session_get_last_command()
 * @state: what the session does
 * @model: (nullable): what the network was made from: perhaps older than the
 *   model last sent, where that cannot run
 * @recipe: in effect
 * @run: grows with each restart and each checkpoint gone back to on command
 * @epoch: whole epochs done
 * @epochs_planned: where the run ends
 * @step: steps done
 * @from_step: @from_epoch: what of them was another run's, see WbPosition
 * @samples: samples of the running epoch that have been trained
 * @samples_per_epoch: all of them, 0 without data
 * @steps_per_epoch: at the batch size in effect
 * @validating: the epoch is trained and its validation is under way
 * @validated: the share of that validation that is done, from 0 to 1
 * @samples_per_second: training alone, over the last second or so; 0 before
 *   it is known
 * @flops_per_second: multiplications and additions of the training, where the
 *   model is large enough to tell the machine's speed; else 0
 * @seconds_left: until the planned end; negative before it is known
 * @loss: mean over the running epoch so far; NAN before its first step
 * @replaces: @new_history is the whole history: forget what was known before
 * @new_history: losses and epochs since the snapshot that was taken before this one
 * @measured: by kind: what measures gave last, see wb_snapshot_get(); NULL where
 *   there is none
 * @shares: (nullable): [@n_shares], each layer's share of the time of recent
 *   steps, from 0 to 1, by its number in @model; what is missing from 1 is
 *   reading samples, the loss and the update. NULL before it is known
 * @n_transferred: @n_values: values that the last change of the model transferred, and
 *   how many the model has
 * @n_models: grows with each change of the model that took effect
 * @failure: why it does not train
 * @message: (nullable): the failure in words, with the fix; or without a
 *   failure why a run ended before its plan
 * @proposed_rate: the learning rate that would fix it, or 0
 * @ended_early: the run ended before its plan, for want of improvement
 *
 * Everything is read only.
 */
typedef struct
{
  guint64 command_id;
  WbRunState state;
  AeModel *model;
  AeRecipe recipe;
  guint run;
  guint epoch;
  guint epochs_planned;
  guint64 step;
  guint64 from_step;
  guint from_epoch;
  guint64 samples;
  guint64 samples_per_epoch;
  guint64 steps_per_epoch;
  gboolean validating;
  double validated;
  double samples_per_second;
  double flops_per_second;
  double seconds_left;
  double loss;
  gboolean replaces;
  WbHistory *new_history;
  WbMeasured *measured[WB_N_MEASURES];
  float *shares;
  guint n_shares;
  gsize n_transferred;
  gsize n_values;
  guint n_models;
  WbFailure failure;
  char *message;
  double proposed_rate;
  gboolean ended_early;
  int references;
} WbSnapshot;

/**
 * Returns: (transfer full): a snapshot of nothing, to be filled in by the one thread that knows it.
 */
WbSnapshot *wb_snapshot_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full): @self, held once more; any thread. */
WbSnapshot *wb_snapshot_ref (WbSnapshot *self);

/**
 * Lets go of it; the last one frees it. Any thread.
 *
 * @self: (transfer full): a snapshot
 */
void wb_snapshot_unref (WbSnapshot *self);

/**
 * What the measure of a kind gave last, perhaps some steps before: a WbProbe, a
 * WbDivergence, WbCodes; NULL where there is none, or no snapshot.
 */
gconstpointer wb_snapshot_get (const WbSnapshot *self, WbMeasureKind kind);

/**
 * WbMailbox: holds the newest snapshot, from the one thread that puts to the one
 * that takes; neither ever waits. Zeros are an empty one.
 */
typedef struct
{
  gpointer slot;
} WbMailbox;

/**
 * What happened since the snapshot that nobody took yet is in the new one, too.
 *
 * @snapshot: (transfer full): one that nobody else holds yet
 */
void wb_mailbox_put (WbMailbox *self, WbSnapshot *snapshot);

/** (transfer full) (nullable): what lay in it; it is empty now. */
WbSnapshot *wb_mailbox_take (WbMailbox *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean wb_mailbox_is_empty (WbMailbox *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSnapshot, wb_snapshot_unref)

G_END_DECLS
