/* SPDX-License-Identifier: MIT */
#include "app/latent/factor-table.h"

#include <math.h>

/* Below this share of a mean, what differs is rounding. */
#define LEAST_VARIATION 1e-6

void
wb_column_measure (gsize n, const float *values, gsize stride, double *mean, double *deviation)
{
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i * stride];
  *mean = sum / (double) n;
  for (gsize i = 0; i < n; i++)
    {
      double difference = values[i * stride] - *mean;

      squares += difference * difference;
    }
  *deviation = sqrt (squares / (double) n);
  if (*deviation <= LEAST_VARIATION * fabs (*mean))
    *deviation = 0;
}

void
wb_column_cut (gsize n, const float *values, gsize stride, guint16 *bins)
{
  double lower = values[0], upper = values[0], width;

  for (gsize i = 1; i < n; i++)
    {
      lower = MIN (lower, values[i * stride]);
      upper = MAX (upper, values[i * stride]);
    }
  width = (upper - lower) / WB_FACTOR_BINS;
  for (gsize i = 0; i < n; i++)
    {
      double place = width > 0 ? (values[i * stride] - lower) / width : 0;

      bins[i] = (guint16) MIN (place, WB_FACTOR_BINS - 1);
    }
}

guint
wb_factor_table_cut (const WbFactorTable *self, guint factor, guint16 *bins)
{
  const float *values = self->values + factor * self->n;

  if (self->n_classes[factor] == 0)
    {
      wb_column_cut (self->n, values, 1, bins);
      return WB_FACTOR_BINS;
    }
  for (gsize i = 0; i < self->n; i++)
    bins[i] = (guint16) values[i];
  return self->n_classes[factor];
}

static gboolean
is_class (gsize n, const float *factor, const gint *labels)
{
  if (labels == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (factor[i] != (float) labels[i])
      return FALSE;
  return TRUE;
}

/* Column @factor of @rows becomes the table's next one, unless it does not vary. */
static void
add (WbFactorTable *self, DsDataset *dataset, const float *rows, guint factor)
{
  const guint stride = ds_dataset_get_n_factors (dataset);
  float *column = self->values + self->n_factors * self->n;
  double mean, deviation;

  wb_column_measure (self->n, rows + factor, stride, &mean, &deviation);
  if (deviation == 0)
    return;
  for (gsize i = 0; i < self->n; i++)
    column[i] = rows[i * stride + factor];
  self->indices[self->n_factors] = factor;
  self->n_classes[self->n_factors] = is_class (self->n, column, ds_dataset_get_labels (dataset))
                                       ? ds_dataset_get_n_classes (dataset)
                                       : 0;
  self->n_factors++;
}

WbFactorTable *
wb_factor_table_new (DsDataset *dataset, gsize n)
{
  const guint n_factors = ds_dataset_get_n_factors (dataset);
  g_autoptr (WbFactorTable) self = NULL;
  g_autofree float *rows = NULL;

  if (n_factors == 0)
    return NULL;
  rows = g_new (float, n * n_factors);
  ds_dataset_read_factors (dataset, 0, n, rows);
  self = g_new0 (WbFactorTable, 1);
  self->n = n;
  self->indices = g_new (guint, n_factors);
  self->n_classes = g_new (guint, n_factors);
  self->values = g_new (float, n * n_factors);
  for (guint f = 0; f < n_factors; f++)
    add (self, dataset, rows, f);
  return self->n_factors > 0 ? g_steal_pointer (&self) : NULL;
}

void
wb_factor_table_free (WbFactorTable *self)
{
  if (self == NULL)
    return;
  g_free (self->indices);
  g_free (self->n_classes);
  g_free (self->values);
  g_free (self);
}
