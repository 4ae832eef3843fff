/* SPDX-License-Identifier: MIT */
/* What the checker knows of the data. A set may be large: no more than LOOKED_AT
 * samples, spread over all of it, are read as long as their values stay within
 * [0, 1].
 */
#include "app/checker/checker.h"

#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/sort.h"

#define LOOKED_AT 256

static double
find_median (float *values, gsize n)
{
  qsort (values, n, sizeof *values, wb_compare_floats);
  return (double) values[n / 2];
}

static void
find_limits (const float *values, gsize n, float *lowest, float *highest)
{
  *lowest = *highest = values[0];
  for (gsize i = 1; i < n; i++)
    {
      *lowest = MIN (*lowest, values[i]);
      *highest = MAX (*highest, values[i]);
    }
}

/* Of the samples that are looked at: their limits, and whether they differ. */
static void
look_at_samples (WbDataFacts *facts, DsDataset *dataset)
{
  gsize n = ds_dataset_get_count (dataset), n_looked_at = MIN (n, LOOKED_AT);
  gsize size = ds_dataset_get_sample_size (dataset);
  g_autofree float *first = g_new (float, size), *sample = g_new (float, size);
  float lowest[LOOKED_AT], highest[LOOKED_AT];

  ds_dataset_read_range (dataset, 0, 1, first);
  facts->alike = facts->flat = TRUE;
  for (gsize i = 0; i < n_looked_at; i++)
    {
      ds_dataset_read_range (dataset, i * n / n_looked_at, 1, sample);
      find_limits (sample, size, &lowest[i], &highest[i]);
      facts->alike = facts->alike && memcmp (first, sample, size * sizeof *sample) == 0;
      facts->flat = facts->flat && lowest[i] == highest[i];
    }
  facts->usual_minimum = find_median (lowest, n_looked_at);
  facts->usual_maximum = find_median (highest, n_looked_at);
  facts->minimum = (double) lowest[0];
  facts->maximum = (double) highest[n_looked_at - 1];
}

void
wb_data_facts_set_dataset (WbDataFacts *facts, DsDataset *dataset)
{
  float lowest, highest;

  facts->shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));
  facts->n_samples = ds_dataset_get_count (dataset);
  facts->scaling = *ds_dataset_get_scaling (dataset);
  look_at_samples (facts, dataset);
  if (facts->minimum >= 0 && facts->maximum <= 1)
    return;
  ds_dataset_find_range (dataset, &lowest, &highest);
  facts->minimum = (double) lowest;
  facts->maximum = (double) highest;
}

static guint
mark_classes (DsDataset *dataset, guint8 *marks)
{
  const gint *labels = ds_dataset_get_labels (dataset);
  gsize n = ds_dataset_get_count (dataset);
  guint n_classes = 0;

  for (gsize i = 0; labels != NULL && i < n; i++)
    {
      n_classes += !marks[labels[i]];
      marks[labels[i]] = 1;
    }
  return n_classes;
}

void
wb_data_facts_set_parts (WbDataFacts *facts, DsDataset *training, DsDataset *validation)
{
  guint n_classes = MAX (ds_dataset_get_n_classes (training),
                         ds_dataset_get_n_classes (validation));
  g_autofree guint8 *marks = g_new0 (guint8, MAX (n_classes, 1));

  facts->n_samples = ds_dataset_get_count (training);
  facts->n_validating = ds_dataset_get_count (validation);
  facts->n_classes_validating = mark_classes (validation, marks);
  facts->n_classes = facts->n_classes_validating + mark_classes (training, marks);
}
