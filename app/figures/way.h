/* SPDX-License-Identifier: MIT */
/* The way from one sample to another as an animation, there and back. Any thread. */
#pragma once

#include "app/figures/image.h"

G_BEGIN_DECLS

/** Pictures from A to B, both included. */
#define WB_WAY_PICTURES 25

/**
 * @samples: [WB_WAY_PICTURES, values of @shape]
 * @style: of the card and of pixels
 * @recipe: (nullable): UTF-8 that is put into the file
 * @path: ends in .apng
 * @error: as in wb_animation_write()
 */
gboolean wb_way_write (const AeShape *shape,
                       const float *samples,
                       const WbStyle *style,
                       const char *recipe,
                       const char *path,
                       GError **error);

G_END_DECLS
