/* SPDX-License-Identifier: MIT */
#include "app/project/run-weights.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

GBytes *
wb_run_weights_new (const WbCheckpoint *checkpoint)
{
  GByteArray *values = g_byte_array_new ();

  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    {
      const WbCheckpointTensor *tensor = wb_checkpoint_get_tensor (checkpoint, i);

      if (tensor->slot == WB_CHECKPOINT_WEIGHT)
        g_byte_array_append (values, (const guint8 *) tensor->values,
                             (guint) (tensor->size * sizeof (float)));
    }
  return g_byte_array_free_to_bytes (values);
}

gsize
wb_run_weights_count (const AeModel *model)
{
  guint n_layers = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n_layers);
  gsize n = 0;

  if (!ae_model_infer (model, shapes, NULL, NULL))
    return 0;
  for (guint i = 0; i < n_layers; i++)
    {
      AeParam params[AE_MAX_PARAMS];
      guint n_params = ae_model_get_params (model, i, shapes, params);

      for (guint j = 0; j < n_params; j++)
        n += ae_shape_size (&params[j].shape);
    }
  return n;
}

/* A network lists its weights in the same order. The block is as long as they are
 * together, see wb_run_weights_count(). */
static void
fill (AeNetwork *network, const float *values)
{
  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);

      memcpy (weight->values, values, weight->size * sizeof (float));
      values += weight->size;
    }
  ae_network_weights_changed (network);
}

AeNetwork *
wb_run_weights_make_network (const WbRunRecord *run, GError **error)
{
  AeNetwork *network;

  if (run->kept == NULL)
    {
      wb_refuse (error, WB_ERROR_CONTENTS,
                 _ ("The weights of “%s” are not kept. Use its settings and train it again: "
                    "the same weights come out."),
                 run->name);
      return NULL;
    }
  network = ae_network_new (run->model, (guint64) run->recipe.seed, error);
  if (network != NULL)
    fill (network, g_bytes_get_data (run->kept, NULL));
  return network;
}
