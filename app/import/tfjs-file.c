/* SPDX-License-Identifier: MIT */
#include "app/import/tfjs-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

/* The bytes of one group of weights, one file after the other. */
static GByteArray *
read_files (json_t *paths, const char *folder, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize n = json_array_size (paths);

  for (gsize i = 0; i < n; i++)
    {
      const char *name = json_string_value (json_array_get (paths, i));
      g_autofree char *base = g_path_get_basename (name != NULL ? name : "");
      g_autofree char *path = g_build_filename (folder, base, NULL);
      g_autofree char *contents = NULL;
      gsize length;
      GError *own = NULL;

      if (!g_file_get_contents (path, &contents, &length, &own))
        {
          wb_refuse (error, WB_ERROR_FILE,
                     _ ("The weights “%s” cannot be read: %s. Put the file beside the model's."),
                     base, own->message);
          g_error_free (own);
          return NULL;
        }
      g_byte_array_append (bytes, (guint8 *) contents, (guint) length);
    }
  return g_steal_pointer (&bytes);
}

static gboolean
read_shape (json_t *json, AeShape *shape)
{
  guint64 size;

  shape->rank = (guint) json_array_size (json);
  for (guint i = 0; i < MIN (shape->rank, AE_MAX_RANK); i++)
    {
      if (!wb_json_get_uint (json_array_get (json, i), &size) || size == 0 || size > 1 << 24)
        return FALSE;
      shape->dims[i] = (guint) size;
    }
  return shape->rank > 0 && shape->rank <= AE_MAX_RANK;
}

static WbKerasTensor *
read_tensor (json_t *entry, GError **error)
{
  const char *name = json_string_value (json_object_get (entry, "name"));
  const char *dtype = json_string_value (json_object_get (entry, "dtype"));
  const char *slash = name != NULL ? strchr (name, '/') : NULL;
  AeShape shape = { 0 };
  g_autofree char *layer = slash != NULL ? g_strndup (name, (gsize) (slash - name)) : NULL;

  if (layer != NULL && read_shape (json_object_get (entry, "shape"), &shape)
      && g_strcmp0 (dtype, "float32") == 0 && json_object_get (entry, "quantization") == NULL)
    return wb_keras_tensor_new (layer, slash + 1, &shape);
  wb_refuse (
    error, WB_ERROR_CONTENTS,
    _ ("The weight “%s” is not a list of float32 numbers of up to four axes. Save the model "
       "without quantization."),
    name != NULL ? name : "?");
  return NULL;
}

/* Reads the weights of one entry of the manifest, which lie in its files in this order. */
static gboolean
read_group (json_t *group, const char *folder, GPtrArray *tensors, GError **error)
{
  json_t *weights = json_object_get (group, "weights");
  g_autoptr (GByteArray) bytes = read_files (json_object_get (group, "paths"), folder, error);
  gsize n = json_array_size (weights), at = 0;

  for (gsize i = 0; bytes != NULL && i < n; i++)
    {
      WbKerasTensor *tensor = read_tensor (json_array_get (weights, i), error);
      gsize size = tensor != NULL ? ae_shape_size (&tensor->shape) * sizeof (float) : 0;

      if (tensor == NULL)
        return FALSE;
      g_ptr_array_add (tensors, tensor);
      if (size > bytes->len - at)
        return wb_refuse (error, WB_ERROR_DAMAGED,
                          _ ("The weights end before those of “%s”. Copy all files of the model "
                             "again."),
                          tensor->layer);
      memcpy (tensor->values, bytes->data + at, size);
      at += size;
    }
  return bytes != NULL;
}

static json_t *
get_topology (json_t *json)
{
  json_t *topology = json_object_get (json, "modelTopology");
  json_t *config = json_object_get (topology, "model_config");

  return config != NULL ? config : topology;
}

static AeNetwork *
read_weights (const WbKerasModel *model, json_t *json, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_keras_tensor_free);
  json_t *manifest = json_object_get (json, "weightsManifest");
  gsize n = json_array_size (manifest);

  for (gsize i = 0; i < n; i++)
    if (!read_group (json_array_get (manifest, i), folder, tensors, error))
      return NULL;
  return wb_keras_model_make_network (model, FALSE, tensors, error);
}

WbKerasModel *
wb_tfjs_read (const char *path, AeNetwork **network, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (json_t) json = NULL;
  g_autoptr (WbKerasModel) model = NULL;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  json = wb_json_parse (text, (gssize) length, error);
  if (json == NULL)
    return NULL;
  if (!json_is_object (get_topology (json)))
    {
      wb_refuse (error, WB_ERROR_FORMAT,
                 _ ("“%s” is not a TensorFlow.js Layers model: modelTopology is missing."), path);
      return NULL;
    }
  model = wb_keras_model_new_from_json (get_topology (json), error);
  *network = model != NULL ? read_weights (model, json, path, error) : NULL;
  return *network != NULL ? g_steal_pointer (&model) : NULL;
}
