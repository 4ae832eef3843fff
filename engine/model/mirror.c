/* SPDX-License-Identifier: MIT */
#include "engine/model/mirror.h"

#include <string.h>

#include "engine/error.h"
#include "engine/translation.h"

const AeLayer *
ae_mirror_get_layer (const AeMirror *self, guint index)
{
  return ae_model_get_layer (self->encoder, index);
}

static char *
get_text (const AeLayer *layer, const char *name)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);

  return option != NULL ? ae_option_to_text (option, layer->options) : NULL;
}

char *
ae_mirror_get_text (const AeMirror *self, guint index, const char *name)
{
  return get_text (ae_mirror_get_layer (self, index), name);
}

gint64
ae_mirror_get_int (const AeMirror *self, guint index, const char *name)
{
  const AeLayer *layer = ae_mirror_get_layer (self, index);
  AeValue value = { 0 };

  ae_option_get (ae_options_find (layer->klass->options, name), layer->options, &value);
  return value.integer;
}

char *
ae_mirror_get_activation (const AeMirror *self, guint index)
{
  for (guint i = index - 1; i > 0; i--)
    {
      const AeLayer *layer = ae_mirror_get_layer (self, i);

      if (ae_options_find (layer->klass->options, "return_sequences") != NULL)
        return g_strdup ("tanh");
      if (layer->klass->mirror != NULL
          && ae_options_find (layer->klass->options, "activation") != NULL)
        return get_text (layer, "activation");
    }
  return g_strdup (self->output);
}

gboolean
ae_mirror_append (AeMirror *self, GError **error, const char *type, const char *format, ...)
{
  g_autofree char *options = NULL;
  g_autofree AeShape *shapes = NULL;
  AeModel *longer;
  guint n;
  va_list arguments;

  va_start (arguments, format);
  options = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  longer = ae_model_append (self->model, type, options, error);
  if (longer == NULL)
    return FALSE;
  ae_model_unref (self->model);
  self->model = longer;
  n = ae_model_get_n_layers (longer);
  shapes = g_new0 (AeShape, n);
  if (!ae_model_infer (longer, shapes, NULL, error))
    return FALSE;
  self->shape = shapes[n - 1];
  return TRUE;
}

gboolean
ae_mirror_reshape (AeMirror *self, const AeShape *shape, GError **error)
{
  g_autofree char *sizes = NULL;

  if (ae_shape_equal (&self->shape, shape))
    return TRUE;
  if (shape->rank == 1)
    return ae_mirror_append (self, error, "Flatten", "%s", "");
  sizes = g_strdup_printf (shape->rank == 2 ? "%u,%u" : "%u,%u,%u", shape->dims[0], shape->dims[1],
                           shape->dims[2]);
  return ae_mirror_append (self, error, "Reshape", "target_shape=%s", sizes);
}

gboolean
ae_mirror_trim (AeMirror *self, const AeShape *shape, GError **error)
{
  guint more[2] = { 0 }, less[2] = { 0 };

  for (guint axis = 0; axis < 2; axis++)
    if (self->shape.dims[axis] > shape->dims[axis])
      more[axis] = self->shape.dims[axis] - shape->dims[axis];
    else
      less[axis] = shape->dims[axis] - self->shape.dims[axis];
  if ((more[0] > 0 || more[1] > 0)
      && !ae_mirror_append (self, error, "Cropping2D", "cropping=%u,%u,%u,%u", more[0] / 2,
                            more[0] - more[0] / 2, more[1] / 2, more[1] - more[1] / 2))
    return FALSE;
  return (less[0] == 0 && less[1] == 0)
         || ae_mirror_append (self, error, "ZeroPadding2D", "padding=%u,%u,%u,%u", less[0] / 2,
                              less[0] - less[0] / 2, less[1] / 2, less[1] - less[1] / 2);
}

gboolean
ae_mirror_stretch (AeMirror *self, guint index, gint64 factor, GError **error)
{
  if (factor > 1
      && !ae_mirror_append (self, error, "UpSampling1D", "size=%" G_GINT64_FORMAT, factor))
    return FALSE;
  if (self->shape.dims[0] == self->shapes[index - 1].dims[0])
    return TRUE;
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("Layer %u, %s, cannot be mirrored: its number of steps is rounded. Use "
                       "padding “same” and strides that divide the steps"),
                    index + 1, ae_mirror_get_layer (self, index)->klass->type);
}

/* Whether the last layer that computes has the reconstruction's activation. */
static gboolean
has_output (const AeMirror *self)
{
  guint i = ae_model_get_n_layers (self->model) - 1;
  g_autofree char *activation = NULL;

  while (i > 0 && (ae_model_get_layer (self->model, i)->klass->flags & AE_LAYER_KEEPS_RANGE) != 0)
    i--;
  activation = get_text (ae_model_get_layer (self->model, i), "activation");
  return i >= ae_model_get_n_layers (self->encoder) && activation != NULL
         && strcmp (activation, self->output) == 0;
}

gboolean
ae_mirror_finish (AeMirror *self, GError **error)
{
  guint last = ae_shape_last (&self->shape);

  if (has_output (self))
    return TRUE;
  if (self->shape.rank == 3)
    return ae_mirror_append (self, error, "Conv2D",
                             "filters=%u,kernel_size=3,padding=same,activation=%s", last,
                             self->output);
  return ae_mirror_append (self, error, self->shape.rank == 2 ? "TimeDistributed" : "Dense",
                           "units=%u,activation=%s", last, self->output);
}
