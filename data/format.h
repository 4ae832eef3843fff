/* SPDX-License-Identifier: MIT */
/*
 * A format is one const class in one file of data/formats/, and one row in
 * data/formats/meson.build. The first class whose sniff function knows the
 * contents opens them; names and extensions alone decide nothing about a file.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * DsSniff:
 * @path: the file or folder
 * @head: [n_head], how a file begins, unpacked where it is gzip
 * @n_head: at most DS_SNIFF_BYTES
 * @names: (nullable): what is in a folder, sorted; NULL for a file
 *
 * What a format sees of a location before it decides.
 */
typedef struct
{
  const char *path;
  const guint8 *head;
  gsize n_head;
  const char *const *names;
} DsSniff;

#define DS_SNIFF_BYTES 512

/**
 * DsImport:
 * @training: (transfer full): the samples, or the training part of them
 * @validation: (transfer full) (nullable): a validation part found beside
 * @n_skipped: entries left out
 * @first_skipped: (transfer full) (nullable): the first of them and why
 * @notes: (transfer full): sentences for the report, made by the caller
 *
 * What a format brings.
 */
typedef struct
{
  DsDataset *training;
  DsDataset *validation;
  gsize n_skipped;
  char *first_skipped;
  GPtrArray *notes;
} DsImport;

/**
 * DsFormatClass:
 * @name: short name, unique
 * @title: what a file chooser shows
 * @summary: one sentence
 * @patterns: names such files usually have, for choosers; ends with NULL
 * @sniff: whether the format knows the contents
 * @open: reads them; @scaling is NULL where it is to be found; on failure
 *   nothing is left in the import
 *
 * A format; const.
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  const char *const *patterns;
  gboolean (*sniff) (const DsSniff *sniff);
  gboolean (*open) (const DsSniff *sniff,
                    const DsScaling *scaling,
                    DsImport *import,
                    GError **error);
} DsFormatClass;

/**
 * ds_format_get_classes:
 * @n_classes: (out): how many
 *
 * Returns: (transfer none): all formats, in the order they are asked; any
 *   thread.
 */
const DsFormatClass *const *ds_format_get_classes (guint *n_classes);

/**
 * ds_format_open:
 * @path: a file or folder
 * @scaling: (nullable): as in DsFormatClass
 * @import: (out): what was read
 * @error: any DS_ERROR
 *
 * Finds the format and reads.
 *
 * Returns: (transfer none): the format, or NULL; any thread.
 */
const DsFormatClass *ds_format_open (const char *path,
                                     const DsScaling *scaling,
                                     DsImport *import,
                                     GError **error);

/**
 * ds_import_clear:
 * @self: an import
 *
 * Frees all that it holds.
 */
void ds_import_clear (DsImport *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsImport, ds_import_clear)

G_END_DECLS
