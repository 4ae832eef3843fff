/* SPDX-License-Identifier: MIT */
/* Sums in double, one for each value of a sample: a mean of means is the mean,
 * as all samples have the same size.
 */
#include "app/data/data-statistics.h"

#include <math.h>

/* Samples at a time: how soon it stops, and how much memory it takes. */
#define SLICE 256

/* Of a larger set, this many values are read: less than a second. */
#define MANY_VALUES ((gsize) 1 << 28)

static void
add_sample (WbDataStatistics *self, const float *x, double *sums, gsize *n_zeros)
{
  for (gsize i = 0; i < self->size; i++)
    {
      double value = (double) x[i];

      sums[i] += value;
      *n_zeros += value == 0;
      self->minimum = MIN (self->minimum, value);
      self->maximum = MAX (self->maximum, value);
    }
}

static void
count_classes (WbDataStatistics *self, DsDataset *data)
{
  const gint *labels = ds_dataset_get_labels (data);

  if (labels == NULL)
    return;
  self->n_classes = ds_dataset_get_n_classes (data);
  self->class_counts = g_new0 (gsize, self->n_classes);
  for (gsize i = 0; i < self->n; i++)
    self->class_counts[labels[i]]++;
}

static void
count_factors (WbDataStatistics *self, DsDataset *data)
{
  g_autofree float *values = NULL;

  self->n_factors = ds_dataset_get_n_factors (data);
  self->factors = g_new (WbFactorStatistics, self->n_factors);
  values = g_new (float, self->n_factors);
  for (guint f = 0; f < self->n_factors; f++)
    self->factors[f] = (WbFactorStatistics) { INFINITY, 0, -INFINITY };
  for (gsize i = 0; self->n_factors > 0 && i < self->n; i++)
    {
      ds_dataset_read_factors (data, i, 1, values);
      for (guint f = 0; f < self->n_factors; f++)
        {
          WbFactorStatistics *factor = &self->factors[f];
          double value = (double) values[f];

          factor->minimum = MIN (factor->minimum, value);
          factor->maximum = MAX (factor->maximum, value);
          factor->mean += value / (double) self->n;
        }
    }
}

static void
finish (WbDataStatistics *self, const double *sums, gsize n_zeros)
{
  for (gsize i = 0; i < self->size; i++)
    {
      self->mean_sample[i] = (float) (sums[i] / (double) self->n_read);
      self->mean += sums[i] / (double) self->n_read / (double) self->size;
    }
  self->zeros = (double) n_zeros / (double) self->n_read / (double) self->size;
}

WbDataStatistics *
wb_data_statistics_new (DsDataset *data, GCancellable *cancellable, GError **error)
{
  g_autoptr (WbDataStatistics) self = g_new0 (WbDataStatistics, 1);
  g_autofree double *sums = NULL;
  g_autofree float *x = NULL;
  gsize n_zeros = 0, step;

  self->n = ds_dataset_get_count (data);
  self->size = ds_dataset_get_sample_size (data);
  self->minimum = INFINITY;
  self->maximum = -INFINITY;
  self->mean_sample = g_new (float, self->size);
  sums = g_new0 (double, self->size);
  x = g_new (float, MIN (SLICE, self->n) * self->size);
  step = SLICE * MAX (self->n / (MANY_VALUES / self->size + 1), 1);
  for (gsize first = 0; first < self->n; first += step)
    {
      gsize n = MIN (SLICE, self->n - first);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      ds_dataset_read_range (data, first, n, x);
      for (gsize i = 0; i < n; i++)
        add_sample (self, x + i * self->size, sums, &n_zeros);
      self->n_read += n;
    }
  if (!ds_dataset_check (data, error))
    return NULL;
  count_classes (self, data);
  count_factors (self, data);
  finish (self, sums, n_zeros);
  return g_steal_pointer (&self);
}

void
wb_data_statistics_free (WbDataStatistics *self)
{
  if (self == NULL)
    return;
  g_free (self->mean_sample);
  g_free (self->class_counts);
  g_free (self->factors);
  g_free (self);
}
