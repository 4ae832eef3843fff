/* SPDX-License-Identifier: MIT */
/* Writing a project. Values go to the file from where the checkpoint holds
 * them; only the columns of the history are laid out first.
 */
#include "app/project/carried.h"
#include "app/project/checkpoint.h"
#include "app/project/json-members.h"
#include "app/project/model-json.h"
#include "app/project/project-file-private.h"
#include "app/project/project-run.h"
#include "app/project/recipe-json.h"
#include "data/mapped-file.h"

static void
set_json (WbSafetensorsWriter *writer, const char *key, WbJson *json)
{
  g_autofree char *text = wb_json_to_text (json);

  wb_safetensors_writer_set_metadata (writer, key, text);
  wb_json_unref (json);
}

static WbJson *
describe_run (const WbProject *project, const WbCarried *carried)
{
  static const char *const members[] = {
    RUN_POSITION, RUN_STRIDE, RUN_FLAGS, RUN_MODEL, RUN_RECIPE, NULL,
  };
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
    wb_json_add (json, RUN_MODEL, wb_model_to_json (model, NULL));
  if (!ae_recipe_equal (recipe, &project->recipe))
    wb_json_add (json, RUN_RECIPE, wb_recipe_to_json (recipe, NULL));
  wb_json_add_members (json, carried->run, members);
  return json;
}

static void
add_metadata (WbSafetensorsWriter *writer,
              const WbProject *project,
              const WbCarried *carried,
              const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *version = g_strdup_printf ("%d", WB_PROJECT_VERSION);

  wb_safetensors_writer_set_metadata (writer, KEY_FORMAT, WB_PROJECT_FORMAT);
  wb_safetensors_writer_set_metadata (writer, KEY_VERSION, version);
  set_json (writer, KEY_MODEL, wb_model_to_json (project->model, carried->model));
  set_json (writer, KEY_RECIPE,
            wb_recipe_to_json (&project->recipe, carried->recipe));
  if (project->data != NULL)
    set_json (writer, KEY_DATA,
              wb_data_reference_to_json (project->data, folder, carried->data));
  if (project->mirrored)
    wb_safetensors_writer_set_metadata (writer, KEY_MIRRORED, "true");
  if (project->checkpoint != NULL)
    set_json (writer, KEY_RUN, describe_run (project, carried));
  for (guint i = 0;
       carried->metadata != NULL && i < wb_json_get_length (carried->metadata); i++)
    wb_safetensors_writer_set_metadata (
      writer, wb_json_get_name (carried->metadata, i),
      wb_json_get_string (wb_json_get_item (carried->metadata, i)));
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

/* A carried tensor gives way to one of the same name that has a meaning now; it
 * lies in the file that it came from, and where others cut that, it is gone. */
static void
add_carried (WbSafetensorsWriter *writer, const WbCarried *carried)
{
  for (guint i = 0; i < carried->tensors->len; i++)
    {
      const WbCarriedTensor *entry = &g_array_index (carried->tensors,
                                                     WbCarriedTensor, i);
      const WbTensor *tensor = &entry->tensor;

      if (!wb_safetensors_writer_has (writer, tensor->name)
          && ds_mapped_file_check (entry->bytes, NULL))
        wb_safetensors_writer_add (writer, tensor->name, tensor->dtype,
                                   tensor->rank, tensor->dims,
                                   g_bytes_get_data (entry->bytes, NULL));
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
  g_autoptr (WbCarried) carried = project->carried != NULL
                                    ? wb_carried_ref (project->carried)
                                    : wb_carried_new ();

  add_metadata (writer, project, carried, path);
  if (project->checkpoint != NULL)
    {
      add_weights (writer, project->checkpoint);
      wb_history_write (wb_checkpoint_get_history (project->checkpoint), writer,
                        buffers);
    }
  add_carried (writer, carried);
  return wb_safetensors_writer_save (writer, path, stamp, error);
}
