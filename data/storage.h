/* SPDX-License-Identifier: MIT */
/*
 * Where the samples of a data set lie: the inside of DsDataset, for the files
 * of this folder that bring a storage of their own. A storage is counted,
 * shared by a set and its slices, and read by many threads at once: after
 * ds_dataset_new_for_storage() only its read function may touch it.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

typedef struct _DsStorage DsStorage;

/**
 * DsStorage:
 * @read: writes n samples into out: those of @indices, or where that is NULL
 *   those from 0 on; both count from @first
 * @check: (nullable): whether the samples are what they were, as
 *   ds_dataset_check(); NULL where nothing can change them
 * @count_shared: (nullable): as ds_dataset_count_shared(), of all samples; NULL
 *   where none share values
 * @free: frees what the storage owns, and itself
 * @shape: of one sample
 * @size: D, the values in one sample
 * @count: samples in all
 * @scaling: as the reader is told
 * @labels: (nullable): [count]
 * @class_names: (nullable): of the labels
 * @factor_names: (nullable): ends with NULL
 * @read_factors: (nullable): as ds_dataset_read_factors(); NULL without factors
 */
struct _DsStorage
{
  gint references;
  void (*read) (DsStorage *self, gsize first, const guint32 *indices, gsize n, float *out);
  gboolean (*check) (DsStorage *self, GError **error);
  gsize (*count_shared) (DsStorage *self, gsize at);
  void (*free) (DsStorage *self);
  DsShape shape;
  gsize size;
  gsize count;
  DsScaling scaling;
  gint *labels;
  char **class_names;
  char **factor_names;
  void (*read_factors) (DsStorage *self, gsize first, gsize n, float *out);
};

/**
 * @name: what people call the set
 * @origin: (nullable): where it came from
 * @storage: (transfer full): all fields filled in but the references
 *
 * Returns: (transfer full): the set that reads from @storage.
 */
DsDataset *ds_dataset_new_for_storage (const char *name,
                                       const char *origin,
                                       DsStorage *storage) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
