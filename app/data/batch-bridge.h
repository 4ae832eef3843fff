/* SPDX-License-Identifier: MIT */
/* The one place where data meets the engine: a data set becomes a source of
 * samples, a shape of the one a shape of the other.
 */
#pragma once

#include "data/dataset.h"
#include "engine/training/trainer.h"

G_BEGIN_DECLS

AeSource wb_batch_bridge_source (DsDataset *dataset);
AeShape wb_batch_bridge_shape (const DsShape *shape);
gboolean wb_batch_bridge_has_size (gsize size, const AeShape *input, GError **error);
gboolean wb_batch_bridge_fits (DsDataset *dataset, const AeShape *input, GError **error);

/**
 * Reads samples that are evenly spread over a data set.
 *
 * @most: of them
 * @n: (out): how many there are
 * @error: (nullable): of the data
 *
 * Returns: (transfer full) (nullable): [n, a sample's size]
 */
float *wb_batch_bridge_read_spread (DsDataset *dataset, gsize most, gsize *n, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
