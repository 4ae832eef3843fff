/* SPDX-License-Identifier: MIT */
/* The writer. Larger types come first, so that every tensor of a file is
 * aligned to its type once the header is a multiple of eight bytes.
 */
#include <string.h>
#include <zlib.h>

#include "app/project/atomic-file.h"
#include "app/project/json.h"
#include "app/project/safetensors.h"

typedef struct
{
  WbTensor tensor;
  gconstpointer values;
} Entry;

struct _WbSafetensorsWriter
{
  GPtrArray *entries;
  json_t *metadata;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->tensor.name);
  g_free (entry);
}

WbSafetensorsWriter *
wb_safetensors_writer_new (void)
{
  WbSafetensorsWriter *self = g_new0 (WbSafetensorsWriter, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->metadata = json_object ();
  return self;
}

void
wb_safetensors_writer_free (WbSafetensorsWriter *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  json_decref (self->metadata);
  g_free (self);
}

void
wb_safetensors_writer_set_metadata (WbSafetensorsWriter *self, const char *key, const char *text)
{
  json_object_set_new (self->metadata, key, json_string (text));
}

void
wb_safetensors_writer_add (WbSafetensorsWriter *self,
                           const char *name,
                           WbDtype dtype,
                           guint rank,
                           const guint64 *dims,
                           gconstpointer values)
{
  Entry *entry;

  g_return_if_fail (rank <= WB_TENSOR_MAX_RANK);

  entry = g_new0 (Entry, 1);
  entry->tensor.name = g_strdup (name);
  entry->tensor.dtype = dtype;
  entry->tensor.rank = rank;
  entry->tensor.n_values = 1;
  for (guint i = 0; i < rank; i++)
    entry->tensor.n_values *= entry->tensor.dims[i] = dims[i];
  entry->tensor.n_bytes = entry->tensor.n_values * wb_dtype_get_size (dtype);
  entry->values = values;
  g_ptr_array_add (self->entries, entry);
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Entry *left = *(const Entry *const *) a, *right = *(const Entry *const *) b;

  return (int) wb_dtype_get_size (right->tensor.dtype)
         - (int) wb_dtype_get_size (left->tensor.dtype);
}

static json_t *
describe (const WbTensor *tensor)
{
  json_t *entry = json_object ();
  json_t *shape = json_array (), *offsets = json_array ();

  for (guint i = 0; i < tensor->rank; i++)
    json_array_append_new (shape, json_integer (tensor->dims[i]));
  json_array_append_new (offsets, json_integer (tensor->begin));
  json_array_append_new (offsets, json_integer (tensor->begin + tensor->n_bytes));
  json_object_set_new (entry, "dtype", json_string (wb_dtype_get_name (tensor->dtype)));
  json_object_set_new (entry, "shape", shape);
  json_object_set_new (entry, "data_offsets", offsets);
  return entry;
}

static GString *
make_header (WbSafetensorsWriter *self)
{
  g_autoptr (json_t) header = json_object ();
  g_autofree char *text = NULL;
  GString *bytes = g_string_new ("12345678");
  guint64 begin = 0, n;

  if (json_object_size (self->metadata) > 0)
    json_object_set_new (header, "__metadata__", json_incref (self->metadata));
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      entry->tensor.begin = begin;
      begin += entry->tensor.n_bytes;
      json_object_set_new (header, entry->tensor.name, describe (&entry->tensor));
    }
  text = wb_json_to_text (header);
  g_string_append (bytes, text);
  while (bytes->len % 8 != 0)
    g_string_append_c (bytes, ' ');
  n = bytes->len - 8;
  memcpy (bytes->str, &n, 8);
  return bytes;
}

static void
add_checksums (WbSafetensorsWriter *self)
{
  g_autoptr (json_t) sums = json_object ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      json_object_set_new (sums, entry->tensor.name,
                           json_integer (crc32_z (0, entry->values, entry->tensor.n_bytes)));
    }
  text = wb_json_to_text (sums);
  wb_safetensors_writer_set_metadata (self, WB_TENSOR_CHECKSUMS, text);
}

gboolean
wb_safetensors_writer_write (WbSafetensorsWriter *self, WbAtomicFile *file, GError **error)
{
  g_autoptr (GString) header = NULL;

  /* g_ptr_array_sort() is stable. */
  g_ptr_array_sort (self->entries, compare_sizes);
  add_checksums (self);
  header = make_header (self);
  if (!wb_atomic_file_write (file, header->str, header->len, error))
    return FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (!wb_atomic_file_write (file, entry->values, entry->tensor.n_bytes, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
wb_safetensors_writer_save (WbSafetensorsWriter *self,
                            const char *path,
                            WbFileStamp *stamp,
                            GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);

  return file != NULL && wb_safetensors_writer_write (self, file, error)
         && wb_atomic_file_commit_over (file, stamp, error);
}
