/* SPDX-License-Identifier: MIT */
/* Two data sets as one. Thread-safe, as DsDataset is. */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * The samples of one set, then those of another: of the first are names, scaling, classes
 * and factors.
 *
 * @other: with samples of the same size; without labels, or with the same classes
 * Returns: (transfer full): the set, which copies no sample.
 */
DsDataset *ds_dataset_new_joined (DsDataset *self, DsDataset *other) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
