/* SPDX-License-Identifier: MIT */
/*
 * Samples that are the same as another one, value for value.
 */
#pragma once

#include "data/dataset.h"
#include "data/progress.h"

G_BEGIN_DECLS

/**
 * DsDuplicates:
 * @n_duplicates: training samples that are the same as an earlier one
 * @n_leaks: validation samples that are the same as one that trains
 */
typedef struct
{
  gsize n_duplicates;
  gsize n_leaks;
} DsDuplicates;

/**
 * DS_DUPLICATES_MANY:
 *
 * Values in both sets from which on nothing is counted: it takes about half a
 * second (MNIST, a fifth of it: 0.1 s).
 */
#define DS_DUPLICATES_MANY ((gsize) 1 << 28)

/**
 * Reads every sample once. Two that differ are taken for the same with a chance
 * of 1 in 2^64.
 *
 * @self: (out): the numbers; 0 for sets that are too large
 * @training: @validation: two sets of one shape
 * @progress: (nullable): who listens
 * @error: DS_ERROR_CANCELLED
 *
 * Returns: whether it went to the end; any thread.
 */
gboolean ds_duplicates_count (DsDuplicates *self,
                              DsDataset *training,
                              DsDataset *validation,
                              const DsProgress *progress,
                              GError **error);

G_END_DECLS
