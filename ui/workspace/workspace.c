/* SPDX-License-Identifier: MIT */
/* The middle of a window: every change of the document comes through here on
 * its way to the session and to the views, in this order, so that a view never
 * sees shapes of an older model.
 */
#include "ui/workspace/workspace-private.h"

#include "app/checker/insertion.h"
#include "ui/widget-task.h"

enum
{
  CHANGED,
  MESSAGE,
  N_SIGNALS,
};

/* A training is saved on the way so often, at the most. */
#define AUTOSAVE_SECONDS 10

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgWorkspace, hg_workspace, G_TYPE_OBJECT)

void
hg_workspace_emit_changed (HgWorkspace *self, HgChanges changes)
{
  if (self->n_changing > 0)
    self->held |= changes;
  else if (changes != 0)
    g_signal_emit (self, signals[CHANGED], 0, (guint) changes);
}

void
hg_workspace_show_message (HgWorkspace *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

void
hg_workspace_check (HgWorkspace *self)
{
  AeModel *model = wb_document_get_model (self->document);

  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self->shapes);
  self->shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  ae_model_infer (model, self->shapes, NULL, NULL);
  self->problems = wb_check (model, wb_document_get_recipe (self->document), &self->facts);
  hg_workspace_add_findings (self);
  hg_workspace_measure_speed (self);
}

/* Another document: nothing of the training before it counts any more. */
static void
workspace_open_session (HgWorkspace *self)
{
  gboolean usable = self->source != NULL && self->opening == NULL;
  WbCheckpoint *checkpoint = wb_document_get_checkpoint (self->document);

  self->n_documents++;
  g_hash_table_remove_all (self->selections);
  hg_workspace_split_data (self);
  wb_session_open (self->session, wb_document_get_model (self->document),
                   wb_document_get_recipe (self->document), usable ? self->used_training : NULL,
                   usable ? self->used_validation : NULL, checkpoint);
  self->saved_step = checkpoint != NULL ? wb_checkpoint_get_position (checkpoint)->step : 0;
  hg_workspace_leave_past (self);
  g_clear_pointer (&self->snapshot, wb_snapshot_unref);
  hg_workspace_begin_logs (self);
  hg_workspace_begin_recording (self);
  hg_workspace_begin_doctor (self);
  hg_workspace_end_sweep (self);
  hg_workspace_forget_recovery (self);
}

/* Returns whether another share validates than before, or other samples are removed. */
static gboolean
workspace_divide_anew (HgWorkspace *self)
{
  const WbProject *project = wb_document_get_project (self->document);

  if (self->training == NULL)
    return FALSE;
  if (project->recipe.validation_split != self->split)
    hg_workspace_split_data (self);
  else if (!wb_removed_samples_equal (project->removed, self->removed))
    hg_workspace_leave_out_removed (self);
  else
    return FALSE;
  return TRUE;
}

static void
workspace_document_changed_cb (HgWorkspace *self, guint changes)
{
  HgChanges out = HG_CHANGED_DOCUMENT;
  gboolean divided;

  /* What happens on the way is reported with the rest: a view has the old model until then. */
  self->n_changing++;
  hg_workspace_stop_trying (self);
  /* An edit is one of the present: the past of another model says nothing of it. */
  if (changes & (WB_DOCUMENT_MODEL | WB_DOCUMENT_DATA))
    hg_workspace_leave_past (self);
  divided = workspace_divide_anew (self);
  if (changes & WB_DOCUMENT_DATA)
    hg_workspace_sync_data (self);
  if (changes & (WB_DOCUMENT_MODEL | WB_DOCUMENT_RECIPE | WB_DOCUMENT_DATA | WB_DOCUMENT_SAMPLES))
    hg_workspace_check (self);
  if (hg_workspace_update_selection (self, changes))
    out |= HG_CHANGED_SELECTION;
  if ((changes & WB_DOCUMENT_FILE) && (changes & WB_DOCUMENT_MODEL))
    workspace_open_session (self);
  else
    {
      wb_session_document_changed (self->session, changes);
      /* The running epoch begins anew. */
      if (divided)
        wb_session_set_data (self->session, self->used_training, self->used_validation);
      hg_workspace_note_moment (self);
    }
  if (divided)
    hg_workspace_limit_followed (self);
  if (changes & ~(WB_DOCUMENT_FILE | WB_DOCUMENT_RUNS))
    out |= HG_CHANGED_EDITED;
  if (changes & (WB_DOCUMENT_RUNS | WB_DOCUMENT_FILE))
    out |= HG_CHANGED_RUNS;
  if ((changes & WB_DOCUMENT_CHECKPOINT) && !(changes & (WB_DOCUMENT_FILE | WB_DOCUMENT_FORK)))
    out |= HG_CHANGED_WEIGHTS;
  if (changes & WB_DOCUMENT_MODEL)
    out |= HG_CHANGED_MODEL | HG_CHANGED_SELECTION;
  if (changes & WB_DOCUMENT_RECIPE)
    out |= HG_CHANGED_RECIPE | HG_CHANGED_MODEL;
  if (changes & WB_DOCUMENT_SAMPLES)
    out |= HG_CHANGED_RECIPE | HG_CHANGED_DATA;
  self->edited |= (out & HG_CHANGED_MODEL) != 0;
  self->held |= out;
  self->n_changing--;
  out = self->held;
  if (self->n_changing > 0)
    return;
  self->held = 0;
  hg_workspace_emit_changed (self, out);
}

static void
workspace_woken_cb (HgWorkspace *self)
{
  hg_workspace_emit_changed (self, HG_CHANGED_AWAKE);
}

static void
workspace_dispose (GObject *object)
{
  HgWorkspace *self = HG_WORKSPACE (object);

  hg_workspace_close (self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->visited, wb_snapshot_unref);
  g_clear_pointer (&self->snapshot, wb_snapshot_unref);
  hg_workspace_clear_parts (self);
  g_clear_pointer (&self->source, ds_source_unref);
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  g_clear_pointer (&self->missing, g_free);
  g_array_unref (self->with);
  g_hash_table_unref (self->selections);
  g_clear_pointer (&self->differences, g_hash_table_unref);
  g_clear_pointer (&self->other_layers, g_hash_table_unref);
  g_clear_pointer (&self->other_model, ae_model_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->recording.moments, g_array_unref);
  g_clear_pointer (&self->doctor.findings, g_ptr_array_unref);
  g_clear_pointer (&self->doctor.dismissed, g_hash_table_unref);
  g_clear_pointer (&self->shapes, g_free);
  hg_workspace_unpoint (self);
  g_clear_pointer (&self->drawing, g_free);
  g_clear_pointer (&self->drawing_name, g_free);
  G_OBJECT_CLASS (hg_workspace_parent_class)->dispose (object);
}

static void
hg_workspace_class_init (HgWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = workspace_dispose;
  signals[CHANGED] = g_signal_new ("changed", HG_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[MESSAGE] = g_signal_new ("message", HG_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hg_workspace_init (HgWorkspace *self)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (3, 28, 28, 1));
  g_autoptr (WbProject) project = NULL;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  project = wb_project_new (model, &recipe);
  self->facts = (WbDataFacts) WB_DATA_FACTS_NONE;
  self->with = g_array_new (FALSE, FALSE, sizeof (guint));
  self->selections = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                            (GDestroyNotify) g_array_unref);
  g_queue_init (&self->saves);
  hg_workspace_begin_doctor (self);
  self->doctor.dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  hg_workspace_set_autosave_seconds (self, AUTOSAVE_SECONDS);
  self->document = wb_document_new (project);
  self->session = wb_session_new ();
  hg_workspace_init_travel (self);
  hg_workspace_init_recording (self);
  wb_session_set_document (self->session, self->document);
  wb_session_set_low_priority (self->session, TRUE);
  hg_workspace_check (self);
  g_signal_connect_object (self->document, "changed", G_CALLBACK (workspace_document_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "woken", G_CALLBACK (workspace_woken_cb), self,
                           G_CONNECT_SWAPPED);
}

HgWorkspace *
hg_workspace_new (void)
{
  return g_object_new (HG_TYPE_WORKSPACE, NULL);
}

void
hg_workspace_close (HgWorkspace *self)
{
  hg_task_cancel (&self->opening);
  hg_task_cancel (&self->measuring);
  hg_task_cancel (&self->doctor.examining);
  /* A field whose window goes may edit the document still. */
  g_signal_handlers_disconnect_by_func (self->document, workspace_document_changed_cb, self);
  if (self->session != NULL)
    wb_session_close (self->session);
  g_clear_object (&self->session);
  hg_workspace_stop_trying (self);
  hg_workspace_end_sweep (self);
  hg_workspace_end_logs (self);
  hg_workspace_end_recording (self);
  hg_workspace_end_recovery (self);
  hg_workspace_cancel_saves (self);
}

WbDocument *
hg_workspace_get_document (HgWorkspace *self)
{
  return self->document;
}

WbSession *
hg_workspace_get_session (HgWorkspace *self)
{
  return self->session;
}

AeModel *
hg_workspace_get_model (HgWorkspace *self)
{
  return wb_document_get_model (self->document);
}

const AeShape *
hg_workspace_get_shapes (HgWorkspace *self)
{
  return self->shapes;
}

const GPtrArray *
hg_workspace_get_problems (HgWorkspace *self)
{
  return self->problems;
}

const WbProblem *
hg_workspace_get_error (HgWorkspace *self)
{
  return wb_problems_get_error (self->problems);
}

WbRunState
hg_workspace_get_state (HgWorkspace *self)
{
  return self->snapshot != NULL ? self->snapshot->state : WB_RUN_IDLE;
}

double
hg_workspace_get_share (HgWorkspace *self, guint id)
{
  const WbSnapshot *snapshot = self->snapshot;
  int layer;

  if (snapshot == NULL || snapshot->shares == NULL)
    return -1;
  layer = ae_model_find (snapshot->model, id);
  return layer > 0 && (guint) layer < snapshot->n_shares ? (double) snapshot->shares[layer] : -1;
}

/* A frame that shows an edit leaves the snapshot to the next one, so that neither takes too
 * long; but no two frames on end, as an edit may come with every one. */
static gboolean
workspace_postpones_snapshot (HgWorkspace *self)
{
  self->postponed = self->edited && !self->postponed;
  self->edited = FALSE;
  return self->postponed;
}

gboolean
hg_workspace_tick (HgWorkspace *self)
{
  if (self->session == NULL)
    return FALSE;
  if (workspace_postpones_snapshot (self))
    return TRUE;
  /* What comes of it may be that the workspace is closed. */
  if (wb_session_pull (self->session) && self->session != NULL)
    {
      WbSnapshot *snapshot = wb_session_get_snapshot (self->session);

      if (snapshot != NULL && snapshot != self->snapshot)
        {
          g_clear_pointer (&self->snapshot, wb_snapshot_unref);
          self->snapshot = wb_snapshot_ref (snapshot);
          if (snapshot->flops_per_second > 0)
            self->facts.flops_per_second = snapshot->flops_per_second;
          hg_workspace_record_training (self);
          hg_workspace_log_training (self);
          hg_workspace_autosave (self);
          hg_workspace_examine (self);
          if (snapshot->state == WB_RUN_RUNNING)
            hg_workspace_stop_trying (self);
        }
      if (self->session != NULL && hg_workspace_take_visited (self))
        hg_workspace_emit_changed (self, HG_CHANGED_MOMENT);
      hg_workspace_emit_changed (self, HG_CHANGED_SNAPSHOT);
    }
  return self->session != NULL && wb_session_is_active (self->session);
}

/* Makes an edit that brings one layer, and selects that. */
static gboolean
workspace_add_layer (HgWorkspace *self, WbEdit edit, gboolean ends_encoder, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *label = wb_edit_get_label (&edit, wb_document_get_project (self->document));
  gboolean done;

  edit.new_ids = ids;
  wb_document_begin_group (self->document, label);
  done = wb_document_edit (self->document, &edit, error)
         && (!ends_encoder
             || wb_document_edit (self->document,
                                  &(WbEdit) { WB_EDIT_CODE, .id = g_array_index (ids, guint, 0) },
                                  error));
  if (done)
    wb_document_end_group (self->document);
  else
    wb_document_cancel_group (self->document);
  if (done)
    hg_workspace_select (self, g_array_index (ids, guint, 0));
  return done;
}

gboolean
hg_workspace_insert (HgWorkspace *self,
                     const AeLayerClass *layer,
                     const char *options,
                     guint index,
                     gboolean ends_encoder,
                     GError **error)
{
  g_autofree char *completed = NULL;

  if (index == 0)
    index = hg_workspace_get_place (self);
  completed = wb_insertion_complete (wb_document_get_model (self->document), index, layer, options);
  return workspace_add_layer (self,
                              (WbEdit) { WB_EDIT_INSERT, .index = index, .type = layer->type,
                                         .text = completed },
                              ends_encoder, error);
}

gboolean
hg_workspace_replace (HgWorkspace *self, guint id, const char *type, GError **error)
{
  AeModel *model = wb_document_get_model (self->document);
  int index = ae_model_find (model, id);
  g_autofree char *options = NULL;

  if (index > 0 && ae_layer_class_find (type) != NULL)
    {
      g_autoptr (AeModel) removed = ae_model_remove (model, (guint) index);

      options = wb_insertion_complete (removed, (guint) index, ae_layer_class_find (type), NULL);
    }
  return workspace_add_layer (self,
                              (WbEdit) { WB_EDIT_REPLACE, .id = id, .type = type, .text = options },
                              FALSE, error);
}

gboolean
hg_workspace_add_skip (HgWorkspace *self, const char *type, guint from, guint to, GError **error)
{
  AeModel *model = wb_document_get_model (self->document);
  g_autofree char *options = g_strdup_printf ("source=%u", from);
  guint index = (guint) (ae_model_find (model, to) + 1);

  return workspace_add_layer (
    self, (WbEdit) { WB_EDIT_INSERT, .index = index, .type = type, .text = options }, FALSE, error);
}
