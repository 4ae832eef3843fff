/* SPDX-License-Identifier: MIT */
/* The inspector's page for the recipe: its own options, then those of the
 * chosen loss and of the chosen optimizer. All rows come from descriptors.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_RECIPE_PAGE (hg_recipe_page_get_type ())
G_DECLARE_FINAL_TYPE (HgRecipePage, hg_recipe_page, HG, RECIPE_PAGE, AdwBin)

void hg_recipe_page_set_workspace (HgRecipePage *self, HgWorkspace *workspace);

G_END_DECLS
