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
 * @error: AE_ERROR_MEMORY, DS_ERROR_CHANGED, AE_ERROR_NUMERIC where codes are not finite
 * Returns: (transfer full): the table, or NULL.
 */
WbCodeTable *wb_code_table_new (const AeNetwork *network,
                                DsDataset *dataset,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_code_table_free (WbCodeTable *self);

/**
 * Writes codes, or places of them, to a file: a table where its name ends in .csv, with a
 * column "NAME_0" for each value, else a NumPy array.
 *
 * @shape: of a code: its array has these axes
 * @error: WB_ERROR_FILE
 */
gboolean wb_codes_write (const char *path,
                         const char *column,
                         gsize n,
                         const AeShape *shape,
                         const float *codes,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCodeTable, wb_code_table_free)

G_END_DECLS
