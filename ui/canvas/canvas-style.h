/* SPDX-License-Identifier: MIT */
/* The colours of the canvas by role, for a light and a dark background. Fills
 * and lines are the role's colour mixed into the background, so they stay what
 * they are over the ribbon.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/canvas/canvas-items.h"

G_BEGIN_DECLS

/**
 * HgRoleStyle:
 * @colour: the role's own
 * @fill: @line: of a body
 * @text: readable on the background
 */
typedef struct
{
  GdkRGBA colour;
  GdkRGBA fill;
  GdkRGBA line;
  GdkRGBA text;
} HgRoleStyle;

/**
 * HgCanvasStyle:
 * @paper: of image tiles
 * @text: @dim: of labels
 */
typedef struct
{
  gboolean dark;
  gboolean high_contrast;
  GdkRGBA paper;
  GdkRGBA paper_line;
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA wire;
  GdkRGBA accent;
  GdkRGBA accent_text;
  GdkRGBA error;
  HgRoleStyle roles[HG_ROLE_DECODER + 1];
} HgCanvasStyle;

/** Returns: (transfer none): the style that suits the desktop's now */
const HgCanvasStyle *hg_canvas_style_get (void);

G_END_DECLS
