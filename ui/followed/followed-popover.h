/* SPDX-License-Identifier: MIT */
/* Chooses the sample that is followed: by its number, by its class, or by
 * drawing one.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_FOLLOWED_POPOVER (hg_followed_popover_get_type ())
G_DECLARE_FINAL_TYPE (HgFollowedPopover, hg_followed_popover, HG, FOLLOWED_POPOVER, GtkPopover)

void hg_followed_popover_set_workspace (HgFollowedPopover *self, HgWorkspace *workspace);

G_END_DECLS
