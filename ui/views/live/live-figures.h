/* SPDX-License-Identifier: MIT */
/* The menus of the loss and of the reconstructions: each as a table for the clipboard, and as a
 * figure in a file.
 */
#pragma once

#include "ui/views/live/loss-view.h"
#include "ui/views/live/reconstructions.h"

G_BEGIN_DECLS

void hg_loss_menu_add (GtkMenuButton *button, HgLossView *loss);
void hg_reconstructions_menu_add (GtkMenuButton *button, HgReconstructions *reconstructions);

G_END_DECLS
