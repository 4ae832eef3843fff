/* SPDX-License-Identifier: MIT */
/* WbSession: training as the main thread sees it. Behind it one thread owns
 * the network and works; commands go to it and are applied between two steps,
 * snapshots come back. No function here waits for the trainer but those whose
 * name says so.
 *
 * It needs no main loop. A window calls wb_session_pull() in its frame tick
 * for as long as wb_session_is_active(), and begins to tick at "woken"; the
 * command line calls wb_session_wait().
 *
 * Belongs to the thread that made it, which must wb_session_close() it before
 * it lets go of it.
 */
#pragma once

#include <glib-object.h>

#include "app/document/document.h"
#include "app/project/checkpoint.h"
#include "app/training/key-frames.h"
#include "app/training/snapshot.h"
#include "data/dataset.h"
#include "engine/training/exchange.h"

G_BEGIN_DECLS

#define WB_TYPE_SESSION (wb_session_get_type ())
G_DECLARE_FINAL_TYPE (WbSession, wb_session, WB, SESSION, GObject)

/**
 * WbCheckpointReady:
 * @checkpoint: (nullable) (transfer none): NULL where there is nothing to save
 * @error: (nullable): why there is none
 *
 * Called by wb_session_pull(), in the session's own thread.
 */
typedef void (*WbCheckpointReady) (WbCheckpoint *checkpoint, const GError *error, gpointer data);

/**
 * WbRunLeft:
 * @checkpoint: (transfer none): where the run ended
 * @command_id: the last command that was applied before its last step
 *
 * Called by wb_session_pull(), in the session's own thread.
 */
typedef void (*WbRunLeft) (WbCheckpoint *checkpoint, guint64 command_id, gpointer data);

/**
 * Returns: (transfer full): a session with neither model nor data, on as many threads as there are
 *   cores.
 */
WbSession *wb_session_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Ends the training after the step it is at and waits for that. Commands sent afterwards are
 * ignored; checkpoints that were asked for and not pulled do not come any more.
 */
void wb_session_close (WbSession *self);

/**
 * Everything at once, as when a project is opened: training stops, and what was there before is
 * gone. Where @model is not the checkpoint's, the weights of the layers that both have are
 * transferred.
 *
 * @model: what to train
 * @recipe: how
 * @training: (nullable): on what
 * @validation: (nullable): what validates after each epoch
 * @checkpoint: (nullable): where to continue; NULL to begin with the weights that the recipe's seed
 *   draws
 */
void wb_session_open (WbSession *self,
                      AeModel *model,
                      const AeRecipe *recipe,
                      DsDataset *training,
                      DsDataset *validation,
                      WbCheckpoint *checkpoint);

/**
 * A run under way continues with every weight that can be transferred: snapshots say how many. A
 * model that cannot run pauses it, and snapshots say why.
 *
 * @model: the model from the next step on
 */
void wb_session_set_model (WbSession *self, AeModel *model);

/**
 * The optimizer's own values stay as long as the optimizer does. The seed counts before the first
 * step only; later, restart with it.
 *
 * @recipe: copied; in effect at the next step
 */
void wb_session_set_recipe (WbSession *self, const AeRecipe *recipe);

/**
 * The running epoch begins anew.
 *
 * @training: (nullable): what to train on
 * @validation: (nullable): what validates after each epoch
 */
void wb_session_set_data (WbSession *self, DsDataset *training, DsDataset *validation);

/**
 * As when an edit is undone: a run under way continues from that moment, and only one that was then
 * at its planned end does not.
 *
 * @checkpoint: the moment to go back to
 * @recipe: in effect from there
 * @model: the model from there, as a rule the checkpoint's own
 */
void wb_session_go_back (WbSession *self,
                         WbCheckpoint *checkpoint,
                         const AeRecipe *recipe,
                         AeModel *model);

/**
 * Nothing that is computed depends on it.
 *
 * @n_threads: how many work on a step; 0 for as many as there are cores
 */
void wb_session_set_threads (WbSession *self, guint n_threads);

/**
 * Trains together with the same training in other processes; to be said before it begins. Nothing
 * that is computed depends on it.
 *
 * @exchange: (nullable): not owned; used until the session is closed
 */
void wb_session_set_exchange (WbSession *self, const AeExchange *exchange);

/** @low_priority: whether training leaves the cores to others first, a window say */
void wb_session_set_low_priority (WbSession *self, gboolean low_priority);

/**
 * Trains this many epochs more than were planned or, where no run is under way, than are done.
 *
 * @n_epochs: how many more
 */
void wb_session_start (WbSession *self, guint n_epochs);
void wb_session_pause (WbSession *self);

/** Continues to the planned end, if that is not reached. */
void wb_session_resume (WbSession *self);

/** Trains one batch and pauses. */
void wb_session_step (WbSession *self);

/** Trains to the end of the epoch and pauses. */
void wb_session_step_epoch (WbSession *self);

/** Ends the run after the step it is at. Weights and history stay. */
void wb_session_stop (WbSession *self);

/**
 * Begins anew with the weights that this run began with.
 *
 * @n_epochs: how many to train; 0 to wait at the first step
 */
void wb_session_restart (WbSession *self, guint n_epochs);

/**
 * Begins anew with other weights.
 *
 * @seed: of weights, order and noise
 * @n_epochs: how many to train; 0 to wait at the first step
 */
void wb_session_restart_with_seed (WbSession *self, gint64 seed, guint n_epochs);

/**
 * Returns: the number of the last command that was sent; it has been applied when a snapshot's
 *   command_id is as high.
 */
guint64 wb_session_get_last_command (WbSession *self);

/**
 * A few atomic reads: cheap enough for every frame.
 * Returns: whether there is anything to pull, or will be without a further command.
 */
gboolean wb_session_is_active (WbSession *self);

/**
 * Takes what has come: the newest snapshot, that of a step that is visited, and the checkpoints
 * that were asked for. Never waits. Returns: whether there is a new snapshot.
 */
gboolean wb_session_pull (WbSession *self);

/**
 * Waits for something to pull, and pulls it.
 *
 * @deadline_usec: by the monotonic clock; negative for none
 * Returns: whether there is a new snapshot.
 */
gboolean wb_session_wait (WbSession *self, gint64 deadline_usec);

/**
 * Waits until every command that was sent has been applied, and pulls.
 *
 * @deadline_usec: by the monotonic clock; negative for none
 * Returns: whether they have.
 */
gboolean wb_session_wait_applied (WbSession *self, gint64 deadline_usec);

/**
 * Returns: (transfer none): what was pulled last; never NULL; until the next pull, so hold it to
 *   keep it.
 */
WbSnapshot *wb_session_get_snapshot (WbSession *self);

/** (transfer none): all losses and epochs up to that snapshot, until the next pull. */
const WbHistory *wb_session_get_history (WbSession *self);

/**
 * From now on moments of the training are kept, so that its steps can be visited.
 *
 * @n_bytes: what they take in memory, at the most
 * @n_spilled_bytes: what they take in a file of the cache folder besides
 */
void wb_session_keep_moments (WbSession *self, gsize n_bytes, gsize n_spilled_bytes);

/** Which steps can be visited: from its first to that of the newest snapshot. */
WbKeyFramesState wb_session_get_moments (WbSession *self);

/** The steps that are kept, from which others are trained again: (transfer full) of guint64. */
GArray *wb_session_list_moments (WbSession *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Goes to a step of the run in its past; the training continues, or waits, as it did. A
 * later wb_session_pull() brings the snapshot, and before it one of an earlier
 * step where that one takes a while. Ends by itself where the run begins anew.
 *
 * @step: one that can be visited, else the nearest of those
 */
void wb_session_visit (WbSession *self, guint64 step);

/** Back to the newest snapshot. */
void wb_session_leave_past (WbSession *self);

/** The step that is visited, or on the way; FALSE where none is. */
gboolean wb_session_get_visited_step (WbSession *self, guint64 *step);

/** (transfer none) (nullable): what is visited, until the next pull; its history is of no use. */
WbSnapshot *wb_session_get_visited (WbSession *self);

/**
 * Asks for all that is needed to continue from the step that is visited.
 *
 * @ready: called by a later wb_session_pull(), unless another step is visited, or none,
 *   before it comes
 */
void wb_session_request_visited (WbSession *self, WbCheckpointReady ready, gpointer data);

/** (transfer full) (nullable): why the step cannot be visited; once. */
GError *wb_session_take_visit_error (WbSession *self) G_GNUC_WARN_UNUSED_RESULT;

/** Waits until all of the step that is visited has come, and pulls. */
gboolean wb_session_wait_visited (WbSession *self, gint64 deadline_usec);

/**
 * Asks for all that is needed to continue from the next step.
 *
 * @ready: called by a later wb_session_pull(), unless the session is closed before
 * @data: for @ready
 */
void wb_session_request_checkpoint (WbSession *self, WbCheckpointReady ready, gpointer data);

/**
 * The same, waiting for it: for at most one step. Pulls on the way.
 *
 * @error: AE_ERROR_MEMORY
 * Returns: (transfer full) (nullable): the checkpoint; NULL without an error where there is no
 *   network yet, or the session is closed.
 */
WbCheckpoint *wb_session_wait_checkpoint (WbSession *self,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * From now on it is told when a run that has made steps ends because another one begins in its
 * place: with another model, other data or another loss, anew, or at another moment.
 */
void wb_session_set_run_left (WbSession *self, WbRunLeft left, gpointer data);

/**
 * Snapshots hold what @measure gives from now on, whether training continues or
 * not; it takes the place of the one of its kind. Copied.
 */
void wb_session_measure (WbSession *self, const WbMeasure *measure);

/**
 * From now on the edits of @document are passed to wb_session_document_changed(),
 * and undo finds the weights of the moments that they left.
 */
void wb_session_set_document (WbSession *self, WbDocument *document);

/**
 * Follows an edit, an undo or a redo. Not for a document that was opened or
 * reset: open the session then.
 *
 * @changes: what "changed" of the document said
 */
void wb_session_document_changed (WbSession *self, WbDocumentChanges changes);

G_END_DECLS
