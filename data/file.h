/* SPDX-License-Identifier: MIT */
/*
 * Reading files for the formats: listing, and unpacking gzip, each with errors
 * in words.
 */
#pragma once

#include <glib.h>

#include "data/progress.h"

G_BEGIN_DECLS

/**
 * Says what hinders reading, and what helps.
 *
 * @error: gets DS_ERROR_NOT_FOUND, DS_ERROR_PERMISSION or DS_ERROR_READ
 * @path: what was to be read
 * @number: the system's errno
 */
void ds_file_set_error (GError **error, const char *path, int number);

/**
 * @path: anything
 * @is_folder: (out): whether it is a folder
 * @error: DS_ERROR_NOT_FOUND, DS_ERROR_PERMISSION or DS_ERROR_READ, also for
 *   what is neither a file nor a folder
 *
 * Returns: whether there is a file or folder; any thread.
 */
gboolean ds_file_is_folder (const char *path, gboolean *is_folder, GError **error);

/**
 * @path: a folder
 * @progress: (nullable): who listens
 * @error: DS_ERROR_PERMISSION, DS_ERROR_READ or DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): the names in it, sorted by their bytes, ending with
 *   NULL; any thread.
 */
char **ds_file_list (const char *path,
                     const DsProgress *progress,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @contents: of a file
 *
 * Returns: whether it begins as gzip does; any thread.
 */
gboolean ds_file_is_gzip (GBytes *contents);

/**
 * @contents: of a file, gzip or not
 * @max_bytes: how much of it is wanted where it is packed; 0 for all, which are
 *   at most DS_FILE_LARGEST_TEXT
 * @progress: (nullable): who listens
 * @error: DS_ERROR_DAMAGED for bad gzip, DS_ERROR_SIZE for more than
 *   ds_file_get_unpack_limit(), DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): all that is in it, the file itself where it is not
 *   packed; any thread.
 */
GBytes *ds_file_unpack (GBytes *contents,
                        gsize max_bytes,
                        const DsProgress *progress,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * DS_FILE_LARGEST_TEXT:
 *
 * A packed text has at most this many bytes.
 */
#define DS_FILE_LARGEST_TEXT ((gsize) 2000000000)

/**
 * @n_bytes: how much memory is wanted
 * @error: DS_ERROR_SIZE
 *
 * Returns: whether that much is free on this machine; any thread.
 */
gboolean ds_file_check_memory (gsize n_bytes, GError **error);

/**
 * Reads the limits of the control groups of Linux, version 1 and 2.
 *
 * @groups: as /proc/self/cgroup tells them
 * @root: where the groups are mounted; in version 1 those of memory are in a folder of it
 *
 * Returns: how many bytes the groups, and those that they are in, may still take;
 *   G_MAXUINT64 where nothing limits them; any thread.
 */
guint64 ds_file_get_free_of_groups (const char *groups, const char *root);

/**
 * Returns: what a packed file may at most take of the memory: half of what is
 *   free now; any thread.
 */
gsize ds_file_get_unpack_limit (void);

/**
 * @n_bytes: what a file unpacks to
 * @limit: the most that it may
 * @error: DS_ERROR_SIZE
 *
 * Returns: whether it does not exceed the limit; any thread.
 */
gboolean ds_file_check_unpacked (gsize n_bytes, gsize limit, GError **error);

/**
 * Makes room for more of what is unpacked.
 *
 * @memory: (inout): [n_memory], half as large again afterwards, but at most @most bytes; as it
 *   was where there is no memory
 * @n_memory: (inout): its bytes
 * @error: DS_ERROR_SIZE
 */
gboolean ds_file_grow (guint8 **memory, gsize *n_memory, gsize most, GError **error);

/**
 * DS_FILE_LARGEST_RATIO:
 *
 * Deflate packs at most this many bytes into one (RFC 1951: 258 in two bits).
 */
#define DS_FILE_LARGEST_RATIO 1032

/**
 * DsReader:
 *
 * Reads the contents of a file from its beginning, unpacking gzip on the way.
 * Used by the thread that made it.
 */
typedef struct _DsReader DsReader;

/**
 * @contents: of a file, gzip or not; held
 * @progress: (nullable): who listens while it unpacks; outlives the reader
 *
 * Returns: (transfer full): a reader at the beginning.
 */
DsReader *ds_reader_new (GBytes *contents, const DsProgress *progress) G_GNUC_WARN_UNUSED_RESULT;

/** @self: (transfer full): a reader */
void ds_reader_free (DsReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsReader, ds_reader_free)

/**
 * @buffer: (out): at least @n bytes
 * @n: how many are wanted
 * @n_read: (out): how many there were; fewer than @n only at the end
 * @error: DS_ERROR_DAMAGED for bad gzip: cut short, wrong check sum, nonsense
 *
 * Returns: whether it went well.
 */
gboolean ds_reader_read (DsReader *self, gpointer buffer, gsize n, gsize *n_read, GError **error);

/**
 * Returns: what the whole contents can at most unpack to: a header that
 *   promises more is wrong, and no memory need be asked for.
 */
gsize ds_reader_get_limit (DsReader *self);

G_END_DECLS
