/* SPDX-License-Identifier: MIT */
/* Pictures that move, as an animated PNG (the W3C's "Portable Network Graphics Specification",
 * third edition): every frame keeps all its colours, and the recipe travels as in any other
 * figure; a program that knows only still pictures shows the first frame. GIF would have 256
 * colours and no place for the recipe.
 *
 * Any thread, one call at a time on one file.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "app/figures/palette.h"

G_BEGIN_DECLS

/**
 * WbAnimation:
 * @width: in pixels
 * @height: likewise
 * @n_frames: at least 1; they go round for ever
 * @msec: how long each is seen, up to 65535
 * @background: opaque
 * @draw: draws a frame
 * @data: for @draw
 * @recipe: (nullable): UTF-8 that is put into the file
 */
typedef struct
{
  int width;
  int height;
  guint n_frames;
  guint msec;
  WbColour background;
  void (*draw) (cairo_t *cr, double width, double height, guint frame, gpointer data);
  gpointer data;
  const char *recipe;
} WbAnimation;

/**
 * Writes the animation. A file that was there is replaced whole or stays as it was.
 *
 * @path: ends in .apng or .png
 * @error: WB_ERROR_CONTENTS for a size that cannot be, WB_ERROR_FILE
 */
gboolean wb_animation_write (const WbAnimation *self, const char *path, GError **error);

G_END_DECLS
