/* SPDX-License-Identifier: MIT */
/*
 * Fields are pieces of the text itself; only one with doubled quotation marks
 * in it is copied.
 */
#include "data/csv.h"

#include <math.h>
#include <string.h>

/* Longer fields are not numbers. */
#define MAX_NUMBER 64

/* How much of a text tells what parts its fields. */
#define LOOKED_AT 4096

/* So many times its own bytes may be read again in vain for quotation marks that are not closed:
 * time stays bounded by the size of the text. */
#define MAX_IN_VAIN 8

static const char marks[] = { '\t', ';', ',', ' ' };

/* What is between the fields of at least every other row: a tab, else a semicolon, else a comma,
 * else blanks.
 */
static char
find_separator (const char *text, gsize n)
{
  gsize counts[G_N_ELEMENTS (marks)] = { 0 }, n_rows = 1;
  gboolean quoted = FALSE;

  n = MIN (n, LOOKED_AT);
  for (gsize i = 0; i < n; i++)
    {
      const char *mark = text[i] != '\0' ? memchr (marks, text[i], sizeof marks) : NULL;

      quoted ^= text[i] == '"';
      if (mark != NULL && !quoted)
        counts[mark - marks]++;
      n_rows += text[i] == '\n' && !quoted && i + 1 < n;
    }
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (2 * counts[i] >= n_rows)
      return marks[i];
  return ',';
}

void
ds_csv_init (DsCsv *self, const char *text, gsize n)
{
  if (n == 0)
    text = "";
  if (n >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      n -= 3;
    }
  *self = (DsCsv) {
    .at = text,
    .end = text + n,
    .separator = find_separator (text, n),
    .next_row = 1,
    .n_in_vain = MAX_IN_VAIN * n,
    .fields = g_array_new (FALSE, FALSE, sizeof (DsCsvField)),
    .unquoted = g_ptr_array_new_with_free_func (g_free),
  };
}

void
ds_csv_clear (DsCsv *self)
{
  g_clear_pointer (&self->fields, g_array_unref);
  g_clear_pointer (&self->unquoted, g_ptr_array_unref);
}

static inline gboolean
is_end (char byte)
{
  return byte == '\n' || byte == '\r';
}

static inline gboolean
is_blank (const DsCsv *self, char byte)
{
  return byte == ' ' || (byte == '\t' && self->separator != '\t');
}

/* Counts bytes that were read in vain. */
static void
count_in_vain (DsCsv *self, const char *from, const char *to)
{
  self->n_in_vain -= MIN (self->n_in_vain, (gsize) (to - from));
}

/* A field that begins with a quotation mark, up to behind its last one; FALSE where that is
 * missing, nothing is read then. */
static gboolean
read_quoted (DsCsv *self, DsCsvField *field)
{
  const char *start = self->at + 1, *at;
  const gboolean in_line = self->in_line || self->n_in_vain == 0;
  gboolean doubled = FALSE;
  gsize n_lines = 0;

  for (at = start; at < self->end && !(in_line && is_end (*at)); at++)
    {
      n_lines += *at == '\n';
      if (*at != '"')
        continue;
      if (at + 1 == self->end || at[1] != '"')
        break;
      doubled = TRUE;
      at++;
    }
  if (at >= self->end || *at != '"')
    {
      count_in_vain (self, start, at);
      return FALSE;
    }
  *field = (DsCsvField) { start, (gsize) (at - start) };
  self->at = at + 1;
  self->next_row += n_lines;
  if (doubled)
    {
      char *copy = g_malloc (field->n);
      gsize n = 0;

      for (gsize i = 0; i < field->n; i++, n++)
        {
          copy[n] = field->text[i];
          i += field->text[i] == '"';
        }
      g_ptr_array_add (self->unquoted, copy);
      *field = (DsCsvField) { copy, n };
    }
  return TRUE;
}

static void
skip_text (DsCsv *self)
{
  while (self->at < self->end && *self->at != self->separator && !is_end (*self->at))
    self->at++;
}

static void
skip_blanks (DsCsv *self)
{
  while (self->at < self->end && is_blank (self, *self->at))
    self->at++;
}

static void
read_field (DsCsv *self)
{
  DsCsvField field;
  gboolean quoted;

  skip_blanks (self);
  field = (DsCsvField) { self->at, 0 };
  quoted = self->at < self->end && *self->at == '"';
  if (quoted && read_quoted (self, &field))
    {
      const char *behind = self->at;

      skip_text (self);
      while (behind < self->at && is_blank (self, *behind))
        behind++;
      self->has_stray_quote |= behind < self->at;
    }
  else
    {
      self->has_stray_quote |= quoted;
      skip_text (self);
      field.n = (gsize) (self->at - field.text);
      while (field.n > 0 && is_blank (self, field.text[field.n - 1]))
        field.n--;
    }
  g_array_append_val (self->fields, field);
}

static void
skip_end (DsCsv *self)
{
  if (self->at < self->end && *self->at == '\r')
    self->at++;
  if (self->at < self->end && *self->at == '\n')
    self->at++;
  self->next_row++;
}

/* The separator behind a field; blanks before the end of a row are none. */
static gboolean
skip_separator (DsCsv *self)
{
  if (self->separator == ' ')
    skip_blanks (self);
  else if (self->at < self->end && *self->at == self->separator)
    {
      self->at++;
      return TRUE;
    }
  return self->separator == ' ' && self->at < self->end && !is_end (*self->at);
}

static void
read_row (DsCsv *self)
{
  g_array_set_size (self->fields, 0);
  g_ptr_array_set_size (self->unquoted, 0);
  self->has_stray_quote = FALSE;
  self->row = self->next_row;
  do
    read_field (self);
  while (skip_separator (self));
  skip_end (self);
}

gboolean
ds_csv_next (DsCsv *self)
{
  do
    {
      const char *start = self->at;

      if (self->at >= self->end)
        return FALSE;
      read_row (self);
      if (self->next_row > self->row + 1
          && (self->has_stray_quote || (self->n_fields > 0 && self->fields->len != self->n_fields)))
        {
          count_in_vain (self, start, self->at);
          self->at = start;
          self->next_row = self->row;
          self->in_line = TRUE;
          read_row (self);
          self->in_line = FALSE;
        }
    }
  while (self->fields->len == 1 && ds_csv_field (self, 0)->n == 0);
  return TRUE;
}

char *
ds_csv_field_to_text (const DsCsvField *self)
{
  return g_utf8_make_valid (self->text, (gssize) self->n);
}

/* -12.5, the form that nearly all have; exact, since both numbers are. */
static gboolean
read_plain (const DsCsvField *self, char decimal, double *value)
{
  static const double powers[] = { 1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  const char *at = self->text, *end = at + self->n, *point = NULL;
  gboolean negative = at < end && *at == '-';
  guint64 digits = 0;

  at += negative;
  if (end - at > 16 || at == end || !g_ascii_isdigit (*at))
    return FALSE;
  for (; at < end; at++)
    if (g_ascii_isdigit (*at))
      digits = 10 * digits + (guint) (*at - '0');
    else if (*at == decimal && point == NULL)
      point = at + 1;
    else
      return FALSE;
  if (digits >= (guint64) 1 << 53)
    return FALSE;
  *value = (double) digits / powers[point != NULL ? end - point : 0];
  if (negative)
    *value = -*value;
  return TRUE;
}

static gboolean
is_missing (const DsCsvField *self)
{
  static const char *const words[] = { "na", "n/a", "nan", "null", "none", "?", "-", "." };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == self->n && g_ascii_strncasecmp (words[i], self->text, self->n) == 0)
      return TRUE;
  return self->n == 0;
}

/* 2024-05-01, 2024-05-01T12:30:05.5Z, 01.05.2024 12:30, 12:30:05, 5/1/2024. */
static gboolean
is_time (const char *text)
{
  guint colons = 0, dashes = 0, points = 0, digits = 0;

  for (const char *at = text; *at != '\0'; at++)
    {
      colons += *at == ':';
      dashes += (*at == '-' || *at == '/') && at > text;
      points += *at == '.';
      digits += g_ascii_isdigit (*at) ? 1 : 0;
      if (!g_ascii_isdigit (*at) && strchr (":-/.+,TZ ", *at) == NULL)
        return FALSE;
    }
  return digits >= 3 && g_ascii_isdigit (text[0]) && (colons >= 1 || dashes == 2 || points == 2);
}

/* Joins the groups of 1.234,5 or 1,234.5 or 1 234. A point that may be a decimal one marks
 * groups only where there are several. */
static gboolean
join_groups (char *text, char decimal)
{
  static const char *const signs[] = { ".", ",", "'", "’", " ", "\u00a0", "\u202f" };
  static const char digits[] = "0123456789";
  char *first = text + (*text == '-' || *text == '+');
  const gsize n_first = strspn (first, digits);
  char *out = first + n_first, *in = out, *end = out;
  const char *mark = NULL;
  guint n_groups = 0;

  if (n_first < 1 || n_first > 3 || *first == '0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (out, signs[i]))
      mark = signs[i];
  for (; mark != NULL && g_str_has_prefix (end, mark) && strspn (end + strlen (mark), digits) == 3;
       end += strlen (mark) + 3)
    n_groups++;
  if (n_groups == 0 || (*mark == decimal && n_groups == 1))
    return FALSE;
  if (*end != '\0'
      && (*end != decimal || *mark == decimal || end[1 + strspn (end + 1, digits)] != '\0'))
    return FALSE;
  for (; in < end; in += strlen (mark) + 3, out += 3)
    memmove (out, in + strlen (mark), 3);
  memmove (out, end, strlen (end) + 1);
  return TRUE;
}

DsCsvKind
ds_csv_field_read (const DsCsvField *self, char decimal, double *value)
{
  char text[MAX_NUMBER], *end;

  if (read_plain (self, decimal, value))
    return DS_CSV_NUMBER;
  if (is_missing (self))
    return DS_CSV_MISSING;
  if (self->n >= MAX_NUMBER || memchr (self->text, '\0', self->n) != NULL)
    return DS_CSV_WORDS;
  memcpy (text, self->text, self->n);
  text[self->n] = '\0';
  if (!join_groups (text, decimal))
    {
      if (is_time (text))
        return DS_CSV_TIME;
      if (decimal == ',' && strchr (text, '.') != NULL)
        return DS_CSV_WORDS;
    }
  if (decimal == ',')
    g_strdelimit (text, ",", '.');
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' ? DS_CSV_NUMBER : DS_CSV_WORDS;
}
