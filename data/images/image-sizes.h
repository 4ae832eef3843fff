/* SPDX-License-Identifier: MIT */
/*
 * The one size of images that come in many.
 */
#pragma once

#include "data/images/image-list.h"

G_BEGIN_DECLS

/**
 * @files: of DsImageFile, images
 * @sizes: (out): of DsFoundSize, theirs, the commonest first
 */
void ds_image_sizes_count (const GPtrArray *files, GArray *sizes);

/**
 * Without a choice it is the size of at least half of the images where it is one
 * that images can be brought to, else the median of widths and heights, its
 * longer side at most 128.
 *
 * @files: of DsImageFile, images, at least one
 * @fit: (out): the size and how an image comes to it
 * @import: its options decide what they say; gets the sizes found and what is
 *   proposed
 */
void ds_image_sizes_choose (const GPtrArray *files, DsFit *fit, DsImport *import);

/**
 * @fit: what was chosen
 * @import: has the sizes of the images, at least one; gets a note where it is not theirs
 */
void ds_image_sizes_note (const DsFit *fit, DsImport *import);

G_END_DECLS
