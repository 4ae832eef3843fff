/* SPDX-License-Identifier: MIT */
/* The reader. It keeps the header's table and the open file: a file that is
 * replaced meanwhile is read on in its old state, and one that is cut short
 * meanwhile gives an error.
 */
#include "app/project/safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/error.h"
#include "app/project/json.h"

/* A header of a thousand layers is a hundredth of this. */
#define MAX_HEADER (16 * 1024 * 1024)

/* Values are stored with the low byte first, and read as they are. */
G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

struct _WbSafetensors
{
  int descriptor;
  guint64 data_start;
  guint64 data_size;
  GArray *tensors;   /* WbTensor, in the order of their bytes */
  GHashTable *names; /* to place + 1 */
  json_t *metadata;  /* NULL without */
};

static const struct
{
  const char *name;
  gsize size;
} dtypes[WB_N_DTYPES] = {
  [WB_DTYPE_BOOL] = { "BOOL", 1 },       [WB_DTYPE_U8] = { "U8", 1 },
  [WB_DTYPE_I8] = { "I8", 1 },           [WB_DTYPE_F8_E5M2] = { "F8_E5M2", 1 },
  [WB_DTYPE_F8_E4M3] = { "F8_E4M3", 1 }, [WB_DTYPE_U16] = { "U16", 2 },
  [WB_DTYPE_I16] = { "I16", 2 },         [WB_DTYPE_F16] = { "F16", 2 },
  [WB_DTYPE_BF16] = { "BF16", 2 },       [WB_DTYPE_U32] = { "U32", 4 },
  [WB_DTYPE_I32] = { "I32", 4 },         [WB_DTYPE_F32] = { "F32", 4 },
  [WB_DTYPE_U64] = { "U64", 8 },         [WB_DTYPE_I64] = { "I64", 8 },
  [WB_DTYPE_F64] = { "F64", 8 },
};

const char *
wb_dtype_get_name (WbDtype dtype)
{
  return dtypes[dtype].name;
}

gsize
wb_dtype_get_size (WbDtype dtype)
{
  return dtypes[dtype].size;
}

char *
wb_tensor_shape_to_string (const WbTensor *tensor)
{
  GString *text = g_string_new (tensor->rank > 0 ? NULL : _ ("one value"));

  for (guint i = 0; i < tensor->rank; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? "×" : "", tensor->dims[i]);
  return g_string_free (text, FALSE);
}

static void
clear_tensor (gpointer tensor)
{
  g_free (((WbTensor *) tensor)->name);
}

#define damaged(error, ...) wb_refuse (error, WB_ERROR_DAMAGED, __VA_ARGS__)

static gboolean
read_fully (int descriptor, guint64 offset, gpointer out, guint64 n, GError **error)
{
  guint8 *at = out;

  while (n > 0)
    {
      gssize got = pread (descriptor, at, MIN (n, 1 << 30), (off_t) offset);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return wb_refuse (error, WB_ERROR_FILE, _ ("The file could not be read: %s."),
                          g_strerror (errno));
      if (got == 0)
        return damaged (error, _ ("The file was cut short while it was read."));
      at += got;
      offset += (guint64) got;
      n -= (guint64) got;
    }
  return TRUE;
}

static gboolean
read_dtype (json_t *entry, WbTensor *tensor, GError **error)
{
  const char *name = json_string_value (json_object_get (entry, "dtype"));

  for (guint i = 0; name != NULL && i < WB_N_DTYPES; i++)
    if (strcmp (name, dtypes[i].name) == 0)
      {
        tensor->dtype = i;
        return TRUE;
      }
  return damaged (error,
                  _ ("The tensor “%s” has the type “%s”, which this version "
                     "does not know."),
                  tensor->name, name != NULL ? name : "?");
}

static gboolean
read_shape (json_t *entry, WbTensor *tensor, GError **error)
{
  json_t *shape = json_object_get (entry, "shape");

  if (!json_is_array (shape) || json_array_size (shape) > WB_TENSOR_MAX_RANK)
    return damaged (error, _ ("The tensor “%s” has no shape of at most %d axes."), tensor->name,
                    WB_TENSOR_MAX_RANK);
  tensor->rank = (guint) json_array_size (shape);
  tensor->n_values = 1;
  for (guint i = 0; i < tensor->rank; i++)
    if (!wb_json_get_uint (json_array_get (shape, i), &tensor->dims[i])
        || !g_uint64_checked_mul (&tensor->n_values, tensor->n_values, tensor->dims[i]))
      return damaged (error, _ ("The shape of the tensor “%s” is impossible."), tensor->name);
  if (!g_uint64_checked_mul (&tensor->n_bytes, tensor->n_values, dtypes[tensor->dtype].size))
    return damaged (error, _ ("The shape of the tensor “%s” is impossible."), tensor->name);
  return TRUE;
}

static gboolean
read_place (json_t *entry, guint64 data_size, WbTensor *tensor, GError **error)
{
  json_t *offsets = json_object_get (entry, "data_offsets");
  g_autofree char *shape = NULL;
  guint64 end;

  if (json_array_size (offsets) != 2
      || !wb_json_get_uint (json_array_get (offsets, 0), &tensor->begin)
      || !wb_json_get_uint (json_array_get (offsets, 1), &end) || tensor->begin > end)
    return damaged (error, _ ("The tensor “%s” has no place in the file."), tensor->name);
  if (end > data_size)
    return damaged (error,
                    _ ("The file is cut short: the tensor “%s” ends at byte %" PRIu64
                       " of the data, which has %" PRIu64 "."),
                    tensor->name, end, data_size);
  if (end - tensor->begin == tensor->n_bytes)
    return TRUE;
  shape = wb_tensor_shape_to_string (tensor);
  return damaged (error,
                  _ ("The header is wrong: the tensor “%s” of %s × %s takes %" PRIu64
                     " bytes and is given %" PRIu64 "."),
                  tensor->name, shape, dtypes[tensor->dtype].name, tensor->n_bytes,
                  end - tensor->begin);
}

static gboolean
read_tensor (WbSafetensors *self, const char *name, json_t *entry, GError **error)
{
  WbTensor tensor = { .name = (char *) name };

  if (json_object_size (entry) != 3)
    return damaged (error,
                    _ ("The header is wrong: the tensor “%s” needs dtype, "
                       "shape and data_offsets, and nothing else."),
                    name);
  if (!read_dtype (entry, &tensor, error) || !read_shape (entry, &tensor, error)
      || !read_place (entry, self->data_size, &tensor, error))
    return FALSE;
  tensor.name = g_strdup (name);
  g_array_append_val (self->tensors, tensor);
  return TRUE;
}

static gboolean
read_metadata (WbSafetensors *self, json_t *entry, GError **error)
{
  gboolean valid = json_is_object (entry);
  const char *key;
  json_t *text;

  json_object_foreach (entry, key, text) valid = valid && json_is_string (text);
  if (!valid)
    return damaged (error, _ ("The header is wrong: __metadata__ holds something "
                              "else than texts."));
  self->metadata = json_incref (entry);
  return TRUE;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const WbTensor *left = a, *right = b;

  if (left->begin != right->begin)
    return left->begin < right->begin ? -1 : 1;
  return (left->n_bytes > right->n_bytes) - (left->n_bytes < right->n_bytes);
}

/* In the order of their places, tensors must cover the data exactly. */
static gboolean
check_cover (WbSafetensors *self, GError **error)
{
  guint64 end = 0;

  g_array_sort (self->tensors, compare_places);
  for (guint i = 0; i < self->tensors->len; i++)
    {
      WbTensor *tensor = &g_array_index (self->tensors, WbTensor, i);

      if (tensor->begin != end)
        return damaged (error,
                        _ ("The header is wrong: the tensor “%s” begins at "
                           "byte %" PRIu64 " of the data, and the one "
                           "before it ends at %" PRIu64 "."),
                        tensor->name, tensor->begin, end);
      end += tensor->n_bytes;
      g_hash_table_insert (self->names, tensor->name, GUINT_TO_POINTER (i + 1));
    }
  if (end != self->data_size)
    return damaged (error,
                    _ ("The file has %" PRIu64 " bytes after the "
                       "last tensor that belong to nothing."),
                    self->data_size - end);
  return TRUE;
}

static gboolean
read_table (WbSafetensors *self, const char *text, gsize n, GError **error)
{
  g_autoptr (json_t) header = wb_json_parse (text, (gssize) n, error);
  const char *name;
  json_t *entry;

  if (header == NULL)
    {
      g_prefix_error (error, _ ("The header is damaged. "));
      return FALSE;
    }
  json_object_foreach (header, name,
                       entry) if (strcmp (name, "__metadata__") == 0
                                    ? !read_metadata (self, entry, error)
                                    : !read_tensor (self, name, entry, error)) return FALSE;
  return check_cover (self, error);
}

static gboolean
refuse_format (GError **error)
{
  return wb_refuse (error, WB_ERROR_FORMAT,
                    _ ("This is not a safetensors file, which every Hourglass project is. Choose a "
                       "file that Hourglass saved."));
}

static gboolean
read_header (WbSafetensors *self, guint64 file_size, GError **error)
{
  guint8 start[9] = { 0 };
  guint64 n = 0;
  g_autofree char *text = NULL;

  if (file_size < sizeof start)
    return refuse_format (error);
  if (!read_fully (self->descriptor, 0, start, sizeof start, error))
    return FALSE;
  memcpy (&n, start, 8);
  if (start[8] != '{')
    return refuse_format (error);
  if (n > file_size - 8)
    return damaged (error,
                    _ ("The file is cut short, or its header is wrong: the "
                       "header has %" PRIu64 " bytes and the file only %" PRIu64 "."),
                    n, file_size);
  if (n > MAX_HEADER)
    return damaged (error,
                    _ ("The header has %" PRIu64 " bytes; more than "
                       "%d are not read."),
                    n, MAX_HEADER);
  text = g_malloc (n + 1);
  self->data_start = 8 + n;
  self->data_size = file_size - self->data_start;
  return read_fully (self->descriptor, 8, text, n, error) && read_table (self, text, n, error);
}

static gboolean
open_file (WbSafetensors *self, const char *path, GError **error)
{
  struct stat info = { 0 };

  /* A pipe would be opened only when somebody writes to it; a socket is ENXIO. */
  self->descriptor = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if ((self->descriptor < 0 && errno != ENXIO)
      || (self->descriptor >= 0 && fstat (self->descriptor, &info) != 0))
    return wb_refuse (error, WB_ERROR_FILE, _ ("The file could not be opened: %s."),
                      g_strerror (errno));
  if (!S_ISREG (info.st_mode))
    return wb_refuse (error, WB_ERROR_FORMAT,
                      S_ISDIR (info.st_mode)
                        ? _ ("This is a folder. Choose a file that Hourglass saved.")
                        : _ ("This is neither a file nor a folder. Choose a file that Hourglass "
                             "saved."));
  return read_header (self, (guint64) info.st_size, error);
}

WbSafetensors *
wb_safetensors_open (const char *path, GError **error)
{
  g_autoptr (WbSafetensors) self = g_new0 (WbSafetensors, 1);

  self->tensors = g_array_new (FALSE, FALSE, sizeof (WbTensor));
  g_array_set_clear_func (self->tensors, clear_tensor);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  if (open_file (self, path, error))
    return g_steal_pointer (&self);
  return NULL;
}

void
wb_safetensors_free (WbSafetensors *self)
{
  if (self == NULL)
    return;
  if (self->descriptor >= 0)
    close (self->descriptor);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->tensors, g_array_unref);
  g_clear_pointer (&self->metadata, json_decref);
  g_free (self);
}

guint
wb_safetensors_get_n_tensors (const WbSafetensors *self)
{
  return self->tensors->len;
}

const WbTensor *
wb_safetensors_get_tensor (const WbSafetensors *self, guint index)
{
  g_return_val_if_fail (index < self->tensors->len, NULL);

  return &g_array_index (self->tensors, WbTensor, index);
}

const WbTensor *
wb_safetensors_find (const WbSafetensors *self, const char *name)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->names, name));

  return place > 0 ? wb_safetensors_get_tensor (self, place - 1) : NULL;
}

json_t *
wb_safetensors_get_all_metadata (const WbSafetensors *self)
{
  return self->metadata;
}

const char *
wb_safetensors_get_metadata (const WbSafetensors *self, const char *key)
{
  return json_string_value (json_object_get (self->metadata, key));
}

gboolean
wb_safetensors_read_part (WbSafetensors *self,
                          const WbTensor *tensor,
                          guint64 first,
                          guint64 n,
                          gpointer values,
                          GError **error)
{
  gsize size = wb_dtype_get_size (tensor->dtype);

  return read_fully (self->descriptor, self->data_start + tensor->begin + first * size, values,
                     n * size, error);
}

gboolean
wb_safetensors_read (WbSafetensors *self, const WbTensor *tensor, gpointer values, GError **error)
{
  return wb_safetensors_read_part (self, tensor, 0, tensor->n_values, values, error);
}
