/* SPDX-License-Identifier: MIT */
/* One layer's output as it is shown inside its block: maps and cells are
 * arranged so that they fill a block of any height, each tile as large as it
 * can be. Steps of a sequence that are rows of an image run downwards as they do
 * in the image.
 */
#pragma once

#include "app/figures/image.h"

G_BEGIN_DECLS

void hg_activation_orient (AeShape *shape, const AeShape *input);
void hg_activation_draw_code (const WbPicture *means,
                              const float *deviations,
                              cairo_t *cr,
                              double width,
                              double height,
                              const WbStyle *style);
void hg_activation_draw (const WbPicture *picture,
                         cairo_t *cr,
                         double width,
                         double height,
                         const WbStyle *style);

G_END_DECLS
