/* SPDX-License-Identifier: MIT */
/*
 * The format: two zero bytes, the type of the values, the rank, then as many
 * sizes of four bytes, then the values; all big-endian
 * (http://yann.lecun.com/exdb/mnist, "the IDX file format").
 */
#include "data/formats/idx-contents.h"

#include <stdio.h>
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/mapped-file.h"
#include "data/shape.h"
#include "data/words.h"

/* Where a header is, also in gzip. */
#define HEAD_BYTES 4096

/* The type that the third byte of a file names. */
static gboolean
get_type (guint8 byte, DsValueType *type)
{
  static const struct
  {
    guint8 byte;
    DsValueType type;
  } types[] = {
    { 0x08, DS_VALUE_U1 }, { 0x09, DS_VALUE_I1 }, { 0x0b, DS_VALUE_I2 },
    { 0x0c, DS_VALUE_I4 }, { 0x0d, DS_VALUE_F4 }, { 0x0e, DS_VALUE_F8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].byte == byte)
      {
        *type = types[i].type;
        return TRUE;
      }
  return FALSE;
}

gboolean
ds_idx_is_magic (const guint8 *head)
{
  DsValueType type;

  return head[0] == 0 && head[1] == 0 && get_type (head[2], &type) && head[3] > 0;
}

static gboolean
set_short_header_error (GError **error)
{
  return ds_refuse (error, DS_ERROR_DAMAGED,
                    _ ("The file ends within its IDX header. Download or copy it again."));
}

static gboolean
read_sizes (DsArray *self, DsReader *reader, GError **error)
{
  guint32 sizes[DS_ARRAY_MAX_RANK];
  gsize n_read;

  if (!ds_reader_read (reader, sizes, 4 * self->rank, &n_read, error))
    return FALSE;
  if (n_read < 4 * self->rank)
    return set_short_header_error (error);

  self->n_values = 1;
  for (guint i = 0; i < self->rank; i++)
    {
      gsize size = self->dims[i] = GUINT32_FROM_BE (sizes[i]);

      if (size == 0)
        return ds_refuse (error, DS_ERROR_EMPTY,
                          _ ("The IDX header says 0 along axis %u, so there is not one value. A "
                             "set needs at least one sample."),
                          i);
      if (!g_size_checked_mul (&self->n_values, self->n_values, size))
        self->n_values = G_MAXSIZE;
    }
  return TRUE;
}

static gboolean
read_header (DsArray *self, DsReader *reader, GError **error)
{
  guint8 magic[4];
  gsize n_read;

  if (!ds_reader_read (reader, magic, sizeof magic, &n_read, error))
    return FALSE;
  if (n_read < sizeof magic)
    return set_short_header_error (error);

  if (!ds_idx_is_magic (magic))
    return ds_refuse (error, DS_ERROR_FORMAT,
                      _ ("The file begins with %02x %02x %02x %02x, not as IDX does (00 00, a "
                         "type from 08 to 0e, the rank). Check that it is the right file."),
                      magic[0], magic[1], magic[2], magic[3]);
  if (magic[3] > DS_ARRAY_MAX_RANK)
    return ds_refuse (error, DS_ERROR_UNSUPPORTED,
                      _ ("The IDX file has %u axes; sets have 2 (lists), 3 (images) or 4 (images "
                         "with channels). Reshape it."),
                      magic[3]);

  get_type (magic[2], &self->type);
  self->big_endian = TRUE;
  self->rank = magic[3];
  return read_sizes (self, reader, error);
}

static gboolean
set_size_error (const DsArray *self, gboolean too_long, GError **error)
{
  DsShape shape = { .rank = self->rank };
  gsize value_bytes = ds_value_type_get_size (self->type);
  g_autofree char *sizes = NULL, *values = NULL;

  memcpy (shape.dims, self->dims, sizeof self->dims);
  sizes = ds_shape_to_string (&shape);
  values = g_strdup_printf (ngettext ("%s values of %zu byte", "%s values of %zu bytes",
                                      value_bytes),
                            sizes, value_bytes);
  return ds_refuse (error, DS_ERROR_DAMAGED,
                    too_long
                      ? _ (
                        "The IDX header promises %s, and the file continues after them. Download "
                        "or copy it again, or write it anew with the right sizes.")
                      : _ ("The IDX header promises %s, and the file ends before them. Download or "
                           "copy it again, or write it anew with the right sizes."),
                    values);
}

static gboolean
check_end (const DsArray *self, DsReader *reader, GError **error)
{
  guint8 byte;
  gsize n_read;

  /* In gzip this also makes zlib compare its check sum. */
  if (!ds_reader_read (reader, &byte, 1, &n_read, error))
    return FALSE;
  return n_read == 0 || set_size_error (self, TRUE, error);
}

static GBytes *
unpack_values (const DsArray *self, DsReader *reader, gsize n_bytes, GError **error)
{
  g_autofree guint8 *values = NULL;
  gsize n_read;

  if (!ds_file_check_unpacked (n_bytes, ds_file_get_unpack_limit (), error))
    return NULL;
  values = g_try_malloc (n_bytes);
  if (values == NULL)
    {
      ds_refuse (error, DS_ERROR_SIZE,
                 _ ("There is not enough memory to unpack the file. Use a part of it."));
      return NULL;
    }
  if (!ds_reader_read (reader, values, n_bytes, &n_read, error))
    return NULL;
  if (n_read < n_bytes)
    {
      set_size_error (self, FALSE, error);
      return NULL;
    }
  if (!self->partial && !check_end (self, reader, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&values), n_bytes);
}

/* Of a packed file only the wanted samples are unpacked. */
static GBytes *
read_values (DsArray *self, GBytes *file, DsReader *reader, gsize max_samples, GError **error)
{
  const gsize header_bytes = 4 + 4 * (gsize) self->rank;
  const gsize limit = ds_reader_get_limit (reader);
  gsize n_bytes;

  if (!g_size_checked_mul (&n_bytes, self->n_values, ds_value_type_get_size (self->type))
      || n_bytes > limit)
    {
      set_size_error (self, FALSE, error);
      return NULL;
    }
  if (ds_file_is_gzip (file))
    {
      ds_array_limit (self, max_samples);
      return unpack_values (self, reader, self->n_values * ds_value_type_get_size (self->type),
                            error);
    }

  if (limit - header_bytes != n_bytes)
    {
      set_size_error (self, limit - header_bytes > n_bytes, error);
      return NULL;
    }
  return g_bytes_new_from_bytes (file, header_bytes, n_bytes);
}

gboolean
ds_idx_contents_read (DsArray *self, const char *path, const DsRequest *request, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GBytes) file = ds_mapped_file_new (path, error);
  g_autoptr (DsReader) reader = NULL;

  *self = (DsArray) { .progress = request->progress };
  if (file == NULL)
    return FALSE;

  reader = ds_reader_new (file, request->progress);
  if (read_header (self, reader, error))
    self->values = read_values (self, file, reader, request->max_samples, error);
  if (self->values == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  ds_array_limit (self, request->max_samples);
  return TRUE;
}

gboolean
ds_idx_contents_peek (const char *path, gsize *n_samples, DsShape *shape)
{
  char head[HEAD_BYTES];
  FILE *file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rbe") : NULL;
  gsize n_head = file != NULL ? fread (head, 1, sizeof head, file) : 0;
  g_autoptr (GBytes) bytes = g_bytes_new_static (head, n_head);
  g_autoptr (DsReader) reader = ds_reader_new (bytes, NULL);
  DsArray array = { 0 };

  if (file != NULL)
    fclose (file);
  if (n_head == 0 || !read_header (&array, reader, NULL))
    return FALSE;
  *n_samples = array.dims[0];
  shape->rank = array.rank - 1;
  for (guint i = 1; i < array.rank; i++)
    shape->dims[i - 1] = array.dims[i];
  return TRUE;
}
