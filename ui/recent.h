/* SPDX-License-Identifier: MIT */
/* The projects that were open lately, in the settings: newest first, each
 * once, no more than HG_RECENT_MAX.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HG_RECENT_MAX 8

/** @path: absolute, of a project that was opened or saved */
void hg_recent_add (GSettings *settings, const char *path);

/** Returns: (transfer full): the paths of those that are still there */
char **hg_recent_list (GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
