/* SPDX-License-Identifier: MIT */
/*
 * One IDX file, checked and in memory: its header and its values, still in the
 * file's own type and order of bytes. No size in a header is believed before
 * the file has been seen to hold as much. An unpacked file stays mapped.
 */
#pragma once

#include "data/array.h"
#include "data/import.h"

G_BEGIN_DECLS

/**
 * ds_idx_is_magic:
 * @head: [4], how a file begins
 *
 * Returns: whether an IDX file may begin so.
 */
gboolean ds_idx_is_magic (const guint8 *head);

/**
 * ds_idx_contents_read:
 * @self: (out): what the file holds
 * @path: an IDX file, gzip or not
 * @request: who listens, and how many samples are wanted
 * @error: any DS_ERROR, its message beginning with the file's name
 *
 * Returns: whether the file is whole and sound.
 */
gboolean
ds_idx_contents_read (DsArray *self, const char *path, const DsRequest *request, GError **error);

/**
 * ds_idx_contents_peek:
 * @path: an IDX file, gzip or not
 * @n_samples: (out): how many samples its header promises
 * @shape: (out): the shape of one, as the file has it: 28×28
 *
 * Reads its first bytes alone, and believes them.
 *
 * Returns: whether it begins as such a file; any thread.
 */
gboolean ds_idx_contents_peek (const char *path, gsize *n_samples, DsShape *shape);

G_END_DECLS
