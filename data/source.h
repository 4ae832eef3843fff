/* SPDX-License-Identifier: MIT */
/*
 * A source: the training and the validation set that one location gives, and a
 * short report of how it was read. Immutable and atomically counted.
 *
 * A location is a path to a file or folder, or "built-in". Where a location
 * has no validation set, the last tenth of its samples is held back.
 */
#pragma once

#include "data/import.h"

G_BEGIN_DECLS

/**
 * DS_BUILT_IN:
 *
 * The location of the built-in set (see strokes.h).
 */
#define DS_BUILT_IN "built-in"

typedef struct _DsSource DsSource;

/**
 * DsReport:
 * @n_found: @n_read + @n_skipped, always
 * @n_read: samples read, training and validation together
 * @n_skipped: samples that were left out
 * @first_skipped: (nullable): the first of these and why
 * @skipped: [n_skipped], each of these and why
 * @n_sizes: @sizes: the sizes that images came in, the commonest first; none
 *   where the format has one for all
 * @n_duplicates: training samples that are the same as an earlier one
 * @n_leaks: validation samples that are the same as one that trains
 * @options: the choices that were made and proposed, as text: with these the
 *   same is read again
 * @notes: sentences worth telling, such as that no labels were found; ends
 *   with NULL
 * @scaling: the scaling in words, see ds_scaling_to_string()
 * @partial: there may be more samples than were asked for
 *
 * How an opening went.
 */
typedef struct
{
  gsize n_found;
  gsize n_read;
  gsize n_skipped;
  const char *first_skipped;
  const DsSkipped *skipped;
  guint n_sizes;
  const DsFoundSize *sizes;
  gsize n_duplicates;
  gsize n_leaks;
  const char *options;
  const char *const *notes;
  const char *scaling;
  gboolean partial;
} DsReport;

/**
 * Opens what is there, whatever its name: the contents decide the format. The
 * built-in set takes no choices and no scaling, which it notes.
 *
 * @location: a path, or DS_BUILT_IN
 * @validation: (nullable): where the validation set is: of a folder or
 *   DS_BUILT_IN its validation part, of a file the whole; nothing of @location
 *   is held back then, and both sets get the same scaling
 * @request: (nullable): scaling, choices, and who listens
 * @error: any DS_ERROR; DS_ERROR_MISMATCH where the shapes differ
 *
 * Returns: (transfer full): the source, or NULL; any thread. Reads compressed
 *   files whole (MNIST: a quarter of a second), maps others.
 */
DsSource *ds_source_open (const char *location,
                          const char *validation,
                          const DsRequest *request,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @fit: not DS_FIT_NONE
 * @error: as ds_dataset_new_fitted()
 *
 * Returns: (transfer full): the same source with its images in another size,
 *   which its report notes, or NULL; any thread.
 */
DsSource *
ds_source_new_fitted (DsSource *self, const DsFit *fit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): @self, held once more; any thread. */
DsSource *ds_source_ref (DsSource *self);

/**
 * Lets go of @self; the last one frees it. Any thread.
 *
 * @self: (transfer full): a source
 */
void ds_source_unref (DsSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSource, ds_source_unref)

/** Returns: (transfer none): what it was opened from; any thread. */
const char *ds_source_get_location (DsSource *self);

/** Returns: (transfer none): the name of the format, "idx" for one; any thread. */
const char *ds_source_get_format (DsSource *self);

/**
 * Returns: (transfer none): what its samples are, see ds_digest(); the first call
 *   finds it; any thread.
 */
const char *ds_source_get_digest (DsSource *self);

/**
 * Returns: (transfer none) (nullable): the choices that were made and proposed;
 *   any thread.
 */
DsImportOptions *ds_source_get_options (DsSource *self);

/** Returns: (transfer none): the training set; any thread. */
DsDataset *ds_source_get_training (DsSource *self);

/**
 * Returns: (transfer none): the validation set, of the same shape and scaling;
 *   any thread.
 */
DsDataset *ds_source_get_validation (DsSource *self);

/**
 * Returns: (transfer none) (nullable): the samples of both sets where the
 *   validation set is only the last tenth of them, held back, else NULL; any
 *   thread.
 */
DsDataset *ds_source_get_whole (DsSource *self);

/** Returns: (transfer none): how the opening went; any thread. */
const DsReport *ds_source_get_report (DsSource *self);

/**
 * Returns: (transfer full): one line for a person, such as "60000 samples of
 *   28×28×1 to train on, 10000 to validate, 10 classes; values are divided by
 *   255"; any thread.
 */
char *ds_source_describe (DsSource *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
