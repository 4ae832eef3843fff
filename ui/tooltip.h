/* SPDX-License-Identifier: MIT */
/* Tooltips of widgets whose words change while they are seen. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Sets the tooltip where it is another one: GTK asks the display where the pointer is each time
 * that one is set, and waits for the answer.
 *
 * @text: (nullable)
 */
void hg_tooltip_set (GtkWidget *widget, const char *text);

G_END_DECLS
