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

/* So many samples are followed. */
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

HgWorkspace *hg_workspace_new (void) G_GNUC_WARN_UNUSED_RESULT;
void hg_workspace_close (HgWorkspace *self);

WbDocument *hg_workspace_get_document (HgWorkspace *self);
WbSession *hg_workspace_get_session (HgWorkspace *self);
DsSource *hg_workspace_get_source (HgWorkspace *self);
gboolean hg_workspace_is_ink (HgWorkspace *self);
gsize hg_workspace_count_validating (HgWorkspace *self);
DsDataset *hg_workspace_get_training (HgWorkspace *self);
DsDataset *hg_workspace_get_validation (HgWorkspace *self);
gsize hg_workspace_count_removed (HgWorkspace *self, gboolean trains);
gboolean hg_workspace_is_removed (HgWorkspace *self, gboolean trains, guint32 number);
gboolean
hg_workspace_set_removed (HgWorkspace *self, gboolean trains, guint32 number, gboolean removed);
gboolean hg_workspace_is_opening (HgWorkspace *self);
const char *hg_workspace_get_missing (HgWorkspace *self);

void hg_workspace_set_autosave_seconds (HgWorkspace *self, double seconds);
gboolean hg_workspace_save_for_recovery (HgWorkspace *self, GError **error);
gboolean hg_workspace_restore (HgWorkspace *self, WbRecovery *recovery, GError **error);

gboolean hg_workspace_is_modified (HgWorkspace *self);
gboolean hg_workspace_is_saving (HgWorkspace *self);
char *hg_workspace_get_title (HgWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

AeModel *hg_workspace_get_model (HgWorkspace *self);
const AeShape *hg_workspace_get_shapes (HgWorkspace *self);
const GPtrArray *hg_workspace_get_problems (HgWorkspace *self);
const WbProblem *hg_workspace_get_error (HgWorkspace *self);
void hg_workspace_dismiss (HgWorkspace *self, const char *code);

/**
 * @differences: (nullable): see wb_run_structure_compare(); the canvas shows them
 *   until others, or none, are set
 */
void hg_workspace_set_differences (HgWorkspace *self, GHashTable *differences);

/** (transfer none) (nullable): what differs at a layer: at the moment that is shown where that is
 * of another model, else between the runs. */
const char *hg_workspace_get_difference (HgWorkspace *self, guint layer_id);

WbSnapshot *hg_workspace_get_snapshot (HgWorkspace *self);
GPtrArray *hg_workspace_plan_sweep (HgWorkspace *self,
                                    const char *vary,
                                    guint n_seeds,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
hg_workspace_start_sweep (HgWorkspace *self, const char *vary, guint n_seeds, GError **error);
gboolean hg_workspace_continue_sweep (HgWorkspace *self, GError **error);
void hg_workspace_cancel_sweep (HgWorkspace *self);
void hg_workspace_pause_sweep (HgWorkspace *self, gboolean paused);
WbSweepRunner *hg_workspace_get_sweep (HgWorkspace *self);
const GPtrArray *hg_workspace_get_sweep_jobs (HgWorkspace *self, guint *n_seeds);

gboolean
hg_workspace_try_values (HgWorkspace *self, const WbEdit *edit, const double *values, guint n);
void hg_workspace_stop_trying (HgWorkspace *self);
const GPtrArray *hg_workspace_get_ghosts (HgWorkspace *self);
void hg_workspace_adopt_ghost (HgWorkspace *self, guint index);

void hg_workspace_tell (HgWorkspace *self, const char *message);
WbSnapshot *hg_workspace_get_newest (HgWorkspace *self);
WbRunState hg_workspace_get_state (HgWorkspace *self);
double hg_workspace_get_share (HgWorkspace *self, guint id);
gboolean hg_workspace_tick (HgWorkspace *self);

gboolean hg_workspace_get_first_step (HgWorkspace *self, guint64 *first);
gboolean hg_workspace_get_visited_step (HgWorkspace *self, guint64 *step);
gboolean hg_workspace_shows_other_model (HgWorkspace *self);
guint64 hg_workspace_get_shown_step (HgWorkspace *self);
gboolean hg_workspace_get_best_step (HgWorkspace *self, guint64 *step);
double hg_workspace_get_newest_epoch (HgWorkspace *self);
double hg_workspace_step_to_epoch (HgWorkspace *self, guint64 step);
guint64 hg_workspace_epoch_to_step (HgWorkspace *self, double epoch);
void hg_workspace_visit (HgWorkspace *self, guint64 step);
void hg_workspace_visit_neighbour (HgWorkspace *self, gboolean later);
void hg_workspace_leave_past (HgWorkspace *self);
void hg_workspace_continue_from_here (HgWorkspace *self);

guint hg_workspace_get_selected (HgWorkspace *self);
void hg_workspace_select (HgWorkspace *self, guint id);
guint hg_workspace_count_selected (HgWorkspace *self);
int hg_workspace_get_selected_layer (HgWorkspace *self);
gboolean hg_workspace_is_selected (HgWorkspace *self, guint id);
void hg_workspace_toggle (HgWorkspace *self, guint id);
void hg_workspace_extend_to (HgWorkspace *self, guint id);
void hg_workspace_select_all (HgWorkspace *self);
GArray *hg_workspace_list_selection (HgWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
void hg_workspace_select_layers (HgWorkspace *self, const GArray *ids);
guint hg_workspace_get_place (HgWorkspace *self);

const char *hg_workspace_get_sample_word (HgWorkspace *self);
const char *hg_workspace_get_sample_words (HgWorkspace *self, gsize n);
guint hg_workspace_get_focus (HgWorkspace *self);
guint32 hg_workspace_get_followed (HgWorkspace *self, guint index);
guint hg_workspace_get_n_followed (HgWorkspace *self);
void hg_workspace_read_followed (HgWorkspace *self, guint index, float *values);
char *hg_workspace_name_sample (HgWorkspace *self,
                                gboolean trains,
                                guint32 number) G_GNUC_WARN_UNUSED_RESULT;
char *hg_workspace_name_followed (HgWorkspace *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
void hg_workspace_set_focus (HgWorkspace *self, guint index);
void hg_workspace_follow_sample (HgWorkspace *self, guint32 number);
gboolean hg_workspace_follow_class (HgWorkspace *self, gint label);
gboolean hg_workspace_follows_training (HgWorkspace *self);
void hg_workspace_follow_training (HgWorkspace *self, guint32 number);
void hg_workspace_follow_drawing (HgWorkspace *self, const float *values);
const float *hg_workspace_get_drawing (HgWorkspace *self);
void hg_workspace_point_at (HgWorkspace *self, const float *values, const float *code, gsize size);
void hg_workspace_shuffle (HgWorkspace *self);

gboolean hg_workspace_insert (HgWorkspace *self,
                              const AeLayerClass *layer,
                              const char *options,
                              guint index,
                              gboolean ends_encoder,
                              GError **error);
gboolean hg_workspace_replace (HgWorkspace *self, guint id, const char *type, GError **error);
gboolean
hg_workspace_add_skip (HgWorkspace *self, const char *type, guint from, guint to, GError **error);
gboolean hg_workspace_remove_selected (HgWorkspace *self, GError **error);

gboolean
hg_workspace_new_from_template (HgWorkspace *self, const WbTemplate *template, GError **error);
void hg_workspace_new_from_project (HgWorkspace *self, WbProject *project);
char *hg_workspace_get_recipe_text (HgWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
void hg_workspace_open_project (HgWorkspace *self,
                                const char *path,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean hg_workspace_open_project_finish (HgWorkspace *self,
                                           GAsyncResult *result,
                                           char **note,
                                           GError **error);
void hg_workspace_save (HgWorkspace *self,
                        const char *path,
                        gboolean force,
                        GAsyncReadyCallback callback,
                        gpointer data);
gboolean hg_workspace_save_finish (HgWorkspace *self, GAsyncResult *result, GError **error);
void hg_workspace_open_data (HgWorkspace *self,
                             const char *location,
                             const WbTemplate *template,
                             GAsyncReadyCallback callback,
                             gpointer data);
void hg_workspace_use_source (HgWorkspace *self,
                              DsSource *source,
                              const WbTemplate *template,
                              GAsyncReadyCallback callback,
                              gpointer data);
void hg_workspace_locate_data (HgWorkspace *self,
                               const char *location,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean hg_workspace_open_data_finish (HgWorkspace *self, GAsyncResult *result, GError **error);

G_END_DECLS
