/* SPDX-License-Identifier: MIT */
/*
 * Files as memory. Another program may cut or rewrite a file while it is
 * mapped: reading then gives zeros or other values instead of ending this
 * program with SIGBUS, and ds_mapped_file_check() says so from then on. Who
 * reads from a mapping asks it before anything rests on what was read.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * @path: a file
 * @error: as ds_file_is_folder()
 *
 * Returns: (transfer full): its contents, mapped and not copied; any thread.
 */
GBytes *ds_mapped_file_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @path: a file, or a link to one
 *
 * Returns: whether this program has mapped that file, by whatever name; any
 *   thread.
 */
gboolean ds_mapped_file_was_opened (const char *path);

/**
 * @contents: anything
 *
 * Returns: whether they are those of a mapped file, or a part of them; any
 *   thread.
 */
gboolean ds_mapped_file_is_mapped (GBytes *contents);

/**
 * @contents: anything
 *
 * Returns: whether they are of a file that may be larger than what this machine
 *   has memory for: who reads it calls ds_mapped_file_let_go() now and then; any
 *   thread.
 */
gboolean ds_mapped_file_is_large (GBytes *contents);

/**
 * Takes what was read out of this program's memory. The system keeps of it what
 * it has room for, and reads the rest again when it is wanted; any thread.
 *
 * @contents: of a mapped file or a part of them
 */
void ds_mapped_file_let_go (GBytes *contents);

/**
 * One system call; any thread.
 *
 * @contents: of a file or a part of them; others are always as they were
 * @error: DS_ERROR_CHANGED
 *
 * Returns: whether the file is still as long and as old as when it was mapped,
 *   and every byte could be read.
 */
gboolean ds_mapped_file_check (GBytes *contents, GError **error);

G_END_DECLS
