/* SPDX-License-Identifier: MIT */
/*
 * A list of images as data sets: every image is brought to one size, and has as
 * many channels as the set needs. Samples are bytes, decoded on all processors,
 * in memory or, of many images, mapped from the cache.
 */
#pragma once

#include "data/images/image-cache.h"

G_BEGIN_DECLS

/**
 * DS_IMAGE_OPTIONS:
 *
 * The import options that apply to lists of images.
 */
#define DS_IMAGE_OPTIONS \
  { \
    "size", "fit", "grey", "alpha", "labels", "label-column", NULL \
  }

/**
 * DsImagePlace:
 * @path: the folder or archive
 * @tables: (nullable): the folder that a table of labels may lie in
 */
typedef struct
{
  const char *path;
  const char *tables;
} DsImagePlace;

/**
 * @files: of DsImageFile
 * @place: where they are
 * @cache: (nullable): what the cache holds of the place; NULL to neither use it
 *   nor write there
 * @request: how they are to be read
 * @import: gets the sets
 * @error: any DS_ERROR; none is set where files without contents are not all
 *   that is needed
 *
 * Returns: whether there is at least one sample.
 */
gboolean ds_image_set_open (GPtrArray *files,
                            const DsImagePlace *place,
                            DsImageCache *cache,
                            const DsRequest *request,
                            DsImport *import,
                            GError **error);

G_END_DECLS
