/* SPDX-License-Identifier: MIT */
/* NumPy's format (numpy.lib.format, versions 1 and 2): magic, version, the
 * header's length, and a Python dictionary of three known keys. Only such a
 * dictionary is read, character by character, and nothing is evaluated.
 */
#include "app/project/npy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/project/atomic-file.h"
#include "app/error.h"
#include "app/project/json.h"
#include "data/mapped-file.h"

#define MAGIC      "\x93NUMPY"
#define MAGIC_SIZE 6
#define MAX_HEADER 65536

G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

static const struct
{
  const char *name;
  gsize size;
} types[] = {
  [WB_NPY_F4] = { "<f4", 4 }, [WB_NPY_F8] = { "<f8", 8 }, [WB_NPY_I4] = { "<i4", 4 },
  [WB_NPY_I8] = { "<i8", 8 }, [WB_NPY_U1] = { "|u1", 1 },
};

static void
skip_space (const char **at)
{
  while (g_ascii_isspace (**at))
    (*at)++;
}

static gboolean
take (const char **at, const char *word)
{
  skip_space (at);
  if (!g_str_has_prefix (*at, word))
    return FALSE;
  *at += strlen (word);
  return TRUE;
}

static char *
take_string (const char **at)
{
  const char *end;
  char quote, *text;

  skip_space (at);
  quote = **at;
  end = quote == '\'' || quote == '"' ? strchr (*at + 1, quote) : NULL;
  if (end == NULL)
    return NULL;
  text = g_strndup (*at + 1, (gsize) (end - *at - 1));
  *at = end + 1;
  return text;
}

static gboolean
parse_type (const char **at, WbNpy *self, GError **error)
{
  g_autofree char *name = take_string (at);
  g_autofree char *shown = g_utf8_make_valid (name != NULL ? name : "?", -1);

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (types); i++)
    if (strcmp (name, types[i].name) == 0 || (types[i].size == 1 && strcmp (name, "<u1") == 0))
      {
        self->type = i;
        return TRUE;
      }
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("The array holds values of the type %s; <f4, <f8, <i4, <i8 or |u1 "
                       "was expected. Convert it, for example with "
                       "array.astype('<f4')."),
                    shown);
}

static gboolean
parse_order (const char **at, GError **error)
{
  if (take (at, "False"))
    return TRUE;
  if (take (at, "True"))
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The array is stored in Fortran order; C order was expected. "
                         "Save it again with numpy.ascontiguousarray(array)."));
  return wb_refuse (error, WB_ERROR_DAMAGED, _ ("The array's header is damaged."));
}

static gboolean
parse_shape (const char **at, WbNpy *self, GError **error)
{
  if (!take (at, "("))
    return wb_refuse (error, WB_ERROR_DAMAGED, _ ("The array's shape is damaged."));
  self->n_values = 1;
  while (!take (at, ")"))
    {
      char *end;
      guint64 size;

      skip_space (at);
      size = g_ascii_strtoull (*at, &end, 10);
      if (!g_ascii_isdigit (**at) || !g_size_checked_mul (&self->n_values, self->n_values, size))
        return wb_refuse (error, WB_ERROR_DAMAGED, _ ("The array's shape is damaged."));
      if (self->rank == WB_NPY_MAX_RANK)
        return wb_refuse (error, WB_ERROR_CONTENTS, _ ("The array has more than %d axes."),
                          WB_NPY_MAX_RANK);
      self->dims[self->rank++] = size;
      *at = end;
      take (at, ",");
    }
  return TRUE;
}

static gboolean
parse_entry (const char **at, WbNpy *self, guint *seen, GError **error)
{
  g_autofree char *key = take_string (at);
  static const char *const keys[] = { "descr", "fortran_order", "shape" };
  guint which = 0;

  while (which < G_N_ELEMENTS (keys) && g_strcmp0 (key, keys[which]) != 0)
    which++;
  if (which == G_N_ELEMENTS (keys) || (*seen & 1u << which) != 0 || !take (at, ":"))
    return wb_refuse (error, WB_ERROR_DAMAGED, _ ("The array's header is damaged."));
  *seen |= 1u << which;
  if (which == 0)
    return parse_type (at, self, error);
  return which == 1 ? parse_order (at, error) : parse_shape (at, self, error);
}

static gboolean
parse_header (const char *header, WbNpy *self, GError **error)
{
  const char *at = header;
  guint seen = 0;
  gboolean open = take (&at, "{");

  while (open && !take (&at, "}"))
    {
      if (!parse_entry (&at, self, &seen, error))
        return FALSE;
      take (&at, ",");
    }
  skip_space (&at);
  if (seen != 7 || *at != '\0')
    return wb_refuse (error, WB_ERROR_DAMAGED, _ ("The array's header is damaged."));
  return TRUE;
}

/* Finds the header; @start gets the place of the first value. */
static char *
find_header (const char *bytes, gsize n, gsize *start, GError **error)
{
  guint16 short_length = 0;
  guint32 length = 0;
  gsize prefix;

  if (n < 10 || memcmp (bytes, MAGIC, MAGIC_SIZE) != 0)
    {
      wb_refuse (error, WB_ERROR_FORMAT, _ ("This is not a NumPy .npy file."));
      return NULL;
    }
  if (bytes[6] != 1 && bytes[6] != 2)
    {
      wb_refuse (error, WB_ERROR_VERSION,
                 _ ("The .npy file has the version %d; 1 or 2 was "
                    "expected."),
                 (guchar) bytes[6]);
      return NULL;
    }
  prefix = bytes[6] == 1 ? 10 : 12;
  memcpy (&short_length, bytes + 8, 2);
  length = short_length;
  if (bytes[6] == 2 && n >= 12)
    memcpy (&length, bytes + 8, 4);
  if (n < prefix || length > n - prefix || length > MAX_HEADER)
    {
      wb_refuse (error, WB_ERROR_DAMAGED,
                 _ ("The file is cut short, or its header is "
                    "damaged."));
      return NULL;
    }
  *start = prefix + length;
  return g_strndup (bytes + prefix, length);
}

static gboolean
read_array (WbNpy *self, const char *bytes, gsize n, GError **error)
{
  gsize start, n_bytes;
  g_autofree char *header = find_header (bytes, n, &start, error);

  if (header == NULL || !parse_header (header, self, error))
    return FALSE;
  if (!g_size_checked_mul (&n_bytes, self->n_values, types[self->type].size)
      || n_bytes != n - start)
    return wb_refuse (
      error, WB_ERROR_DAMAGED,
      _ ("The array's header promises %zu values of %zu bytes, and %zu bytes follow."),
      self->n_values, types[self->type].size, n - start);
  self->values = g_malloc (MAX (n_bytes, 1));
  memcpy (self->values, bytes + start, n_bytes);
  return TRUE;
}

WbNpy *
wb_npy_read (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) own = NULL;
  g_autoptr (GBytes) file = ds_mapped_file_new (path, &own);
  g_autoptr (WbNpy) self = g_new0 (WbNpy, 1);

  if (file == NULL)
    {
      wb_refuse (error, WB_ERROR_FILE, "%s", own->message);
      return NULL;
    }
  if (!read_array (self, g_bytes_get_data (file, NULL), g_bytes_get_size (file), error))
    g_prefix_error (error, "“%s”: ", name);
  else if (ds_mapped_file_check (file, error))
    return g_steal_pointer (&self);
  return NULL;
}

void
wb_npy_free (WbNpy *self)
{
  if (self == NULL)
    return;
  g_free (self->values);
  g_free (self);
}

static float
get_value (const WbNpy *self, gsize i)
{
  switch (self->type)
    {
    case WB_NPY_F8:
      return (float) ((const double *) self->values)[i];
    case WB_NPY_I4:
      return (float) ((const gint32 *) self->values)[i];
    case WB_NPY_I8:
      return (float) ((const gint64 *) self->values)[i];
    case WB_NPY_U1:
      return (float) ((const guint8 *) self->values)[i];
    case WB_NPY_F4:
      break;
    }
  return ((const float *) self->values)[i];
}

float *
wb_npy_to_floats (const WbNpy *self)
{
  float *out = g_new (float, MAX (self->n_values, 1));

  for (gsize i = 0; i < self->n_values; i++)
    out[i] = get_value (self, i);
  return out;
}

/* The header ends with a line feed on a multiple of 64 bytes. */
GString *
wb_npy_make_header (WbNpyType type, guint rank, const gsize *dims)
{
  GString *out = g_string_new_len (MAGIC "\x01\x00??", 10);
  guint16 length;

  g_string_append_printf (out, "{'descr': '%s', 'fortran_order': False, 'shape': (",
                          types[type].name);
  for (guint i = 0; i < rank; i++)
    g_string_append_printf (out, "%" G_GSIZE_FORMAT ",%s", dims[i], i + 1 < rank ? " " : "");
  g_string_append (out, "), }");
  while (out->len % 64 != 63)
    g_string_append_c (out, ' ');
  g_string_append_c (out, '\n');
  length = (guint16) (out->len - 10);
  memcpy (out->str + 8, &length, 2);
  return out;
}

gsize
wb_npy_get_size (WbNpyType type, guint rank, const gsize *dims)
{
  gsize n_bytes = types[type].size;

  for (guint i = 0; i < rank; i++)
    n_bytes *= dims[i];
  return n_bytes;
}

gboolean
wb_npy_write (const char *path,
              WbNpyType type,
              guint rank,
              const gsize *dims,
              gconstpointer values,
              GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);
  g_autoptr (GString) header = wb_npy_make_header (type, rank, dims);

  return file != NULL && wb_atomic_file_write (file, header->str, header->len, error)
         && wb_atomic_file_write (file, values, wb_npy_get_size (type, rank, dims), error)
         && wb_atomic_file_commit (file, error);
}

static void
append_text (GString *line, const char *text)
{
  if (strpbrk (text, ",\"\n\r") == NULL)
    {
      g_string_append (line, text);
      return;
    }
  g_string_append_c (line, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *text);
    }
  g_string_append_c (line, '"');
}

/* Nine digits give a float back. */
static void
append_number (GString *line, float value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (line, g_ascii_formatd (text, sizeof text, "%.9g", (double) value));
}

gboolean
wb_csv_write (const char *path,
              gsize n_rows,
              gsize n_columns,
              const float *values,
              const char *const *titles,
              GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize j = 0; titles != NULL && j < n_columns; j++)
    {
      append_text (line, titles[j]);
      g_string_append_c (line, j + 1 < n_columns ? ',' : '\n');
    }
  for (gsize i = 0; file != NULL && i < n_rows; i++)
    {
      for (gsize j = 0; j < n_columns; j++)
        {
          append_number (line, values[i * n_columns + j]);
          g_string_append_c (line, j + 1 < n_columns ? ',' : '\n');
        }
      if (line->len < 1 << 16)
        continue;
      if (!wb_atomic_file_write (file, line->str, line->len, error))
        return FALSE;
      g_string_truncate (line, 0);
    }
  return file != NULL && wb_atomic_file_write (file, line->str, line->len, error)
         && wb_atomic_file_commit (file, error);
}
