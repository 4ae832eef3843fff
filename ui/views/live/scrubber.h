/* SPDX-License-Identifier: MIT */
/* A track with a playhead that goes to any step of the training: by dragging, or by
 * arrows, Page Up and Down, Home and End. Marks show the moments that are kept, which
 * are there at once, and the best epoch. It is under the loss chart, on its axis, or has
 * an axis of its own.
 */
#pragma once

#include "ui/figure-widget.h"
#include "ui/views/live/loss-view.h"

G_BEGIN_DECLS

#define HG_TYPE_SCRUBBER (hg_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (HgScrubber, hg_scrubber, HG, SCRUBBER, HgFigureWidget)

/** @loss: (nullable): above it, and as wide; @loss and @workspace: once and for all */
void hg_scrubber_set_workspace (HgScrubber *self, HgLossView *loss, HgWorkspace *workspace);

G_END_DECLS
