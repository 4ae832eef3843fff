/* SPDX-License-Identifier: MIT */
/* One row of the palette: a layer class, which can be dragged away. */
#pragma once

#include <gtk/gtk.h>

#include "engine/layer.h"

G_BEGIN_DECLS

#define HG_TYPE_PALETTE_ROW (hg_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (HgPaletteRow, hg_palette_row, HG, PALETTE_ROW, GtkListBoxRow)

/** Returns: (transfer full): a floating row whose accessible name is the type */
GtkWidget *hg_palette_row_new (const AeLayerClass *layer) G_GNUC_WARN_UNUSED_RESULT;

const AeLayerClass *hg_palette_row_get_class (HgPaletteRow *self);

G_END_DECLS
