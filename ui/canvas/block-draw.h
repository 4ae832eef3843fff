/* SPDX-License-Identifier: MIT */
/* The drawing of one box, apart from the widget: body, labels, badge, outline.
 * The canvas draws the ghost of a dragged layer with the same functions.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/canvas/block.h"
#include "ui/canvas/canvas-style.h"

G_BEGIN_DECLS

/**
 * HgBlockFace: all that a box looks like.
 * @title: above the body; @shape, @note and @settings below it
 */
typedef struct
{
  HgBlockPlace place;
  HgBoxKind kind;
  HgRole role;
  const char *title;
  const char *shape;
  const char *note;
  const char *settings;
  gboolean selected;
  gboolean focused;
  gboolean hovered;
  gboolean error;
  gboolean warning;
  gboolean waiting;
  gboolean differs;
  float width;
} HgBlockFace;

/** The body without what is inside it. */
void hg_block_draw_body (const HgBlockFace *face, GtkSnapshot *snapshot);

/**
 * The outline of a selected or focused box, and the badges of one with a
 * problem, or where runs differ.
 */
void hg_block_draw_outline (const HgBlockFace *face, GtkSnapshot *snapshot);

/** @widget: for its font */
void hg_block_draw_labels (const HgBlockFace *face, GtkWidget *widget, GtkSnapshot *snapshot);

/**
 * @size: in pixels at 96 dpi, before the desktop's text scaling
 * @within: the text is centred in it, and cut short to its width
 */
void hg_block_draw_text (GtkSnapshot *snapshot,
                         GtkWidget *widget,
                         const char *text,
                         float size,
                         gboolean bold,
                         const GdkRGBA *colour,
                         const graphene_rect_t *within);

/**
 * @size: @bold: as for hg_block_draw_text()
 *
 * Returns: how wide the text is, in pixels
 */
float hg_block_measure_text (GtkWidget *widget, const char *text, float size, gboolean bold);

G_END_DECLS
