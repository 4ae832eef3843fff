/* SPDX-License-Identifier: MIT */
/*
 * A data set: samples of one shape, perhaps labelled. It is immutable and
 * atomically counted, so any number of threads may hold and read it; there is
 * no setter. Where the samples lie (a block of memory, a mapped file, drawn
 * when wanted) is not seen from here: readers get floats, scaled to [0,1].
 *
 * A set may know more of its samples than a network is shown: factors, such as
 * how far a digit leans. They are columns with a name, one float a sample, in
 * their own units and never scaled.
 *
 * Letters: n samples, D values in one sample (ds_shape_get_size()), F factors.
 */
#pragma once

#include "data/scaling.h"
#include "data/shape.h"

G_BEGIN_DECLS

typedef struct _DsDataset DsDataset;

/**
 * DS_MAX_CLASSES:
 *
 * Labels are below this.
 */
#define DS_MAX_CLASSES 65536

/**
 * DsSampleType:
 * @DS_SAMPLE_BYTE: guint8, scaled while it is read
 * @DS_SAMPLE_WORD: guint16, of which 257 are one of a byte; scaled as bytes are, so that
 *   16 bits go with the scaling of 8, and keep what is between two bytes
 * @DS_SAMPLE_FLOAT: float in the machine's own order, scaled already
 */
typedef enum
{
  DS_SAMPLE_BYTE,
  DS_SAMPLE_WORD,
  DS_SAMPLE_FLOAT,
} DsSampleType;

/**
 * DsDatasetContents:
 * @name: what people call the set
 * @origin: (nullable): the path it came from
 * @shape: of one sample
 * @type: of the values in @samples
 * @samples: [n, D], sample after sample; held, never copied, so it must stay
 *   as it is; floats are aligned and finite
 * @scaling: applied to bytes and words on their way out; of floats, the one that was
 *   applied to them
 * @labels: (nullable): [n], the class of each sample from 0; copied
 * @class_names: (nullable): ends with NULL, one name for each class; copied
 * @factors: (nullable): [n, F], all finite; copied
 * @factor_names: (nullable): ends with NULL, one name for each of the F factors;
 *   copied
 *
 * All that makes a data set out of memory.
 */
typedef struct
{
  const char *name;
  const char *origin;
  DsShape shape;
  DsSampleType type;
  GBytes *samples;
  DsScaling scaling;
  const gint *labels;
  const char *const *class_names;
  const float *factors;
  const char *const *factor_names;
} DsDatasetContents;

/**
 * Without class names, labels are named by their numbers.
 *
 * @contents: what it is made of
 * @error: DS_ERROR_EMPTY without a sample, DS_ERROR_DAMAGED where the memory is
 *   not a whole number of samples, DS_ERROR_SIZE above 2^32 - 1 samples,
 *   DS_ERROR_VALUES for an impossible scaling, DS_ERROR_MISMATCH for a
 *   negative label or one without a name
 *
 * Returns: (transfer full): the set, or NULL; any thread.
 */
DsDataset *ds_dataset_new (const DsDatasetContents *contents,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * A set from values in memory, with the scaling a file of them would get;
 * here floats are not scaled yet.
 *
 * @name: what people call the set
 * @shape: of one sample
 * @type: of the values in @values
 * @values: [n, D]; copied
 * @n: how many samples
 * @labels: (nullable): [n]; copied
 * @error: as ds_dataset_new(), and DS_ERROR_VALUES where a float is not
 *   finite or cannot be scaled
 *
 * Returns: (transfer full): the set, or NULL; any thread.
 */
DsDataset *ds_dataset_new_from_memory (const char *name,
                                       const DsShape *shape,
                                       DsSampleType type,
                                       gconstpointer values,
                                       gsize n,
                                       const gint *labels,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * A part of a set; it shares the samples and keeps them alive.
 *
 * @first: its first sample in the slice
 * @n: how many, at least 1; @first + @n is at most the count of @self
 *
 * Returns: (transfer full): the slice; any thread.
 */
DsDataset *ds_dataset_new_slice (DsDataset *self, gsize first, gsize n) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): @self, held once more; any thread. */
DsDataset *ds_dataset_ref (DsDataset *self);

/**
 * Lets go of @self; the last one frees it. Any thread.
 *
 * @self: (transfer full): a data set
 */
void ds_dataset_unref (DsDataset *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDataset, ds_dataset_unref)

/**
 * Gathers samples, scaled, straight into @out. Any number of threads at once;
 * no allocation, no lock. An index out of range is a programmer's mistake and
 * ends the call with a critical message before anything is written.
 *
 * @indices: [n], each below the count
 * @n: how many samples to gather
 * @out: (out): [n, D], owned by the caller; need not be aligned
 */
void ds_dataset_read (DsDataset *self, const guint32 *indices, gsize n, float *out);

/**
 * The same for samples that follow one another.
 *
 * @first: the first sample
 * @n: how many; @first + @n is at most the count
 * @out: (out): [n, D], owned by the caller; need not be aligned
 */
void ds_dataset_read_range (DsDataset *self, gsize first, gsize n, float *out);

/**
 * Samples that are read from a file can be cut short or rewritten under the
 * set; to be asked after they were read and before anything rests on them. One
 * system call; any thread.
 *
 * @error: DS_ERROR_CHANGED
 *
 * Returns: whether all that was read so far are the set's samples.
 */
gboolean ds_dataset_check (DsDataset *self, GError **error);

/**
 * @at: below the count
 *
 * Returns: how many samples right before @at share stored values with those from
 *   @at on, as windows of a recording do that overlap; any thread.
 */
gsize ds_dataset_count_shared (DsDataset *self, gsize at);

/** Returns: (transfer none): what people call it; any thread. */
const char *ds_dataset_get_name (DsDataset *self);

/**
 * Returns: (transfer none) (nullable): the path it came from, "built-in", or
 *   NULL for one made in memory; any thread.
 */
const char *ds_dataset_get_origin (DsDataset *self);

/** Returns: the number of samples, at least 1; any thread. */
gsize ds_dataset_get_count (DsDataset *self);

/** Returns: (transfer none): the shape of one sample; any thread. */
const DsShape *ds_dataset_get_shape (DsDataset *self);

/** Returns: D, the number of values in one sample; any thread. */
gsize ds_dataset_get_sample_size (DsDataset *self);

/**
 * Returns: (transfer none): the scaling that ds_dataset_read() applies; any
 *   thread.
 */
const DsScaling *ds_dataset_get_scaling (DsDataset *self);

/**
 * Returns: (transfer none) (nullable): [count], the class of each sample, below
 *   ds_dataset_get_n_classes(); any thread.
 */
const gint *ds_dataset_get_labels (DsDataset *self);

/**
 * Returns: the number of classes, 0 without labels; a slice has those of the
 *   whole; any thread.
 */
guint ds_dataset_get_n_classes (DsDataset *self);

/**
 * Returns: (transfer none) (nullable): a name for each class and a NULL behind
 *   the last; any thread.
 */
const char *const *ds_dataset_get_class_names (DsDataset *self);

/** Returns: F, the number of factors; any thread. */
guint ds_dataset_get_n_factors (DsDataset *self);

/**
 * Returns: (transfer none) (nullable): the names of the F factors and a NULL
 *   behind the last; any thread.
 */
const char *const *ds_dataset_get_factor_names (DsDataset *self);

/**
 * The built-in set finds its factors when asked. Any number of threads at once;
 * no allocation.
 *
 * @first: the first sample
 * @n: how many; @first + @n is at most the count
 * @out: (out): [n, F], the factors of each sample side by side
 */
void ds_dataset_read_factors (DsDataset *self, gsize first, gsize n, float *out);

/**
 * Reads the whole set once (about 12 ms for 10 MB of bytes; a set that is drawn
 * when wanted is drawn). Any thread.
 *
 * @minimum: (out): the smallest scaled value
 * @maximum: (out): the largest
 */
void ds_dataset_find_range (DsDataset *self, float *minimum, float *maximum);

G_END_DECLS
