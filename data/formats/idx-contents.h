/* SPDX-License-Identifier: MIT */
/*
 * One IDX file, checked and in memory: its header and its values, still in the
 * file's own type and order of bytes. No size in a header is believed before
 * the file has been seen to hold as much. An unpacked file stays mapped.
 */
#pragma once

#include "data/scaling.h"

G_BEGIN_DECLS

#define DS_IDX_MAX_RANK 4

/**
 * DsIdxType:
 *
 * The third byte of a file: the type of its values.
 */
typedef enum
{
  DS_IDX_UBYTE = 0x08,
  DS_IDX_BYTE = 0x09,
  DS_IDX_SHORT = 0x0b,
  DS_IDX_INT = 0x0c,
  DS_IDX_FLOAT = 0x0d,
  DS_IDX_DOUBLE = 0x0e,
} DsIdxType;

/**
 * DsIdxContents:
 * @type: of the values
 * @rank: how many of @dims count
 * @dims: the sizes along the axes, each at least 1; the first counts samples
 * @n_values: their product
 * @values: (transfer full): the values, exactly as many
 */
typedef struct
{
  DsIdxType type;
  guint rank;
  guint32 dims[DS_IDX_MAX_RANK];
  gsize n_values;
  GBytes *values;
} DsIdxContents;

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
 * @error: any DS_ERROR, its message beginning with the file's name
 *
 * Returns: whether the file is whole and sound.
 */
gboolean ds_idx_contents_read (DsIdxContents *self,
                               const char *path,
                               GError **error);

/**
 * ds_idx_contents_is_float:
 * @self: contents
 *
 * Returns: whether the values need not be whole numbers.
 */
gboolean ds_idx_contents_is_float (const DsIdxContents *self);

/**
 * ds_idx_contents_find_scaling:
 * @self: contents
 * @scaling: (out): the one that brings them into [0,1], see scaling.h
 * @error: DS_ERROR_VALUES where there is none
 *
 * Returns: whether there is one.
 */
gboolean ds_idx_contents_find_scaling (const DsIdxContents *self,
                                       DsScaling *scaling,
                                       GError **error);

/**
 * ds_idx_contents_scale:
 * @self: contents
 * @scaling: what to apply
 * @error: DS_ERROR_VALUES where a value is no finite number then,
 *   DS_ERROR_SIZE without the memory
 *
 * Returns: (transfer full): [n_values] scaled floats, or NULL.
 */
GBytes *ds_idx_contents_scale (const DsIdxContents *self,
                               const DsScaling *scaling,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ds_idx_contents_get_integers:
 * @self: contents that are not float
 *
 * Returns: (transfer full): [n_values] numbers.
 */
gint *ds_idx_contents_get_integers (const DsIdxContents *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ds_idx_contents_clear:
 * @self: contents
 *
 * Frees what they hold.
 */
void ds_idx_contents_clear (DsIdxContents *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsIdxContents, ds_idx_contents_clear)

G_END_DECLS
