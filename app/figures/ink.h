/* SPDX-License-Identifier: MIT */
/* Which pixels are strokes on an empty ground, as digits are, and so are shown
 * as ink on paper. Grey photographs would be negatives.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

gboolean wb_pixels_are_ink (const float *values, gsize n);
gboolean wb_dataset_is_ink (DsDataset *dataset);

G_END_DECLS
