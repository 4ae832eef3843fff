/* SPDX-License-Identifier: MIT */
/* What the next epoch would be with other values of the setting under the pointer: a
 * popover beside its slider, with a card for each value. It opens where the pointer rests
 * on a slider while the training rests, and goes when the pointer has left both.
 */
#pragma once

#include "ui/inspector/option-row.h"
#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

typedef struct _HgGhostCard HgGhostCard;

/**
 * HgGhostTry:
 * @row: a slider
 * @values: [@n]: what it is to be
 *
 * Returns: whether they are tried
 */
typedef gboolean (*HgGhostTry) (gpointer data, HgOptionRow *row, const double *values, guint n);

/** @page: whose sliders are watched, and which frees it at its end */
HgGhostCard *hg_ghost_card_new (GtkWidget *page, HgGhostTry try_values, gpointer data);

/** (not nullable): what tries them. */
void hg_ghost_card_set_workspace (HgGhostCard *self, HgWorkspace *workspace);

/** The page goes. */
void hg_ghost_card_free (HgGhostCard *self);

G_END_DECLS
