/* SPDX-License-Identifier: MIT */
/* The picture of a layer's class: a glyph on a tile in the colour of its
 * family. Glyphs are drawn as paths, so that no image loader is needed; a
 * class without a glyph of its own gets that of its group.
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/layer.h"

G_BEGIN_DECLS

#define HG_TYPE_LAYER_ICON (hg_layer_icon_get_type ())
G_DECLARE_FINAL_TYPE (HgLayerIcon, hg_layer_icon, HG, LAYER_ICON, GtkWidget)

/**
 * @layer: (nullable): a class of the registry
 * @size: of the tile, in pixels
 *
 * Returns: (transfer full): a floating widget
 */
GtkWidget *hg_layer_icon_new (const AeLayerClass *layer, int size) G_GNUC_WARN_UNUSED_RESULT;

void hg_layer_icon_set_class (HgLayerIcon *self, const AeLayerClass *layer);

G_END_DECLS
