/* SPDX-License-Identifier: MIT */
/* The weights alone, as any Python program opens them: "dense_1/kernel" in
 * Keras' shapes. Layers are counted over the whole model, so that a part has
 * the names it has there.
 */
#include <glib/gi18n.h>

#include "app/export/export.h"
#include "app/project/model-json.h"
#include "app/project/safetensors.h"

/* As Keras names layers that nobody named: "dense", "dense_1". */
static char *
name_layer (const AeModel *model, guint index)
{
  const AeLayerClass *klass = ae_model_get_layer (model, index)->klass;
  g_autofree char *type = g_ascii_strdown (klass->type, -1);
  guint n_before = 0;

  for (guint i = 0; i < index; i++)
    n_before += ae_model_get_layer (model, i)->klass == klass;
  return n_before == 0 ? g_steal_pointer (&type) : g_strdup_printf ("%s_%u", type, n_before);
}

static void
add_tensor (WbSafetensorsWriter *writer,
            const AeModel *model,
            guint layer,
            const WbCheckpointTensor *tensor)
{
  g_autofree char *layer_name = name_layer (model, layer);
  g_autofree char *name = g_strdup_printf ("%s/%s", layer_name, tensor->param.name);
  guint64 dims[AE_MAX_RANK];

  for (guint i = 0; i < tensor->param.shape.rank; i++)
    dims[i] = tensor->param.shape.dims[i];
  wb_safetensors_writer_add (writer, name, WB_DTYPE_F32, tensor->param.shape.rank, dims,
                             tensor->values);
}

static gboolean
write_weights (const WbCheckpoint *checkpoint, WbExportPart part, const char *path, GError **error)
{
  g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();
  AeModel *model = wb_checkpoint_get_model (checkpoint);
  g_autoptr (json_t) json = wb_model_to_json (model);
  g_autofree char *text = wb_json_to_text (json);

  wb_safetensors_writer_set_metadata (writer, "model", text);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    {
      const WbCheckpointTensor *tensor = wb_checkpoint_get_tensor (checkpoint, i);
      int layer = ae_model_find (model, tensor->layer_id);

      if (tensor->slot == WB_CHECKPOINT_WEIGHT && layer >= 0
          && wb_export_part_has (part, model, (guint) layer))
        add_tensor (writer, model, (guint) layer, tensor);
    }
  return wb_safetensors_writer_save (writer, path, NULL, error);
}

const WbExportClass wb_export_safetensors = {
  .name = "safetensors",
  .title = N_ ("Weights (safetensors)"),
  .extension = ".safetensors",
  .summary = N_ ("The weights, for Python and whatever else reads safetensors"),
  .write = write_weights,
};
