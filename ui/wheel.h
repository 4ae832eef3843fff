/* SPDX-License-Identifier: MIT */
/* The wheel over a page scrolls the page: it changes a value only where the
 * spin button or slider under the pointer has the focus.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Switches off the control's own listening to the wheel while it does not have
 * the focus.
 *
 * @control: a spin button or a slider
 */
void hg_wheel_needs_focus (GtkWidget *control);

G_END_DECLS
