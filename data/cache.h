/* SPDX-License-Identifier: MIT */
/*
 * Files in the user's cache folder that hold what took long to make. They are
 * an aid: where one cannot be written, is gone or is damaged, nothing fails, and
 * what it held is made again. A file appears whole or not at all; one that is
 * removed while it is mapped stays readable. All of them together stay below
 * DS_CACHE_MAX_BYTES: those that were not used for the longest time make room.
 */
#pragma once

#include "data/progress.h"

G_BEGIN_DECLS

/**
 * DS_CACHE_MAX_BYTES:
 *
 * What all files may have together.
 */
#define DS_CACHE_MAX_BYTES ((guint64) 8 << 30)

/**
 * Returns: (transfer full): where the files lie, $XDG_CACHE_HOME/hourglass/data
 *   as a rule; it need not exist; any thread.
 */
char *ds_cache_get_folder (void) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: the bytes of all files; any thread. */
guint64 ds_cache_get_size (void);

/**
 * Removes all files, also those that others write at this moment.
 *
 * @error: DS_ERROR_WRITE, naming the first file that stays
 *
 * Returns: whether none is left; any thread.
 */
gboolean ds_cache_clear (GError **error);

/**
 * @name: of a file
 *
 * Returns: (transfer full) (nullable): its contents, mapped; NULL where there is
 *   none; any thread.
 */
GBytes *ds_cache_open (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * DsCacheWriter:
 *
 * A file that is not in the cache yet.
 */
typedef struct _DsCacheWriter DsCacheWriter;

/**
 * @name: that the file will have
 * @n_bytes: how long it will be at most
 *
 * Returns: (transfer full) (nullable): a writer; NULL where the cache is not
 *   writable, or where the file would take more than half of what is free on the
 *   disk.
 */
DsCacheWriter *ds_cache_writer_new (const char *name, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @offset: where in the file
 * @bytes: [n]
 *
 * Returns: whether the disk took them; any number of threads at once.
 */
gboolean ds_cache_writer_write (DsCacheWriter *self, gsize offset, gconstpointer bytes, gsize n);

/**
 * @offset: where in the file
 * @bytes: (out): [n], which were written there
 *
 * Returns: whether they could be read; any number of threads at once.
 */
gboolean ds_cache_writer_read (DsCacheWriter *self, gsize offset, gpointer bytes, gsize n);

/**
 * Puts the file into the cache, in place of one of that name.
 *
 * @n_bytes: how long the file is
 * @progress: (nullable): who may cancel
 *
 * Returns: (transfer full) (nullable): its contents, mapped; NULL where the disk
 *   failed, or somebody cancelled.
 */
GBytes *ds_cache_writer_finish (DsCacheWriter *self,
                                gsize n_bytes,
                                const DsProgress *progress) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Removes the file where it is not in the cache.
 *
 * @self: (transfer full): a writer
 */
void ds_cache_writer_free (DsCacheWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsCacheWriter, ds_cache_writer_free)

G_END_DECLS
