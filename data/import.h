/* SPDX-License-Identifier: MIT */
/*
 * What is asked of a format, and what it brings. Of the samples that are found
 * each is read or left out with a reason: found = read + skipped, always.
 */
#pragma once

#include "data/dataset.h"
#include "data/import-options.h"
#include "data/progress.h"

G_BEGIN_DECLS

/**
 * DsRequest:
 * @scaling: (nullable): the one to apply; NULL to find it
 * @options: (nullable): the choices made; an error where the format does not take them
 * @defaults: (nullable): choices made before, perhaps for other data: they count
 *   where @options has none, and those that the format does not take are passed over
 * @progress: (nullable): who listens, and may cancel
 * @max_samples: stop after this many of each part, for a preview; 0 for all
 *
 * How data are to be read. All zeros will do. A format finds the choices in its
 * import, where it adds to them.
 */
typedef struct
{
  const DsScaling *scaling;
  DsImportOptions *options;
  DsImportOptions *defaults;
  const DsProgress *progress;
  gsize max_samples;
} DsRequest;

/**
 * DsSkipped:
 * @name: of the file below the folder, or "row 17"; UTF-8
 * @reason: a sentence
 *
 * What was left out, and why.
 */
typedef struct
{
  char *name;
  char *reason;
} DsSkipped;

/**
 * DsFoundSize:
 * @width: @height: in pixels
 * @n: how many images have it
 *
 * One bar of the histogram of sizes.
 */
typedef struct
{
  guint width;
  guint height;
  gsize n;
} DsFoundSize;

/**
 * DsImport:
 * @training: (transfer full): the samples, or the training part of them
 * @validation: (transfer full) (nullable): a validation part found beside
 * @options: (transfer full) (nullable): the choices made and those that the
 *   format proposed; with them the same is read again
 * @skipped: (transfer full): of DsSkipped, what was left out
 * @sizes: (transfer full): of DsFoundSize, the commonest first; empty where
 *   all samples have one size by their format
 * @notes: (transfer full): sentences for the report
 * @partial: there may be more samples than the request asked for
 *
 * What a format brings.
 */
typedef struct
{
  DsDataset *training;
  DsDataset *validation;
  DsImportOptions *options;
  GArray *skipped;
  GArray *sizes;
  GPtrArray *notes;
  gboolean partial;
} DsImport;

/** @self: (out): an import without samples */
void ds_import_init (DsImport *self);

/** Frees all that it holds. */
void ds_import_clear (DsImport *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsImport, ds_import_clear)

/** @format: @...: a sentence for the report */
void ds_import_note (DsImport *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * @name: what is left out, UTF-8
 * @reason: why, a sentence; a stop at its end is left out
 */
void ds_import_skip (DsImport *self, const char *name, const char *reason);

/**
 * @name: of an option
 * @value: (nullable): what the format proposes; NULL takes the choice out
 */
void ds_import_set_option (DsImport *self, const char *name, const char *value);

/**
 * @shown: the file or folder, for people
 * @error: gets DS_ERROR_EMPTY, with the first reason where something was
 *   skipped
 */
void ds_import_set_empty_error (const DsImport *self, const char *shown, GError **error);

G_END_DECLS
