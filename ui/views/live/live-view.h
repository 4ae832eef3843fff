/* SPDX-License-Identifier: MIT */
/* The view that moves while a model learns: the loss on the left, and what the
 * model makes of the followed samples on the right.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_LIVE_VIEW (hg_live_view_get_type ())
G_DECLARE_FINAL_TYPE (HgLiveView, hg_live_view, HG, LIVE_VIEW, AdwBin)

void hg_live_view_set_workspace (HgLiveView *self, HgWorkspace *workspace);

G_END_DECLS
