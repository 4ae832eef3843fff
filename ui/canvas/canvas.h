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

void hg_canvas_set_workspace (HgCanvas *self, HgWorkspace *workspace);
gboolean hg_canvas_insert (HgCanvas *self,
                           const AeLayerClass *layer,
                           const char *options,
                           guint index,
                           gboolean ends_encoder,
                           GError **error);
void hg_canvas_zoom_by (HgCanvas *self, float factor);
void hg_canvas_zoom_fit (HgCanvas *self);
void hg_canvas_set_zoom (HgCanvas *self, float zoom);
float hg_canvas_get_zoom (HgCanvas *self);
float hg_canvas_get_zoom_min (HgCanvas *self);
GtkWidget *hg_canvas_get_block (HgCanvas *self, guint id);
void hg_canvas_add_popover (HgCanvas *self, GtkPopover *popover);
void hg_canvas_point_to (HgCanvas *self, GtkWidget *block, GtkPopover *popover);
void hg_canvas_focus_selected (HgCanvas *self);

G_END_DECLS
