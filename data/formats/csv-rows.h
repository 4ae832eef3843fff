/* SPDX-License-Identifier: MIT */
/*
 * The numbers of a table, row after row, and why some rows are not samples.
 */
#pragma once

#include "data/formats/csv-columns.h"
#include "data/labels.h"

G_BEGIN_DECLS

/**
 * DsCsvRows:
 * @n: rows in @values
 * @n_memory: rows that there is room for
 * @n_values: of a row
 * @n_factors: of a row
 * @factors: (transfer full): [n, n_factors]
 * @values: (transfer full): [n, n_values]; zeros in a row that has a reason
 * @reasons: (transfer full): number of such a row + 1 → why; of a recording
 *   alone: of a list, such rows are skipped at once
 * @labels: (transfer full) (nullable): of every row
 * @changes: how often a row has another label than the one before
 * @are_bytes: whether all are whole numbers from 0 to 255
 */
typedef struct
{
  gsize n;
  gsize n_memory;
  guint n_values;
  float *values;
  guint n_factors;
  float *factors;
  GHashTable *reasons;
  DsLabels *labels;
  gsize changes;
  gboolean are_bytes;
} DsCsvRows;

/**
 * ds_csv_rows_init:
 * @self: (out): no rows yet
 * @columns: what they will hold
 */
void ds_csv_rows_init (DsCsvRows *self, const DsCsvColumns *columns);

/**
 * ds_csv_rows_read:
 * @self: rows; gets those of the table behind its own
 * @columns: what they hold
 * @text: [n_text], the table
 * @request: who listens, and how many rows of a list will do; a recording is
 *   read whole, as its windows need
 * @import: gets the rows that are skipped
 * @error: DS_ERROR_SIZE, DS_ERROR_CANCELLED
 *
 * Returns: whether it went to the end.
 */
gboolean ds_csv_rows_read (DsCsvRows *self,
                           const DsCsvColumns *columns,
                           const char *text,
                           gsize n_text,
                           const DsRequest *request,
                           DsImport *import,
                           GError **error);

/**
 * ds_csv_rows_are_bytes:
 * @self: rows
 *
 * Returns: whether all values are whole numbers from 0 to 255, and not all 0 or
 *   1, which are shares and no grey levels.
 */
gboolean ds_csv_rows_are_bytes (const DsCsvRows *self);

/**
 * ds_csv_rows_clear:
 * @self: rows
 */
void ds_csv_rows_clear (DsCsvRows *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsCsvRows, ds_csv_rows_clear)

G_END_DECLS
