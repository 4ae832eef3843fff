/* SPDX-License-Identifier: MIT */
/* What a person decides once for all projects. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * Shows the preferences over it.
 *
 * @parent: the window in front
 */
void hg_preferences_show (GtkWindow *parent);

G_END_DECLS
