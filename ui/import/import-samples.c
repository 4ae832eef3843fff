/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/import/import-samples.h"

#include "app/data/batch-bridge.h"
#include "app/figures/ink.h"
#include "data/fit.h"

/* Nothing that is shown has a longer side, or more values in all. */
#define MAX_SIDE   128
#define MAX_VALUES ((gsize) 4 << 20)

/* (transfer full): @set, or its images made small enough to be shown. */
static DsDataset *
shrink (DsDataset *set)
{
  const DsShape *shape = ds_dataset_get_shape (set);
  guint longer = MAX (shape->dims[0], shape->dims[1]);
  DsFit fit = { .mode = DS_FIT_RESIZE };

  if (shape->rank != 3 || longer <= MAX_SIDE)
    return ds_dataset_ref (set);
  fit.height = MAX (1, shape->dims[0] * MAX_SIDE / longer);
  fit.width = MAX (1, shape->dims[1] * MAX_SIDE / longer);
  return ds_dataset_new_fitted (set, &fit, NULL);
}

/* As many of @set as there is room for. */
static void
read_samples (HgImportSamples *self, DsDataset *set, guint n_most)
{
  g_autoptr (DsDataset) small = shrink (set);
  gsize size = ds_dataset_get_sample_size (small);
  guint n = (guint) MIN (n_most - self->n, ds_dataset_get_count (small));

  ds_dataset_read_range (small, 0, n, self->values + self->n * size);
  self->n += n;
}

static void
count_classes (HgImportSamples *self, DsDataset *set)
{
  const gint *labels = ds_dataset_get_labels (set);

  for (gsize i = 0; labels != NULL && i < ds_dataset_get_count (set); i++)
    if ((guint) labels[i] < self->n_classes)
      self->class_counts[labels[i]]++;
}

HgImportSamples *
hg_import_samples_new (DsSource *source, GError **error)
{
  HgImportSamples *self = g_new0 (HgImportSamples, 1);
  DsDataset *training = ds_source_get_training (source);
  DsDataset *validation = ds_source_get_validation (source);
  g_autoptr (DsDataset) small = shrink (training);
  gsize size = ds_dataset_get_sample_size (small);
  guint n_most = (guint) CLAMP (MAX_VALUES / size, 1, HG_IMPORT_N_SHOWN);

  self->source = source;
  self->shape = wb_batch_bridge_shape (ds_dataset_get_shape (small));
  self->values = g_new (float, n_most * size);
  self->ink = wb_dataset_is_ink (validation);
  read_samples (self, training, n_most);
  read_samples (self, validation, n_most);
  self->n_classes = ds_dataset_get_n_classes (training);
  self->class_counts = g_new0 (gsize, self->n_classes);
  count_classes (self, training);
  count_classes (self, validation);
  if (ds_dataset_check (training, error) && ds_dataset_check (validation, error))
    return self;
  hg_import_samples_free (self);
  return NULL;
}

void
hg_import_samples_free (HgImportSamples *self)
{
  ds_source_unref (self->source);
  g_free (self->values);
  g_free (self->class_counts);
  g_free (self);
}
