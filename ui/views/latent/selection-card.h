/* SPDX-License-Identifier: MIT */
/* What is selected: how many samples, of which classes, and what can be done with them.
 * It is hidden while nothing is.
 */
#pragma once

#include "ui/views/latent/latent.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HG_TYPE_SELECTION_CARD (hg_selection_card_get_type ())
G_DECLARE_FINAL_TYPE (HgSelectionCard, hg_selection_card, HG, SELECTION_CARD, AdwBin)

void hg_selection_card_set_latent (HgSelectionCard *self, HgLatent *latent);

/** What is selected as files: a table of numbers, or a PNG for each sample in a folder. */
gboolean
hg_selection_card_write (HgLatent *latent, gboolean pictures, const char *path, GError **error);

G_END_DECLS
