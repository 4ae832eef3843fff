/* SPDX-License-Identifier: MIT */
/* A trained model as one C99 file that needs libm alone, allocates nothing, and
 * holds its weights, the scaling of its inputs, a threshold for odd samples, and
 * a test with samples of its own.
 */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/error.h"
#include "app/export/c-source-private.h"
#include "app/project/atomic-file.h"

static gboolean
accepts (const WbExportModel *model, GError **error)
{
  for (guint i = 0; i < model->n_layers; i++)
    {
      const WbExportLayer *layer = &model->layers[i];

      if (wb_c_layer_find (layer->klass) == NULL)
        return wb_refuse (error, WB_ERROR_EXPORT,
                          _ ("C source has no form of %s, layer %u of the model. Export in another "
                             "format, or replace the layer."),
                          layer->klass->type, model->first + i + 1);
      for (guint k = 0; k < layer->n_params; k++)
        for (gsize at = 0; at < ae_shape_size (&layer->params[k].shape); at++)
          if (!isfinite (layer->weights[k][at]))
            return wb_refuse (error, WB_ERROR_EXPORT,
                              _ ("A weight of %s, layer %u of the model, is not a number. Train "
                                 "the model again with a lower learning rate."),
                              layer->klass->type, model->first + i + 1);
    }
  return TRUE;
}

/* A file that cannot learn says so in one sentence. */
static gboolean
keeps (const WbExportModel *model, const WbExportLayer *layer, const char *setting)
{
  const WbCSource source = { .model = model };
  g_autofree char *obstacle = wb_c_train_find_obstacle (&source);

  return obstacle != NULL || wb_c_train_keeps (&source, layer, setting);
}

static gboolean
trains (const WbExportModel *model)
{
  const WbCSource source = { .model = model };
  g_autofree char *obstacle = wb_c_train_find_obstacle (&source);

  return model->part == WB_EXPORT_WHOLE && obstacle == NULL;
}

static char *
describe_obstacle (const WbExportModel *model)
{
  const WbCSource source = { .model = model };
  g_autofree char *obstacle = model->part == WB_EXPORT_WHOLE ? wb_c_train_find_obstacle (&source)
                                                             : NULL;

  return obstacle != NULL ? g_strdup_printf (_ ("It cannot learn where it runs: %s."), obstacle)
                          : NULL;
}

static guint
find_encoder (const WbExportModel *model)
{
  const AeModel *whole = wb_checkpoint_get_model (model->checkpoint);
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (whole));

  if (model->part != WB_EXPORT_WHOLE)
    return model->part == WB_EXPORT_ENCODER ? model->n_layers : 0;
  ae_model_infer (whole, shapes, NULL, NULL);
  return ae_model_get_code (whole, shapes);
}

static gboolean
decoder_stands_alone (const WbExportModel *model, guint code)
{
  for (guint i = code; i < model->n_layers; i++)
    if (model->layers[i].x2 >= 0 && (guint) model->layers[i].x2 < code)
      return FALSE;
  return code < model->n_layers;
}

static void
source_init (WbCSource *self, const WbExportModel *model, const char *path, gboolean int8)
{
  self->model = model;
  self->prefix = wb_c_source_make_prefix (path);
  self->macro = g_ascii_strup (self->prefix, -1);
  self->n_encoder = find_encoder (model);
  self->decodes = decoder_stands_alone (model, self->n_encoder);
  wb_c_memory_plan (&self->memory, model, !int8);
  self->output = self->memory.values[model->n_layers];
  self->suffix = "";
  self->zero = g_strdup ("0");
  self->weights = g_string_new (NULL);
  self->body = g_string_new (NULL);
  self->written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
source_clear (WbCSource *self)
{
  g_free (self->prefix);
  g_free (self->macro);
  g_free (self->zero);
  g_free (self->tensors);
  wb_c_memory_clear (&self->memory);
  g_string_free (self->weights, TRUE);
  g_string_free (self->body, TRUE);
  g_hash_table_unref (self->written);
  g_hash_table_unref (self->used);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbCSource, source_clear)

static gboolean
write_text (const GString *text, const char *path, GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);

  return file != NULL && wb_atomic_file_write (file, text->str, text->len, error)
         && wb_atomic_file_commit (file, error);
}

/* The functions come first: their types are those of the weights' neighbours. */
static void
assemble (WbCSource *self, double threshold, GString *text)
{
  wb_c_source_append_head (self, text);
  wb_c_source_append_declarations (self, text, threshold);
  wb_c_source_append_format (self, text, "#ifndef $N_HEADER\n\n");
  wb_c_source_append_functions (self, NULL, text);
  g_string_append_len (text, self->weights->str, (gssize) self->weights->len);
  g_string_append_len (text, self->body->str, (gssize) self->body->len);
  wb_c_train_append (self, self->used, text);
}

static gboolean
write_source (const WbExportModel *model,
              const WbExportOptions *options,
              const char *path,
              GError **error)
{
  g_auto (WbCSource) self = { 0 };
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (model->checkpoint, error);
  g_autoptr (GString) text = g_string_new (NULL);
  double threshold;

  if (network == NULL)
    return FALSE;
  source_init (&self, model, path, options != NULL && options->int8);
  if (options != NULL && options->int8 && !wb_c_int8_calibrate (&self, network, options, error))
    return FALSE;
  self.trains = wb_c_train_can (&self);
  wb_c_source_emit_program (&self);
  if (!wb_c_source_find_threshold (&self, network, options, &threshold, error))
    return FALSE;
  assemble (&self, threshold, text);
  if (!wb_c_source_append_test (&self, network, options, text, error))
    return FALSE;
  wb_c_source_append_format (&self, text, "#endif\n");
  return write_text (text, path, error);
}

const WbExportClass wb_export_c_source = {
  .name = "c",
  .title = N_ ("C source"),
  .extension = ".c",
  .summary = N_ ("One file that needs no library and tests itself"),
  .int8 = TRUE,
  .accepts = accepts,
  .keeps = keeps,
  .trains = trains,
  .remark = describe_obstacle,
  .write = write_source,
  .run = wb_c_source_run,
};
