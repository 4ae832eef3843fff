/* SPDX-License-Identifier: MIT */
/* The sets that lie on this computer, and the known ones that can be downloaded.
 *
 * The signal "chosen" (HgSetList, const char *path) is emitted when a set shall be opened: it was
 * activated, or has just been downloaded.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HG_TYPE_SET_LIST (hg_set_list_get_type ())
G_DECLARE_FINAL_TYPE (HgSetList, hg_set_list, HG, SET_LIST, GtkBox)

/** Looks again, in a thread, what lies on this computer. */
void hg_set_list_reload (HgSetList *self);

G_END_DECLS
