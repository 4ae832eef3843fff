/* SPDX-License-Identifier: MIT */
/*
 * Text in rows and columns: comma, semicolon, tab or blanks between fields,
 * fields in quotation marks, any end of line, a byte order mark. A quotation
 * mark that is not closed is text, and its row ends with its line.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsCsvField:
 * @text: not ended by a zero
 * @n: its bytes
 *
 * One field, without blanks and quotation marks around it.
 */
typedef struct
{
  const char *text;
  gsize n;
} DsCsvField;

/**
 * DsCsv:
 * @at: @end: what is still to be read
 * @separator: between fields; ' ' for any run of blanks
 * @row: of the last row that was read, from 1, as an editor counts them
 * @fields: of DsCsvField, that row; valid until the next is read
 * @has_stray_quote: whether in that row a quotation mark is not closed or has text
 *   behind it
 * @n_fields: how many a row has, 0 where that is not known: fields of several lines
 *   are only in rows of so many
 * @in_line: whether fields must end with the line
 * @n_in_vain: how many bytes may still be read again
 *
 * A text that is being read. Plain, and owned by one thread.
 */
typedef struct
{
  const char *at;
  const char *end;
  char separator;
  gsize row;
  gsize next_row;
  GArray *fields;
  gboolean has_stray_quote;
  guint n_fields;
  gboolean in_line;
  gsize n_in_vain;
  GPtrArray *unquoted;
} DsCsv;

/**
 * @self: (out): at the first row
 * @text: [n], must stay
 */
void ds_csv_init (DsCsv *self, const char *text, gsize n);

void ds_csv_clear (DsCsv *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsCsv, ds_csv_clear)

/**
 * Reads the next row that is not blank.
 *
 * Returns: whether there was one.
 */
gboolean ds_csv_next (DsCsv *self);

/**
 * @i: below the number of fields
 *
 * Returns: (transfer none): a field of the row.
 */
static inline const DsCsvField *
ds_csv_field (const DsCsv *self, guint i)
{
  return &g_array_index (self->fields, DsCsvField, i);
}

/** Returns: (transfer full): it as UTF-8. */
char *ds_csv_field_to_text (const DsCsvField *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * DsCsvKind:
 * @DS_CSV_NUMBER: a number, finite or not
 * @DS_CSV_MISSING: nothing, or a word for it such as NA
 * @DS_CSV_TIME: a date or a time of day
 * @DS_CSV_WORDS: anything else
 */
typedef enum
{
  DS_CSV_NUMBER,
  DS_CSV_MISSING,
  DS_CSV_TIME,
  DS_CSV_WORDS,
} DsCsvKind;

/**
 * Groups of three digits are joined: 1.234,5 with a decimal comma, 1,234.5 with a point.
 *
 * @decimal: '.' or ','
 * @value: (out): the number, where it is one
 *
 * Returns: what the field is.
 */
DsCsvKind ds_csv_field_read (const DsCsvField *self, char decimal, double *value);

G_END_DECLS
