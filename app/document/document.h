/* SPDX-License-Identifier: MIT */
/* WbDocument: the project that a window shows, with undo. Every edit makes a
 * new project value; the document keeps the ones before and after it, so that
 * undo and redo are exact. It belongs to the main thread.
 *
 * "Modified" means: not equal to what was last saved or opened, so undoing
 * back to that clears it.
 *
 * Weights are not edited, but they belong to a structure, which is a model on data:
 * each state that the document has been in is a moment, and whoever trains
 * hands in the weights of a moment that an edit of the model, other data or a
 * reset of the weights has left. A step
 * across such an edit brings them back; any other step leaves the weights as
 * they are.
 */
#pragma once

#include <glib-object.h>

#include "app/checker/checker.h"
#include "app/document/undo.h"
#include "app/edit/edit.h"
#include "app/project/project.h"
#include "app/project/run-record.h"

G_BEGIN_DECLS

#define WB_TYPE_DOCUMENT (wb_document_get_type ())
G_DECLARE_FINAL_TYPE (WbDocument, wb_document, WB, DOCUMENT, GObject)

/**
 * WbDocumentChanges:
 * @WB_DOCUMENT_MODEL: layers, options or the code
 * @WB_DOCUMENT_RECIPE: the recipe
 * @WB_DOCUMENT_DATA: the data reference
 * @WB_DOCUMENT_CHECKPOINT: the weights: after an undo the ones of that moment
 * @WB_DOCUMENT_FILE: the document was saved, or another one was opened
 * @WB_DOCUMENT_RESET: the weights are those of the start again
 * @WB_DOCUMENT_SAMPLES: which samples are removed
 * @WB_DOCUMENT_FORK: with the weights of an earlier moment a new run begins
 * @WB_DOCUMENT_RUNS: the list of runs, which undo leaves as it is
 * @WB_DOCUMENT_OTHER_RUN: the weights are those of another run, to which undo or redo came back
 *
 * What the "changed" signal carries, which is emitted after an edit, an undo, a
 * redo, an opening or a saving; in a group once, at its end.
 */
typedef enum
{
  WB_DOCUMENT_MODEL = 1 << 0,
  WB_DOCUMENT_RECIPE = 1 << 1,
  WB_DOCUMENT_DATA = 1 << 2,
  WB_DOCUMENT_CHECKPOINT = 1 << 3,
  WB_DOCUMENT_FILE = 1 << 4,
  WB_DOCUMENT_RESET = 1 << 5,
  WB_DOCUMENT_SAMPLES = 1 << 6,
  WB_DOCUMENT_RUNS = 1 << 7,
  WB_DOCUMENT_FORK = 1 << 8,
  WB_DOCUMENT_OTHER_RUN = 1 << 9,
} WbDocumentChanges;

/** @project is copied; (transfer full): a document without a file, unmodified. */
WbDocument *wb_document_new (const WbProject *project) G_GNUC_WARN_UNUSED_RESULT;

/** Begins with another project, unmodified and without a history; copies it. */
void wb_document_reset (WbDocument *self, const WbProject *project, const char *path);

/** The same with what was recovered after a crash: it is modified until it is saved. */
void wb_document_restore (WbDocument *self, const WbProject *project, const char *path);

/**
 * For a save in another thread: the document is unmodified where it still
 * equals @project, a copy of what it held when that was written to @path.
 */
void wb_document_mark_saved (WbDocument *self, const WbProject *project, const char *path);

/** (transfer none): all it holds, and parts of it; valid until the next edit. */
const WbProject *wb_document_get_project (WbDocument *self);
AeModel *wb_document_get_model (WbDocument *self);
const AeRecipe *wb_document_get_recipe (WbDocument *self);
WbDataReference *wb_document_get_data (WbDocument *self);
WbCheckpoint *wb_document_get_checkpoint (WbDocument *self);

/** Its file, NULL before it has one; the file's name without extension, or "Untitled". */
const char *wb_document_get_path (WbDocument *self);
const char *wb_document_get_title (WbDocument *self);

/** Names a document that has no file; @title is a file's name, whose ending is left out. */
void wb_document_set_title (WbDocument *self, const char *title);
gboolean wb_document_get_modified (WbDocument *self);

/** The labels are NULL where there is nothing to undo or redo. */
gboolean wb_document_can_undo (WbDocument *self);
gboolean wb_document_can_redo (WbDocument *self);
const char *wb_document_get_undo_label (WbDocument *self);
const char *wb_document_get_redo_label (WbDocument *self);
void wb_document_undo (WbDocument *self);
void wb_document_redo (WbDocument *self);

/**
 * Edits up to the end are one step, and the world hears of them then. Groups
 * nest. Cancelling ends all of them and takes back what was edited.
 */
void wb_document_begin_group (WbDocument *self, const char *label);
void wb_document_end_group (WbDocument *self);
void wb_document_cancel_group (WbDocument *self);

/** See undo.h; an entry that loses the focus ends its burst. */
void wb_document_set_burst_msec (WbDocument *self, guint msec);
void wb_document_end_burst (WbDocument *self);

/** Makes an edit, as one step, or none where nothing would change; fails as wb_edit_apply(). */
gboolean wb_document_edit (WbDocument *self, const WbEdit *edit, GError **error);

/** Makes what a problem's button promises, as one step. */
void wb_document_apply_fix (WbDocument *self, const WbFix *fix);

/** Forgets the weights, as one step: whoever trains starts again. */
void wb_document_reset_weights (WbDocument *self);

/** The same with other weights, order and noise: those of another seed. */
void wb_document_reset_with_seed (WbDocument *self, gint64 seed);

/** Notes the weights as they are now (nullable), for a save: no edit, and no "changed". */
void wb_document_set_checkpoint (WbDocument *self, WbCheckpoint *checkpoint);

/** Notes what the samples of the data are, see ds_digest(): no edit, and no "changed". */
void wb_document_set_digest (WbDocument *self, const char *digest);

/** Puts another list of runs (nullable) in: no edit, but a change to save. */
void wb_document_set_runs (WbDocument *self, GPtrArray *runs);

/** Puts another sweep (nullable) in: no edit, but a change to save. */
void wb_document_set_sweep (WbDocument *self, WbSweepPlan *sweep);

/**
 * Records the run that a training has come to, see wb_run_list_record().
 *
 * @moment: the moment that it trained in
 * @checkpoint: where it stands
 * @n_samples: @diverged: @when: as for wb_run_list_record()
 */
void wb_document_record_run (WbDocument *self,
                             guint64 moment,
                             WbCheckpoint *checkpoint,
                             guint64 n_samples,
                             gboolean diverged,
                             gint64 when);

/**
 * Puts a run's model, recipe and data in, as one step: with the weights that its seed
 * draws, so that training it gives what the run gave.
 */
void wb_document_use_run (WbDocument *self, const WbRunRecord *run);

/**
 * Continues from a checkpoint with its model and recipe as a run of its own, as one step:
 * undo brings back what is there now, with its weights.
 */
void wb_document_adopt (WbDocument *self, WbCheckpoint *checkpoint);

/**
 * Puts an earlier moment of the training in, with its weights and its model, as one step
 * from which a run of its own continues; the recipe stays.
 */
void wb_document_go_on_from (WbDocument *self, WbCheckpoint *checkpoint);

/** The moment of the project as it stands: a new one after each edit. */
guint64 wb_document_get_moment (WbDocument *self);

/**
 * The moment that undo, or after an undo redo, goes back to across the last
 * change; within a burst the one at its beginning; 0 where nothing leads back.
 */
guint64 wb_document_get_left_moment (WbDocument *self);

/**
 * Lets a step back to @moment bring these weights back; where the document is
 * there already, they come at once, as a change.
 *
 * @checkpoint: (nullable): NULL where none had been trained
 */
void wb_document_store_checkpoint (WbDocument *self, guint64 moment, WbCheckpoint *checkpoint);

G_END_DECLS
