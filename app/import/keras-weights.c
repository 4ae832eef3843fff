/* SPDX-License-Identifier: MIT */
/* Weights by Keras' names into a network. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/import/keras-reader.h"

WbKerasTensor *
wb_keras_tensor_new (const char *layer, const char *name, const AeShape *shape)
{
  WbKerasTensor *self = g_new0 (WbKerasTensor, 1);

  self->layer = g_strdup (layer);
  self->name = g_strdup (name);
  self->shape = *shape;
  self->values = g_new0 (float, ae_shape_size (shape));
  return self;
}

void
wb_keras_tensor_free (WbKerasTensor *self)
{
  g_free (self->layer);
  g_free (self->name);
  g_free (self->values);
  g_free (self);
}

static void
list_params (const AeNetwork *network, guint layer, GPtrArray *weights)
{
  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    if (ae_network_get_weight (network, i)->layer == layer)
      g_ptr_array_add (weights, (gpointer) ae_network_get_weight (network, i));
}

/* The name without what stands before it: "lstm_cell/kernel:0" is "kernel". */
static gboolean
is_called (const WbKerasTensor *tensor, const char *name)
{
  const char *slash = strrchr (tensor->name, '/');
  const char *own = slash != NULL ? slash + 1 : tensor->name;

  own = g_str_equal (own, "depthwise_kernel") ? "kernel" : own;
  return g_str_has_prefix (own, name) && (own[strlen (name)] == '\0' || own[strlen (name)] == ':');
}

/* By its name where one tensor alone has it, else in Keras' order. */
static const WbKerasTensor *
choose_tensor (const GPtrArray *tensors, const char *name, guint place)
{
  const WbKerasTensor *found = NULL;
  guint n = 0;

  for (guint i = 0; i < tensors->len; i++)
    if (is_called (tensors->pdata[i], name))
      {
        found = tensors->pdata[i];
        n++;
      }
  return n == 1 ? found : tensors->pdata[place];
}

/* A kernel of which the file has the upper left, @own; zeros follow. */
static gboolean
fill_part (const AeWeight *weight, const WbKerasTensor *tensor, const AeSizes *own)
{
  const AeShape *to = &weight->param.shape, *from = &tensor->shape;
  gsize place = ae_shape_size (from) / MAX (own->dims[0] * own->dims[1], 1);
  AeShape wanted = *to;

  wanted.dims[0] = own->dims[0];
  wanted.dims[1] = own->dims[1];
  if (to->rank != 4 || !ae_shape_equal (from, &wanted))
    return FALSE;
  memset (weight->values, 0, weight->size * sizeof (float));
  for (gsize y = 0; y < own->dims[0]; y++)
    memcpy (weight->values + y * to->dims[1] * place, tensor->values + y * own->dims[1] * place,
            own->dims[1] * place * sizeof (float));
  return TRUE;
}

static gboolean
fill (const AeWeight *weight,
      const WbKerasTensor *tensor,
      const AeSizes *own,
      const char *layer,
      GError **error)
{
  g_autofree char *theirs = NULL, *ours = NULL;

  if (own->rank > 0 && fill_part (weight, tensor, own))
    return TRUE;
  if (ae_shape_equal (&weight->param.shape, &tensor->shape))
    {
      memcpy (weight->values, tensor->values, weight->size * sizeof (float));
      return TRUE;
    }
  theirs = ae_shape_to_string (&tensor->shape);
  ours = ae_shape_to_string (&weight->param.shape);
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("The layer “%s” has a weight “%s” of %s, and %s was expected. Save the "
                       "model again in the program that wrote it."),
                    layer, tensor->name, theirs, ours);
}

static void
add_tensors (const GPtrArray *all, const char *key, GPtrArray *tensors)
{
  for (guint i = 0; i < all->len; i++)
    if (g_str_equal (((WbKerasTensor *) all->pdata[i])->layer, key))
      g_ptr_array_add (tensors, all->pdata[i]);
}

static gboolean
fill_layer (AeNetwork *network,
            guint layer,
            const char *name,
            const AeSizes *own,
            const char *key,
            const char *other_key,
            const GPtrArray *all,
            GError **error)
{
  g_autoptr (GPtrArray) weights = g_ptr_array_new (), tensors = g_ptr_array_new ();

  list_params (network, layer, weights);
  add_tensors (all, key, tensors);
  if (other_key != NULL)
    add_tensors (all, other_key, tensors);
  if (tensors->len != weights->len)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ (
                        "The layer “%s” has %u weights, and %u were expected. Save the model again "
                        "in the program that wrote it."),
                      name, tensors->len, weights->len);
  for (guint i = 0; i < weights->len; i++)
    {
      const AeWeight *weight = weights->pdata[i];

      if (!fill (weight, choose_tensor (tensors, weight->param.name, i), own, name, error))
        return FALSE;
    }
  return TRUE;
}

AeNetwork *
wb_keras_model_make_network (const WbKerasModel *self,
                             gboolean by_path,
                             const GPtrArray *tensors,
                             GError **error)
{
  g_autoptr (AeNetwork) network = ae_network_new (self->model, 1, error);
  const GPtrArray *keys = by_path ? self->paths : self->names;
  const GPtrArray *others = by_path ? self->other_paths : self->other_names;

  for (guint i = 0; network != NULL && i < self->names->len; i++)
    if (!fill_layer (network, i, self->names->pdata[i], &g_array_index (self->kernels, AeSizes, i),
                     keys->pdata[i], others->pdata[i], tensors, error))
      return NULL;
  if (network == NULL)
    return NULL;
  ae_network_weights_changed (network);
  return g_steal_pointer (&network);
}
