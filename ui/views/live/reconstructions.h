/* SPDX-License-Identifier: MIT */
/* The followed samples: input, output and error one below the other, with what
 * each costs. A column is a widget of its own; the pointer over it, or the
 * focus on it, makes its sample the one that the canvas shows.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_RECONSTRUCTIONS (hg_reconstructions_get_type ())
G_DECLARE_FINAL_TYPE (HgReconstructions, hg_reconstructions, HG, RECONSTRUCTIONS, GtkWidget)

void hg_reconstructions_set_workspace (HgReconstructions *self, HgWorkspace *workspace);

G_END_DECLS
