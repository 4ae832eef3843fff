/* SPDX-License-Identifier: MIT */
/* How far the picture of the codes can be trusted; while they are laid out how far the layout
 * is, a button that stops it or starts it again, and its settings.
 */
#pragma once

#include "ui/views/latent/latent.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HG_TYPE_LAYOUT_BAR (hg_layout_bar_get_type ())
G_DECLARE_FINAL_TYPE (HgLayoutBar, hg_layout_bar, HG, LAYOUT_BAR, AdwBin)

void hg_layout_bar_set_latent (HgLayoutBar *self, HgLatent *latent);

/** Lays out the codes by @method, with the settings that were chosen for it last. */
void hg_layout_bar_start (HgLayoutBar *self, const WbLayoutClass *method);

G_END_DECLS
