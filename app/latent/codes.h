/* SPDX-License-Identifier: MIT */
/* The codes of all samples of a set. Immutable; any thread.
 *
 * Letters: n samples, d values of a code.
 */
#pragma once

#include "data/dataset.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/**
 * WbCodeTable:
 * @size: d: a code of several axes is one vector
 * @codes: [n, d]: of a variational code the means
 * @deviations: (nullable): [n, d]: of a variational code
 */
typedef struct
{
  gsize n;
  gsize size;
  float *codes;
  float *deviations;
} WbCodeTable;

/**
 * Encodes a set. Noise and dropout are off, and samples are not corrupted.
 *
 * @dataset: of samples that the network takes
 * @error: AE_ERROR_MEMORY, DS_ERROR_CHANGED
 * Returns: (transfer full): the table, or NULL.
 */
WbCodeTable *wb_code_table_new (const AeNetwork *network,
                                DsDataset *dataset,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_code_table_free (WbCodeTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCodeTable, wb_code_table_free)

G_END_DECLS
