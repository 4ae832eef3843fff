/* SPDX-License-Identifier: MIT */
/* Which pixels are strokes on an empty ground, as digits are, and so are shown
 * as ink on paper. Grey photographs would be negatives.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/** Whether [n] values are strokes: most are zero, and their mean is under a half. */
gboolean wb_pixels_are_ink (const float *values, gsize n);

/**
 * Whether the first samples of a data set are strokes, or no images at all. Any
 * thread; it reads no more of them than it needs.
 */
gboolean wb_dataset_is_ink (DsDataset *dataset);

G_END_DECLS
