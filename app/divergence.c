/* SPDX-License-Identifier: MIT */
/* The divergence of N(m, e^v) from N(0, 1) is ½ (m² + e^v - 1 - v) in each
 * dimension (Kingma and Welling, 2013, appendix B). The layer adds all of them
 * up; here the network runs to the layer before, and mean and log-variance are
 * worked out from its weights.
 */
#include "app/divergence.h"

#include <math.h>

/* Samples at a time, so that a large set needs no memory of its own size. */
#define SLICE 64

/* The last Gaussian code of the model, or 0. */
static guint
find_layer (const AeModel *model)
{
  guint found = 0;

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    if (g_str_equal (ae_model_get_layer (model, i)->klass->type, "GaussianCode"))
      found = i;
  return found;
}

/** Whether there is a variational code to measure. */
gboolean
wb_divergence_has (const AeModel *model)
{
  return find_layer (model) > 0;
}

static const float *
find_values (const AeNetwork *network, guint layer, const char *name)
{
  guint id = ae_model_get_layer (ae_network_get_model (network), layer)->id;

  return ae_network_find_weight (network, id, name)->values;
}

/* x·w + b for one unit. */
static double
project (const float *x, gsize size, const float *w, const float *b, guint unit, guint units)
{
  double sum = b[unit];

  for (gsize i = 0; i < size; i++)
    sum += (double) x[i] * w[i * units + unit];
  return sum;
}

static void
add_samples (WbDivergence *self,
             const AeNetwork *network,
             guint layer,
             gsize n,
             const float *x)
{
  gsize size = ae_shape_size (ae_network_get_shape (network, layer - 1));
  const float *mean_kernel = find_values (network, layer, "mean_kernel");
  const float *mean_bias = find_values (network, layer, "mean_bias");
  const float *kernel = find_values (network, layer, "log_variance_kernel");
  const float *bias = find_values (network, layer, "log_variance_bias");

  for (gsize s = 0; s < n; s++, x += size)
    for (guint unit = 0; unit < self->units; unit++)
      {
        double m = project (x, size, mean_kernel, mean_bias, unit, self->units);
        double v = project (x, size, kernel, bias, unit, self->units);

        self->nats[unit] += (m * m + exp (v) - 1 - v) / 2;
      }
}

static void
settle (WbDivergence *self, gsize n)
{
  for (guint unit = 0; unit < self->units; unit++)
    {
      self->nats[unit] /= (double) MAX (n, 1);
      self->total += self->nats[unit];
      self->n_active += self->nats[unit] > WB_DIVERGENCE_ACTIVE;
    }
}

/**
 * Measures the code of a network whose model has one, see wb_divergence_has();
 * of several, the last. Takes as long as encoding the samples does.
 *
 * @n_samples: at most so many of @dataset, the first ones; 0 for all
 * @error: AE_ERROR_MEMORY
 *
 * Returns: (transfer full): the measure, or NULL.
 */
WbDivergence *
wb_divergence_measure (const AeNetwork *network,
                       DsDataset *dataset,
                       gsize n_samples,
                       GError **error)
{
  guint layer = find_layer (ae_network_get_model (network));
  gsize size = ae_shape_size (ae_network_get_shape (network, layer - 1));
  gsize count = ds_dataset_get_count (dataset);
  g_autofree float *x = g_new (float, SLICE * ds_dataset_get_sample_size (dataset));
  g_autofree float *y = g_new (float, SLICE * size);
  g_autoptr (WbDivergence) self = g_new0 (WbDivergence, 1);

  self->references = 1;
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
      add_samples (self, network, layer, n, y);
    }
  settle (self, n_samples);
  return g_steal_pointer (&self);
}

/** (transfer full): @self, held once more. */
WbDivergence *
wb_divergence_ref (WbDivergence *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

/** Lets go of it; the last one frees it. */
void
wb_divergence_unref (WbDivergence *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  g_free (self->nats);
  g_free (self);
}
