/* SPDX-License-Identifier: MIT */
/* One layer's output as it is shown inside its block: maps and cells are
 * arranged so that they fill a block of any height, each tile as large as it
 * can be. Steps of a sequence that are rows of an image run downwards as they do
 * in the image.
 */
#pragma once

#include "app/figures/image.h"

G_BEGIN_DECLS

/**
 * What has as many values as the input is shown as the input is, and the steps
 * of a sequence made of an image run downwards, as its rows do.
 *
 * @shape: (inout): of a layer's output; becomes the one it is shown with
 * @input: the model's
 */
void hg_activation_orient (AeShape *shape, const AeShape *input);

/**
 * Draws the distribution of one sample's code: up to four dimensions as bells
 * over the prior's, more as means with whiskers.
 *
 * @means: [n]: of a variational code
 * @deviations: [n]: around them
 */
void hg_activation_draw_code (const WbPicture *means,
                              const float *deviations,
                              cairo_t *cr,
                              double width,
                              double height,
                              const WbStyle *style);

/** Draws the values into the rectangle from (0, 0). */
void hg_activation_draw (const WbPicture *picture,
                         cairo_t *cr,
                         double width,
                         double height,
                         const WbStyle *style);

G_END_DECLS
