/* SPDX-License-Identifier: MIT */
/* Several files that a person drops at once, as one place to open data from: by their
 * names alone.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Pictures stand for the folder that they are in; of samples with their labels, and of a
 * training with a test part, the training samples are opened, which find the others
 * beside them.
 *
 * @paths: at least one, ends with NULL
 * @error: WB_ERROR_FILE where they do not belong together
 *
 * Returns: (transfer full): the file or folder to open, or NULL
 */
char *wb_dropped_files_choose (const char *const *paths, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
