/* SPDX-License-Identifier: MIT */
/* Writing a project. Values go to the file from where the checkpoint holds
 * them; only the columns of the history are laid out first.
 */
#include "app/project/checkpoint.h"
#include "app/project/model-json.h"
#include "app/project/project-file-private.h"
#include "app/project/project-run.h"
#include "app/project/recipe-json.h"
#include "app/project/run-weights.h"

static json_t *
run_to_json (const WbProject *project)
{
  const WbCheckpoint *checkpoint = project->checkpoint;
  const WbHistory *history = wb_checkpoint_get_history (checkpoint);
  AeModel *model = wb_checkpoint_get_model (checkpoint);
  const AeRecipe *recipe = wb_checkpoint_get_recipe (checkpoint);
  json_t *json = json_object ();

  if (project->run_id > 0)
    json_object_set_new (json, RUN_ID, json_integer (project->run_id));
  json_object_set_new (json, RUN_POSITION,
                       wb_position_to_json (wb_checkpoint_get_position (checkpoint)));
  json_object_set_new (json, RUN_STRIDE, json_integer (wb_history_get_stride (history)));
  if (wb_history_get_flags (history)->len > 0)
    json_object_set_new (json, RUN_FLAGS, wb_flags_to_json (wb_history_get_flags (history)));
  if (!ae_model_equal (model, project->model))
    json_object_set_new (json, RUN_MODEL, wb_model_to_json (model));
  if (!ae_recipe_equal (recipe, &project->recipe))
    json_object_set_new (json, RUN_RECIPE, wb_recipe_to_json (recipe));
  return json;
}

/* The history of the run that the checkpoint belongs to is the checkpoint's, and is
 * written once; unless it continued, or went back, since it was recorded. */
static gboolean
has_own_history (const WbProject *project, const WbRunRecord *run)
{
  return project->checkpoint == NULL || project->run_id != run->id
         || !wb_history_equal (wb_checkpoint_get_history (project->checkpoint), run->history);
}

/* Likewise of its weights. */
static gboolean
has_own_weights (const WbProject *project, const WbRunRecord *run)
{
  g_autoptr (GBytes) weights = NULL;

  if (run->kept == NULL || project->checkpoint == NULL || project->run_id != run->id)
    return run->kept != NULL;
  weights = wb_run_weights_new (project->checkpoint);
  return !g_bytes_equal (weights, run->kept);
}

static WbRunParts
list_own_parts (const WbProject *project, guint index)
{
  const WbRunRecord *run = project->runs->pdata[index];
  const WbRunRecord *before = index > 0 ? project->runs->pdata[index - 1] : NULL;

  return (has_own_history (project, run) ? WB_RUN_HISTORY : 0)
         | (has_own_weights (project, run) ? WB_RUN_WEIGHTS : 0)
         | (before == NULL || !ae_model_equal (before->model, run->model) ? WB_RUN_MODEL : 0);
}

static json_t *
runs_to_json (const WbProject *project, const char *folder)
{
  json_t *json = json_array ();

  for (guint i = 0; i < project->runs->len; i++)
    json_array_append_new (json, wb_run_record_to_json (project->runs->pdata[i], folder,
                                                        list_own_parts (project, i)));
  return json;
}

json_t *
wb_project_to_json (const WbProject *project, const char *folder)
{
  json_t *json = json_object ();

  json_object_set_new (json, KEY_MODEL, wb_model_to_json (project->model));
  json_object_set_new (json, KEY_RECIPE, wb_recipe_to_json (&project->recipe));
  if (project->data != NULL)
    json_object_set_new (json, KEY_DATA, wb_data_reference_to_json (project->data, folder));
  if (project->removed != NULL)
    json_object_set_new (json, KEY_REMOVED, wb_removed_samples_to_json (project->removed));
  if (project->checkpoint != NULL)
    json_object_set_new (json, KEY_RUN, run_to_json (project));
  if (project->runs != NULL)
    json_object_set_new (json, KEY_RUNS, runs_to_json (project, folder));
  if (project->sweep != NULL)
    json_object_set_new (json, KEY_SWEEP, wb_sweep_plan_to_json (project->sweep));
  return json;
}

static void
add_metadata (WbSafetensorsWriter *writer, const WbProject *project, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *version = g_strdup_printf ("%d", WB_PROJECT_VERSION);
  g_autoptr (json_t) json = wb_project_to_json (project, folder);
  const char *key;
  json_t *part;

  wb_safetensors_writer_set_metadata (writer, KEY_FORMAT, WB_PROJECT_FORMAT);
  wb_safetensors_writer_set_metadata (writer, KEY_VERSION, version);
  json_object_foreach (json, key, part)
  {
    g_autofree char *text = wb_json_to_text (part);

    wb_safetensors_writer_set_metadata (writer, key, text);
  }
  if (project->mirrored)
    wb_safetensors_writer_set_metadata (writer, KEY_MIRRORED, "true");
}

static void
add_weights (WbSafetensorsWriter *writer, const WbCheckpoint *checkpoint)
{
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    {
      const WbCheckpointTensor *tensor = wb_checkpoint_get_tensor (checkpoint, i);
      const AeShape *shape = &tensor->param.shape;
      guint64 dims[AE_MAX_RANK];

      for (guint j = 0; j < shape->rank; j++)
        dims[j] = shape->dims[j];
      wb_safetensors_writer_add (writer, tensor->name, WB_DTYPE_F32, shape->rank, dims,
                                 tensor->values);
    }
}

static void
add_run (WbSafetensorsWriter *writer, const WbProject *project, guint index, WbHistoryRows *rows)
{
  const WbRunRecord *run = project->runs->pdata[index];
  g_autofree char *name = g_strdup_printf (WB_RUN_WEIGHTS_NAME, run->id);
  WbRunParts parts = list_own_parts (project, index);

  if (parts & WB_RUN_HISTORY)
    wb_history_rows_append (rows, run->history);
  if (parts & WB_RUN_WEIGHTS)
    {
      guint64 n = g_bytes_get_size (run->kept) / sizeof (float);

      wb_safetensors_writer_add (writer, name, WB_DTYPE_F32, 1, &n,
                                 g_bytes_get_data (run->kept, NULL));
    }
}

static void
add_runs (WbSafetensorsWriter *writer, const WbProject *project, GPtrArray *buffers)
{
  g_auto (WbHistoryRows) rows = { 0 };

  for (guint i = 0; i < project->runs->len; i++)
    add_run (writer, project, i, &rows);
  if (rows.n_losses + rows.n_epochs > 0)
    wb_history_rows_write (&rows, RUNS_FOLDER, writer, buffers);
}

gboolean
wb_project_save (const WbProject *project, const char *path, GError **error)
{
  return wb_project_save_over (project, path, NULL, error);
}

gboolean
wb_project_save_over (const WbProject *project,
                      const char *path,
                      WbFileStamp *stamp,
                      GError **error)
{
  g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();
  g_autoptr (GPtrArray) buffers = g_ptr_array_new_with_free_func (g_free);

  add_metadata (writer, project, path);
  if (project->checkpoint != NULL)
    {
      add_weights (writer, project->checkpoint);
      wb_history_write (wb_checkpoint_get_history (project->checkpoint), "history", writer,
                        buffers);
    }
  if (project->runs != NULL)
    add_runs (writer, project, buffers);
  return wb_safetensors_writer_save (writer, path, stamp, error);
}
