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

/** Takes the stamp of the file at @path, or that of none. */
void wb_file_stamp_read (WbFileStamp *self, const char *path);

/** Whether both are of one file, changed or not. */
gboolean wb_file_stamp_is_same_file (const WbFileStamp *a, const WbFileStamp *b);

typedef struct _WbAtomicFile WbAtomicFile;

/**
 * Begins to write a file, and removes the temporary files that killed programs
 * left beside it.
 *
 * @error: WB_ERROR_FILE where its folder is missing or may not be written, or
 *   where it is nothing that a file can replace
 *
 * Returns: (transfer full): to be committed and freed, or only freed.
 */
WbAtomicFile *wb_atomic_file_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Gives up what has not been committed. NULL is allowed. */
void wb_atomic_file_free (WbAtomicFile *self);

/** Writes the next @n bytes. WB_ERROR_FILE. */
gboolean wb_atomic_file_write (WbAtomicFile *self, gconstpointer bytes, gsize n, GError **error);

/**
 * Puts what was written in the old file's place. WB_ERROR_FILE; the old file
 * is then unchanged.
 */
gboolean wb_atomic_file_commit (WbAtomicFile *self, GError **error);

/**
 * The same, if the old file is still the one that was seen.
 *
 * @stamp: (inout) (nullable): of the file that may be replaced, then of the
 *   new one; NULL to replace any
 * @error: also WB_ERROR_CHANGED: another program wrote the file meanwhile
 */
gboolean wb_atomic_file_commit_over (WbAtomicFile *self, WbFileStamp *stamp, GError **error);

/**
 * Commits two files of which each is worth nothing without the other: both are on the
 * disk before the first is put in place.
 */
gboolean wb_atomic_file_commit_both (WbAtomicFile *self, WbAtomicFile *other, GError **error);

/** Removes what killed programs have left of saving to @path. Any thread. */
void wb_atomic_file_remove_stale (const char *path);

/**
 * Whether a file of @n_bytes can be written to @path: folder, name, owner,
 * permissions and free space. Leaves nothing behind.
 */
gboolean wb_atomic_file_probe (const char *path, guint64 n_bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbAtomicFile, wb_atomic_file_free)

G_END_DECLS
