/* SPDX-License-Identifier: MIT */
/*
 * One .npy array: its header and its values. Values that lie in the file as
 * they are wanted stay mapped.
 */
#pragma once

#include "data/array.h"
#include "data/import.h"

G_BEGIN_DECLS

/**
 * ds_npy_is_magic:
 * @head: [n_head], how a file begins
 *
 * Returns: whether it is .npy.
 */
gboolean ds_npy_is_magic (const guint8 *head, gsize n_head);

/**
 * DS_NPY_PART:
 *
 * The samples of a preview are in the first bytes of a file, this many.
 */
#define DS_NPY_PART ((gsize) 16 << 20)

/**
 * DS_NPY_HEADER:
 *
 * Most headers are shorter than this.
 */
#define DS_NPY_HEADER ((gsize) 1 << 16)

/**
 * ds_npy_get_limit:
 * @beginning: of a .npy file, unpacked
 *
 * Returns: how many bytes of it are worth unpacking: one more than its header promises, or any
 *   number where that is damaged.
 */
gsize ds_npy_get_limit (GBytes *beginning);

/**
 * ds_npy_read:
 * @self: (out): the array, its last axis varying fastest whatever the file's
 *   order is
 * @contents: of a .npy file, unpacked; their first DS_NPY_PART bytes do where not all
 *   samples are wanted, unless the file is in Fortran's order or of huge samples
 * @request: who listens, and how many samples are wanted
 * @error: DS_ERROR_DAMAGED, DS_ERROR_UNSUPPORTED, DS_ERROR_EMPTY, DS_ERROR_SIZE
 *
 * Returns: whether it is whole and sound.
 */
gboolean ds_npy_read (DsArray *self, GBytes *contents, const DsRequest *request, GError **error);

G_END_DECLS
