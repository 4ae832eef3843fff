/* SPDX-License-Identifier: MIT */
/*
 * The entries of a .zip or .tar(.gz), one after the other, in memory alone:
 * nothing is written to a disk, so no name in an archive can do harm. What all
 * entries unpack to, also those that nobody reads, is bounded by the file's size.
 */
#pragma once

#include "data/progress.h"

G_BEGIN_DECLS

typedef struct _DsArchive DsArchive;

/**
 * @head: [n_head], how a file begins, unpacked where it is gzip
 *
 * Returns: whether it is a zip or tar file.
 */
gboolean ds_archive_is_archive (const guint8 *head, gsize n_head);

/**
 * @contents: of a zip or tar file, gzip or not; held
 * @ratio: how many times its size it may unpack to, where that is more than 1 GiB
 * @progress: (nullable): who listens while an entry is unpacked; must stay
 * @error: DS_ERROR_DAMAGED
 *
 * Returns: (transfer full): the archive before its first entry, or NULL; used
 *   by one thread.
 */
DsArchive *ds_archive_new (GBytes *contents,
                           guint ratio,
                           const DsProgress *progress,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** @self: (transfer full): an archive */
void ds_archive_free (DsArchive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsArchive, ds_archive_free)

/**
 * Folders, links and devices are passed over.
 *
 * @name: (out) (transfer none) (nullable): of the next file, in the archive's
 *   own bytes; NULL behind the last
 * @error: DS_ERROR_DAMAGED
 *
 * Returns: whether it went well.
 */
gboolean ds_archive_next (DsArchive *self, const char **name, GError **error);

/**
 * @head: (out): [n] its first bytes
 * @n: how many are wanted
 *
 * Returns: how many there were; they are what ds_archive_read() begins with.
 */
gsize ds_archive_peek (DsArchive *self, guint8 *head, gsize n);

/**
 * @limit: the bytes that are wanted at most
 * @error: DS_ERROR_DAMAGED, DS_ERROR_SIZE, DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): the file's contents, or NULL.
 */
GBytes *ds_archive_read (DsArchive *self, gsize limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @n: the bytes that are wanted
 * @error: DS_ERROR_DAMAGED, DS_ERROR_SIZE, DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): the beginning of the file's contents, or NULL.
 */
GBytes *ds_archive_read_first (DsArchive *self, gsize n, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
