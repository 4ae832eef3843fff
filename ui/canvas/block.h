/* SPDX-License-Identifier: MIT */
/* One box of the canvas as a widget of its own: focusable, with a tooltip and
 * a name for a screen reader. It draws its body, its labels and the picture
 * inside; where the body lies within its allocation the canvas says.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/canvas/canvas-items.h"

G_BEGIN_DECLS

#define HG_TYPE_BLOCK (hg_block_get_type ())
G_DECLARE_FINAL_TYPE (HgBlock, hg_block, HG, BLOCK, GtkWidget)

/**
 * HgBlockPlace:
 * @body: in the block's own coordinates
 * @left: @right: heights of the body's sides
 * @detail: how much is shown of the box
 * @strip: the canvas is folded to a strip
 * @text: by how much words are larger than at a text scaling of 1
 * @shape_below: the shape is not written on a connector
 */
typedef struct
{
  graphene_rect_t body;
  float left;
  float right;
  HgDetail detail;
  gboolean strip;
  float text;
  gboolean shape_below;
} HgBlockPlace;

GtkWidget *hg_block_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Shows box @index of the list. What is inside stays until there is another
 * picture, where it is still one of the same layer and shape.
 */
void hg_block_set_item (HgBlock *self, const HgItems *items, guint index);

/** Draws anew, in other colours or another font. */
void hg_block_restyle (HgBlock *self);

void hg_block_set_place (HgBlock *self, const HgBlockPlace *place);
void hg_block_set_selected (HgBlock *self, gboolean selected);

/**
 * @picture: (nullable) (transfer full): what is inside the body, at most as
 *   large as hg_block_get_picture_size() says; not written to any more
 */
void hg_block_set_picture (HgBlock *self, cairo_surface_t *picture);

/** @share: of the training time, from 0 to 1; negative where it is not known */
void hg_block_set_share (HgBlock *self, double share);

/** @words: (nullable): how runs that are compared differ there; it gets a badge. */
void hg_block_set_difference (HgBlock *self, const char *words);
void hg_block_get_picture_size (HgBlock *self, int *width, int *height);
guint hg_block_get_id (HgBlock *self);
const HgItem *hg_block_get_item (HgBlock *self);
const graphene_rect_t *hg_block_get_body (HgBlock *self);

G_END_DECLS
