/* SPDX-License-Identifier: MIT */
/*
 * A data set of some of the samples of another, which stays as it is.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * Reading it costs the reading of @self and the look-up of a number.
 *
 * @left_out: [n], ascending, no number twice, each below the count
 * @n: how many, fewer than the count of @self
 *
 * Returns: (transfer full): the other samples in their order, with their labels
 *   and factors; holds @self; any thread.
 */
DsDataset *ds_dataset_new_without (DsDataset *self,
                                   const guint32 *left_out,
                                   gsize n) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
