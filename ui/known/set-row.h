/* SPDX-License-Identifier: MIT */
/* A set of data: one that lies on this computer, whose row is activated, or a known one that a
 * button downloads, with its progress, Cancel, and what went wrong.
 *
 * The signal "chosen" (HgSetRow, const char *path) is emitted when the set shall be opened.
 */
#pragma once

#include <adwaita.h>

#include "data/known/found-set.h"

G_BEGIN_DECLS

#define HG_TYPE_SET_ROW (hg_set_row_get_type ())
G_DECLARE_FINAL_TYPE (HgSetRow, hg_set_row, HG, SET_ROW, AdwActionRow)

GtkWidget *hg_set_row_new_for_found (const DsFoundSet *set) G_GNUC_WARN_UNUSED_RESULT;
GtkWidget *hg_set_row_new_for_known (const DsKnownSet *set) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: whether it is being downloaded */
gboolean hg_set_row_is_busy (HgSetRow *self);

/** Opens a found set, downloads a known one, or does nothing while that is done already. */
void hg_set_row_choose (HgSetRow *self);

G_END_DECLS
