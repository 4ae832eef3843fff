/* SPDX-License-Identifier: MIT */
/* The program's settings. Their schema is looked for beside the program first,
 * as it lies in a build tree, and then where installed schemas are.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HG_APPLICATION_ID "io.github.hourglass.Hourglass"

/**
 * Returns: (transfer full): the settings; the program cannot go on without
 *   its schema, which an installation or a build always has
 */
GSettings *hg_settings_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): where logs for TensorBoard are written, if they are */
char *hg_settings_get_log_folder (GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
