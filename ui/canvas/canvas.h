/* SPDX-License-Identifier: MIT */
/* The model as an hourglass one can take hold of. Every box is a child widget
 * (HgBlock); wires, ribbon, brackets, slots and the ghost of a dragged layer
 * are drawn by the canvas itself. All that it knows comes from a workspace.
 */
#pragma once

#include "ui/workspace/workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HG_TYPE_CANVAS (hg_canvas_get_type ())
G_DECLARE_FINAL_TYPE (HgCanvas, hg_canvas, HG, CANVAS, GtkWidget)

#define HG_ZOOM_MIN .5f
#define HG_ZOOM_MAX 4.f

/**
 * @workspace: what to show, once and for all; by then the canvas is where it
 *   is scrolled
 */
void hg_canvas_set_workspace (HgCanvas *self, HgWorkspace *workspace);

/**
 * Puts a layer in, as hg_workspace_insert(); of one that joins a skip it asks
 * first where from, unless @options or the model leave no choice.
 *
 * @options: (nullable): "units=64"
 * @index: the number the layer gets; 0 for after the selection
 * @ends_encoder: its output becomes the code
 * @error: WB_ERROR_EDIT, AE_ERROR_OPTION
 */
gboolean hg_canvas_insert (HgCanvas *self,
                           const AeLayerClass *layer,
                           const char *options,
                           guint index,
                           gboolean ends_encoder,
                           GError **error);

/** Zooms by a factor around the selected box, or the middle of what is seen. */
void hg_canvas_zoom_by (HgCanvas *self, float factor);

/** Back to where the model fills the canvas. */
void hg_canvas_zoom_fit (HgCanvas *self);

/** @zoom: 1 is fit; for a canvas that is not seen yet */
void hg_canvas_set_zoom (HgCanvas *self, float zoom);

float hg_canvas_get_zoom (HgCanvas *self);

/** Returns: the zoom at which even a long model is seen whole, 0.5 at most */
float hg_canvas_get_zoom_min (HgCanvas *self);

/**
 * @id: of a layer, HG_ID_CODE or HG_ID_OUTPUT
 *
 * Returns: (transfer none) (nullable): its block, for a popover to point to
 */
GtkWidget *hg_canvas_get_block (HgCanvas *self, guint id);

/** Hangs it on what the canvas is scrolled in. */
void hg_canvas_add_popover (HgCanvas *self, GtkPopover *popover);

/**
 * Makes the popover point to the block's body, now and when it moves.
 *
 * @block: one of the canvas' own
 * @popover: added with hg_canvas_add_popover()
 */
void hg_canvas_point_to (HgCanvas *self, GtkWidget *block, GtkPopover *popover);

void hg_canvas_focus_selected (HgCanvas *self);

G_END_DECLS
