/* SPDX-License-Identifier: MIT */
/* Writing a project. Values go to the file from where the checkpoint holds
 * them; only the columns of the history are laid out first.
 */
#include "app/project/checkpoint.h"
#include "app/project/model-json.h"
#include "app/project/project-file-private.h"
#include "app/project/project-run.h"
#include "app/project/recipe-json.h"

static WbJson *
run_to_json (const WbProject *project)
{
  const WbCheckpoint *checkpoint = project->checkpoint;
  const WbHistory *history = wb_checkpoint_get_history (checkpoint);
  AeModel *model = wb_checkpoint_get_model (checkpoint);
  const AeRecipe *recipe = wb_checkpoint_get_recipe (checkpoint);
  WbJson *json = wb_json_new_object ();

  wb_json_add (json, RUN_POSITION,
               wb_position_to_json (wb_checkpoint_get_position (checkpoint)));
  wb_json_add (json, RUN_STRIDE,
               wb_json_new_uint (wb_history_get_stride (history)));
  if (wb_history_get_flags (history)->len > 0)
    wb_json_add (json, RUN_FLAGS, wb_flags_to_json (wb_history_get_flags (history)));
  if (!ae_model_equal (model, project->model))
    wb_json_add (json, RUN_MODEL, wb_model_to_json (model));
  if (!ae_recipe_equal (recipe, &project->recipe))
    wb_json_add (json, RUN_RECIPE, wb_recipe_to_json (recipe));
  return json;
}

WbJson *
wb_project_to_json (const WbProject *project, const char *folder)
{
  WbJson *json = wb_json_new_object ();

  wb_json_add (json, KEY_MODEL, wb_model_to_json (project->model));
  wb_json_add (json, KEY_RECIPE, wb_recipe_to_json (&project->recipe));
  if (project->data != NULL)
    wb_json_add (json, KEY_DATA, wb_data_reference_to_json (project->data, folder));
  if (project->checkpoint != NULL)
    wb_json_add (json, KEY_RUN, run_to_json (project));
  return json;
}

static void
add_metadata (WbSafetensorsWriter *writer, const WbProject *project, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *version = g_strdup_printf ("%d", WB_PROJECT_VERSION);
  g_autoptr (WbJson) json = wb_project_to_json (project, folder);

  wb_safetensors_writer_set_metadata (writer, KEY_FORMAT, WB_PROJECT_FORMAT);
  wb_safetensors_writer_set_metadata (writer, KEY_VERSION, version);
  for (guint i = 0; i < wb_json_get_length (json); i++)
    {
      g_autofree char *text = wb_json_to_text (wb_json_get_item (json, i));

      wb_safetensors_writer_set_metadata (writer, wb_json_get_name (json, i), text);
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
      wb_safetensors_writer_add (writer, tensor->name, WB_DTYPE_F32, shape->rank,
                                 dims, tensor->values);
    }
}

/**
 * Saves a project atomically: whatever happens, the file is the old or the new
 * one.
 *
 * @error: WB_ERROR_FILE; the old file is then unchanged
 *
 * Any thread, on a copy of its own.
 */
gboolean
wb_project_save (const WbProject *project, const char *path, GError **error)
{
  return wb_project_save_over (project, path, NULL, error);
}

/**
 * The same, if the file is still the one that was seen.
 *
 * @stamp: (inout) (nullable): of the file that may be replaced, then of the new
 *   one; NULL to replace any
 * @error: also WB_ERROR_CHANGED
 */
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
      wb_history_write (wb_checkpoint_get_history (project->checkpoint), writer,
                        buffers);
    }
  return wb_safetensors_writer_save (writer, path, stamp, error);
}
