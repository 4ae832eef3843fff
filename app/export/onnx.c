/* SPDX-License-Identifier: MIT */
/* ONNX, operators of version 13 or a later one, any number of samples or a fixed one.
 * Inputs and outputs are as the data has them, channels-last: "input" to "output" of a whole
 * model, "input" to "code" of an encoder, "code" to "output" of a decoder. A
 * variational encoder gives "mean" and "log_variance", and the whole model goes
 * on from the mean. What only training needs is left out, but for Dropout.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/export/export.h"
#include "app/export/onnx-private.h"
#include "app/onnx/onnx-file.h"
#include "app/onnx/onnx-run.h"
#include "app/project/model-json.h"
#include "app/project/recipe-json.h"

static const WbOnnxRow *
find_row (const AeLayerClass *klass)
{
  static const WbOnnxRow *const tables[] = { wb_onnx_core_rows, wb_onnx_window_rows,
                                             wb_onnx_sequence_rows };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const WbOnnxRow *row = tables[i]; row->type != NULL; row++)
      if (g_str_equal (row->type, klass->type))
        return row;
  return NULL;
}

static gboolean
accepts (const WbExportModel *model, GError **error)
{
  for (guint i = 0; i < model->n_layers; i++)
    if (find_row (model->layers[i].klass) == NULL)
      return wb_refuse (error, WB_ERROR_EXPORT,
                        _ ("ONNX has no operators for %s here. Export the part without it, or in "
                           "another format."),
                        model->layers[i].klass->type);
  return TRUE;
}

static const char *
get_input_name (const WbExportModel *model)
{
  return model->part == WB_EXPORT_DECODER ? "code" : "input";
}

static const char *
get_output_name (const WbExportModel *model)
{
  const WbExportLayer *last = &model->layers[model->n_layers - 1];

  if (model->part != WB_EXPORT_ENCODER)
    return "output";
  return g_str_equal (last->klass->type, "GaussianCode") ? "mean" : "code";
}

/* A layer's value is called like the layer, and like this where it is channels-first. */
static char *
name_first (const char *name)
{
  return g_strconcat (name, "/channels_first", NULL);
}

static void
write_layer (WbOnnxWriter *self, guint index)
{
  const WbExportLayer *layer = &self->model->layers[index];
  const WbOnnxRow *row = find_row (layer->klass);
  const char **names = self->names[index], **out = self->names[index + 1];
  g_autofree char *first = name_first (layer->name);
  const char *x, *y, *before;

  self->layer = layer;
  if (row->write == NULL)
    {
      memcpy (out, names, sizeof self->names[0]);
      return;
    }
  self->layout = row->layout != WB_ONNX_ANY    ? row->layout
                 : names[WB_ONNX_LAST] != NULL ? WB_ONNX_LAST
                                               : WB_ONNX_FIRST;
  x = wb_onnx_writer_get_value (self, index, self->layout);
  if (layer->y_shape.rank == 1)
    self->layout = WB_ONNX_LAST;
  y = g_string_chunk_insert (self->chunk, self->layout == WB_ONNX_LAST ? layer->name : first);
  before = layer->activation == AE_ACTIVATION_LINEAR ? y : wb_onnx_writer_name (self, "linear");
  row->write (self, x, before);
  if (before != y)
    wb_onnx_writer_add_activation (self, layer->activation, before, y);
  out[self->layout] = y;
}

/* The last value under the output's name, in the shape that the samples have. */
static void
write_output (WbOnnxWriter *self)
{
  const WbExportModel *model = self->model;
  const AeShape *shape = &model->output;
  const char *name = get_output_name (model);
  const char *last = wb_onnx_writer_get_value (self, model->n_layers, WB_ONNX_LAST);
  gint64 dims[AE_MAX_RANK + 1] = { 0 };

  for (guint i = 0; i < shape->rank; i++)
    dims[i + 1] = shape->dims[i];
  if (ae_shape_equal (shape, &self->layer->y_shape))
    wb_onnx_writer_add (self, "Identity", last, NULL, NULL, name);
  else
    wb_onnx_writer_add (self, "Reshape", last,
                        wb_onnx_writer_add_integers (self, "output_shape", shape->rank + 1, dims),
                        NULL, name);
  wb_onnx_model_add_output (self->onnx, name, shape->rank, shape->dims);
  /* The output that every model has comes before the variance. */
  if (self->onnx->outputs->len == 2)
    g_ptr_array_insert (self->onnx->outputs, 0, g_ptr_array_steal_index (self->onnx->outputs, 1));
}

static void
take_metadata (WbOnnxModel *onnx, const char *key, char *text)
{
  g_hash_table_insert (onnx->metadata, g_strconcat ("hourglass.", key, NULL), text);
}

/* SHA-256 of model, recipe and the part's weights: the same training, the same hash. */
static char *
make_hash (const WbExportModel *model, const char *model_text, const char *recipe_text)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) model_text, -1);
  g_checksum_update (sum, (const guchar *) recipe_text, -1);
  for (guint i = 0; i < model->n_layers; i++)
    for (guint k = 0; k < model->layers[i].n_params; k++)
      g_checksum_update (sum, (const guchar *) model->layers[i].weights[k],
                         (gssize) (ae_shape_size (&model->layers[i].params[k].shape)
                                   * sizeof (float)));
  return g_strdup (g_checksum_get_string (sum));
}

/* What was learned, how, and from which numbers. */
static void
add_metadata (WbOnnxModel *onnx, const WbExportModel *model)
{
  g_autoptr (json_t) json = wb_model_to_json (wb_checkpoint_get_model (model->checkpoint));
  g_autoptr (json_t) recipe = wb_recipe_to_json (wb_checkpoint_get_recipe (model->checkpoint));
  g_autofree char *model_text = wb_json_to_text (json);
  g_autofree char *recipe_text = wb_json_to_text (recipe);

  take_metadata (onnx, "hash", make_hash (model, model_text, recipe_text));
  take_metadata (onnx, "model", g_steal_pointer (&model_text));
  take_metadata (onnx, "recipe", g_steal_pointer (&recipe_text));
  take_metadata (onnx, "part", g_strdup (wb_export_part_names[model->part]));
  if (model->reference != NULL && wb_data_reference_get_scaling (model->reference) != NULL
      && model->part != WB_EXPORT_DECODER)
    {
      const DsScaling *scaling = wb_data_reference_get_scaling (model->reference);
      g_autofree char *offset = wb_number_to_text (scaling->offset);
      g_autofree char *factor = wb_number_to_text (scaling->factor);

      take_metadata (onnx, "input_scaling",
                     g_strdup_printf ("input = (stored - %s) * %s", offset, factor));
    }
}

static WbOnnxModel *
make_onnx (const WbExportModel *model)
{
  WbOnnxModel *onnx = wb_onnx_model_new ();
  WbOnnxWriter writer = {
    .model = model,
    .onnx = onnx,
    .names = g_malloc0_n (model->n_layers + 1, sizeof writer.names[0]),
    .chunk = g_string_chunk_new (1024),
  };
  const char *input = get_input_name (model);

  g_free (onnx->producer);
  onnx->producer = g_strdup ("Hourglass");
  wb_onnx_model_add_input (onnx, input, model->input.rank, model->input.dims);
  writer.names[0][WB_ONNX_LAST] = input;
  for (guint i = 0; i < model->n_layers; i++)
    write_layer (&writer, i);
  write_output (&writer);
  add_metadata (onnx, model);
  g_free (writer.names);
  g_string_chunk_free (writer.chunk);
  return onnx;
}

/* The graphs are the same in all of these; each came with a version of the file. */
static const guint opsets[] = { 13, 15, 17, 18, 21, 23, 0 };

static gint64
get_ir_version (guint opset)
{
  return opset < 15 ? 7 : opset < 19 ? 8 : opset < 23 ? 10 : 11;
}

static void
fix_batch (GPtrArray *values, guint batch)
{
  for (guint i = 0; i < values->len; i++)
    ((WbOnnxValueInfo *) values->pdata[i])->dims[0] = batch;
}

static void
apply_options (WbOnnxModel *onnx, const WbExportOptions *options)
{
  if (options->opset > 0)
    {
      onnx->opset = options->opset;
      onnx->ir_version = get_ir_version (options->opset);
    }
  if (options->batch > 0)
    {
      fix_batch (onnx->inputs, options->batch);
      fix_batch (onnx->outputs, options->batch);
    }
}

static gboolean
write_onnx (const WbExportModel *model,
            const WbExportOptions *options,
            const char *path,
            GError **error)
{
  g_autoptr (WbOnnxModel) onnx = make_onnx (model);

  if (options != NULL)
    apply_options (onnx, options);
  return wb_onnx_save (onnx, path, error);
}

/* Copies [N, C, places] to [N, places, C]. */
static void
copy_first (const WbOnnxTensor *tensor, float *y)
{
  gsize channels = (gsize) tensor->dims[1], size = 1;

  for (guint i = 2; i < tensor->rank; i++)
    size *= (gsize) tensor->dims[i];
  for (gsize i = 0; i < tensor->n; i++)
    {
      gsize sample = i / (channels * size), channel = i / size % channels, place = i % size;

      y[(sample * size + place) * channels + channel] = tensor->reals[i];
    }
}

/* What layer @layer outputs, in whichever layout it was written; a layer
 * that was left out gives what the one before it does. */
static gboolean
copy_value (const WbExportModel *model, GHashTable *values, guint layer, float *y)
{
  const WbOnnxTensor *tensor;

  for (guint i = layer + 1; i > 0; i--)
    {
      const char *name = model->layers[i - 1].name;
      g_autofree char *first = name_first (name);

      if ((tensor = g_hash_table_lookup (values, name)) != NULL)
        memcpy (y, tensor->reals, tensor->n * sizeof (float));
      else if ((tensor = g_hash_table_lookup (values, first)) != NULL)
        copy_first (tensor, y);
      if (tensor != NULL)
        return TRUE;
    }
  tensor = g_hash_table_lookup (values, get_input_name (model));
  memcpy (y, tensor->reals, tensor->n * sizeof (float));
  return TRUE;
}

static gboolean
run_onnx (const WbExportRun *run, GError **error)
{
  const WbExportModel *model = run->model;
  g_autoptr (WbOnnxModel) onnx = wb_onnx_load (run->path, error);
  g_autoptr (GHashTable) inputs = wb_onnx_values_new ();
  g_autoptr (GHashTable) values = NULL;
  gint64 dims[AE_MAX_RANK + 1] = { (gint64) run->n };
  const WbOnnxTensor *output;
  WbOnnxTensor *input;

  if (onnx == NULL)
    return FALSE;
  for (guint i = 0; i < model->input.rank; i++)
    dims[i + 1] = model->input.dims[i];
  input = wb_onnx_tensor_new (FALSE, model->input.rank + 1, dims);
  memcpy (input->reals, run->x, input->n * sizeof (float));
  g_hash_table_insert (inputs, g_strdup (get_input_name (model)), input);
  values = wb_onnx_run (onnx, inputs, G_MAXUINT, WB_ONNX_MAX_WORK, error);
  if (values == NULL)
    return FALSE;
  if (run->layer + 1 < model->n_layers)
    return copy_value (model, values, run->layer, run->y);
  output = g_hash_table_lookup (values, get_output_name (model));
  memcpy (run->y, output->reals, output->n * sizeof (float));
  return TRUE;
}

const WbExportClass wb_export_onnx = {
  .name = "onnx",
  .title = N_ ("ONNX"),
  .extension = ".onnx",
  .summary = N_ ("A graph that most runtimes and tools read"),
  .opsets = opsets,
  .accepts = accepts,
  .write = write_onnx,
  .run = run_onnx,
};
