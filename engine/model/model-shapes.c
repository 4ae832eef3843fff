/* SPDX-License-Identifier: MIT */
/* What a model's layers make of each other: shapes, weights, counts. */
#include "engine/error.h"
#include "engine/model/model.h"
#include "engine/translation.h"

#define MAX_VALUES G_MAXINT32

int
ae_model_get_source (const AeModel *model, guint index)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  const AeOption *option;
  AeValue value;
  int source;

  if (!(layer->klass->flags & AE_LAYER_JOINS))
    return -1;
  option = ae_options_find (layer->klass->options, "source");
  ae_option_get (option, layer->options, &value);
  source = ae_model_find (model, (guint) value.integer);
  return source < (int) index ? source : -1;
}

/* Axes are bounded one by one; this bounds their product, before anybody
 * computes with it. */
static gboolean
check_size (const AeShape *shape, GError **error)
{
  guint64 size = 1;
  g_autofree char *text = NULL;

  for (guint i = 0; i < shape->rank && size <= MAX_VALUES; i++)
    size *= shape->dims[i];
  if (size <= MAX_VALUES)
    return TRUE;
  text = ae_shape_to_string (shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("%s are more values than the %d that a sample can have. Make an axis "
                       "shorter."),
                    text, MAX_VALUES);
}

static gboolean
infer_layer (const AeModel *model, guint index, AeShape *shapes, GError **error)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  gboolean joins = (layer->klass->flags & AE_LAYER_JOINS) != 0;
  int source = ae_model_get_source (model, index);

  if ((index == 0) != ((layer->klass->flags & AE_LAYER_INPUT) != 0))
    return ae_refuse (error, AE_ERROR_MODEL, _ ("A model begins with its one Input layer."));
  if (joins && source < 0)
    return ae_refuse (error, AE_ERROR_MODEL,
                      _ ("%s joins the output of an earlier layer, and none is chosen. Choose "
                         "its source."),
                      layer->klass->type);
  return layer->klass->shape (layer->options, index > 0 ? &shapes[index - 1] : NULL,
                              joins ? &shapes[source] : NULL, &shapes[index], error)
         && check_size (&shapes[index], error);
}

gboolean
ae_model_infer (const AeModel *model, AeShape *shapes, guint *culprit, GError **error)
{
  guint n = ae_model_get_n_layers (model);

  for (guint i = 0; i < n; i++)
    shapes[i] = (AeShape) { 0 };
  for (guint i = 0; i < n; i++)
    if (!infer_layer (model, i, shapes, error))
      {
        shapes[i] = (AeShape) { 0 };
        if (culprit != NULL)
          *culprit = i;
        return FALSE;
      }
  return TRUE;
}

guint
ae_model_get_params (const AeModel *model,
                     guint index,
                     const AeShape *shapes,
                     AeParam params[AE_MAX_PARAMS])
{
  const AeLayer *layer = ae_model_get_layer (model, index);

  if (layer->klass->params == NULL || shapes[index].rank == 0)
    return 0;
  for (guint i = 0; i < AE_MAX_PARAMS; i++)
    params[i] = (AeParam) { 0 };
  return layer->klass->params (layer->options, &shapes[index - 1], &shapes[index], params);
}

gsize
ae_model_count_params (const AeModel *model, guint index, const AeShape *shapes)
{
  AeParam params[AE_MAX_PARAMS];
  guint n = ae_model_get_params (model, index, shapes, params);
  gsize count = 0;

  for (guint i = 0; i < n; i++)
    if (!params[i].frozen)
      count += ae_shape_size (&params[i].shape);
  return count;
}

/* Whether @output can be a reconstruction of @target: as many values, and as many channels where
 * both are images. */
static gboolean
shapes_fit (const AeShape *output, const AeShape *target)
{
  if (output->rank == 3 && target->rank == 3)
    return ae_shape_equal (output, target);
  return ae_shape_size (output) == ae_shape_size (target);
}

gboolean
ae_model_returns_input (const AeModel *model)
{
  guint n_layers = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n_layers);

  return ae_model_infer (model, shapes, NULL, NULL)
         && shapes_fit (&shapes[n_layers - 1], &shapes[0]);
}
