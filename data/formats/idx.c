/* SPDX-License-Identifier: MIT */
/*
 * IDX, the format of MNIST: two zero bytes, the type of the values, the rank,
 * then as many sizes of four bytes, then the values; all big-endian
 * (http://yann.lecun.com/exdb/mnist, "the IDX file format").
 *
 *   rank 2: n lists of D values      rank 3: n images H×W, read as H×W×1
 *   rank 4: n images H×W×C           rank 1: labels, only beside one of these
 *
 * No size in a header is believed before the file has been seen to hold as
 * much. Unpacked files of ubyte stay mapped; all else is read into memory.
 */
#include <math.h>
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/format.h"
#include "data/formats/idx-files.h"

#define LARGEST_RANK 4

enum
{
  IDX_UBYTE = 0x08,
  IDX_BYTE = 0x09,
  IDX_SHORT = 0x0b,
  IDX_INT = 0x0c,
  IDX_FLOAT = 0x0d,
  IDX_DOUBLE = 0x0e,
};

typedef struct
{
  guint8 type;
  guint rank;
  guint32 dims[LARGEST_RANK];
  gsize header_bytes;
  gsize value_bytes;
  gsize n_values;
} Header;

/* One file's header and values, still in the file's own types. */
typedef struct
{
  Header header;
  GBytes *values;
} Contents;

static void
clear_contents (Contents *self)
{
  g_clear_pointer (&self->values, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Contents, clear_contents)

static gsize
get_value_bytes (guint8 type)
{
  switch (type)
    {
    case IDX_UBYTE:
    case IDX_BYTE:
      return 1;
    case IDX_SHORT:
      return 2;
    case IDX_INT:
    case IDX_FLOAT:
      return 4;
    case IDX_DOUBLE:
      return 8;
    default:
      return 0;
    }
}

static inline double
get_value (const guint8 *values, guint8 type, gsize i)
{
  guint16 word;
  guint32 bits;
  guint64 wide;
  float single;
  double value;

  switch (type)
    {
    case IDX_UBYTE:
      return values[i];
    case IDX_BYTE:
      return (gint8) values[i];
    case IDX_SHORT:
      memcpy (&word, values + 2 * i, sizeof word);
      return (gint16) GUINT16_FROM_BE (word);
    case IDX_INT:
      memcpy (&bits, values + 4 * i, sizeof bits);
      return (gint32) GUINT32_FROM_BE (bits);
    case IDX_FLOAT:
      memcpy (&bits, values + 4 * i, sizeof bits);
      bits = GUINT32_FROM_BE (bits);
      memcpy (&single, &bits, sizeof single);
      return single;
    case IDX_DOUBLE:
      memcpy (&wide, values + 8 * i, sizeof wide);
      wide = GUINT64_FROM_BE (wide);
      memcpy (&value, &wide, sizeof value);
      return value;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
sniff (const DsSniff *seen)
{
  if (seen->names != NULL)
    return ds_idx_files_is_set (seen->names);

  return seen->n_head >= 4 && seen->head[0] == 0 && seen->head[1] == 0 &&
         get_value_bytes (seen->head[2]) > 0 && seen->head[3] > 0;
}

static gboolean
set_short_header_error (GError **error)
{
  g_set_error_literal (error, DS_ERROR, DS_ERROR_DAMAGED,
                       "The file ends within its IDX header. Download or copy "
                       "it again.");
  return FALSE;
}

static gboolean
read_sizes (DsReader *reader, Header *header, GError **error)
{
  guint32 sizes[LARGEST_RANK];
  gsize n_read;

  if (!ds_reader_read (reader, sizes, 4 * header->rank, &n_read, error))
    return FALSE;
  if (n_read < 4 * header->rank)
    return set_short_header_error (error);

  header->n_values = 1;
  for (guint i = 0; i < header->rank; i++)
    {
      gsize size = header->dims[i] = GUINT32_FROM_BE (sizes[i]);

      if (size == 0)
        {
          g_set_error (error, DS_ERROR, DS_ERROR_EMPTY,
                       "The IDX header says %u along axis %u, so there is not "
                       "one value. A set needs at least one sample.", 0, i);
          return FALSE;
        }
      if (!g_size_checked_mul (&header->n_values, header->n_values, size))
        header->n_values = G_MAXSIZE;
    }
  return TRUE;
}

static gboolean
read_header (DsReader *reader, Header *header, GError **error)
{
  guint8 magic[4];
  gsize n_read;

  if (!ds_reader_read (reader, magic, sizeof magic, &n_read, error))
    return FALSE;
  if (n_read < sizeof magic)
    return set_short_header_error (error);

  *header = (Header){ .type = magic[2], .rank = magic[3] };
  header->value_bytes = get_value_bytes (magic[2]);
  header->header_bytes = sizeof magic + 4 * (gsize) header->rank;
  if (magic[0] != 0 || magic[1] != 0 || header->value_bytes == 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
                   "The file begins with %02x %02x %02x %02x, not as IDX does "
                   "(00 00, a type from 08 to 0e, the rank). Check that it is "
                   "the right file.", magic[0], magic[1], magic[2], magic[3]);
      return FALSE;
    }
  if (header->rank == 0 || header->rank > LARGEST_RANK)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED,
                   "The IDX file has %u axes; sets have 2 (lists), 3 (images) "
                   "or 4 (images with channels). Reshape it.", header->rank);
      return FALSE;
    }
  return read_sizes (reader, header, error);
}

/* "60000×28×28 values of 1 byte" */
static char *
describe_header (const Header *header)
{
  DsShape shape = { .rank = header->rank };
  g_autofree char *sizes = NULL;

  memcpy (shape.dims, header->dims, sizeof shape.dims);
  sizes = ds_shape_to_string (&shape);
  return g_strdup_printf ("%s values of %" G_GSIZE_FORMAT " byte%s", sizes,
                          header->value_bytes,
                          header->value_bytes > 1 ? "s" : "");
}

static gboolean
set_size_error (const Header *header, gboolean too_long, GError **error)
{
  g_autofree char *promised = describe_header (header);

  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "The IDX header promises %s, and the file %s. Download or copy "
               "it again, or write it anew with the right sizes.", promised,
               too_long ? "goes on behind them" : "ends before them");
  return FALSE;
}

static gboolean
check_end (DsReader *reader, const Header *header, GError **error)
{
  guint8 byte;
  gsize n_read;

  /* In gzip this also makes zlib compare its check sum. */
  if (!ds_reader_read (reader, &byte, 1, &n_read, error))
    return FALSE;
  return n_read == 0 || set_size_error (header, TRUE, error);
}

static GBytes *
unpack_values (DsReader *reader,
               const Header *header,
               gsize n_bytes,
               GError **error)
{
  g_autofree guint8 *values = g_try_malloc (n_bytes);
  gsize n_read;

  if (values == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                   "There is no memory for %" G_GSIZE_FORMAT " bytes. Unpack "
                   "the file with gunzip: then it is mapped, not loaded.",
                   n_bytes);
      return NULL;
    }

  if (!ds_reader_read (reader, values, n_bytes, &n_read, error))
    return NULL;
  if (n_read < n_bytes)
    {
      set_size_error (header, FALSE, error);
      return NULL;
    }
  if (!check_end (reader, header, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&values), n_bytes);
}

static GBytes *
read_values (GBytes *file,
             DsReader *reader,
             const Header *header,
             GError **error)
{
  gsize limit = ds_reader_get_limit (reader);
  gsize n_bytes;

  if (!g_size_checked_mul (&n_bytes, header->n_values, header->value_bytes) ||
      n_bytes > limit)
    {
      set_size_error (header, FALSE, error);
      return NULL;
    }
  if (ds_file_is_gzip (file))
    return unpack_values (reader, header, n_bytes, error);

  if (limit - header->header_bytes != n_bytes)
    {
      set_size_error (header, limit - header->header_bytes > n_bytes, error);
      return NULL;
    }
  return g_bytes_new_from_bytes (file, header->header_bytes, n_bytes);
}

static gboolean
read_contents (const char *path, Contents *contents, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GBytes) file = ds_file_map (path, error);
  g_autoptr (DsReader) reader = NULL;

  if (file == NULL)
    return FALSE;

  reader = ds_reader_new (file);
  if (read_header (reader, &contents->header, error))
    contents->values = read_values (file, reader, &contents->header, error);
  if (contents->values == NULL)
    g_prefix_error (error, "%s: ", name);
  return contents->values != NULL;
}

static gboolean
get_shape (const Header *header, DsShape *shape, GError **error)
{
  switch (header->rank)
    {
    case 1:
      g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED,
                   "The IDX file has one axis: %u labels, and no samples. "
                   "Open the images file that belongs to it.",
                   header->dims[0]);
      return FALSE;
    case 2:
      *shape = (DsShape){ 1, { header->dims[1] } };
      return TRUE;
    case 3:
      *shape = (DsShape){ 3, { header->dims[1], header->dims[2], 1 } };
      return TRUE;
    default:
      *shape = (DsShape){ 3,
                          { header->dims[1], header->dims[2],
                            header->dims[3] } };
      return TRUE;
    }
}

static gboolean
set_value_error (const Header *header, gsize i, GError **error)
{
  gsize n_in_sample = header->n_values / header->dims[0];

  g_set_error (error, DS_ERROR, DS_ERROR_VALUES,
               "Sample %" G_GSIZE_FORMAT " holds a value that is not a finite "
               "number, or too far from the others to be one. Replace it or "
               "leave the sample out.", i / n_in_sample);
  return FALSE;
}

static gboolean
find_scaling (const Contents *contents, DsScaling *scaling, GError **error)
{
  const Header *header = &contents->header;
  const guint8 *values = g_bytes_get_data (contents->values, NULL);
  double minimum = G_MAXDOUBLE;
  double maximum = -G_MAXDOUBLE;

  if (header->type == IDX_UBYTE)
    {
      *scaling = ds_scaling_find_for_bytes (values, header->n_values);
      return TRUE;
    }

  for (gsize i = 0; i < header->n_values; i++)
    {
      double value = get_value (values, header->type, i);

      if (!isfinite (value))
        return set_value_error (header, i, error);
      minimum = MIN (minimum, value);
      maximum = MAX (maximum, value);
    }
  return ds_scaling_find_for_range (minimum, maximum, scaling, error);
}

/* The samples as scaled floats. */
static GBytes *
scale_values (const Contents *contents,
              const DsScaling *scaling,
              GError **error)
{
  const Header *header = &contents->header;
  const guint8 *values = g_bytes_get_data (contents->values, NULL);
  gsize n = header->n_values;
  g_autofree float *scaled = g_try_new (float, n);

  if (scaled == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                   "There is no memory for %" G_GSIZE_FORMAT " values. Write "
                   "them as ubyte: such files are mapped, not loaded.", n);
      return NULL;
    }

  for (gsize i = 0; i < n; i++)
    {
      double value = get_value (values, header->type, i);

      scaled[i] = (float) ds_scaling_apply (scaling, value);
      if (!isfinite (scaled[i]))
        {
          set_value_error (header, i, error);
          return NULL;
        }
    }
  return g_bytes_new_take (g_steal_pointer (&scaled), n * sizeof (float));
}

/* [n] labels for that many samples, or NULL with an error. */
static gint *
read_labels (const char *path, gsize n, GError **error)
{
  g_auto (Contents) contents = { 0 };
  const Header *header = &contents.header;
  g_autofree char *name = g_filename_display_basename (path);
  const guint8 *values;
  gint *labels;

  if (!read_contents (path, &contents, error))
    return NULL;
  if (header->rank != 1 || header->type == IDX_FLOAT ||
      header->type == IDX_DOUBLE)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED,
                   "%s: Labels are one whole number for each sample, and this "
                   "file holds others. Move it away to open the samples "
                   "without labels.", name);
      return NULL;
    }
  if (header->n_values != n)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
                   "%s: It holds %" G_GSIZE_FORMAT " labels for %"
                   G_GSIZE_FORMAT " samples. Get the file that belongs to "
                   "them, or move this one away to open them without labels.",
                   name, header->n_values, n);
      return NULL;
    }

  values = g_bytes_get_data (contents.values, NULL);
  labels = g_new (gint, n);
  for (gsize i = 0; i < n; i++)
    labels[i] = (gint) get_value (values, header->type, i);
  return labels;
}

/* One images file as a set; *scaling is found where it is not given. */
static DsDataset *
open_images (const char *path,
             const char *labels_path,
             const char *name,
             gboolean scaling_given,
             DsScaling *scaling,
             GError **error)
{
  g_auto (Contents) contents = { 0 };
  g_autoptr (GBytes) scaled = NULL;
  g_autofree gint *labels = NULL;
  DsDatasetContents made = { .name = name, .origin = path };

  if (!read_contents (path, &contents, error) ||
      !get_shape (&contents.header, &made.shape, error) ||
      (!scaling_given && !find_scaling (&contents, scaling, error)))
    return NULL;

  if (labels_path != NULL)
    {
      labels = read_labels (labels_path, contents.header.dims[0], error);
      if (labels == NULL)
        return NULL;
    }

  made.type = DS_SAMPLE_BYTE;
  made.samples = contents.values;
  made.scaling = *scaling;
  made.labels = labels;
  if (contents.header.type != IDX_UBYTE)
    {
      made.type = DS_SAMPLE_FLOAT;
      made.samples = scaled = scale_values (&contents, scaling, error);
      if (scaled == NULL)
        return NULL;
    }
  return ds_dataset_new (&made, error);
}

static void
note_labels (DsImport *import,
             const char *labels,
             const char *images,
             const char *what)
{
  g_autofree char *name = g_filename_display_basename (images);

  if (labels == NULL)
    g_ptr_array_add (import->notes,
                     g_strdup_printf ("No labels found beside %s: the %s "
                                      "samples have no classes.", name, what));
}

static gboolean
find_files (const DsSniff *seen, DsIdxFiles *files, GError **error)
{
  if (seen->names != NULL)
    return ds_idx_files_find_in (seen->path, seen->names, files, error);

  ds_idx_files_find_beside (seen->path, files);
  return TRUE;
}

static gboolean
open_set (const DsSniff *seen,
          const DsScaling *given,
          DsImport *import,
          GError **error)
{
  g_auto (DsIdxFiles) files = { 0 };
  g_autofree char *full = g_canonicalize_filename (seen->path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  DsScaling scaling = given ? *given : DS_SCALING_IDENTITY;

  if (!find_files (seen, &files, error))
    return FALSE;

  import->training = open_images (files.images, files.labels, name,
                                  given != NULL, &scaling, error);
  if (import->training == NULL)
    return FALSE;
  note_labels (import, files.labels, files.images, "training");
  if (files.validation_images == NULL)
    return TRUE;

  import->validation = open_images (files.validation_images,
                                    files.validation_labels, name, TRUE,
                                    &scaling, error);
  if (import->validation == NULL)
    return FALSE;
  note_labels (import, files.validation_labels, files.validation_images,
               "validation");
  return TRUE;
}

static const char *const patterns[] = {
  "*-ubyte", "*.idx", "*-ubyte.gz", "*.idx.gz", NULL
};

const DsFormatClass ds_format_idx = {
  .name = "idx",
  .title = "IDX (as MNIST)",
  .summary = "IDX files as MNIST's (type ubyte, byte, short, int, float or "
             "double; also .gz), or a folder with train-images-idx3-ubyte and "
             "its companions.",
  .patterns = patterns,
  .sniff = sniff,
  .open = open_set,
};
