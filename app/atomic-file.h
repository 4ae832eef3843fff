/* SPDX-License-Identifier: MIT */
/* Writing a file so that a crash at any moment leaves the old one or the new
 * one: a temporary file in the same folder, synced, renamed over the old one,
 * and the folder synced. The old file's permissions are kept, and a symbolic
 * link stays one. Freeing without a commit leaves the old file as it was.
 *
 * Used by one thread at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WbAtomicFile WbAtomicFile;

WbAtomicFile *wb_atomic_file_new (const char *path,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_atomic_file_free (WbAtomicFile *self);

gboolean wb_atomic_file_write (WbAtomicFile *self,
                               gconstpointer bytes,
                               gsize n,
                               GError **error);
gboolean wb_atomic_file_commit (WbAtomicFile *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbAtomicFile, wb_atomic_file_free)

G_END_DECLS
