/* SPDX-License-Identifier: MIT */
#include "app/latent/map-values.h"

#include <math.h>
#include <stdlib.h>

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

/* [n, F] */
static float *
read_factors (const WbLatentMap *self)
{
  float *factors = g_new (float, self->codes->n *ds_dataset_get_n_factors (self->dataset));

  ds_dataset_read_factors (self->dataset, 0, self->codes->n, factors);
  return factors;
}

float *
wb_latent_map_get_factor (const WbLatentMap *self, guint factor)
{
  const guint n_factors = ds_dataset_get_n_factors (self->dataset);
  g_autofree float *factors = NULL;
  float *values;

  if (factor >= n_factors)
    return NULL;
  factors = read_factors (self);
  values = g_new (float, self->codes->n);
  for (gsize i = 0; i < self->codes->n; i++)
    values[i] = factors[i * n_factors + factor];
  return values;
}

static int
compare (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

void
wb_values_stretch (gsize n, float *values, double *lower, double *upper)
{
  g_autofree float *sorted = g_memdup2 (values, n * sizeof (float));

  qsort (sorted, n, sizeof (float), compare);
  *lower = sorted[(n - 1) / 100];
  *upper = sorted[n - 1 - (n - 1) / 100];
  for (gsize i = 0; i < n; i++)
    values[i] = *upper > *lower ? (float) ((values[i] - *lower) / (*upper - *lower)) : 0;
}

/* Of value @j of the codes and factor @f. */
static double
correlate (const WbLatentMap *self, const float *factors, gsize n_factors, gsize j, gsize f)
{
  double n = self->codes->n, mean = 0, both = 0, own = 0, other = 0;

  for (gsize i = 0; i < self->codes->n; i++)
    mean += factors[i * n_factors + f] / n;
  for (gsize i = 0; i < self->codes->n; i++)
    {
      double x = wb_latent_map_get_code (self, i)[j] - self->means[j];
      double y = factors[i * n_factors + f] - mean;

      both += x * y;
      own += x * x;
      other += y * y;
    }
  return own > 0 && other > 0 ? both / sqrt (own * other) : 0;
}

/* A factor that only repeats the class is a name, not a number. */
static gboolean
is_class (const WbLatentMap *self, const float *factors, gsize n_factors, gsize f)
{
  const gint *labels = ds_dataset_get_labels (self->dataset);

  if (labels == NULL)
    return FALSE;
  for (gsize i = 0; i < self->codes->n; i++)
    if (factors[i * n_factors + f] != (float) labels[i])
      return FALSE;
  return TRUE;
}

gboolean
wb_latent_map_correlate (const WbLatentMap *self, guint *factors, double *correlations)
{
  const guint n_factors = ds_dataset_get_n_factors (self->dataset);
  g_autofree float *values = NULL;

  if (n_factors == 0)
    return FALSE;
  values = read_factors (self);
  for (gsize j = 0; j < self->codes->size; j++)
    {
      correlations[j] = factors[j] = 0;
      for (guint f = 0; f < n_factors; f++)
        {
          double r = is_class (self, values, n_factors, f)
                       ? 0
                       : correlate (self, values, n_factors, j, f);

          if (fabs (r) <= fabs (correlations[j]))
            continue;
          correlations[j] = r;
          factors[j] = f;
        }
    }
  return TRUE;
}
