/* SPDX-License-Identifier: MIT */
/* The nearest neighbours of one sample: in code space, and as the data has it. Pure
 * functions; any thread.
 *
 * Letters: n samples, d values of a code, k neighbours.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/** How many neighbours are found at most. */
#define WB_NEAREST_MOST 16

/**
 * By Euclidean distance, the nearest first; of equal ones that with the smaller number.
 *
 * @codes: [n, d]
 * @sample: whose neighbours; it is not its own
 * @neighbours: (out): [k]
 * Returns: how many were found: k, or n - 1 where that is less.
 */
guint
wb_nearest_codes (gsize n, gsize d, const float *codes, gsize sample, guint k, guint32 *neighbours);

/** Likewise, by the values of the first @n samples themselves. */
guint wb_nearest_samples (DsDataset *dataset, gsize n, gsize sample, guint k, guint32 *neighbours);

G_END_DECLS
