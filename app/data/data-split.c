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

typedef struct
{
  DsDataset *all; /* (transfer none): what is cut */
  gsize first;    /* number of the first sample that validates */
  gsize n_held;   /* of @all; 0 where the data's own validation part is used */
  gsize n_shared; /* samples before @first that share values with those behind */
} Cut;

/* Windows of a recording that reach across the cut are in neither part. Where
 * nothing would be left to train on, the data's own parts count. */
static Cut
find_cut (const AeRecipe *recipe, DsSource *source)
{
  DsDataset *training = ds_source_get_training (source);
  DsDataset *whole = ds_source_get_whole (source);
  Cut cut = { .all = whole != NULL ? whole : training };
  const gsize n = ds_dataset_get_count (cut.all);

  cut.first = ds_dataset_get_count (training);
  if (recipe->validation_split > 0 && n > 1)
    {
      gsize held = n - (gsize) floor ((double) n * (1 - recipe->validation_split));
      gsize first = n - CLAMP (held, 1, n - 1);
      gsize n_shared = ds_dataset_count_shared (cut.all, first);

      if (n_shared < first)
        {
          cut.first = first;
          cut.n_held = n - first;
          cut.n_shared = n_shared;
        }
    }
  return cut;
}

void
wb_data_split (const AeRecipe *recipe,
               DsSource *source,
               const GArray *removed,
               DsDataset **trained,
               DsDataset **validating)
{
  const Cut cut = find_cut (recipe, source);
  const gboolean is_cut = cut.n_held > 0;

  *trained = leave_out (is_cut ? ds_dataset_new_slice (cut.all, 0, cut.first - cut.n_shared)
                               : ds_dataset_ref (ds_source_get_training (source)),
                        0, removed);
  *validating = leave_out (is_cut ? ds_dataset_new_slice (cut.all, cut.first, cut.n_held)
                                  : ds_dataset_ref (ds_source_get_validation (source)),
                           cut.first, removed);
}

gsize
wb_data_split_get_first (const AeRecipe *recipe, DsSource *source)
{
  return find_cut (recipe, source).first;
}
