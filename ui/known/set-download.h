/* SPDX-License-Identifier: MIT */
/* A known set on its way into the user's data folder, in a thread of its own.
 *
 * The signal "ended" is emitted when it is there, that it was stopped, or that it
 * failed. Main thread only.
 */
#pragma once

#include <gio/gio.h>

#include "data/known/known-set.h"

G_BEGIN_DECLS

#define HG_TYPE_SET_DOWNLOAD (hg_set_download_get_type ())
G_DECLARE_FINAL_TYPE (HgSetDownload, hg_set_download, HG, SET_DOWNLOAD, GObject)

/** Begins at once; what an earlier one stored is continued. */
HgSetDownload *hg_set_download_new (const DsKnownSet *set) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: the stored bytes; @total: (out): of all files. */
guint64 hg_set_download_get_bytes (HgSetDownload *self, guint64 *total);

/** Stops soon; what arrived stays for the next one. */
void hg_set_download_cancel (HgSetDownload *self);

/** Returns: (nullable): the folder of the set once it is whole */
const char *hg_set_download_get_folder (HgSetDownload *self);

/** Returns: (nullable): why it failed; NULL where it was cancelled */
const GError *hg_set_download_get_error (HgSetDownload *self);

G_END_DECLS
