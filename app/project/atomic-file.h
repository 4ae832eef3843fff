/* SPDX-License-Identifier: MIT */
/* Writing a file so that a crash at any moment leaves the old one or the new
 * one: a temporary file in the same folder, synced, renamed over the old one,
 * and the folder synced. Freeing without a commit leaves the old file as it was.
 *
 * The old file's owner and permissions are kept, or the file is refused. A
 * symbolic link stays one: the file it leads to is replaced, or made where it
 * is missing. A character device such as /dev/null is written into. Folders,
 * pipes, sockets and block devices are refused.
 *
 * Used by one thread at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WbFileStamp: tells whether a file is the one that was seen before. All zero
 * where there was none.
 */
typedef struct
{
  guint64 device;
  guint64 inode;
  gint64 size;
  gint64 seconds;
  gint64 nanoseconds;
} WbFileStamp;

void wb_file_stamp_read (WbFileStamp *self, const char *path);
gboolean wb_file_stamp_is_same_file (const WbFileStamp *a, const WbFileStamp *b);

typedef struct _WbAtomicFile WbAtomicFile;

WbAtomicFile *wb_atomic_file_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_atomic_file_free (WbAtomicFile *self);

gboolean wb_atomic_file_write (WbAtomicFile *self, gconstpointer bytes, gsize n, GError **error);
gboolean wb_atomic_file_commit (WbAtomicFile *self, GError **error);
gboolean wb_atomic_file_commit_over (WbAtomicFile *self, WbFileStamp *stamp, GError **error);
gboolean wb_atomic_file_commit_both (WbAtomicFile *self, WbAtomicFile *other, GError **error);

void wb_atomic_file_remove_stale (const char *path);
gboolean wb_atomic_file_probe (const char *path, guint64 n_bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbAtomicFile, wb_atomic_file_free)

G_END_DECLS
