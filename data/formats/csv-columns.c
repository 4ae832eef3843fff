/* SPDX-License-Identifier: MIT */
/*
 * Each column is counted over the first rows; rules that need no more than the
 * counts say what it is.
 */
#include "data/formats/csv-columns.h"

#include <math.h>
#include <string.h>

#include "data/error.h"
#include "data/words.h"

/* How many rows tell what the columns are. */
#define LOOKED_AT 1000

/* How many rows tell how many columns there are. */
#define MAX_COUNTED 20

/* Fewer evenly rising numbers do not count the rows: chance may make them. */
#define MIN_COUNTED 8

/* What is kept of a column takes far more memory than a field of the text may. */
#define MAX_COLUMNS 1000000

/* Labels are at most this many different whole numbers. */
#define MAX_CLASSES 100

typedef struct
{
  gsize n_numbers;
  gsize n_times;
  gsize n_words;
  gboolean whole;
  gboolean rising; /* each number is above the one before */
  gboolean even;   /* by the same step */
  double minimum;
  double maximum;
  double last;
  double step;
  GHashTable *different; /* (nullable): texts, up to MAX_CLASSES and one more */
  char *first;           /* text of the first row */
  DsCsvKind first_kind;
} Column;

static const char *const label_names[] = { "label",  "labels",  "class", "classes", "category",
                                           "target", "species", "digit", "y",       NULL };
static const char *const time_names[] = { "time",    "timestamp", "date", "datetime", "t",
                                          "seconds", "sec",       "ms",   "index",    "id",
                                          "step",    "",          NULL };

static Column *
new_columns (guint n)
{
  Column *columns = g_new0 (Column, n);

  for (guint i = 0; i < n; i++)
    columns[i] = (Column) {
      .whole = TRUE, .rising = TRUE, .even = TRUE, .minimum = G_MAXDOUBLE, .maximum = -G_MAXDOUBLE
    };
  return columns;
}

static void
free_columns (Column *columns, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_clear_pointer (&columns[i].different, g_hash_table_unref);
      g_free (columns[i].first);
    }
  g_free (columns);
}

static guint
count_different (const Column *column)
{
  return column->different != NULL ? g_hash_table_size (column->different) : 0;
}

static void
add_different (Column *column, const DsCsvField *field)
{
  if (column->different == NULL)
    column->different = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (count_different (column) <= MAX_CLASSES)
    g_hash_table_add (column->different, ds_csv_field_to_text (field));
}

static void
count_number (Column *column, double value)
{
  double step = value - column->last;

  if (column->n_numbers > 0)
    {
      column->rising = column->rising && step > 0;
      if (column->n_numbers > 1)
        column->even = column->even && fabs (step - column->step) <= 1e-6 * fabs (step);
      column->step = step;
    }
  column->whole = column->whole && value == floor (value);
  column->minimum = MIN (column->minimum, value);
  column->maximum = MAX (column->maximum, value);
  column->last = value;
  column->n_numbers++;
}

static void
count_field (Column *column, const DsCsvField *field, char decimal)
{
  double value = 0;
  DsCsvKind kind = ds_csv_field_read (field, decimal, &value);

  if (kind == DS_CSV_NUMBER)
    count_number (column, value);
  column->n_times += kind == DS_CSV_TIME;
  column->n_words += kind == DS_CSV_WORDS;
  if (kind != DS_CSV_MISSING)
    add_different (column, field);
}

/* Between commas, "1,234" may be one thousand or one and a bit: it does not count. */
static char
find_decimal (const char *text, gsize n)
{
  g_auto (DsCsv) csv = { NULL };
  guint n_commas = 0, n_points = 0;

  ds_csv_init (&csv, text, n);
  for (guint row = 0; row < 20 && ds_csv_next (&csv); row++)
    for (guint i = 0; i < csv.fields->len; i++)
      {
        double value;
        const DsCsvField *field = ds_csv_field (&csv, i);
        gboolean with_point = ds_csv_field_read (field, '.', &value) == DS_CSV_NUMBER;

        if (!(with_point && csv.separator == ',')
            && ds_csv_field_read (field, ',', &value) == DS_CSV_NUMBER
            && memchr (field->text, ',', field->n) != NULL)
          n_commas++;
        else if (with_point && memchr (field->text, '.', field->n) != NULL)
          n_points++;
      }
  return n_commas > n_points ? ',' : '.';
}

/* The commonest number of fields in a row: a title may stand above a table. */
static guint
find_n_columns (const char *text, gsize n)
{
  g_auto (DsCsv) csv = { NULL };
  guint counts[MAX_COUNTED][2] = { { 0 } }, n_counts = 0, best = 0;

  ds_csv_init (&csv, text, n);
  for (guint row = 0; row < MAX_COUNTED && ds_csv_next (&csv); row++)
    {
      guint i = 0;

      while (i < n_counts && counts[i][0] != csv.fields->len)
        i++;
      n_counts = MAX (n_counts, i + 1);
      counts[i][0] = csv.fields->len;
      counts[i][1]++;
    }
  for (guint i = 1; i < n_counts; i++)
    if (counts[i][1] > counts[best][1])
      best = i;
  return counts[best][0];
}

/* Counts the @n_columns of the rows behind the first whole one, which may be a header,
 * and keeps that. */
static Column *
count_columns (const char *text, gsize n, char decimal, guint n_columns)
{
  g_auto (DsCsv) csv = { NULL };
  Column *columns;

  if (n_columns == 0)
    return NULL;
  ds_csv_init (&csv, text, n);
  csv.n_fields = n_columns;
  while (ds_csv_next (&csv) && csv.fields->len != n_columns)
    ;
  columns = new_columns (n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      double value;

      columns[i].first = ds_csv_field_to_text (ds_csv_field (&csv, i));
      columns[i].first_kind = ds_csv_field_read (ds_csv_field (&csv, i), decimal, &value);
    }
  for (guint row = 0; row < LOOKED_AT && ds_csv_next (&csv); row++)
    for (guint i = 0; !csv.has_stray_quote && csv.fields->len == n_columns && i < n_columns; i++)
      count_field (&columns[i], ds_csv_field (&csv, i), decimal);
  return columns;
}

/* 0, 1, 2, … as a program names columns that have no names. */
static gboolean
is_counting (const Column *columns, guint n)
{
  for (guint i = 1; i < n; i++)
    if (columns[i].first_kind != DS_CSV_NUMBER
        || (i > 1
            && g_ascii_strtod (columns[i].first, NULL)
                 != g_ascii_strtod (columns[i - 1].first, NULL) + 1))
      return FALSE;
  return n > 3;
}

/* Words over numbers are names. */
static gboolean
find_header (const Column *columns, guint n)
{
  for (guint i = 0; i < n; i++)
    if (columns[i].first_kind == DS_CSV_WORDS
        && (columns[i].n_numbers > 0 || columns[i].n_times > 0))
      return TRUE;
  return is_counting (columns, n);
}

static gboolean
has_name (const DsCsvColumns *self, const Column *columns, guint i, const char *const *names)
{
  g_autofree char *name = g_ascii_strdown (columns[i].first, -1);

  return self->has_header && g_strv_contains (names, name);
}

static gboolean
is_number (const Column *column)
{
  return column->n_numbers > 0 && column->n_numbers >= column->n_words
         && column->n_numbers > column->n_times;
}

static gboolean
is_time (const DsCsvColumns *self, const Column *columns, guint i)
{
  const Column *column = &columns[i];

  if (column->n_times > column->n_numbers + column->n_words)
    return TRUE;
  if (!is_number (column) || !column->rising || column->n_numbers < 3)
    return FALSE;
  return has_name (self, columns, i, time_names)
         || (i == 0 && self->n > 1 && column->even && column->n_numbers >= MIN_COUNTED);
}

static gboolean
is_few_classes (const Column *column)
{
  guint n = count_different (column);

  return column->whole && is_number (column) && n <= MAX_CLASSES && n * 2 <= column->n_numbers;
}

/* Whether this many columns are the pixels of a square image. */
static gboolean
is_square (guint n)
{
  guint side = (guint) floor (sqrt (n) + .5), third = (guint) floor (sqrt (n / 3.) + .5);

  return side * side == n || 3 * third * third == n;
}

/* The column of that name or number from 1, -1 where there is none. */
static gint
find_column (const DsCsvColumns *self, const Column *columns, const char *name)
{
  guint64 number;

  for (guint i = 0; self->has_header && i < self->n; i++)
    if (strcmp (columns[i].first, name) == 0)
      return (gint) i;
  return g_ascii_string_to_unsigned (name, 10, 1, self->n, &number, NULL) ? (gint) number - 1 : -1;
}

static gboolean
is_factor (const DsCsvColumns *self, guint column)
{
  for (guint i = 0; i < self->n_factors; i++)
    if (self->factors[i] == column)
      return TRUE;
  return FALSE;
}

static gboolean
are_others_whole (const DsCsvColumns *self, const Column *columns, guint label)
{
  for (guint i = 0; i < self->n; i++)
    if (i != label && !is_factor (self, i) && is_number (&columns[i]) && !columns[i].whole)
      return FALSE;
  return TRUE;
}

/* A first or last column of few whole numbers beside others that are none, or
 * beside the pixels of an image. */
static gboolean
looks_like_label (const DsCsvColumns *self, const Column *columns, guint i)
{
  guint n = self->n - self->n_factors;

  if (is_factor (self, i) || !is_few_classes (&columns[i]) || n < 4)
    return FALSE;
  return !are_others_whole (self, columns, i)
         || (is_square (n - 1) && !is_square (n) && n > 16 && columns[i].maximum < MAX_CLASSES);
}

static gint
guess_label (const DsCsvColumns *self, const Column *columns)
{
  guint first = 0, last = self->n;

  for (guint i = 0; i < self->n; i++)
    if (!is_factor (self, i) && has_name (self, columns, i, label_names)
        && (columns[i].whole || columns[i].n_words > columns[i].n_numbers))
      return (gint) i;
  for (guint i = 0; i < self->n; i++)
    if (!is_factor (self, i) && columns[i].n_words > columns[i].n_numbers + columns[i].n_times
        && count_different (&columns[i]) <= MAX_CLASSES
        && count_different (&columns[i]) * 2 <= columns[i].n_words)
      return (gint) i;
  while (first < self->n && is_factor (self, first))
    first++;
  while (last > first + 1 && is_factor (self, last - 1))
    last--;
  if (first == self->n || looks_like_label (self, columns, first))
    return first == self->n ? -1 : (gint) first;
  return looks_like_label (self, columns, last - 1) ? (gint) last - 1 : -1;
}

/* Before all else is guessed: what is a factor is neither label nor value. */
static gboolean
find_factors (DsCsvColumns *self, const Column *columns, DsImport *import, GError **error)
{
  const char *chosen = ds_import_options_get (import->options, "factors");
  g_auto (GStrv) names = g_strsplit (chosen != NULL ? chosen : "", ",", -1);

  self->factors = g_new (guint, g_strv_length (names) + 1);
  self->factor_names = g_new0 (char *, g_strv_length (names) + 1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      gint column = find_column (self, columns, g_strstrip (names[i]));

      if (column < 0)
        return ds_refuse (error, DS_ERROR_OPTION,
                          _ ("There is no column “%s”. Give factors the names of columns, or "
                             "their numbers from 1 to %u, with commas between them."),
                          names[i], self->n);
      if (is_factor (self, (guint) column))
        return ds_refuse (error, DS_ERROR_OPTION,
                          _ ("factors names %s twice. Name each column once."),
                          self->names[column]);
      self->factor_names[self->n_factors] = self->has_header && columns[column].first[0] != '\0'
                                              ? g_strdup (columns[column].first)
                                              : g_strdup (self->names[column]);
      self->factors[self->n_factors++] = (guint) column;
    }
  return TRUE;
}

static gboolean
find_label (DsCsvColumns *self, const Column *columns, DsImport *import, GError **error)
{
  const char *chosen = ds_import_options_get (import->options, "label-column");

  self->label = -1;
  if (chosen == NULL)
    self->label = guess_label (self, columns);
  if (chosen == NULL || strcmp (chosen, "none") == 0)
    return TRUE;
  self->label = find_column (self, columns, chosen);
  if (self->label >= 0)
    return TRUE;
  return ds_refuse (error, DS_ERROR_OPTION,
                    _ ("There is no column “%s”. Give label-column the name of one, its number "
                       "from 1 to %u, or none."),
                    chosen, self->n);
}

static void
add_name (GString *names, const char *name)
{
  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
}

/* Everything but labels, times and words. */
static gboolean
choose_columns (DsCsvColumns *self, const Column *columns, DsImport *import)
{
  g_autoptr (GString) times = g_string_new (NULL);
  g_autoptr (GString) words = g_string_new (NULL);

  self->used = g_new (guint, self->n);
  for (guint i = 0; i < self->n; i++)
    if ((gint) i == self->label || is_factor (self, i))
      continue;
    else if (is_time (self, columns, i))
      add_name (times, self->names[i]);
    else if (is_number (&columns[i]))
      self->used[self->n_used++] = i;
    else
      add_name (words, self->names[i]);
  if (times->len > 0)
    ds_import_note (import, _ ("Left out, since it is a time or counts the rows: %s."), times->str);
  if (words->len > 0)
    ds_import_note (import, _ ("Left out, since it holds no numbers: %s."), words->str);
  return times->len > 0;
}

/* t1, t2, … or nothing at all names the steps of a series. */
static gboolean
are_steps (const DsCsvColumns *self, const Column *columns)
{
  const char *first = columns[self->used[0]].first;
  gsize n = strcspn (first, "0123456789");

  for (guint i = 0; self->has_header && i < self->n_used; i++)
    {
      const char *name = columns[self->used[i]].first;

      if (strncmp (name, first, n) != 0 || name[n] == '\0'
          || strspn (name + n, "0123456789.") != strlen (name + n))
        return FALSE;
    }
  return !self->has_header || g_ascii_strncasecmp (first, "p", 1) != 0;
}

static void
find_layout (DsCsvColumns *self, const Column *columns, gboolean has_time, DsImport *import)
{
  gboolean windowed = ds_import_options_get_count (import->options, "window") > 0
                      || ds_import_options_get_count (import->options, "stride") > 0;
  gboolean series = self->n_used > 3 && are_steps (self, columns);
  gboolean whole = TRUE;

  for (guint i = 0; i < self->n_used; i++)
    whole = whole && columns[self->used[i]].whole;
  self->is_recording = windowed
                       || (self->label < 0 && (self->n_used == 1 || (has_time && !series)));
  self->is_series = ds_import_options_get_bool (import->options, "series", series && !whole)
                    && ds_import_options_get (import->options, "size") == NULL;
}

static void
name_columns (DsCsvColumns *self, const Column *columns)
{
  self->names = g_new0 (char *, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    self->names[i] = self->has_header && columns[i].first[0] != '\0'
                       ? g_strdup_printf ("“%s”", columns[i].first)
                       : g_strdup_printf (_ ("column %u"), i + 1);
}

gboolean
ds_csv_columns_find (DsCsvColumns *self,
                     const char *text,
                     gsize n_text,
                     DsImport *import,
                     GError **error)
{
  char decimal = find_decimal (text, n_text);
  guint n = find_n_columns (text, n_text);
  Column *columns;
  gboolean found;

  if (n > MAX_COLUMNS)
    return ds_refuse (error, DS_ERROR_SIZE,
                      _ ("A row of the table has %u fields, and at most %u are read. A sample is "
                         "a row of a table, and so is a step of a recording: end each with a new "
                         "line."),
                      n, MAX_COLUMNS);
  columns = count_columns (text, n_text, decimal, n);
  *self = (DsCsvColumns) { .n = n, .decimal = decimal, .label = -1 };
  self->has_header = ds_import_options_get_bool (import->options, "header",
                                                 find_header (columns, n));
  name_columns (self, columns);
  found = find_factors (self, columns, import, error) && find_label (self, columns, import, error);
  if (found)
    {
      gboolean has_time = choose_columns (self, columns, import);

      found = self->n_used > 0;
      if (found)
        find_layout (self, columns, has_time, import);
      else
        g_set_error_literal (error, DS_ERROR, DS_ERROR_FORMAT,
                             _ (
                               "The table has no column of numbers to learn from. It needs rows of "
                               "numbers, parted by commas, semicolons or tabs."));
    }
  free_columns (columns, n);
  if (found && self->is_recording && self->n_factors > 0)
    return ds_refuse (error, DS_ERROR_OPTION,
                      _ ("The rows of a recording are its steps, and factors belong to samples. "
                         "Leave factors out."));
  return found;
}

void
ds_csv_columns_clear (DsCsvColumns *self)
{
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->used, g_free);
  g_clear_pointer (&self->factors, g_free);
  g_clear_pointer (&self->factor_names, g_strfreev);
}
