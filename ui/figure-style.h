/* SPDX-License-Identifier: MIT */
/* How the desktop looks now, in the words of the figures: dark or light, the
 * font, the size of text; and how a person wants pixels to be shown.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/figures/palette.h"

G_BEGIN_DECLS

/** Returns: how much larger than at 96 dpi the desktop wants text */
double hg_figure_style_get_scale (GtkWidget *widget);

/** @widget: where the figure will be; its font is taken */
void hg_figure_style_init (WbStyle *style, GtkWidget *widget);

/**
 * @widget: where samples will be drawn
 * @ink: they are strokes: unless a person chose, they are shown as ink on paper,
 *   and other samples as they are stored
 */
void hg_figure_style_init_pixels (WbStyle *style, GtkWidget *widget, gboolean ink);

/**
 * @object: draws samples
 * @changed: called with @object as its first argument when they are to be drawn
 *   in another style
 */
void hg_figure_style_watch (gpointer object, GCallback changed);

G_END_DECLS
