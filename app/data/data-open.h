/* SPDX-License-Identifier: MIT */
/* Opening data: the one way of the window, its first page and the command line. */
#pragma once

#include "app/project/data-reference.h"
#include "data/source.h"

G_BEGIN_DECLS

/**
 * Opens data as a model has learned with: imported by the same choices as far as
 * the format takes them, with the same scaling and size of images. Values that lie
 * in [0,1] already are not divided once more where that scaling is of 8-bit samples.
 *
 * What was read, left out and proposed is in ds_source_get_report() and
 * ds_source_get_options(); wb_data_reference_new_for_source() keeps it for a project.
 *
 * @location: a path, or DS_BUILT_IN
 * @validation: (nullable): where the validation set is, if elsewhere
 * @learned: (nullable): the data of the model; NULL finds the scaling in the data
 * @request: (nullable): new choices, which count more than the model's, who listens
 *   and may cancel, how many samples; its scaling and defaults are not read
 * @error: any DS_ERROR; DS_ERROR_OPTION where the format does not take a choice of
 *   @request; DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): the source, or NULL; any thread. As long as
 *   ds_source_open(), or twice that.
 */
DsSource *wb_data_open (const char *location,
                        const char *validation,
                        const WbDataReference *learned,
                        const DsRequest *request,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
