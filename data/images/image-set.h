/* SPDX-License-Identifier: MIT */
/*
 * A list of images as data sets: every image is brought to one size, and has as
 * many channels as the set needs. Samples are bytes in memory, decoded on all
 * processors.
 */
#pragma once

#include "data/images/image-list.h"

G_BEGIN_DECLS

/**
 * DS_IMAGE_OPTIONS:
 *
 * The import options that apply to lists of images.
 */
#define DS_IMAGE_OPTIONS \
  { \
    "size", "fit", "grey", "alpha", "labels", NULL \
  }

/**
 * ds_image_set_open:
 * @files: of DsImageFile
 * @path: the folder or archive
 * @place: (nullable): the folder that a table of labels may lie in
 * @request: how they are to be read
 * @import: gets the sets
 * @error: any DS_ERROR
 *
 * Returns: whether there is at least one sample.
 */
gboolean ds_image_set_open (GPtrArray *files,
                            const char *path,
                            const char *place,
                            const DsRequest *request,
                            DsImport *import,
                            GError **error);

G_END_DECLS
