/* SPDX-License-Identifier: MIT */
/*
 * Memory grows with the rows that are there: a value takes four bytes, and at
 * least two of the text.
 */
#include "data/formats/csv-rows.h"

#include <math.h>
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/words.h"

/* Rows between two looks at who listens. */
#define ROWS_AT_ONCE 256

typedef struct
{
  DsCsvRows *rows;
  const DsCsvColumns *columns;
  DsImport *import;
  char *last_label;
} Reading;

static gboolean
make_room (Reading *self, GError **error)
{
  gsize n = MAX (self->rows->n_memory * 2, 64), n_bytes;
  float *values, *factors;

  if (self->rows->n < self->rows->n_memory)
    return TRUE;
  if (!g_size_checked_mul (&n_bytes, n,
                           (self->rows->n_values + self->rows->n_factors) * sizeof (float)))
    n_bytes = G_MAXSIZE;
  if (!ds_file_check_memory (n_bytes, error))
    return FALSE;
  values = g_try_realloc_n (self->rows->values, n, self->rows->n_values * sizeof (float));
  if (values != NULL)
    self->rows->values = values;
  factors = g_try_realloc_n (self->rows->factors, n, self->rows->n_factors * sizeof (float));
  if (factors != NULL)
    self->rows->factors = factors;
  if (values == NULL || (factors == NULL && self->rows->n_factors > 0))
    return ds_refuse (error, DS_ERROR_SIZE,
                      _ ("There is not enough memory for the table. Use a part of it."));
  self->rows->n_memory = n;
  return TRUE;
}

/* Why a field is not a value, or NULL: (transfer full). */
static char *
read_value (const DsCsvColumns *columns, const DsCsvField *field, guint column, float *out)
{
  double value = 0;
  g_autofree char *text = NULL;

  switch (ds_csv_field_read (field, columns->decimal, &value))
    {
    case DS_CSV_NUMBER:
      *out = (float) value;
      return isfinite (*out)
               ? NULL
               : g_strdup_printf (_ ("%s is not a finite number"), columns->names[column]);
    case DS_CSV_MISSING:
      return g_strdup_printf (_ ("%s has no value"), columns->names[column]);
    default:
      text = ds_csv_field_to_text (&(DsCsvField) { field->text, MIN (field->n, 40) });
      return g_strdup_printf (_ ("%s holds “%s”, which is not a number"), columns->names[column],
                              text);
    }
}

/* Why a row is not a sample, or NULL: (transfer full). */
static char *
read_row (Reading *self, const DsCsv *csv, float *out, float *factors)
{
  const DsCsvColumns *columns = self->columns;
  gboolean whole = TRUE;
  char *reason;

  if (csv->has_stray_quote)
    return g_strdup (_ ("a quotation mark is not closed, or text follows the closing one: put the "
                        "whole field in quotation marks, and double those within it"));
  if (csv->fields->len != columns->n)
    return g_strdup_printf (ngettext ("it has %u field, and other rows have %u",
                                      "it has %u fields, and other rows have %u", csv->fields->len),
                            csv->fields->len, columns->n);
  if (columns->label >= 0 && ds_csv_field (csv, (guint) columns->label)->n == 0)
    return g_strdup (_ ("it has no label"));
  for (guint i = 0; i < columns->n_used; i++)
    {
      reason = read_value (columns, ds_csv_field (csv, columns->used[i]), columns->used[i],
                           &out[i]);
      if (reason != NULL)
        return reason;
      whole = whole && out[i] >= 0 && out[i] <= 255 && out[i] == floorf (out[i]);
    }
  for (guint i = 0; i < columns->n_factors; i++)
    {
      reason = read_value (columns, ds_csv_field (csv, columns->factors[i]), columns->factors[i],
                           &factors[i]);
      if (reason != NULL)
        return reason;
    }
  self->rows->are_bytes = self->rows->are_bytes && whole;
  return NULL;
}

/* (transfer full): a whole number is named without a point, as others write it. */
static char *
get_label (const DsCsvColumns *columns, const DsCsvField *field)
{
  char *text = ds_csv_field_to_text (field);
  double value;

  if (strpbrk (text, ".,eE") == NULL
      || ds_csv_field_read (field, columns->decimal, &value) != DS_CSV_NUMBER
      || value != floor (value) || fabs (value) > 1e15)
    return text;
  g_free (text);
  return g_strdup_printf ("%.0f", value);
}

static void
add_label (Reading *self, const DsCsv *csv)
{
  char *label = get_label (self->columns, ds_csv_field (csv, (guint) self->columns->label));

  ds_labels_add (self->rows->labels, label);
  self->rows->changes += g_strcmp0 (label, self->last_label) != 0;
  g_free (self->last_label);
  self->last_label = label;
}

/* A bad row of a list is left out; one of a recording stays, and is marked. */
static void
add_row (Reading *self, const DsCsv *csv)
{
  DsCsvRows *rows = self->rows;
  float *out = rows->values + rows->n * rows->n_values;
  float *factors = rows->n_factors > 0 ? rows->factors + rows->n * rows->n_factors : NULL;
  char *reason = read_row (self, csv, out, factors);
  g_autofree char *name = NULL;

  if (reason == NULL)
    {
      if (rows->labels != NULL)
        add_label (self, csv);
      rows->n++;
      return;
    }
  name = g_strdup_printf (_ ("row %zu"), csv->row);
  if (!self->columns->is_recording)
    {
      ds_import_skip (self->import, name, reason);
      g_free (reason);
      return;
    }
  memset (out, 0, rows->n_values * sizeof *out);
  g_hash_table_insert (rows->reasons, GSIZE_TO_POINTER (rows->n + 1),
                       g_strdup_printf ("%s: %s", name, reason));
  g_free (reason);
  rows->n++;
}

static gboolean
read_rows (Reading *self, DsCsv *csv, gsize n_text, const DsRequest *request, GError **error)
{
  gboolean at_header = self->columns->has_header;
  gsize max = request->max_samples > 0 && !self->columns->is_recording ? request->max_samples
                                                                       : G_MAXSIZE;

  for (gsize i = 0; self->rows->n + self->import->skipped->len < max && ds_csv_next (csv); i++)
    {
      if (i % ROWS_AT_ONCE == 0
          && !ds_progress_update (request->progress, _ ("Reading rows"),
                                  n_text - (gsize) (csv->end - csv->at), n_text, error))
        return FALSE;
      if (at_header && csv->fields->len == self->columns->n)
        {
          at_header = FALSE;
          continue;
        }
      if (!make_room (self, error))
        return FALSE;
      add_row (self, csv);
    }
  self->import->partial |= csv->at < csv->end;
  return TRUE;
}

gboolean
ds_csv_rows_are_bytes (const DsCsvRows *self)
{
  for (gsize i = 0; self->are_bytes && i < self->n * self->n_values; i++)
    if (self->values[i] > 1)
      return TRUE;
  return FALSE;
}

void
ds_csv_rows_init (DsCsvRows *self, const DsCsvColumns *columns)
{
  *self = (DsCsvRows) {
    .n_values = columns->n_used,
    .n_factors = columns->n_factors,
    .reasons = g_hash_table_new_full (NULL, NULL, NULL, g_free),
    .labels = columns->label >= 0 ? ds_labels_new () : NULL,
    .are_bytes = TRUE,
  };
}

gboolean
ds_csv_rows_read (DsCsvRows *self,
                  const DsCsvColumns *columns,
                  const char *text,
                  gsize n_text,
                  const DsRequest *request,
                  DsImport *import,
                  GError **error)
{
  g_auto (DsCsv) csv = { NULL };
  Reading reading = { self, columns, import };
  gboolean read;

  ds_csv_init (&csv, text, n_text);
  csv.n_fields = columns->n;
  read = read_rows (&reading, &csv, n_text, request, error);
  g_free (reading.last_label);
  return read;
}

void
ds_csv_rows_clear (DsCsvRows *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->factors, g_free);
  g_clear_pointer (&self->reasons, g_hash_table_unref);
  g_clear_pointer (&self->labels, ds_labels_free);
}
