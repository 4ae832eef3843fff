/* SPDX-License-Identifier: MIT */
/*
 * What the columns of a table are, found by looking at its first rows: numbers,
 * labels, times; and whether the rows are samples or the steps of a recording.
 */
#pragma once

#include "data/csv.h"
#include "data/import.h"

G_BEGIN_DECLS

/**
 * DsCsvColumns:
 * @n: columns of the table
 * @decimal: '.' or ','
 * @has_header: whether the first row of this many fields names the columns
 * @names: (transfer full): [n], from the header or "column 3"
 * @used: (transfer full): [n_used], the columns of the samples
 * @label: the column of labels, -1 where there is none
 * @factors: (transfer full): [n_factors], the columns of the factors, as they were
 *   chosen
 * @factor_names: (transfer full): their names, ends with NULL
 * @is_recording: whether rows are steps
 * @is_series: whether a row is a series
 */
typedef struct
{
  guint n;
  char decimal;
  gboolean has_header;
  char **names;
  guint *used;
  guint n_used;
  gint label;
  guint *factors;
  guint n_factors;
  char **factor_names;
  gboolean is_recording;
  gboolean is_series;
} DsCsvColumns;

/**
 * ds_csv_columns_find:
 * @self: (out): what they are
 * @text: [n_text], the table
 * @import: its options decide what they say; gets what is to be noted
 * @error: DS_ERROR_FORMAT without a column of numbers, DS_ERROR_OPTION for a
 *   label column or a factor that is not there, for a factor chosen twice and for
 *   factors of a recording
 *
 * Returns: whether there is something to learn from.
 */
gboolean ds_csv_columns_find (DsCsvColumns *self,
                              const char *text,
                              gsize n_text,
                              DsImport *import,
                              GError **error);

/**
 * ds_csv_columns_clear:
 * @self: columns
 */
void ds_csv_columns_clear (DsCsvColumns *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsCsvColumns, ds_csv_columns_clear)

G_END_DECLS
