/* SPDX-License-Identifier: MIT */
/* Figures as files: PNG, SVG or PDF by the ending of the name, written so that a
 * crash leaves the old file or the new one. A recipe (any text, JSON as a rule)
 * travels inside the file, so that a picture can say how it was made.
 *
 * Any thread, one call at a time on one file.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "app/figures/palette.h"

G_BEGIN_DECLS

/**
 * WbFigureDraw:
 * @cr: to draw into
 * @width: the figure fills the rectangle from (0, 0)
 * @height: likewise
 *
 * Draws a figure.
 */
typedef void (*WbFigureDraw) (cairo_t *cr, double width, double height, gpointer data);

/**
 * WbFigure:
 * @width: in pixels at 96 dpi, before @scale
 * @height: likewise
 * @scale: pixels of a PNG for each of the figure's; SVG and PDF have none
 * @margin: room around the drawing, inside @width and @height
 * @background: its alpha may be 0
 * @draw: draws the inner rectangle
 * @data: for @draw
 * @recipe: (nullable): UTF-8 that is put into the file
 */
typedef struct
{
  double width;
  double height;
  double scale;
  double margin;
  WbColour background;
  WbFigureDraw draw;
  gpointer data;
  const char *recipe;
} WbFigure;

/**
 * Writes the figure and its recipe. A file that was there is replaced whole or
 * stays as it was.
 *
 * @self: what to draw
 * @path: ends in .png, .svg or .pdf, in any case of letters
 * @error: WB_ERROR_FORMAT for another ending, WB_ERROR_CONTENTS for a size that
 *   cannot be, WB_ERROR_FILE where the file cannot be written
 *
 * Returns: FALSE with @error set.
 */
gboolean wb_figure_write (const WbFigure *self, const char *path, GError **error);

/**
 * Writes pixels as they are.
 *
 * @surface: an image surface in %CAIRO_FORMAT_ARGB32
 * @path: ends in .png
 * @recipe: (nullable): is put into the file
 * @error: as in wb_figure_write()
 *
 * Returns: FALSE with @error set.
 */
gboolean wb_surface_write_png (cairo_surface_t *surface,
                               const char *path,
                               const char *recipe,
                               GError **error);

/**
 * @error: a GFileError where the file cannot be read, WB_ERROR_FORMAT where it
 *   is no PNG or has no recipe, WB_ERROR_DAMAGED
 *
 * Returns: (transfer full): the recipe that was put into a PNG.
 */
char *wb_png_read_recipe (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
