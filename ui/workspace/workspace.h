/* SPDX-License-Identifier: MIT */
/* What all views of one window share: the document, the training session, the
 * open data, and what is derived from them (shapes, problems), together with
 * what a person is looking at (selection, followed sample).
 *
 * Views hear one signal, "changed", with flags; they ask for what they want
 * and never keep it longer. Edits go to the document; this object passes their
 * outcome on to the session. Main thread only.
 */
#pragma once

#include <gio/gio.h>

#include "app/checker/checker.h"
#include "app/document/document.h"
#include "app/training/session.h"
#include "app/project/recovery.h"
#include "app/runs/sweep-runner.h"
#include "app/templates/template.h"
#include "data/source.h"
#include "ui/canvas/canvas-items.h"

G_BEGIN_DECLS

#define HG_TYPE_WORKSPACE (hg_workspace_get_type ())
G_DECLARE_FINAL_TYPE (HgWorkspace, hg_workspace, HG, WORKSPACE, GObject)

/**
 * HgChanges:
 * @HG_CHANGED_MODEL: layers, options, shapes or problems
 * @HG_CHANGED_RECIPE: the recipe
 * @HG_CHANGED_DATA: the open data, or whether data is being opened
 * @HG_CHANGED_DOCUMENT: title, path, modified, what can be undone
 * @HG_CHANGED_SELECTION: the selected box
 * @HG_CHANGED_FOLLOWED: which samples are followed, or which is in focus
 * @HG_CHANGED_SNAPSHOT: there is a new snapshot
 * @HG_CHANGED_EDITED: by an edit, an undo, a redo, or because another was opened
 * @HG_CHANGED_WEIGHTS: the weights of an earlier moment are back
 * @HG_CHANGED_RUNS: the list of runs
 * @HG_CHANGED_SWEEP: how far a sweep is
 * @HG_CHANGED_COMPARED: how the runs that are compared differ in structure, or the moment that
 *   is shown from the model
 * @HG_CHANGED_GHOSTS: what other values of a setting would do
 * @HG_CHANGED_MOMENT: which moment of the training is shown
 * @HG_CHANGED_AWAKE: the session has work: hg_workspace_tick() in every frame
 */
typedef enum
{
  HG_CHANGED_MODEL = 1 << 0,
  HG_CHANGED_RECIPE = 1 << 1,
  HG_CHANGED_DATA = 1 << 2,
  HG_CHANGED_DOCUMENT = 1 << 3,
  HG_CHANGED_SELECTION = 1 << 4,
  HG_CHANGED_FOLLOWED = 1 << 5,
  HG_CHANGED_SNAPSHOT = 1 << 6,
  HG_CHANGED_EDITED = 1 << 7,
  HG_CHANGED_WEIGHTS = 1 << 8,
  HG_CHANGED_AWAKE = 1 << 9,
  HG_CHANGED_RUNS = 1 << 10,
  HG_CHANGED_SWEEP = 1 << 11,
  HG_CHANGED_COMPARED = 1 << 12,
  HG_CHANGED_GHOSTS = 1 << 13,
  HG_CHANGED_MOMENT = 1 << 14,
} HgChanges;

#define HG_CHANGED_ALL ((HgChanges) 0x7fff)

/* No more samples than these are followed. */
#define HG_N_FOLLOWED 10

/* In the place of a followed sample's number: somebody drew it. */
#define HG_DRAWN WB_PROBE_DRAWN

/**
 * HgGhost: what another value of a setting would do.
 * @value: of the setting
 * @project: with it
 * @points: of WbLossPoint: the losses of its steps
 * @output: (nullable): what it makes of the sample in focus
 * @ended: the epoch is trained
 * @diverged: its loss was no number any more
 * @loss: so far; NAN before it is known
 */
typedef struct
{
  double value;
  WbProject *project;
  GArray *points;
  float *output;
  gboolean ended;
  gboolean diverged;
  double loss;
} HgGhost;

/** Returns: (transfer full): a workspace with an empty document and no data */
HgWorkspace *hg_workspace_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Stops the training and waits for its thread to end. The workspace can only
 * be let go of afterwards.
 */
void hg_workspace_close (HgWorkspace *self);

WbDocument *hg_workspace_get_document (HgWorkspace *self);
WbSession *hg_workspace_get_session (HgWorkspace *self);
DsSource *hg_workspace_get_source (HgWorkspace *self);

/** Returns: whether the open data's samples are strokes on an empty ground */
gboolean hg_workspace_is_ink (HgWorkspace *self);

/** Returns: samples that validate after each epoch, 0 without data */
gsize hg_workspace_count_validating (HgWorkspace *self);

/**
 * Returns: (transfer none) (nullable): the samples that train, also those that were
 *   removed; NULL without data
 */
DsDataset *hg_workspace_get_training (HgWorkspace *self);

/**
 * Returns: (transfer none) (nullable): the samples that validate after each
 *   epoch, of which some are followed, also those that were removed; NULL without
 *   data
 */
DsDataset *hg_workspace_get_validation (HgWorkspace *self);

/**
 * @trains: of the samples that train, else of those that validate
 *
 * Returns: how many of them were removed, 0 without data
 */
gsize hg_workspace_count_removed (HgWorkspace *self, gboolean trains);

/**
 * @trains: it is among those that train, else among those that validate
 * @number: its number there; data are open
 */
gboolean hg_workspace_is_removed (HgWorkspace *self, gboolean trains, guint32 number);

/**
 * Removes a sample from what is trained on and judged by, or puts it back, as an
 * undoable step. The last one of a part stays.
 *
 * @trains: it is among those that train, else among those that validate
 * @number: its number there; data are open
 *
 * Returns: FALSE where nothing was done
 */
gboolean
hg_workspace_set_removed (HgWorkspace *self, gboolean trains, guint32 number, gboolean removed);

gboolean hg_workspace_is_opening (HgWorkspace *self);

/**
 * Returns: (nullable): why the data that the document names could not be
 *   opened; NULL unless it is missing
 */
const char *hg_workspace_get_missing (HgWorkspace *self);

/** @seconds: from one save of a training under way to the next, at the least; 10 at first */
void hg_workspace_set_autosave_seconds (HgWorkspace *self, double seconds);

/**
 * Saves what would be lost, as it is now, for the next start: the program is about to end
 * without asking.
 *
 * @error: WB_ERROR_FILE
 */
gboolean hg_workspace_save_for_recovery (HgWorkspace *self, GError **error);

/**
 * Replaces the document by what was recovered; it has still to be saved.
 *
 * @recovery: (transfer full): of a process that is dead
 * @error: any error of wb_project_load(): the document stays, and so does what is in
 *   the place
 */
gboolean hg_workspace_restore (HgWorkspace *self, WbRecovery *recovery, GError **error);

/**
 * Whether something would be lost without saving: an edit, or what was trained
 * since.
 */
gboolean hg_workspace_is_modified (HgWorkspace *self);

/** Whether a file is being written, or waits to be. */
gboolean hg_workspace_is_saving (HgWorkspace *self);

/**
 * Returns: (transfer full): the document's name; one that was never saved is
 *   called after the template it began with
 */
char *hg_workspace_get_title (HgWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

AeModel *hg_workspace_get_model (HgWorkspace *self);

/** Returns: (transfer none): the output of every layer, rank 0 where not known */
const AeShape *hg_workspace_get_shapes (HgWorkspace *self);

const GPtrArray *hg_workspace_get_problems (HgWorkspace *self);

/**
 * Returns: (transfer none) (nullable): the problem that prevents the model from
 *   running
 */
const WbProblem *hg_workspace_get_error (HgWorkspace *self);

/**
 * It does not come again for the same run.
 *
 * @code: of a problem that was found in a training
 */
void hg_workspace_dismiss (HgWorkspace *self, const char *code);

/**
 * @differences: (nullable): see wb_run_structure_compare(); the canvas shows them
 *   until others, or none, are set
 */
void hg_workspace_set_differences (HgWorkspace *self, GHashTable *differences);

/** (transfer none) (nullable): what differs at a layer: at the moment that is shown where that is
 * of another model, else between the runs. */
const char *hg_workspace_get_difference (HgWorkspace *self, guint layer_id);

/**
 * hg_workspace_get_snapshot:
 *
 * Returns: (transfer none) (nullable): the moment that is shown: of the past, where that
 *   is visited, else the newest
 */
WbSnapshot *hg_workspace_get_snapshot (HgWorkspace *self);

/**
 * @vary: @n_seeds: as for wb_sweep_new()
 *
 * Returns: (transfer full): the jobs of a sweep of the document as it is, or NULL
 */
GPtrArray *hg_workspace_plan_sweep (HgWorkspace *self,
                                    const char *vary,
                                    guint n_seeds,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Begins a sweep of the document as it is; one before it is cancelled.
 *
 * Returns: FALSE where it cannot be
 */
gboolean
hg_workspace_start_sweep (HgWorkspace *self, const char *vary, guint n_seeds, GError **error);

/**
 * Continues the sweep that the project has: what is trained already is not trained again.
 *
 * Returns: FALSE where the data are others than those that it is of
 */
gboolean hg_workspace_continue_sweep (HgWorkspace *self, GError **error);

/** Ends the sweep; its runs so far stay. */
void hg_workspace_cancel_sweep (HgWorkspace *self);

void hg_workspace_pause_sweep (HgWorkspace *self, gboolean paused);

/** Returns: (transfer none) (nullable): the sweep that is under way */
WbSweepRunner *hg_workspace_get_sweep (HgWorkspace *self);

/**
 * @n_seeds: (out): how many of each
 *
 * Returns: (transfer none) (nullable): the jobs of the sweep that is under way, or was last
 */
const GPtrArray *hg_workspace_get_sweep_jobs (HgWorkspace *self, guint *n_seeds);

/**
 * Tries the next epoch with each value, unless a training is under way, none has been, or
 * a step of the past is looked at.
 * HG_CHANGED_GHOSTS reports the results.
 *
 * @edit: of one setting
 * @values: [@n]: what it is to be
 *
 * Returns: whether they are tried
 */
gboolean
hg_workspace_try_values (HgWorkspace *self, const WbEdit *edit, const double *values, guint n);

void hg_workspace_stop_trying (HgWorkspace *self);

/** Returns: (transfer none) (nullable) (element-type HgGhost): what is tried */
const GPtrArray *hg_workspace_get_ghosts (HgWorkspace *self);

/**
 * Continues from there as a new run, with its value: one step of undo.
 *
 * @index: of one that has ended, and has not diverged
 */
void hg_workspace_use_ghost (HgWorkspace *self, guint index);

/** @message: something that a person is to read */
void hg_workspace_show_message (HgWorkspace *self, const char *message);

/**
 * hg_workspace_get_newest:
 *
 * Returns: (transfer none) (nullable): the newest moment of the session
 */
WbSnapshot *hg_workspace_get_newest (HgWorkspace *self);

WbRunState hg_workspace_get_state (HgWorkspace *self);

/**
 * @id: of a layer
 *
 * Returns: the part of a training step's time that the layer takes, from 0 to
 *   1, negative where it is not known yet
 */
double hg_workspace_get_share (HgWorkspace *self, guint id);

/**
 * Takes the newest snapshot of the session, unless an edit is shown first. To be called in the
 * frame tick.
 *
 * Returns: whether there will be more to come
 */
gboolean hg_workspace_tick (HgWorkspace *self);

/**
 * hg_workspace_get_first_step:
 * @first: (out): the earliest step that can be shown
 *
 * Returns: whether there is a past to go to
 */
gboolean hg_workspace_get_first_step (HgWorkspace *self, guint64 *first);

/**
 * hg_workspace_get_visited_step:
 * @step: (out): where that is, if so
 *
 * Returns: whether a step of the past is shown, or on the way
 */
gboolean hg_workspace_get_visited_step (HgWorkspace *self, guint64 *step);

/**
 * hg_workspace_shows_other_model:
 *
 * Returns: whether the moment that is shown is of another model than the document's
 */
gboolean hg_workspace_shows_other_model (HgWorkspace *self);

/**
 * hg_workspace_get_shown_step:
 *
 * Returns: the step that is shown, or on the way to be
 */
guint64 hg_workspace_get_shown_step (HgWorkspace *self);

/**
 * hg_workspace_get_best_step:
 * @step: (out): where its epoch ended
 *
 * Returns: whether there is a best epoch
 */
gboolean hg_workspace_get_best_step (HgWorkspace *self, guint64 *step);

double hg_workspace_get_newest_epoch (HgWorkspace *self);
double hg_workspace_step_to_epoch (HgWorkspace *self, guint64 step);
guint64 hg_workspace_epoch_to_step (HgWorkspace *self, double epoch);

/**
 * hg_workspace_visit:
 * @step: what all views show from now on; the newest for hg_workspace_leave_past()
 */
void hg_workspace_visit (HgWorkspace *self, guint64 step);

/**
 * hg_workspace_visit_neighbour:
 * @later: the kept moment after the one that is shown, else the one before it
 */
void hg_workspace_visit_neighbour (HgWorkspace *self, gboolean later);

/**
 * hg_workspace_leave_past:
 *
 * Shows the newest moment again.
 */
void hg_workspace_leave_past (HgWorkspace *self);

/**
 * hg_workspace_continue_from_here:
 *
 * Trains on from the step that is visited, as a new run, with the recipe as it stands:
 * as soon as the weights of that step are there. The run so far is recorded, and undo
 * leads back to it.
 */
void hg_workspace_continue_from_here (HgWorkspace *self);

guint hg_workspace_get_selected (HgWorkspace *self);

/**
 * Selects this box alone.
 *
 * @id: of a layer, HG_ID_CODE, HG_ID_OUTPUT, or 0 for none
 */
void hg_workspace_select (HgWorkspace *self, guint id);

/** How many boxes are selected. */
guint hg_workspace_count_selected (HgWorkspace *self);

/** Returns: the number of the selected layer, or -1 */
int hg_workspace_get_selected_layer (HgWorkspace *self);

/** Whether the box is the selected one, or is selected with it. */
gboolean hg_workspace_is_selected (HgWorkspace *self, guint id);

/**
 * Selects the layer beside what is selected, or takes it out again.
 *
 * @id: of a layer
 */
void hg_workspace_toggle (HgWorkspace *self, guint id);

/**
 * Selects all layers from the one that was selected first to this one.
 *
 * @id: of a layer
 */
void hg_workspace_extend_to (HgWorkspace *self, guint id);

/** Selects every layer but the Input. */
void hg_workspace_select_all (HgWorkspace *self);

/**
 * Returns: (transfer full): ids of all selected layers but the Input, in the
 *   model's order
 */
GArray *hg_workspace_list_selection (HgWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/** Selects these layers together, the last of them as the one that is shown. */
void hg_workspace_select_layers (HgWorkspace *self, const GArray *ids);

/** Returns: the number that a layer put behind the selection gets */
guint hg_workspace_get_place (HgWorkspace *self);

/** Returns: "image", "series" or "sample", as suits the shape of the data */
const char *hg_workspace_get_sample_word (HgWorkspace *self);

/** Returns: the same for @n of them */
const char *hg_workspace_get_sample_words (HgWorkspace *self, gsize n);

guint hg_workspace_get_focus (HgWorkspace *self);

/**
 * @index: which of the followed samples
 *
 * Returns: its number among those that validate, or HG_DRAWN
 */
guint32 hg_workspace_get_followed (HgWorkspace *self, guint index);

guint hg_workspace_get_n_followed (HgWorkspace *self);

/**
 * @index: which of the followed samples
 * @values: (out): [values of a sample]
 */
void hg_workspace_read_followed (HgWorkspace *self, guint index, float *values);

/**
 * @trains: it is among those that train, else among those that validate
 * @number: its number there
 *
 * Returns: (transfer full): "Test image 2, class 7"
 */
char *hg_workspace_name_sample (HgWorkspace *self,
                                gboolean trains,
                                guint32 number) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @index: which of the followed samples
 *
 * Returns: (transfer full): as hg_workspace_name_sample(), or "Your drawing"
 */
char *hg_workspace_name_followed (HgWorkspace *self, guint index) G_GNUC_WARN_UNUSED_RESULT;

/** @index: of a followed sample: the one that the canvas shows */
void hg_workspace_set_focus (HgWorkspace *self, guint index);

/**
 * Puts it in focus; where it is not followed yet, in place of the one that was.
 *
 * @number: of a sample, among those that validate
 */
void hg_workspace_follow_sample (HgWorkspace *self, guint32 number);

/**
 * Puts the next sample of a class in focus, from the one in focus on.
 *
 * @label: of a class
 *
 * Returns: FALSE where there is none
 */
gboolean hg_workspace_follow_class (HgWorkspace *self, gint label);

/** Returns: whether the drawing that is followed is a sample that trains */
gboolean hg_workspace_follows_training (HgWorkspace *self);

/**
 * Follows it in the place of a drawing.
 *
 * @number: of a sample, among those that train
 */
void hg_workspace_follow_training (HgWorkspace *self, guint32 number);

/**
 * Follows a sample that somebody draws: in place of the one in focus, or of the
 * drawing before.
 *
 * @values: [values of a sample]: copied
 */
void hg_workspace_follow_drawing (HgWorkspace *self, const float *values);

/**
 * Returns: (transfer none) (nullable): [values of a sample]: what somebody drew by hand and
 *   is followed
 */
const float *hg_workspace_get_drawing (HgWorkspace *self);

/**
 * Follows a sample for as long as somebody points at it; what was followed before comes
 * back afterwards, or when another is chosen.
 *
 * @values: (nullable): [values of a sample]: copied; NULL when nobody points any more
 * @code: (nullable): [size]: copied: the decoder is seen at work on this code, not on the sample's
 */
void hg_workspace_point_at (HgWorkspace *self, const float *values, const float *code, gsize size);

/** Follows other samples. */
void hg_workspace_shuffle (HgWorkspace *self);

/**
 * Inserts a layer as one undoable step and selects it.
 *
 * @options: (nullable): "units=64"; the rest as wb_insertion_complete() has it
 * @index: the number it gets; 0 for after the selection
 * @ends_encoder: its output becomes the code
 */
gboolean hg_workspace_insert (HgWorkspace *self,
                              const AeLayerClass *layer,
                              const char *options,
                              guint index,
                              gboolean ends_encoder,
                              GError **error);

/**
 * Puts another layer in a layer's place, and selects it.
 *
 * @type: of the layer that takes the place of layer @id
 */
gboolean hg_workspace_replace (HgWorkspace *self, guint id, const char *type, GError **error);

/**
 * Puts a layer behind @to that takes the output of @from in, and selects it.
 *
 * @type: of the layer that joins: "Add", "Concatenate"
 * @from: @to: ids of layers, the earlier one first
 */
gboolean
hg_workspace_add_skip (HgWorkspace *self, const char *type, guint from, guint to, GError **error);

/**
 * Removes the selected layers; their neighbours meet, and one of them is
 * selected.
 */
gboolean hg_workspace_remove_selected (HgWorkspace *self, GError **error);

/**
 * Replaces the document by a new one for the open data; without data, for the
 * built-in set.
 */
gboolean
hg_workspace_new_from_template (HgWorkspace *self, const WbTemplate *template, GError **error);

/**
 * The same with a project that came from elsewhere.
 *
 * @project: without weights; gets the open data
 */
void hg_workspace_new_from_project (HgWorkspace *self, WbProject *project);

/** Returns: (transfer full): what a picture carries of the project: its model and recipe */
char *hg_workspace_get_recipe_text (HgWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Replaces the document by what a file holds: a project, or a model that
 * another program wrote.
 *
 * @callback: gets no source object. Whatever opens is cancelled at once by another opening, and
 *   with the workspace, which is not to be touched then.
 */
void hg_workspace_open_project (HgWorkspace *self,
                                const char *path,
                                GAsyncReadyCallback callback,
                                gpointer data);

/**
 * @note: (out) (nullable) (transfer full): what is to be said about the file, or NULL
 * @error: also G_IO_ERROR_CANCELLED where another opening overtook this one, and
 *   G_IO_ERROR_BUSY where the document that it would replace was edited meanwhile
 *
 * Returns: FALSE where it could not be opened: the document is what it was
 */
gboolean hg_workspace_open_project_finish (HgWorkspace *self,
                                           GAsyncResult *result,
                                           char **note,
                                           GError **error);

/**
 * Saves with the weights of this moment; a training continues meanwhile.
 *
 * @path: where to
 * @force: also where another program has written the document's file meanwhile
 */
void hg_workspace_save (HgWorkspace *self,
                        const char *path,
                        gboolean force,
                        GAsyncReadyCallback callback,
                        gpointer data);

/**
 * @error: WB_ERROR_CHANGED where another program has written the file,
 *   G_IO_ERROR_CANCELLED where the workspace was closed before it was written: what was begun is
 *   written to its end
 */
gboolean hg_workspace_save_finish (HgWorkspace *self, GAsyncResult *result, GError **error);

/**
 * Opens data for the document as an undoable step: the model's input follows.
 *
 * @location: a path, or DS_BUILT_IN
 * @template: (nullable): begin a new document from it, in the data's shape
 */
void hg_workspace_open_data (HgWorkspace *self,
                             const char *location,
                             const WbTemplate *template,
                             GAsyncReadyCallback callback,
                             gpointer data);

/**
 * The same for data that is open already. It ends in
 * hg_workspace_open_data_finish(), too.
 *
 * @source: open data
 */
void hg_workspace_use_source (HgWorkspace *self,
                              DsSource *source,
                              const WbTemplate *template,
                              GAsyncReadyCallback callback,
                              gpointer data);

/**
 * Opens it for the document, with the scaling and the fit that it had.
 *
 * @location: where the document's data lies now
 */
void hg_workspace_locate_data (HgWorkspace *self,
                               const char *location,
                               GAsyncReadyCallback callback,
                               gpointer data);

/**
 * Returns: FALSE where the data could not be opened: what was open stays. An
 *   opening that another one overtook ends with G_IO_ERROR_CANCELLED.
 */
gboolean hg_workspace_open_data_finish (HgWorkspace *self, GAsyncResult *result, GError **error);

/**
 * Logs runs for TensorBoard, one under way from its begin.
 *
 * @folder: (nullable): each run gets a folder of its own below it; NULL logs none any more
 */
void hg_workspace_set_log_folder (HgWorkspace *self, const char *folder);

G_END_DECLS
