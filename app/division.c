/* SPDX-License-Identifier: MIT */
/* As Keras does it: the last samples are held back, before any shuffling. */
#include "app/division.h"

#include <math.h>

/**
 * wb_divide:
 * @recipe: its validation_split decides
 * @training: all there is to train on
 * @validation: the data's own validation set
 * @trained: (out) (transfer full): what to train on
 * @validating: (out) (transfer full): what validates
 *
 * A share leaves at least one sample on either side; of a single sample, and of
 * a share of 0, nothing is held back.
 */
void
wb_divide (const AeRecipe *recipe,
           DsDataset *training,
           DsDataset *validation,
           DsDataset **trained,
           DsDataset **validating)
{
  gsize n = ds_dataset_get_count (training), held;

  if (!(recipe->validation_split > 0) || n < 2)
    {
      *trained = ds_dataset_ref (training);
      *validating = ds_dataset_ref (validation);
      return;
    }
  held = n - (gsize) floor ((double) n * (1 - recipe->validation_split));
  held = CLAMP (held, 1, n - 1);
  *trained = ds_dataset_new_slice (training, 0, n - held);
  *validating = ds_dataset_new_slice (training, n - held, held);
}
