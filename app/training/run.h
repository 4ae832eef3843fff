/* SPDX-License-Identifier: MIT */
/* A run: network, trainer, data and the place in the training, without any
 * thread of its own. What it does is cut into small pieces of work, a step or
 * a slice of a validation, and all else happens between two of them. Where it
 * stands is told by a checkpoint, and a run made from one continues bit for bit.
 *
 * Belongs to one thread: the training thread of a session.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/training/key-frames.h"
#include "app/training/snapshot.h"
#include "data/dataset.h"
#include "engine/training/exchange.h"

G_BEGIN_DECLS

typedef struct _WbRun WbRun;

/** (transfer full): a run of nothing yet, on as many threads as there are cores. */
WbRun *wb_run_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_run_free (WbRun *self);

/**
 * The new network gets every weight of a layer that was there before, and the optimizer's values
 * with it; a run that has not begun draws all anew. The best weights, where they are in place, are
 * then the last ones. After a step a run of its own begins.
 *
 * @model: the model from the next step on
 * @error: AE_ERROR_SHAPE, AE_ERROR_MODEL, AE_ERROR_MEMORY: why it cannot run
 * Returns: whether the model is in place; if not, the one before is.
 */
gboolean wb_run_set_model (WbRun *self, AeModel *model, GError **error);

/**
 * Another loss after a step begins a run of its own; what else is changed belongs to the run.
 *
 * @recipe: in effect from the next step on; its seed only before the first step
 * @error: AE_ERROR_MEMORY
 * Returns: whether it is in effect.
 */
gboolean wb_run_set_recipe (WbRun *self, const AeRecipe *recipe, GError **error);

/**
 * The running epoch begins anew where the training set is another one, and after a step a run of
 * its own.
 *
 * @training: (nullable): what to train on
 * @validation: (nullable): what to validate with after each epoch
 */
void wb_run_set_data (WbRun *self, DsDataset *training, DsDataset *validation);

/**
 * Nothing that is computed depends on it.
 *
 * @n_threads: how many work on a step; 0 for as many as there are cores
 * @error: AE_ERROR_MEMORY
 * Returns: whether they do; if not, the number before stays.
 */
gboolean wb_run_set_threads (WbRun *self, guint n_threads, GError **error);

/**
 * Steps and validations are shared with the same run in other processes.
 *
 * @exchange: (nullable): not owned; must outlive the run
 */
void wb_run_set_exchange (WbRun *self, const AeExchange *exchange);

/** @low_priority: whether the threads leave the cores to others first */
void wb_run_set_low_priority (WbRun *self, gboolean low_priority);

/**
 * From now on moments are kept on the way, where a budget says so.
 *
 * @frames: not owned; for as long as the run lives
 */
void wb_run_set_key_frames (WbRun *self, WbKeyFrames *frames);

/** Forgets all that was kept, also of what it trained before; what comes is kept again. */
void wb_run_forget_frames (WbRun *self);

/**
 * Notes where the run is, if it has made steps since it was there last: its network is to begin
 * anew, or to go to another moment. A change of model, data or loss after a step does the same by
 * itself.
 */
void wb_run_leave (WbRun *self);

/** (transfer full) (nullable): where the run ended that was left last; once. */
WbCheckpoint *wb_run_take_left (WbRun *self) G_GNUC_WARN_UNUSED_RESULT;

/** Improvement is waited for from here on, whatever the epochs before gave. */
void wb_run_begin (WbRun *self);

/** @epochs: where it is to end, counted from its beginning */
void wb_run_set_epochs_planned (WbRun *self, guint epochs);

/**
 * @error: AE_ERROR_SHAPE where the samples do not fit, AE_ERROR_MODEL where model, its layers or
 *   data are missing
 * Returns: whether the run can be moved on.
 */
gboolean wb_run_check (WbRun *self, GError **error);

/**
 * Does one piece of work: a step, or a slice of a validation. It continues from the weights of the
 * last step, whichever are in place.
 *
 * @self: a run for which wb_run_check() holds
 * @error: AE_ERROR_NUMERIC where a loss is not finite: go back, or end; DS_ERROR_CHANGED where the
 *   samples are not what they were, AE_ERROR_RANK where another process does not answer: nothing
 *   changed
 * Returns: whether it went well.
 */
gboolean wb_run_advance (WbRun *self, GError **error);

/**
 * Back to the first step, with the weights that the seed draws.
 *
 * @seed: of the weights, the order and the noise; the recipe's own for the same weights as before
 */
void wb_run_restart (WbRun *self, gint64 seed);

/**
 * To be asked after each epoch.
 *
 * @early: (out): because the validation loss does not improve any more
 * Returns: whether all planned epochs are done, or more would be of no use.
 */
gboolean wb_run_has_ended (WbRun *self, gboolean *early);

/** Of a run that was restored: whether it had ended so, before its plan. */
gboolean wb_run_ended_early (WbRun *self);

/**
 * Nothing is planned any more; a recipe that keeps the best weights puts them in place, and the
 * last ones aside.
 *
 * @self: a run that has ended
 * Returns: the epoch whose weights were put back; 0 where the last ones stay.
 */
guint wb_run_end (WbRun *self);

/**
 * Goes back to the last good moment, or to the first step where there is none. The recipe stays as
 * it is.
 *
 * @self: a run that failed
 */
void wb_run_go_back (WbRun *self);

/**
 * @error: AE_ERROR_MEMORY
 * Returns: (transfer full) (nullable): all that is needed to continue from here; NULL without an
 * error where there is no network.
 */
WbCheckpoint *wb_run_make_checkpoint (WbRun *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @checkpoint: where to continue, with its own model and recipe
 * @error: AE_ERROR_MEMORY
 * Returns: whether the run is there.
 */
gboolean wb_run_restore (WbRun *self, WbCheckpoint *checkpoint, GError **error);

/**
 * Makes the run one that trains again what another run has trained: from here on
 * wb_run_replay() moves it.
 *
 * @frame: where to begin
 * @known: the whole history of that other run
 * @best: (nullable): the moment of the epoch that was then the best
 * @error: AE_ERROR_MEMORY
 * Returns: whether the run is there.
 */
gboolean wb_run_restore_frame (WbRun *self,
                               const WbKeyFrame *frame,
                               const WbHistory *known,
                               WbCheckpoint *best,
                               GError **error);

/**
 * Does one piece of work: a step, or the end of an epoch, whose validation is taken from
 * what is known.
 *
 * @known: as for wb_run_restore_frame()
 * @step: where to go
 * @error: as wb_run_advance()
 * Returns: whether it went well; done when wb_run_has_replayed().
 */
gboolean wb_run_replay (WbRun *self, const WbHistory *known, GError **error);

/** Whether the run stands behind all that happened up to @step. */
gboolean wb_run_has_replayed (WbRun *self, const WbHistory *known, guint64 step);

/** (transfer none) (nullable): what is trained. */
AeNetwork *wb_run_get_network (WbRun *self);

/** (transfer none): the recipe of the next step. */
const AeRecipe *wb_run_get_recipe (WbRun *self);

/** (transfer none): how far it is. */
const WbPosition *wb_run_get_position (WbRun *self);

/** Whether the epoch is trained and not yet validated. */
gboolean wb_run_is_validating (WbRun *self);

/** Puts all that it knows of itself into a snapshot: what happened since the last one, too. */
void wb_run_report (WbRun *self, WbSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRun, wb_run_free)

G_END_DECLS
