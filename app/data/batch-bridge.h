/* SPDX-License-Identifier: MIT */
/* The one place where data meets the engine: a data set becomes a source of
 * samples, a shape of the one a shape of the other.
 */
#pragma once

#include "data/dataset.h"
#include "engine/training/trainer.h"

G_BEGIN_DECLS

/**
 * @dataset: kept by the caller for as long as the source is used
 *
 * Returns: the samples of @dataset as the engine takes them.
 */
AeSource wb_batch_bridge_source (DsDataset *dataset);

/**
 * @shape: of a sample
 *
 * Returns: the same shape in the engine's terms.
 */
AeShape wb_batch_bridge_shape (const DsShape *shape);

/**
 * The same question where only the number of values is known.
 *
 * @size: values in one sample
 * @input: what a model takes in
 * @error: AE_ERROR_SHAPE
 *
 * Returns: whether the model takes as many.
 */
gboolean wb_batch_bridge_has_size (gsize size, const AeShape *input, GError **error);

/**
 * @dataset: samples
 * @input: what a model takes in
 * @error: AE_ERROR_SHAPE, with both shapes
 *
 * Returns: whether the model can take the samples: as many values, however
 *   they are arranged.
 */
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
