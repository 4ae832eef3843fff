/* SPDX-License-Identifier: MIT */
/* The sample that was clicked, and those that are nearest to it: by their codes, and by their
 * pixels, side by side.
 */
#pragma once

#include "ui/views/latent/latent.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HG_TYPE_NEIGHBOUR_CARD (hg_neighbour_card_get_type ())
G_DECLARE_FINAL_TYPE (HgNeighbourCard, hg_neighbour_card, HG, NEIGHBOUR_CARD, AdwBin)

/** How many of each there are at most. */
#define HG_NEIGHBOURS_SHOWN 6

void hg_neighbour_card_set_latent (HgNeighbourCard *self, HgLatent *latent);

/** (transfer none): [@n]: of the sample that is shown, in code space or in pixel space. */
const guint32 *hg_neighbour_card_get (HgNeighbourCard *self, gboolean pixels, guint *n);

G_END_DECLS
