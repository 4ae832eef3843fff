/* SPDX-License-Identifier: MIT */
/* The whole of a model that is wider than the canvas, as a bar 6 pixels high
 * at the canvas' foot: every box in its role's colour, and a frame around what
 * is seen. A click or a drag goes there. Hidden while all is seen anyway.
 */
#pragma once

#include "ui/canvas/canvas.h"

G_BEGIN_DECLS

#define HG_TYPE_OVERVIEW (hg_overview_get_type ())
G_DECLARE_FINAL_TYPE (HgOverview, hg_overview, HG, OVERVIEW, GtkWidget)

/** @canvas: within a viewport; once and for all */
void hg_overview_set_canvas (HgOverview *self, HgCanvas *canvas);

G_END_DECLS
