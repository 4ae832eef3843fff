/* SPDX-License-Identifier: MIT */
#include "app/export/keras-h5.h"

#include "app/import/h5-file.h"
#include "app/import/keras-names.h"
#include "app/project/atomic-file.h"

/* What Keras 2 wrote last. */
#define KERAS_VERSION "2.15.0"

static void
add_layer (WbH5File *file, const WbKerasLayer *layer)
{
  g_autofree char *group = g_strdup_printf ("/model_weights/%s", layer->name);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  wb_h5_file_add_group (file, group);
  for (guint i = 0; i < layer->n_weights; i++)
    {
      char *name = g_strdup_printf ("%s/%s:0", layer->name, layer->weights[i].name);
      g_autofree char *path = g_strdup_printf ("%s/%s", group, name);

      wb_h5_file_add_floats (file, path, &layer->weights[i].shape, layer->weights[i].values);
      g_ptr_array_add (names, name);
    }
  g_ptr_array_add (names, NULL);
  wb_h5_file_set_texts (file, group, "weight_names", (const char *const *) names->pdata);
}

static void
sign (WbH5File *file, const char *path)
{
  wb_h5_file_set_text (file, path, "keras_version", KERAS_VERSION);
  wb_h5_file_set_text (file, path, "backend", "tensorflow");
}

GBytes *
wb_keras_graph_to_h5 (const WbKerasGraph *self, const char *origin, GError **error)
{
  g_autoptr (WbH5File) file = wb_h5_file_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (json_t) json = wb_keras_graph_to_json (self);
  g_autofree char *text = wb_json_to_text (json);

  sign (file, "/");
  wb_h5_file_set_text (file, "/", "model_config", text);
  wb_h5_file_set_text (file, "/", "hourglass", origin);
  wb_h5_file_add_group (file, "/model_weights");
  sign (file, "/model_weights");
  for (guint i = 0; i < self->layers->len; i++)
    {
      const WbKerasLayer *layer = wb_keras_graph_get_layer (self, i);

      add_layer (file, layer);
      g_ptr_array_add (names, layer->name);
    }
  g_ptr_array_add (names, NULL);
  wb_h5_file_set_texts (file, "/model_weights", "layer_names", (const char *const *) names->pdata);
  return wb_h5_file_to_bytes (file, error);
}

/* vars/0, vars/1, … counted in each group of the layer. */
static void
add_variables (WbH5File *file, const WbKerasLayer *layer, const char *name)
{
  guint place = 0;

  for (guint i = 0; i < layer->n_weights; i++)
    {
      const char *group = layer->weights[i].group;
      g_autofree char *path = NULL;

      place = i > 0 && g_str_equal (group, layer->weights[i - 1].group) ? place + 1 : 0;
      path = g_strdup_printf ("/layers/%s/%s%svars/%u", name, group, *group != '\0' ? "/" : "",
                              place);
      wb_h5_file_add_floats (file, path, &layer->weights[i].shape, layer->weights[i].values);
    }
}

GBytes *
wb_keras_graph_to_weights_h5 (const WbKerasGraph *self, GError **error)
{
  g_autoptr (WbH5File) file = wb_h5_file_new ();
  g_autoptr (GHashTable) counts = wb_keras_counts_new ();

  /* Keras 3.0 to 3.5 want it. */
  wb_h5_file_add_group (file, "/vars");
  wb_h5_file_add_group (file, "/layers");
  for (guint i = 0; i < self->layers->len; i++)
    {
      const WbKerasLayer *layer = wb_keras_graph_get_layer (self, i);
      g_autofree char *name = wb_keras_count_name (counts, layer->class_name);

      add_variables (file, layer, name);
    }
  return wb_h5_file_to_bytes (file, error);
}

gboolean
wb_keras_write_bytes (GBytes *bytes, const char *path, GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);
  gsize n;
  gconstpointer data = g_bytes_get_data (bytes, &n);

  return file != NULL && wb_atomic_file_write (file, data, n, error)
         && wb_atomic_file_commit (file, error);
}
