/* SPDX-License-Identifier: MIT */
/* What the selected layer does at this moment: how the activations of the
 * followed sample are spread, and of a variational code what each of its
 * dimensions carries.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_LAYER_LIVE (hg_layer_live_get_type ())
G_DECLARE_FINAL_TYPE (HgLayerLive, hg_layer_live, HG, LAYER_LIVE, AdwBin)

void hg_layer_live_set_workspace (HgLayerLive *self, HgWorkspace *workspace);

G_END_DECLS
