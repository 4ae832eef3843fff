/* SPDX-License-Identifier: MIT */
#include "app/latent/map-values.h"

#include <stdlib.h>

#include "app/sort.h"

#define CHUNK 500

static double
measure_error (gsize size, const float *sample, const float *picture)
{
  double sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += (double) (sample[i] - picture[i]) * (sample[i] - picture[i]);
  return sum / (double) size;
}

float *
wb_latent_map_get_errors (const WbLatentMap *self)
{
  const gsize size = ae_shape_size (&self->shape);
  g_autofree float *pictures = g_new (float, CHUNK *size);
  g_autofree float *sample = g_new (float, size);
  float *errors;

  if (ds_dataset_get_sample_size (self->dataset) != size)
    return NULL;
  errors = g_new (float, self->codes->n);
  for (gsize first = 0; first < self->codes->n; first += CHUNK)
    {
      gsize n = MIN (CHUNK, self->codes->n - first);

      if (!wb_latent_map_decode (self, n, wb_latent_map_get_code (self, first), pictures, NULL))
        {
          g_free (errors);
          return NULL;
        }
      for (gsize i = 0; i < n; i++)
        {
          ds_dataset_read (self->dataset, (guint32[]) { (guint32) (first + i) }, 1, sample);
          errors[first + i] = (float) measure_error (size, sample, pictures + i * size);
        }
    }
  return errors;
}

float *
wb_latent_map_get_factor (const WbLatentMap *self, guint factor)
{
  const guint n_factors = ds_dataset_get_n_factors (self->dataset);
  g_autofree float *factors = NULL;
  float *values;

  if (factor >= n_factors)
    return NULL;
  factors = g_new (float, self->codes->n * n_factors);
  ds_dataset_read_factors (self->dataset, 0, self->codes->n, factors);
  values = g_new (float, self->codes->n);
  for (gsize i = 0; i < self->codes->n; i++)
    values[i] = factors[i * n_factors + factor];
  return values;
}

void
wb_values_stretch (gsize n, float *values, double *lower, double *upper)
{
  g_autofree float *sorted = g_memdup2 (values, n * sizeof (float));

  qsort (sorted, n, sizeof (float), wb_compare_floats);
  *lower = sorted[(n - 1) / 100];
  *upper = sorted[n - 1 - (n - 1) / 100];
  for (gsize i = 0; i < n; i++)
    values[i] = *upper > *lower ? (float) ((values[i] - *lower) / (*upper - *lower)) : 0;
}
