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

/** The bar is on an overlay over the canvas by then. */
void hg_canvas_bar_set_workspace (HgCanvasBar *self, HgWorkspace *workspace);

/**
 * Whether it lies over a strip: then there is only room for a few words. They
 * lie on the parent overlay by themselves, so that the pointer reaches the
 * canvas between them and the button.
 */
void hg_canvas_bar_set_folded (HgCanvasBar *self, gboolean folded);

/**
 * @before: @after: trained values, without and with a layer that is held over
 *   the canvas; equal to show the model as it is again
 */
void hg_canvas_bar_preview (HgCanvasBar *self, guint64 before, guint64 after);

G_END_DECLS
