/* SPDX-License-Identifier: MIT */
#include "app/latent/map.h"

#include <math.h>

#define LEAST_DEVIATION 1e-6

static void
measure_values (WbLatentMap *self)
{
  const gsize n = self->codes->n, d = self->codes->size;
  g_autofree double *squares = g_new0 (double, d);

  for (gsize j = 0; j < d; j++)
    self->means[j] = self->plane->mean[j];
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      {
        double away = (double) self->codes->values[i * d + j] - self->means[j];

        squares[j] += away * away;
      }
  for (gsize j = 0; j < d; j++)
    self->deviations[j] = (float) sqrt (squares[j] / (double) n);
}

static int
compare_importance (gconstpointer a, gconstpointer b, gpointer data)
{
  const WbLatentMap *self = data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  double x = self->nats != NULL ? self->nats[i] : (double) self->deviations[i];
  double y = self->nats != NULL ? self->nats[j] : (double) self->deviations[j];

  if (x != y)
    return x < y ? 1 : -1;
  return i < j ? -1 : 1;
}

static void
order_values (WbLatentMap *self)
{
  const WbDivergence *divergence = wb_snapshot_get (self->snapshot, WB_MEASURE_DIVERGENCE);

  if (divergence != NULL && divergence->units == self->codes->size)
    self->nats = g_memdup2 (divergence->nats, self->codes->size * sizeof (double));
  for (guint j = 0; j < self->codes->size; j++)
    self->order[j] = j;
  g_qsort_with_data (self->order, (int) self->codes->size, sizeof (guint), compare_importance,
                     self);
}

static AeShape
find_shape (const AeNetwork *network)
{
  guint last = ae_network_get_n_layers (network) - 1;

  return *ae_network_get_shape (network,
                                ae_network_check_reconstruction (network, NULL) ? 0 : last);
}

WbLatentMap *
wb_latent_map_new (WbSnapshot *snapshot,
                   DsDataset *dataset,
                   guint x,
                   guint y,
                   const WbLatentMap *before)
{
  const WbCodes *codes = wb_snapshot_get (snapshot, WB_MEASURE_CODES);
  const WbPlane *plane_before = before != NULL ? before->plane : NULL;
  WbLatentMap *self;
  WbPlane *plane;

  g_return_val_if_fail (codes != NULL, NULL);
  if (codes->size <= 2)
    {
      x = 0;
      y = 1;
    }
  else if (MAX (x, y) >= codes->size)
    x = y = WB_PLANE_COMPONENT;
  plane = wb_plane_new (x, y, codes->n, codes->size, codes->values, plane_before);
  if (plane == NULL)
    return NULL;
  self = g_new0 (WbLatentMap, 1);
  self->references = 1;
  self->snapshot = wb_snapshot_ref (snapshot);
  self->step = snapshot->measured[WB_MEASURE_CODES]->step;
  self->codes = codes;
  self->dataset = ds_dataset_ref (dataset);
  self->plane = plane;
  self->places = g_new (float, codes->n * 2);
  self->means = g_new (float, codes->size);
  self->deviations = g_new (float, codes->size);
  self->order = g_new (guint, codes->size);
  self->variational = wb_divergence_has (ae_network_get_model (codes->network));
  self->shape = find_shape (codes->network);
  wb_plane_project (plane, codes->n, codes->values, self->places);
  measure_values (self);
  order_values (self);
  return self;
}

WbLatentMap *
wb_latent_map_new_layout (const WbLatentMap *self, const float *places)
{
  const gsize n = self->codes->n, d = self->codes->size;
  WbLatentMap *copy = g_memdup2 (self, sizeof *self);

  copy->references = 1;
  wb_snapshot_ref (copy->snapshot);
  ds_dataset_ref (copy->dataset);
  copy->places = g_memdup2 (places, 2 * n * sizeof *places);
  copy->means = g_memdup2 (self->means, d * sizeof *self->means);
  copy->deviations = g_memdup2 (self->deviations, d * sizeof *self->deviations);
  copy->nats = g_memdup2 (self->nats, self->nats != NULL ? d * sizeof *self->nats : 0);
  copy->order = g_memdup2 (self->order, d * sizeof *self->order);
  copy->plane = wb_plane_new_layout (n, d, self->codes->values, copy->places, self->means);
  return copy;
}

WbLatentMap *
wb_latent_map_ref (WbLatentMap *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
wb_latent_map_unref (WbLatentMap *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  ds_dataset_unref (self->dataset);
  wb_plane_free (self->plane);
  g_free (self->places);
  g_free (self->means);
  g_free (self->deviations);
  g_free (self->nats);
  g_free (self->order);
  wb_snapshot_unref (self->snapshot);
  g_free (self);
}

const float *
wb_latent_map_get_code (const WbLatentMap *self, gsize sample)
{
  return self->codes->values + sample * self->codes->size;
}

void
wb_latent_map_get_mean (const WbLatentMap *self, gsize n, const guint32 *samples, float *code)
{
  for (gsize j = 0; j < self->codes->size; j++)
    {
      double sum = 0;

      for (gsize i = 0; i < n; i++)
        sum += wb_latent_map_get_code (self, samples[i])[j];
      code[j] = (float) (sum / (double) n);
    }
}

gsize
wb_latent_map_find_nearest (const WbLatentMap *self, const float *code)
{
  const gsize d = self->codes->size;
  double least = INFINITY;
  gsize nearest = 0;

  for (gsize i = 0; i < self->codes->n; i++)
    {
      const float *other = wb_latent_map_get_code (self, i);
      double sum = 0;

      for (gsize j = 0; j < d && sum < least; j++)
        sum += (double) (code[j] - other[j]) * (code[j] - other[j]);
      if (sum < least)
        {
          least = sum;
          nearest = i;
        }
    }
  return nearest;
}

gboolean
wb_latent_map_can_decode (const WbLatentMap *self)
{
  g_autofree float *sample = g_new (float, ae_shape_size (&self->shape));

  return wb_latent_map_decode (self, 1, self->means, sample, NULL);
}

gboolean
wb_latent_map_decode (const WbLatentMap *self,
                      gsize n,
                      const float *codes,
                      float *samples,
                      GError **error)
{
  const AeNetwork *network = self->codes->network;

  return ae_network_predict (network, ae_network_get_code (network),
                             ae_network_get_n_layers (network) - 1, n, codes, samples, error);
}

gboolean
wb_latent_map_encode (const WbLatentMap *self, const float *sample, float *code)
{
  const AeNetwork *network = self->codes->network;

  return ae_network_predict (network, 0, ae_network_get_code (network), 1, sample, code, NULL);
}

void
wb_latent_map_get_spread (const WbLatentMap *self, guint axis, double *middle, double *deviation)
{
  double sum = 0, squares = 0, n = self->codes->n;

  *middle = 0;
  *deviation = 1;
  if (self->variational && self->plane->pca == NULL && !wb_plane_is_layout (self->plane))
    return;
  for (gsize i = 0; i < self->codes->n; i++)
    {
      sum += self->places[2 * i + axis];
      squares += (double) self->places[2 * i + axis] * self->places[2 * i + axis];
    }
  *middle = sum / n;
  *deviation = MAX (sqrt (MAX (squares / n - *middle * *middle, 0)), LEAST_DEVIATION);
}
