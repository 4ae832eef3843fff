/* SPDX-License-Identifier: MIT */
/*
 * One .npy array: its header and its values. Values that lie in the file as
 * they are wanted stay mapped.
 */
#pragma once

#include "data/array.h"

G_BEGIN_DECLS

/**
 * ds_npy_is_magic:
 * @head: [n_head], how a file begins
 *
 * Returns: whether it is .npy.
 */
gboolean ds_npy_is_magic (const guint8 *head, gsize n_head);

/**
 * ds_npy_read:
 * @self: (out): the array, its last axis varying fastest whatever the file's
 *   order is
 * @contents: of a .npy file, unpacked
 * @progress: (nullable): who listens while the array is read
 * @error: DS_ERROR_DAMAGED, DS_ERROR_UNSUPPORTED, DS_ERROR_EMPTY, DS_ERROR_SIZE
 *
 * Returns: whether it is whole and sound.
 */
gboolean ds_npy_read (DsArray *self, GBytes *contents, const DsProgress *progress, GError **error);

G_END_DECLS
