/* SPDX-License-Identifier: MIT */
/* Opening data: the one way of the window, its first page and the command line. */
#pragma once

#include "app/project/data-reference.h"
#include "data/source.h"

G_BEGIN_DECLS

/**
 * Opens data with the scaling and the size of images that a model has learned
 * with. Values that lie in [0,1] already are not divided once more where that
 * scaling is of 8-bit samples.
 *
 * @location: a path, or DS_BUILT_IN
 * @validation: (nullable): where the validation set is, if elsewhere
 * @learned: (nullable): the data of the model; NULL finds the scaling in the data
 * @error: any DS_ERROR
 *
 * Returns: (transfer full): the source, or NULL; any thread. As long as
 *   ds_source_open(), or twice that.
 */
DsSource *wb_data_open (const char *location,
                        const char *validation,
                        const WbDataReference *learned,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
