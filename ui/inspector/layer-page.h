/* SPDX-License-Identifier: MIT */
/* The inspector's page for the selected box: its name and place, the options
 * of its class, what it puts out and how many weights it has.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_LAYER_PAGE (hg_layer_page_get_type ())
G_DECLARE_FINAL_TYPE (HgLayerPage, hg_layer_page, HG, LAYER_PAGE, AdwBin)

void hg_layer_page_set_workspace (HgLayerPage *self, HgWorkspace *workspace);

/** Puts the cursor into the first field. */
void hg_layer_page_focus (HgLayerPage *self);

G_END_DECLS
