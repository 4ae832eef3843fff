/* SPDX-License-Identifier: MIT */
/* Weights with the model as JSON in the metadata, as the export of that name
 * writes them. Other safetensors files have weights alone, which say no model.
 */
#include "app/project/safetensors.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/import/import.h"
#include "app/import/keras-names.h"
#include "app/project/model-json.h"

static gboolean
sniff (const char *path, const guint8 *head, gsize n)
{
  return n > 9 && head[8] == '{' && g_str_has_suffix (path, ".safetensors");
}

static AeModel *
read_model (WbSafetensors *file, const char *path, GError **error)
{
  const char *text = wb_safetensors_get_metadata (file, "model");
  g_autoptr (json_t) json = NULL;

  if (text == NULL)
    {
      wb_refuse (error, WB_ERROR_FORMAT,
                 _ ("“%s” has weights alone, and no model. Import the model in a format that has "
                    "its layers, such as ONNX or Keras'."),
                 path);
      return NULL;
    }
  json = wb_json_parse (text, -1, error);
  return json != NULL ? wb_model_from_json (json, error) : NULL;
}

static gboolean
has_shape (const WbTensor *tensor, const AeShape *shape)
{
  if (tensor->dtype != WB_DTYPE_F32 || tensor->rank != shape->rank)
    return FALSE;
  for (guint i = 0; i < shape->rank; i++)
    if (tensor->dims[i] != shape->dims[i])
      return FALSE;
  return TRUE;
}

static gboolean
fill (WbSafetensors *file, const AeWeight *weight, const char *layer, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", layer, weight->param.name);
  const WbTensor *tensor = wb_safetensors_find (file, name);

  if (tensor == NULL)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The file has no weight “%s”: it holds a part of its model. Export the "
                         "full model, and import that."),
                      name);
  if (!has_shape (tensor, &weight->param.shape))
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The weight “%s” has another shape than its layer, or is not float32. "
                         "Export the model again."),
                      name);
  return wb_safetensors_read (file, tensor, weight->values, error);
}

/* Keras' names, counted over the model, as the export has them. */
static GPtrArray *
name_layers (const AeModel *model)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) counts = wb_keras_counts_new ();

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    g_ptr_array_add (names,
                     wb_keras_count_name (counts, ae_model_get_layer (model, i)->klass->type));
  return names;
}

static AeNetwork *
read_weights (WbSafetensors *file, const AeModel *model, GError **error)
{
  AeNetwork *network = ae_network_new (model, 1, error);
  g_autoptr (GPtrArray) names = name_layers (model);

  for (guint i = 0; network != NULL && i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);

      if (!fill (file, weight, names->pdata[weight->layer], error))
        g_clear_pointer (&network, ae_network_free);
    }
  if (network != NULL)
    ae_network_weights_changed (network);
  return network;
}

static AeNetwork *
read_safetensors (const char *path, GPtrArray *notes, GError **error)
{
  g_autoptr (WbSafetensors) file = wb_safetensors_open (path, error);
  g_autoptr (AeModel) model = file != NULL ? read_model (file, path, error) : NULL;
  AeNetwork *network = model != NULL ? read_weights (file, model, error) : NULL;

  if (network == NULL && error != NULL)
    wb_error_advise (*error);
  return network;
}

static const char *const extensions[] = { ".safetensors", NULL };

const WbImportClass wb_import_safetensors = {
  .name = "safetensors",
  .title = N_ ("Safetensors"),
  .extensions = extensions,
  .summary = N_ ("Weights with the model as JSON, as they are exported here"),
  .sniff = sniff,
  .read = read_safetensors,
};
