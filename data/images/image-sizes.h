/* SPDX-License-Identifier: MIT */
/*
 * The one size of images that come in many.
 */
#pragma once

#include "data/images/image-list.h"

G_BEGIN_DECLS

/**
 * ds_image_sizes_choose:
 * @files: of DsImageFile, images, at least one
 * @fit: (out): the size and how an image comes to it
 * @import: its options decide what they say; gets the sizes found, what is
 *   proposed, and a note
 *
 * Without a choice it is the size of at least half of the images where it is one
 * that images can be brought to, else the median of widths and heights, its
 * longer side at most 128.
 */
void ds_image_sizes_choose (const GPtrArray *files, DsFit *fit, DsImport *import);

G_END_DECLS
