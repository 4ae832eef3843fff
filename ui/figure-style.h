/* SPDX-License-Identifier: MIT */
/* How the desktop looks now, in the words of the figures: dark or light, the
 * font, the size of text; and how a person wants pixels to be shown.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/figures/palette.h"

G_BEGIN_DECLS

double hg_figure_style_get_scale (GtkWidget *widget);
void hg_figure_style_init (WbStyle *style, GtkWidget *widget);
void hg_figure_style_init_pixels (WbStyle *style, GtkWidget *widget, gboolean ink);
void hg_figure_style_watch (gpointer object, GCallback changed);

G_END_DECLS
