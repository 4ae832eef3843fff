/* SPDX-License-Identifier: MIT */
/* TensorFlow.js Layers: "model.json" with topology and names of the weights,
 * and "model.weights.bin" beside it with their bytes in that order.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/export/export.h"
#include "app/export/keras-check.h"
#include "app/import/tfjs-file.h"
#include "app/project/atomic-file.h"

extern const WbExportClass wb_export_tfjs;

static char *
get_weights_path (const char *path)
{
  gsize length = strlen (path) - (g_str_has_suffix (path, ".json") ? strlen (".json") : 0);

  return g_strdup_printf ("%.*s.weights.bin", (int) length, path);
}

static gboolean
accepts (const WbExportModel *model, GError **error)
{
  return wb_keras_accepts (model, WB_KERAS_TFJS, error);
}

static gboolean
keeps (const WbExportModel *model, const WbExportLayer *layer, const char *setting)
{
  return wb_keras_keeps (WB_KERAS_TFJS, layer, setting);
}

static json_t *
describe_weight (const WbKerasLayer *layer, const WbKerasWeight *weight)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", layer->name, weight->name);
  json_t *shape = json_array ();

  for (guint i = 0; i < weight->shape.rank; i++)
    json_array_append_new (shape, json_integer (weight->shape.dims[i]));
  return json_pack ("{s:s, s:o, s:s}", "name", name, "shape", shape, "dtype", "float32");
}

static json_t *
describe_file (const WbKerasGraph *graph, const WbExportModel *model, const char *weights_path)
{
  g_autofree char *name = g_path_get_basename (weights_path);
  json_t *weights = json_array ();

  for (guint i = 0; i < graph->layers->len; i++)
    {
      const WbKerasLayer *layer = wb_keras_graph_get_layer (graph, i);

      for (guint k = 0; k < layer->n_weights; k++)
        json_array_append_new (weights, describe_weight (layer, &layer->weights[k]));
    }
  return json_pack ("{s:s, s:s, s:s, s:o, s:[{s:[s], s:o}], s:o}", "format", "layers-model",
                    "generatedBy", "Hourglass " HG_VERSION, "convertedBy", "Hourglass " HG_VERSION,
                    "modelTopology", wb_keras_graph_to_json (graph), "weightsManifest", "paths",
                    name, "weights", weights, "userDefinedMetadata",
                    wb_keras_describe_origin (&wb_export_tfjs, model));
}

/* Writes the values of all weights, little-endian floats. */
static gboolean
write_values (const WbKerasGraph *graph, WbAtomicFile *file, GError **error)
{
  for (guint i = 0; i < graph->layers->len; i++)
    {
      const WbKerasLayer *layer = wb_keras_graph_get_layer (graph, i);

      for (guint k = 0; k < layer->n_weights; k++)
        if (!wb_atomic_file_write (file, layer->weights[k].values,
                                   ae_shape_size (&layer->weights[k].shape) * sizeof (float),
                                   error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
write_model (const WbExportModel *model,
             const WbExportOptions *options,
             const char *path,
             GError **error)
{
  g_autoptr (WbKerasGraph) graph = wb_keras_graph_new (model, WB_KERAS_TFJS);
  g_autofree char *weights_path = get_weights_path (path);
  g_autoptr (json_t) json = describe_file (graph, model, weights_path);
  g_autofree char *text = wb_json_to_text (json);
  g_autoptr (WbAtomicFile) weights = wb_atomic_file_new (weights_path, error);
  g_autoptr (WbAtomicFile) file = weights != NULL ? wb_atomic_file_new (path, error) : NULL;

  return file != NULL && write_values (graph, weights, error)
         && wb_atomic_file_write (file, text, strlen (text), error)
         && wb_atomic_file_commit_both (weights, file, error);
}

static gboolean
check (const WbExportRun *run, GError **error)
{
  return wb_keras_check_run (run, WB_KERAS_TFJS, wb_tfjs_read, error);
}

const WbExportClass wb_export_tfjs = {
  .name = "tfjs",
  .title = N_ ("TensorFlow.js Layers"),
  .extension = ".json",
  .summary = N_ ("model.json with weights, loads in a web page"),
  .accepts = accepts,
  .keeps = keeps,
  .write = write_model,
  .run = check,
};
