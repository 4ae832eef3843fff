/* SPDX-License-Identifier: MIT */
/* The weights alone, as any Python program opens them: "dense_1/kernel" in
 * Keras' shapes. Layers are counted over the whole model, so that a part has
 * the names it has there.
 */
#include "app/project/safetensors.h"

#include <glib/gi18n-lib.h>

#include "app/export/export.h"
#include "app/project/model-json.h"
#include "app/project/recipe-json.h"

static void
add_weight (WbSafetensorsWriter *writer, const WbExportLayer *layer, guint index)
{
  const AeShape *shape = &layer->params[index].shape;
  g_autofree char *name = g_strdup_printf ("%s/%s", layer->name, layer->params[index].name);
  guint64 dims[AE_MAX_RANK];

  for (guint i = 0; i < shape->rank; i++)
    dims[i] = shape->dims[i];
  wb_safetensors_writer_add (writer, name, WB_DTYPE_F32, shape->rank, dims, layer->weights[index]);
}

static gboolean
write_weights (const WbExportModel *model,
               const WbExportOptions *options,
               const char *path,
               GError **error)
{
  g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();
  g_autoptr (json_t) json = wb_model_to_json (wb_checkpoint_get_model (model->checkpoint));
  g_autoptr (json_t) recipe = wb_recipe_to_json (wb_checkpoint_get_recipe (model->checkpoint));
  g_autofree char *text = wb_json_to_text (json), *recipe_text = wb_json_to_text (recipe);

  wb_safetensors_writer_set_metadata (writer, "model", text);
  wb_safetensors_writer_set_metadata (writer, "recipe", recipe_text);
  for (guint i = 0; i < model->n_layers; i++)
    for (guint k = 0; k < model->layers[i].n_params; k++)
      add_weight (writer, &model->layers[i], k);
  return wb_safetensors_writer_save (writer, path, NULL, error);
}

const WbExportClass wb_export_safetensors = {
  .name = "safetensors",
  .title = N_ ("Safetensors"),
  .extension = ".safetensors",
  .summary = N_ ("The weights, with the model as JSON"),
  .write = write_weights,
};
