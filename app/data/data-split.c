/* SPDX-License-Identifier: MIT */
/* As Keras does it: the last samples are held back, before any shuffling. */
#include "app/data/data-split.h"

#include <math.h>

/**
 * wb_data_split:
 * @recipe: its validation_split decides
 * @source: the data
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
               DsDataset **trained,
               DsDataset **validating)
{
  DsDataset *whole = ds_source_get_whole (source);
  DsDataset *all = whole != NULL ? whole : ds_source_get_training (source);
  gsize n = ds_dataset_get_count (all), held;

  if (!(recipe->validation_split > 0) || n < 2)
    {
      *trained = ds_dataset_ref (ds_source_get_training (source));
      *validating = ds_dataset_ref (ds_source_get_validation (source));
      return;
    }
  held = n - (gsize) floor ((double) n * (1 - recipe->validation_split));
  held = CLAMP (held, 1, n - 1);
  *trained = ds_dataset_new_slice (all, 0, n - held);
  *validating = ds_dataset_new_slice (all, n - held, held);
}
