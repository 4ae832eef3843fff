/* SPDX-License-Identifier: MIT */
/* The list of layers that can be added, made from the engine's registry: a
 * row for each class under its group, a search, and every row a source to
 * drag from. Enter and double-click ask for an insertion with the signal
 *
 *   insert (HgPalette, gpointer const_AeLayerClass, const char *options)
 *
 * where the options are text ("units=64") or empty; "left" says that the search
 * was given up.
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/layer.h"

G_BEGIN_DECLS

#define HG_TYPE_PALETTE (hg_palette_get_type ())
G_DECLARE_FINAL_TYPE (HgPalette, hg_palette, HG, PALETTE, GtkWidget)

/** What a drag from the palette holds: a const AeLayerClass pointer. */
#define HG_TYPE_DRAGGED_LAYER (hg_dragged_layer_get_type ())
GType hg_dragged_layer_get_type (void);

void hg_palette_focus_search (HgPalette *self);

/**
 * Puts the text into the search, as if it had been typed there.
 *
 * @text: the beginning of a layer's name
 */
void hg_palette_search (HgPalette *self, const char *text);

/** @hint: (nullable): what the foot says; NULL for how to add a layer */
void hg_palette_set_hint (HgPalette *self, const char *hint);

G_END_DECLS
