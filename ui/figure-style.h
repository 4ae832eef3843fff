/* SPDX-License-Identifier: MIT */
/* How the desktop looks now, in the words of the figures: dark or light, the
 * font, the size of text.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/figures/palette.h"

G_BEGIN_DECLS

double hg_figure_style_get_scale (GtkWidget *widget);
void hg_figure_style_init (WbStyle *style, GtkWidget *widget);

G_END_DECLS
