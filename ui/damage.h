/* SPDX-License-Identifier: MIT */
/* GTK 4.8 compares what two frames draw and paints the rectangles that differ; where these are
 * more than 30, it paints all that is around them, often the whole window. Many small parts
 * that change together are better one rectangle.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Whatever of @widget is drawn anew counts as all of it: an invisible colour over it is never
 * that of the frame before.
 *
 * @widget: that is drawn into @out
 */
void hg_damage_whole (GtkWidget *widget, GtkSnapshot *out);

G_END_DECLS
