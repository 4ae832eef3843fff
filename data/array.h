/* SPDX-License-Identifier: MIT */
/*
 * Numbers as a file holds them, in the file's own type and order of bytes, and
 * the two ways from there to samples: bytes as they are, all others as scaled
 * floats. The last axis varies fastest.
 */
#pragma once

#include "data/dataset.h"
#include "data/progress.h"

G_BEGIN_DECLS

#define DS_ARRAY_MAX_RANK 4

/**
 * DsValueType:
 *
 * The type of stored values: unsigned, signed and floating, and their bytes.
 */
typedef enum
{
  DS_VALUE_U1,
  DS_VALUE_U2,
  DS_VALUE_U4,
  DS_VALUE_U8,
  DS_VALUE_I1,
  DS_VALUE_I2,
  DS_VALUE_I4,
  DS_VALUE_I8,
  DS_VALUE_F2,
  DS_VALUE_F4,
  DS_VALUE_F8,
} DsValueType;

/**
 * DsArray:
 * @type: of the values
 * @big_endian: whether their first byte is the highest
 * @rank: how many of @dims count
 * @dims: the sizes along the axes, each at least 1; the first counts samples
 * @n_values: their product
 * @values: (transfer full): the values, exactly as many
 * @text: 0 for numbers; else the values are characters, this many of a text, which the last
 *   axis counts
 * @partial: there were more samples than were asked for
 * @progress: (nullable): who listens while they are looked at
 *
 * An array of a file.
 */
typedef struct
{
  DsValueType type;
  gboolean big_endian;
  guint rank;
  guint32 dims[DS_ARRAY_MAX_RANK];
  gsize n_values;
  GBytes *values;
  guint32 text;
  gboolean partial;
  const DsProgress *progress;
} DsArray;

/** Returns: the bytes of one value. */
gsize ds_value_type_get_size (DsValueType self);

/** Returns: whether the values need not be whole numbers. */
gboolean ds_array_is_float (const DsArray *self);

/**
 * @i: below its @n_values
 *
 * Returns: the value; a 64-bit integer beyond 2^53 is rounded.
 */
double ds_array_get_value (const DsArray *self, gsize i);

/**
 * Leaves out all but the first samples, before or after the values are read.
 *
 * @max_samples: 0 for all
 */
void ds_array_limit (DsArray *self, gsize max_samples);

/**
 * @scaling: (out): the one that brings them into [0,1], see scaling.h
 * @error: DS_ERROR_VALUES where there is none
 *
 * Returns: whether there is one.
 */
gboolean ds_array_find_scaling (const DsArray *self, DsScaling *scaling, GError **error);

/**
 * @contents: all of the set but type, samples and scaling, which are filled in
 * @scaling: the one to apply
 * @error: as ds_array_scale(), ds_mapped_file_check() and ds_dataset_new()
 *
 * Returns: (transfer full): the set of the array's samples, or NULL; bytes are
 *   held and not copied.
 */
DsDataset *ds_array_make_dataset (const DsArray *self,
                                  DsDatasetContents *contents,
                                  const DsScaling *scaling,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Frees what it holds. */
void ds_array_clear (DsArray *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsArray, ds_array_clear)

G_END_DECLS
