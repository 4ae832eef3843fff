/* SPDX-License-Identifier: MIT */
/*
 * The format: "\x93NUMPY", a version, the length of the header in 2 bytes (in
 * version 1) or 4, the header, which is a Python dictionary as text, then the
 * values (numpy.lib.format).
 */
#include "data/formats/npy-contents.h"

#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/shape.h"
#include "data/words.h"

#define MAGIC       "\x93NUMPY"
#define MAGIC_BYTES 6

/* Longer headers describe records, which are not read. */
#define MAX_HEADER 65536

/* Longer texts are no names of classes. */
#define MAX_TEXT 4096

/* Values between two looks at who listens. */
#define VALUES_AT_ONCE 65536

gboolean
ds_npy_is_magic (const guint8 *head, gsize n_head)
{
  return n_head >= MAGIC_BYTES && memcmp (head, MAGIC, MAGIC_BYTES) == 0;
}

static gboolean
set_damaged_error (GError **error)
{
  return ds_refuse (error, DS_ERROR_DAMAGED,
                    _ ("The NumPy header is damaged or ends early. Download or copy the file "
                       "again, or write it anew with numpy.save."));
}

/* The header's text, (transfer full), and where the values begin. */
static char *
get_header (GBytes *contents, gsize *first)
{
  gsize size, n;
  const guint8 *data = g_bytes_get_data (contents, &size);
  guint version = size > MAGIC_BYTES ? data[MAGIC_BYTES] : 0;

  *first = version == 1 ? 10 : 12;
  if (!ds_npy_is_magic (data, size) || version < 1 || version > 3 || size < *first)
    return NULL;
  n = data[8] | data[9] << 8;
  if (version > 1)
    n |= (gsize) data[10] << 16 | (gsize) data[11] << 24;
  if (n > MAX_HEADER || n > size - *first)
    return NULL;
  *first += n;
  return g_strndup ((const char *) data + *first - n, n);
}

/* What follows the key in the dictionary. */
static const char *
find_value (const char *header, const char *key)
{
  const char *at = strstr (header, key);

  at = at != NULL ? strchr (at, ':') : NULL;
  return at != NULL ? at + 1 + strspn (at + 1, " ") : NULL;
}

/* 'S3' is three bytes, '<U3' three characters of four bytes; zeros end a shorter text. */
static gboolean
read_text_type (DsArray *self, const char *value)
{
  const gboolean bytes = g_str_has_prefix (value, "'|S") || g_str_has_prefix (value, "'S");
  const char *end = NULL;
  guint64 width = 0;

  if (bytes || g_str_has_prefix (value, "'<U") || g_str_has_prefix (value, "'>U"))
    width = g_ascii_strtoull (strpbrk (value, "SU") + 1, (char **) &end, 10);
  if (width == 0 || width > MAX_TEXT || *end != '\'')
    return FALSE;
  self->type = bytes ? DS_VALUE_U1 : DS_VALUE_U4;
  self->text = (guint32) width;
  return TRUE;
}

static gboolean
read_type (DsArray *self, const char *header, GError **error)
{
  static const struct
  {
    const char *name;
    DsValueType type;
  } types[] = {
    { "b1", DS_VALUE_U1 }, { "u1", DS_VALUE_U1 }, { "u2", DS_VALUE_U2 }, { "u4", DS_VALUE_U4 },
    { "u8", DS_VALUE_U8 }, { "i1", DS_VALUE_I1 }, { "i2", DS_VALUE_I2 }, { "i4", DS_VALUE_I4 },
    { "i8", DS_VALUE_I8 }, { "f2", DS_VALUE_F2 }, { "f4", DS_VALUE_F4 }, { "f8", DS_VALUE_F8 },
  };
  const char *value = find_value (header, "'descr'");
  g_autofree char *raw = NULL;
  g_autofree char *shown = NULL;

  if (value == NULL)
    return set_damaged_error (error);
  self->big_endian = value[0] == '\'' && value[1] == '>';
  for (guint i = 0; value[0] == '\'' && value[1] != '\0' && i < G_N_ELEMENTS (types); i++)
    if (g_str_has_prefix (value + 2, types[i].name) && value[4] == '\'')
      {
        self->type = types[i].type;
        return TRUE;
      }
  if (read_text_type (self, value))
    return TRUE;
  raw = g_strndup (value, strcspn (value, ",\n"));
  shown = g_utf8_make_valid (raw, -1);
  g_strdelimit (shown, "'", ' ');
  return ds_refuse (error, DS_ERROR_UNSUPPORTED,
                    _ ("The NumPy array holds values of the type %s; samples are whole numbers "
                       "or floating point. Convert it with astype(\"float32\")."),
                    g_strstrip (shown));
}

static gboolean
add_axis (DsArray *self, guint64 size, GError **error)
{
  if (size == 0)
    return ds_refuse (error, DS_ERROR_EMPTY,
                      _ ("The NumPy array has the size 0 along axis %u, so there is not one "
                         "value. A set needs at least one sample."),
                      self->rank);
  if (self->rank == DS_ARRAY_MAX_RANK || size > G_MAXUINT32)
    return ds_refuse (error, DS_ERROR_UNSUPPORTED,
                      _ ("The NumPy array has more than 4 axes, or one that is too long; sets "
                         "have 2 (lists), 3 (images, series) or 4 (images with channels). "
                         "Reshape it."));
  if (!g_size_checked_mul (&self->n_values, self->n_values, size))
    self->n_values = G_MAXSIZE;
  self->dims[self->rank++] = (guint32) size;
  return TRUE;
}

static gboolean
read_shape (DsArray *self, const char *header, GError **error)
{
  const char *at = find_value (header, "'shape'");

  if (at == NULL || *at++ != '(')
    return set_damaged_error (error);
  self->n_values = 1;
  while (*(at += strspn (at, " ,")) != ')')
    {
      if (!g_ascii_isdigit (*at))
        return set_damaged_error (error);
      if (!add_axis (self, g_ascii_strtoull (at, (char **) &at, 10), error))
        return FALSE;
      at += *at == 'L';
    }
  if (self->rank > 0)
    return self->text == 0 || add_axis (self, self->text, error);
  return ds_refuse (error, DS_ERROR_UNSUPPORTED,
                    _ ("The NumPy array is a single number. A set is an array of samples."));
}

/* The same values with the last axis varying fastest; (transfer full). */
static GBytes *
turn_around (const DsArray *self, GBytes *values, GError **error)
{
  const gsize size = ds_value_type_get_size (self->type);
  const guint8 *in = g_bytes_get_data (values, NULL);
  gsize strides[DS_ARRAY_MAX_RANK], at = 0;
  guint32 index[DS_ARRAY_MAX_RANK] = { 0 };
  g_autofree guint8 *out = NULL;

  if (!ds_file_check_memory (self->n_values * size, error))
    return NULL;
  out = g_malloc (self->n_values * size);
  strides[0] = 1;
  for (guint i = 1; i < self->rank; i++)
    strides[i] = strides[i - 1] * self->dims[i - 1];
  for (gsize i = 0; i < self->n_values; i++)
    {
      guint axis = self->rank - 1;

      if (i % VALUES_AT_ONCE == 0
          && !ds_progress_update (self->progress, _ ("Reading values"), i, self->n_values, error))
        return NULL;
      memcpy (out + i * size, in + at * size, size);
      at += strides[axis];
      for (; ++index[axis] == self->dims[axis] && axis > 0; axis--)
        {
          at = at - index[axis] * strides[axis] + strides[axis - 1];
          index[axis] = 0;
        }
    }
  return g_bytes_new_take (g_steal_pointer (&out), self->n_values * size);
}

/* Of contents that may be a part of the file: the wanted samples that are in it. */
static void
limit_to_part (DsArray *self, gsize n_bytes, gsize max_samples)
{
  const gsize sample = self->n_values / self->dims[0] * ds_value_type_get_size (self->type);

  if (max_samples > 0 && n_bytes / sample > 0)
    ds_array_limit (self, MIN (max_samples, n_bytes / sample));
}

static gboolean
take_values (DsArray *self,
             GBytes *contents,
             gsize first,
             gboolean fortran,
             gsize max_samples,
             GError **error)
{
  const gsize n = g_bytes_get_size (contents) - first;
  const DsShape shape = { self->rank,
                          { self->dims[0], self->dims[1], self->dims[2], self->dims[3] } };
  g_autofree char *sizes = ds_shape_to_string (&shape);
  g_autoptr (GBytes) values = NULL;
  gsize wanted;

  if (!fortran && self->n_values < G_MAXSIZE / sizeof (double))
    limit_to_part (self, n, max_samples);
  if (!g_size_checked_mul (&wanted, self->n_values, ds_value_type_get_size (self->type))
      || (self->partial ? wanted > n : wanted != n))
    return ds_refuse (error, DS_ERROR_DAMAGED,
                      _ ("The NumPy header promises %s values of %zu bytes, and %zu bytes "
                         "follow. Download or copy the file again, or write it anew."),
                      sizes, ds_value_type_get_size (self->type), n);
  values = g_bytes_new_from_bytes (contents, first, wanted);
  self->values = fortran && self->rank > 1 ? turn_around (self, values, error)
                                           : g_steal_pointer (&values);
  return self->values != NULL;
}

gsize
ds_npy_get_limit (GBytes *beginning)
{
  gsize first, n;
  g_autofree char *header = get_header (beginning, &first);
  DsArray array = { 0 };

  if (header == NULL || !read_type (&array, header, NULL) || !read_shape (&array, header, NULL)
      || !g_size_checked_mul (&n, array.n_values, ds_value_type_get_size (array.type))
      || !g_size_checked_add (&n, n, first + 1))
    return g_bytes_get_size (beginning);
  return n;
}

gboolean
ds_npy_read (DsArray *self, GBytes *contents, const DsRequest *request, GError **error)
{
  gsize first;
  g_autofree char *header = get_header (contents, &first);
  const char *order = header != NULL ? find_value (header, "'fortran_order'") : NULL;

  *self = (DsArray) { .progress = request->progress };
  if (order == NULL)
    return set_damaged_error (error);
  if (!read_type (self, header, error) || !read_shape (self, header, error)
      || !take_values (self, contents, first, g_str_has_prefix (order, "True"),
                       request->max_samples, error))
    return FALSE;
  ds_array_limit (self, request->max_samples);
  return TRUE;
}
