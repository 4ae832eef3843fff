/* SPDX-License-Identifier: MIT */
/* One sample as a tile: a picture on paper, or the curves of a series. It keeps
 * its values, so that another size or style needs no other values.
 */
#pragma once

#include "engine/shape.h"
#include "ui/figure-widget.h"

G_BEGIN_DECLS

#define HG_TYPE_SAMPLE_TILE (hg_sample_tile_get_type ())
G_DECLARE_FINAL_TYPE (HgSampleTile, hg_sample_tile, HG, SAMPLE_TILE, HgFigureWidget)

/** @size: the least width and height */
GtkWidget *hg_sample_tile_new (int size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @values: (nullable): as many as @shape has, copied; NULL for an empty tile
 * @ink: they are strokes
 */
void hg_sample_tile_set_sample (HgSampleTile *self,
                                const AeShape *shape,
                                const float *values,
                                gboolean ink);

/** @share: from 0 to 1, as the colour of a strip below the sample; a negative one for none */
void hg_sample_tile_set_share (HgSampleTile *self, double share);

G_END_DECLS
