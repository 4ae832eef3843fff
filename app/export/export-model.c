/* SPDX-License-Identifier: MIT */
#include "app/export/export-model.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/import/keras-names.h"

const char *const wb_export_part_names[] = { "full", "encoder", "decoder", NULL };

gboolean
wb_export_part_find (const char *name, WbExportPart *part)
{
  for (guint i = 0; wb_export_part_names[i] != NULL; i++)
    if (g_str_equal (name, wb_export_part_names[i]))
      {
        *part = (WbExportPart) i;
        return TRUE;
      }
  return FALSE;
}

static char *
name_layer (const AeModel *model, guint index)
{
  const AeLayerClass *klass = ae_model_get_layer (model, index)->klass;
  g_autofree char *type = wb_keras_to_snake_case (klass->type);
  guint n_before = 0;

  for (guint i = 0; i < index; i++)
    n_before += ae_model_get_layer (model, i)->klass == klass;
  return n_before == 0 ? g_steal_pointer (&type) : g_strdup_printf ("%s_%u", type, n_before);
}

static void
find_weights (WbExportLayer *layer, const WbCheckpoint *checkpoint)
{
  for (guint i = 0; i < layer->n_params; i++)
    {
      g_autofree char *name = g_strdup_printf ("weights/%u/%s", layer->id, layer->params[i].name);
      const WbCheckpointTensor *tensor = wb_checkpoint_find_tensor (checkpoint, name);

      layer->weights[i] = tensor != NULL ? tensor->values : NULL;
    }
}

/* A skip's source as a value of the part, which counts from @first - 1. */
static gboolean
find_source (WbExportLayer *layer,
             const AeModel *model,
             guint index,
             guint first,
             const AeShape *shapes,
             GError **error)
{
  int source = ae_model_get_source (model, index);

  layer->x2 = -1;
  if (source < 0)
    return TRUE;
  if (source < (int) first - 1)
    return wb_refuse (error, WB_ERROR_EXPORT,
                      _ ("The decoder cannot stand alone: %s takes the output of layer %d, which "
                         "belongs to the encoder. Export the full model."),
                      layer->name, source + 1);
  layer->x2 = source - ((int) first - 1);
  layer->x2_shape = shapes[source];
  return TRUE;
}

static gboolean
lay_out_layer (WbExportModel *self,
               const AeModel *model,
               guint index,
               const AeShape *shapes,
               GError **error)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  WbExportLayer *out = &self->layers[index - self->first];

  out->klass = layer->klass;
  out->options = layer->options;
  out->id = layer->id;
  out->name = name_layer (model, index);
  out->x_shape = shapes[index - 1];
  out->y_shape = shapes[index];
  out->activation = ae_layer_class_activation (layer->klass, layer->options);
  out->n_params = ae_model_get_params (model, index, shapes, out->params);
  find_weights (out, self->checkpoint);
  return find_source (out, model, index, self->first, shapes, error);
}

static gboolean
lay_out (WbExportModel *self, GError **error)
{
  const AeModel *model = wb_checkpoint_get_model (self->checkpoint);
  guint n = ae_model_get_n_layers (model), code;
  g_autofree AeShape *shapes = g_new0 (AeShape, n);

  if (!ae_model_infer (model, shapes, NULL, error))
    return FALSE;
  code = ae_model_get_code (model, shapes);
  self->first = self->part == WB_EXPORT_DECODER ? code + 1 : 1;
  self->n_layers = (self->part == WB_EXPORT_ENCODER ? code + 1 : n) - self->first;
  if (self->n_layers == 0)
    return wb_refuse (error, WB_ERROR_EXPORT,
                      _ ("The model has no layer in its %s. Choose another layer as the code."),
                      wb_export_part_names[self->part]);
  self->layers = g_new0 (WbExportLayer, self->n_layers);
  self->input = shapes[self->first - 1];
  self->output = shapes[self->first + self->n_layers - 1];
  if (self->part != WB_EXPORT_ENCODER && ae_model_returns_input (model))
    self->output = shapes[0];
  for (guint i = 0; i < self->n_layers; i++)
    if (!lay_out_layer (self, model, self->first + i, shapes, error))
      return FALSE;
  return TRUE;
}

WbExportModel *
wb_export_model_new (WbCheckpoint *checkpoint,
                     const WbDataReference *reference,
                     WbExportPart part,
                     GError **error)
{
  g_autoptr (WbExportModel) self = g_new0 (WbExportModel, 1);

  self->checkpoint = wb_checkpoint_ref (checkpoint);
  if (reference != NULL)
    self->reference = wb_data_reference_ref ((WbDataReference *) reference);
  self->part = part;
  return lay_out (self, error) ? g_steal_pointer (&self) : NULL;
}

void
wb_export_model_free (WbExportModel *self)
{
  for (guint i = 0; self->layers != NULL && i < self->n_layers; i++)
    g_free (self->layers[i].name);
  g_free (self->layers);
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  wb_checkpoint_unref (self->checkpoint);
  g_free (self);
}

static int
find_weight (const WbExportLayer *layer, const char *name)
{
  for (guint i = 0; i < layer->n_params; i++)
    if (g_str_equal (layer->params[i].name, name))
      return (int) i;
  return -1;
}

const float *
wb_export_layer_get_weight (const WbExportLayer *layer, const char *name)
{
  int i = find_weight (layer, name);

  return i >= 0 ? layer->weights[i] : NULL;
}

AeValue
wb_export_layer_get_option (const WbExportLayer *layer, const char *name)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);
  AeValue value = { 0 };

  if (option != NULL)
    ae_option_get (option, layer->options, &value);
  return value;
}

const char *
wb_export_layer_get_choice (const WbExportLayer *layer, const char *name)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);

  return option->choices[wb_export_layer_get_option (layer, name).integer];
}

float *
wb_export_turn (const AeShape *from, const float *values, const char *order, AeShape *to)
{
  gsize strides[AE_MAX_RANK], size = ae_shape_size (from);
  float *turned = g_new (float, size);

  to->rank = from->rank;
  for (guint i = 0; i < to->rank; i++)
    {
      guint axis = (guint) (order[i] - '0');

      to->dims[i] = from->dims[axis];
      strides[i] = 1;
      for (guint k = axis + 1; k < from->rank; k++)
        strides[i] *= from->dims[k];
    }
  for (gsize i = 0; i < size; i++)
    {
      gsize at = 0, rest = i;

      for (guint k = to->rank; k > 0; rest /= to->dims[k - 1], k--)
        at += rest % to->dims[k - 1] * strides[k - 1];
      turned[i] = values[at];
    }
  return turned;
}

float *
wb_export_layer_turn_weight (const WbExportLayer *layer,
                             const char *name,
                             const char *order,
                             AeShape *to)
{
  int i = find_weight (layer, name);

  return i >= 0 ? wb_export_turn (&layer->params[i].shape, layer->weights[i], order, to) : NULL;
}

gboolean
wb_export_refuse_layer (const WbExportModel *self,
                        guint index,
                        const char *format,
                        const char *reason,
                        GError **error)
{
  return wb_refuse (error, WB_ERROR_EXPORT, _ ("%s, layer %u, cannot be written for %s: %s"),
                    self->layers[index].klass->type, self->first + index + 1, format, reason);
}

double
wb_export_model_get_beta (const WbExportModel *self)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (self->checkpoint);

  return recipe->reduction == AE_REDUCTION_SUM
           ? recipe->beta
           : recipe->beta / (double) ae_shape_size (&self->input);
}
