/* SPDX-License-Identifier: MIT */
#include "app/import/keras-file.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/import/h5-file.h"

#define MAX_MEMBER ((gint64) 1 << 31)

/* Where inside a layer's group its weights can be: Keras puts the cell of a
 * recurrent layer, and the layer of a wrapper, into groups of their own. */
static const char *const groups[] = {
  "", "cell/", "layer/", "forward_layer/cell/", "backward_layer/cell/",
};

typedef struct
{
  GBytes *config;
  GBytes *weights;
} Members;

static void
members_clear (Members *self)
{
  g_clear_pointer (&self->config, g_bytes_unref);
  g_clear_pointer (&self->weights, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Members, members_clear)

static GBytes *
read_member (struct archive *archive, gint64 size)
{
  g_autofree guint8 *bytes = size >= 0 && size < MAX_MEMBER ? g_try_malloc ((gsize) size + 1)
                                                            : NULL;
  gsize at = 0;
  la_ssize_t n = 1;

  while (bytes != NULL && at < (gsize) size && n > 0)
    {
      n = archive_read_data (archive, bytes + at, (gsize) size - at);
      at += n > 0 ? (gsize) n : 0;
    }
  return bytes != NULL && at == (gsize) size ? g_bytes_new_take (g_steal_pointer (&bytes), at)
                                             : NULL;
}

static void
read_members (Members *self, const void *data, gsize n)
{
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry;

  archive_read_support_format_zip (archive);
  if (archive_read_open_memory (archive, data, n) == ARCHIVE_OK)
    while (archive_read_next_header (archive, &entry) == ARCHIVE_OK)
      {
        const char *name = archive_entry_pathname (entry);
        GBytes **member = name == NULL                             ? NULL
                          : g_str_equal (name, "config.json")      ? &self->config
                          : g_str_equal (name, "model.weights.h5") ? &self->weights
                                                                   : NULL;

        if (member != NULL && *member == NULL)
          *member = read_member (archive, archive_entry_size (entry));
      }
  archive_read_free (archive);
}

static WbKerasModel *
parse_config (const char *text, gsize length, GError **error)
{
  g_autoptr (json_t) json = wb_json_parse (text, (gssize) length, error);

  return json != NULL ? wb_keras_model_new_from_json (json, error) : NULL;
}

static gboolean
add_tensor (WbH5File *file,
            const char *path,
            const char *layer,
            const char *name,
            GPtrArray *tensors,
            GError **error)
{
  AeShape shape;
  float *values;
  WbKerasTensor *tensor;

  if (!wb_h5_file_read_floats (file, path, &shape, &values, error))
    return FALSE;
  tensor = wb_keras_tensor_new (layer, name, &shape);
  g_free (tensor->values);
  tensor->values = values;
  g_ptr_array_add (tensors, tensor);
  return TRUE;
}

/* The arrays vars/0, vars/1, … of one layer, group by group. */
static gboolean
read_variables (WbH5File *file, const char *layer, GPtrArray *tensors, GError **error)
{
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    for (guint i = 0;; i++)
      {
        g_autofree char *name = g_strdup_printf ("%svars/%u", groups[g], i);
        g_autofree char *path = g_strdup_printf ("/%s/%s", layer, name);

        if (!wb_h5_file_has (file, path))
          break;
        if (!add_tensor (file, path, layer, name, tensors, error))
          return FALSE;
      }
  return TRUE;
}

static AeNetwork *
read_archive_weights (const WbKerasModel *model, GBytes *bytes, GError **error)
{
  g_autoptr (WbH5File) file = wb_h5_file_open (bytes, error);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_keras_tensor_free);

  for (guint i = 0; file != NULL && i < model->paths->len; i++)
    {
      const char *other = model->other_paths->pdata[i];

      if (!read_variables (file, model->paths->pdata[i], tensors, error)
          || (other != NULL && !read_variables (file, other, tensors, error)))
        return NULL;
    }
  return file != NULL ? wb_keras_model_make_network (model, TRUE, tensors, error) : NULL;
}

static WbKerasModel *
read_archive (const char *path, const void *data, gsize n, AeNetwork **network, GError **error)
{
  g_auto (Members) members = { 0 };
  g_autoptr (WbKerasModel) model = NULL;
  const char *text;
  gsize length;

  read_members (&members, data, n);
  if (members.config == NULL || members.weights == NULL)
    {
      wb_refuse (
        error, WB_ERROR_FORMAT,
        _ ("“%s” is not a .keras file, or is cut short: config.json or "
           "model.weights.h5 is missing. Get the file again, or save it with model.save()."),
        path);
      return NULL;
    }
  text = g_bytes_get_data (members.config, &length);
  model = parse_config (text, length, error);
  *network = model != NULL ? read_archive_weights (model, members.weights, error) : NULL;
  return *network != NULL ? g_steal_pointer (&model) : NULL;
}

/* Which of Keras' layers a weight of @group is of: the group itself or, where
 * that is a model inside the model, the part of the weight's name that is one. */
static const char *
find_owner (const WbKerasModel *model, const char *group, char **parts)
{
  guint n = g_strv_length (parts);

  if (wb_keras_model_find (model, group) >= 0)
    return group;
  for (guint i = n; i > 1; i--)
    if (wb_keras_model_find (model, parts[i - 2]) >= 0)
      return parts[i - 2];
  return group;
}

static gboolean
read_group (WbH5File *file,
            const WbKerasModel *model,
            const char *root,
            const char *group,
            GPtrArray *tensors,
            GError **error)
{
  g_autofree char *place = g_strdup_printf ("%s/%s", root, group);
  g_auto (GStrv) names = wb_h5_file_has (file, place)
                           ? wb_h5_file_get_texts (file, place, "weight_names")
                           : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (names[i], "/", -1);
      g_autofree char *path = g_strdup_printf ("%s/%s", place, names[i]);

      if (!add_tensor (file, path, find_owner (model, group, parts), names[i], tensors, error))
        return FALSE;
    }
  return TRUE;
}

/* @root: the group that has them: "/model_weights" in a file of a whole model, "" in one of
 * weights. */
static AeNetwork *
read_legacy_weights (const WbKerasModel *model, WbH5File *file, const char *root, GError **error)
{
  const char *place = *root != '\0' ? root : "/";
  g_auto (GStrv) layers = wb_h5_file_has (file, place)
                            ? wb_h5_file_get_texts (file, place, "layer_names")
                            : NULL;
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_keras_tensor_free);

  for (guint i = 0; layers != NULL && layers[i] != NULL; i++)
    if (!read_group (file, model, root, layers[i], tensors, error))
      return NULL;
  return wb_keras_model_make_network (model, FALSE, tensors, error);
}

static WbKerasModel *
read_legacy (const char *path, GBytes *bytes, AeNetwork **network, GError **error)
{
  g_autoptr (WbH5File) file = wb_h5_file_open (bytes, error);
  g_autofree char *text = file != NULL ? wb_h5_file_get_text (file, "/", "model_config") : NULL;
  g_autoptr (WbKerasModel) model = NULL;

  if (file == NULL)
    return NULL;
  if (text == NULL)
    {
      wb_refuse (error, WB_ERROR_FORMAT,
                 _ ("“%s” has no model, only weights. Save the whole model with model.save(), or "
                    "put what model.to_json() gives beside it, and open that."),
                 path);
      return NULL;
    }
  model = parse_config (text, strlen (text), error);
  *network = model != NULL ? read_legacy_weights (model, file, "/model_weights", error) : NULL;
  return *network != NULL ? g_steal_pointer (&model) : NULL;
}

/* Both kinds of files with weights alone: of Keras 3, and of the ones before. */
static AeNetwork *
read_weights_beside (const WbKerasModel *model, GBytes *bytes, GError **error)
{
  g_autoptr (WbH5File) file = wb_h5_file_open (bytes, error);
  gboolean whole;

  if (file == NULL)
    return NULL;
  if (wb_h5_file_has (file, "/layers"))
    return read_archive_weights (model, bytes, error);
  whole = wb_h5_file_has (file, "/model_weights");
  return read_legacy_weights (model, file, whole ? "/model_weights" : "", error);
}

/* The weights of "NAME.json" are in "NAME.weights.h5" or "NAME.h5". */
static WbKerasModel *
read_json (const char *path, const char *text, gsize n, AeNetwork **network, GError **error)
{
  static const char *const endings[] = { ".weights.h5", ".h5" };
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".json"));
  g_autoptr (WbKerasModel) model = parse_config (text, n, error);

  for (guint i = 0; model != NULL && i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *beside = g_strconcat (stem, endings[i], NULL);
      g_autoptr (GBytes) bytes = NULL;
      char *contents;

      if (!g_file_get_contents (beside, &contents, &n, NULL))
        continue;
      bytes = g_bytes_new_take (contents, n);
      *network = read_weights_beside (model, bytes, error);
      return *network != NULL ? g_steal_pointer (&model) : NULL;
    }
  if (model != NULL)
    wb_refuse (error, WB_ERROR_FILE,
               _ ("“%s” is a model without weights. Put what model.save_weights() wrote beside it, "
                  "as “%s%s”."),
               path, stem, endings[0]);
  return NULL;
}

WbKerasModel *
wb_keras_file_read (const char *path, AeNetwork **network, GError **error)
{
  char *contents;
  gsize n;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_file_get_contents (path, &contents, &n, error))
    return NULL;
  bytes = g_bytes_new_take (contents, n);
  if (n > 2 && memcmp (contents, "PK", 2) == 0)
    return read_archive (path, contents, n, network, error);
  if (g_str_has_suffix (path, ".json"))
    return read_json (path, contents, n, network, error);
  return read_legacy (path, bytes, network, error);
}
