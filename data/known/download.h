/* SPDX-License-Identifier: MIT */
/*
 * Downloading a known set into the user's data folder. Every file is a ".part" until its SHA-256
 * is right, then it gets its name at once: what has its name is whole. What broke off is continued
 * by the next download.
 *
 * HOURGLASS_MIRRORS, addresses separated by spaces, are asked in place of the set's own: for
 * ADDRESS/NAME-OF-THE-SET/NAME-OF-THE-FILE.
 */
#pragma once

#include "data/known/known-set.h"
#include "data/progress.h"

G_BEGIN_DECLS

/**
 * Blocks until all files are there; those that are already there and right are not asked for.
 * One at a time downloads a set, also among programs.
 *
 * @set: a known set
 * @progress: (nullable): gets the set's title and bytes; may cancel
 * @error: DS_ERROR_OFFLINE where no mirror could be reached, DS_ERROR_NETWORK where none had the
 *   file or sent it all, DS_ERROR_WRITE, DS_ERROR_PERMISSION, DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): the folder with the files, or NULL; any thread.
 */
char *ds_download_set (const DsKnownSet *set,
                       const DsProgress *progress,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
