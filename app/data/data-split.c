/* SPDX-License-Identifier: MIT */
/* As Keras does it: the last samples are held back, before any shuffling. */
#include "app/data/data-split.h"

#include <math.h>

#include "app/project/removed-samples.h"
#include "data/selection.h"

/* @part (transfer full), which begins at sample @first, without what is removed. A
 * part of which nothing would be left stays whole. */
static DsDataset *
leave_out (DsDataset *part, gsize first, const GArray *removed)
{
  gsize n;
  g_autofree guint32 *numbers = wb_removed_samples_find (removed, first,
                                                         ds_dataset_get_count (part), &n);
  g_autoptr (DsDataset) whole = part;

  return n > 0 && n < ds_dataset_get_count (whole) ? ds_dataset_new_without (whole, numbers, n)
                                                   : g_steal_pointer (&whole);
}

/**
 * wb_data_split:
 * @recipe: its validation_split decides
 * @source: the data
 * @removed: (nullable): samples that are left out; see removed-samples.h
 * @trained: (out) (transfer full): what to train on
 * @validating: (out) (transfer full): what validates
 *
 * A share is taken of all samples that no validation set of the data's own
 * leaves out. It leaves at least one sample on either side; of a single sample,
 * and of a share of 0, nothing is held back.
 */
void
wb_data_split (const AeRecipe *recipe,
               DsSource *source,
               const GArray *removed,
               DsDataset **trained,
               DsDataset **validating)
{
  DsDataset *whole = ds_source_get_whole (source);
  DsDataset *all = whole != NULL ? whole : ds_source_get_training (source);
  gsize n = ds_dataset_get_count (all), held = 0;
  gsize n_training = ds_dataset_get_count (ds_source_get_training (source));

  if (recipe->validation_split > 0 && n > 1)
    {
      held = n - (gsize) floor ((double) n * (1 - recipe->validation_split));
      held = CLAMP (held, 1, n - 1);
      n_training = n - held;
    }
  *trained = leave_out (held > 0 ? ds_dataset_new_slice (all, 0, n_training)
                                 : ds_dataset_ref (ds_source_get_training (source)),
                        0, removed);
  *validating = leave_out (held > 0 ? ds_dataset_new_slice (all, n_training, held)
                                    : ds_dataset_ref (ds_source_get_validation (source)),
                           n_training, removed);
}
