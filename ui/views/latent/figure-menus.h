/* SPDX-License-Identifier: MIT */
/* The menus of the manifold and of the pictures from A to B. */
#pragma once

#include "ui/views/latent/manifold-view.h"
#include "ui/views/latent/path-strip.h"

G_BEGIN_DECLS

void hg_manifold_menu_add (GtkMenuButton *button, HgManifoldView *manifold);
void hg_path_menu_add (GtkMenuButton *button, HgPathStrip *strip);

G_END_DECLS
