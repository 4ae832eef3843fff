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

gboolean wb_figure_write (const WbFigure *self, const char *path, GError **error);
gboolean wb_surface_write_png (cairo_surface_t *surface,
                               const char *path,
                               const char *recipe,
                               GError **error);
char *wb_png_read_recipe (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
