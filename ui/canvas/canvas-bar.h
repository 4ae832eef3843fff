/* SPDX-License-Identifier: MIT */
/* The bar over the canvas: which sample is followed, how large the model is,
 * and the zoom.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_CANVAS_BAR (hg_canvas_bar_get_type ())
G_DECLARE_FINAL_TYPE (HgCanvasBar, hg_canvas_bar, HG, CANVAS_BAR, AdwBin)

void hg_canvas_bar_set_workspace (HgCanvasBar *self, HgWorkspace *workspace);
void hg_canvas_bar_set_folded (HgCanvasBar *self, gboolean folded);
void hg_canvas_bar_preview (HgCanvasBar *self, guint64 before, guint64 after);

G_END_DECLS
