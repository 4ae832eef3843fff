/* SPDX-License-Identifier: MIT */
/*
 * A format is one const class in one file of data/formats/, and one row in
 * data/formats/meson.build. The first class whose sniff function knows the
 * contents opens them; names and extensions alone decide nothing about a file.
 */
#pragma once

#include "data/import.h"

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
 * DsFormatClass:
 * @name: short name, unique
 * @title: what a file chooser shows
 * @summary: one sentence
 * @patterns: names such files usually have, for choosers; ends with NULL
 * @options: (nullable): names of the import options that it takes; ends with
 *   NULL
 * @sniff: whether the format knows the contents
 * @has_choices: (nullable): whether these contents leave a person something to
 *   choose; NULL where that is so for every option but size, fit and grey
 * @open: reads them; on failure nothing need be left in the import
 *
 * A format; const.
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  const char *const *patterns;
  const char *const *options;
  gboolean (*sniff) (const DsSniff *sniff);
  gboolean (*has_choices) (const DsSniff *sniff);
  gboolean (*open) (const DsSniff *sniff,
                    const DsRequest *request,
                    DsImport *import,
                    GError **error);
} DsFormatClass;

/**
 * @n_classes: (out): how many
 *
 * Returns: (transfer none): all formats, in the order they are asked; any
 *   thread.
 */
const DsFormatClass *const *ds_format_get_classes (guint *n_classes);

/**
 * Looks at the first bytes of a file, or at the names in a folder.
 *
 * @path: a file or folder
 * @progress: (nullable): who listens, and may cancel
 * @choices: (nullable) (out): whether there is something to choose
 * @error: DS_ERROR_FORMAT, DS_ERROR_CANCELLED, and those of reading a file
 *
 * Returns: (transfer none): the format that knows the contents, or NULL; any
 *   thread.
 */
const DsFormatClass *
ds_format_find (const char *path, const DsProgress *progress, gboolean *choices, GError **error);

/**
 * Finds the format and reads.
 *
 * @path: a file or folder
 * @request: (nullable): how it is to be read
 * @import: (out): what was read
 * @error: any DS_ERROR
 *
 * Returns: (transfer none): the format, or NULL; any thread.
 */
const DsFormatClass *
ds_format_open (const char *path, const DsRequest *request, DsImport *import, GError **error);

G_END_DECLS
