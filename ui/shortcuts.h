/* SPDX-License-Identifier: MIT */
/* The keys without Ctrl or Alt that canvas and results share: Space trains,
 * a full stop steps, brackets follow another sample, a slash searches. They
 * belong to those widgets and not to the window, so that a button, a row or an
 * entry with the focus keeps them.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** @klass: whose widgets hear the keys while they or a child have the focus */
void hg_keys_add (GtkWidgetClass *klass);

G_END_DECLS
