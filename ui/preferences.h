/* SPDX-License-Identifier: MIT */
/* What a person decides once for all projects. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * hg_preferences_show:
 * @parent: the window in front
 *
 * Shows the preferences over it.
 */
void hg_preferences_show (GtkWindow *parent);

G_END_DECLS
