/* SPDX-License-Identifier: MIT */
/* The network runs to the layer before the code; what the code makes of its
 * output is asked of the layer's class.
 */
#include "app/training/divergence.h"

/* Samples at a time, so that a large set needs no memory of its own size. */
#define SLICE 64

guint
wb_divergence_find_code (const AeModel *model)
{
  guint found = 0;

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    if (ae_model_get_layer (model, i)->klass->divergence != NULL)
      found = i;
  return found;
}

gboolean
wb_divergence_has (const AeModel *model)
{
  return wb_divergence_find_code (model) > 0;
}

static void
find_weights (const AeNetwork *network, guint layer, const float *w[AE_MAX_PARAMS])
{
  const AeLayer *self = ae_model_get_layer (ae_network_get_model (network), layer);
  AeParam params[AE_MAX_PARAMS];
  guint n = self->klass->params (self->options, ae_network_get_shape (network, layer - 1),
                                 ae_network_get_shape (network, layer), params);

  for (guint i = 0; i < n; i++)
    w[i] = ae_network_find_weight (network, self->id, params[i].name)->values;
}

void
wb_divergence_read_deviations (const AeNetwork *network, const float *x, float *deviations)
{
  const AeModel *model = ae_network_get_model (network);
  guint layer = wb_divergence_find_code (model);
  const float *w[AE_MAX_PARAMS] = { NULL };

  find_weights (network, layer, w);
  ae_model_get_layer (model, layer)
    ->klass->deviations (w, ae_shape_last (ae_network_get_shape (network, layer)),
                         ae_shape_size (ae_network_get_shape (network, layer - 1)), x, deviations);
}

/* From sums over @n samples to means. */
static void
finish (WbDivergence *self, gsize n)
{
  for (guint unit = 0; unit < self->units; unit++)
    {
      self->nats[unit] /= (double) MAX (n, 1);
      self->total += self->nats[unit];
      self->n_active += self->nats[unit] > WB_DIVERGENCE_ACTIVE;
    }
}

WbDivergence *
wb_divergence_measure (const AeNetwork *network,
                       DsDataset *dataset,
                       gsize n_samples,
                       GError **error)
{
  guint layer = wb_divergence_find_code (ae_network_get_model (network));
  gsize size = ae_shape_size (ae_network_get_shape (network, layer - 1));
  gsize count = ds_dataset_get_count (dataset);
  g_autofree float *x = g_new (float, SLICE * ds_dataset_get_sample_size (dataset));
  g_autofree float *y = g_new (float, SLICE * size);
  const float *w[AE_MAX_PARAMS] = { NULL };
  g_autoptr (WbDivergence) self = g_new0 (WbDivergence, 1);

  find_weights (network, layer, w);
  if (n_samples == 0 || n_samples > count)
    n_samples = count;
  self->units = ae_shape_last (ae_network_get_shape (network, layer));
  self->nats = g_new0 (double, self->units);
  for (gsize first = 0; first < n_samples; first += SLICE)
    {
      gsize n = MIN (SLICE, n_samples - first);

      ds_dataset_read_range (dataset, first, n, x);
      if (!ae_network_predict (network, 0, layer - 1, n, x, y, error))
        return NULL;
      ae_model_get_layer (ae_network_get_model (network), layer)
        ->klass->divergence (w, self->units, n, size, y, self->nats);
    }
  if (!ds_dataset_check (dataset, error))
    return NULL;
  finish (self, n_samples);
  return g_steal_pointer (&self);
}

void
wb_divergence_free (WbDivergence *self)
{
  g_free (self->nats);
  g_free (self);
}
