/* SPDX-License-Identifier: MIT */
#include "app/project/npz.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

#include "app/error.h"
#include "app/project/atomic-file.h"

#define VERSION 20           /* of the format that is needed to read it: 2.0 */
#define DATE    (1 << 5 | 1) /* 1 January 1980, the first there is: files are the same again */

typedef struct
{
  char *name;
  GString *header; /* of the .npy */
  gconstpointer values;
  gsize n_values; /* bytes */
  guint32 sum;
  guint32 size;
  guint32 place;
} Entry;

static void
append_16 (GByteArray *out, guint number)
{
  guint16 bytes = GUINT16_TO_LE ((guint16) number);

  g_byte_array_append (out, (const guint8 *) &bytes, 2);
}

static void
append_32 (GByteArray *out, guint32 number)
{
  guint32 bytes = GUINT32_TO_LE (number);

  g_byte_array_append (out, (const guint8 *) &bytes, 4);
}

static void
entry_clear (Entry *self)
{
  g_free (self->name);
  g_string_free (self->header, TRUE);
}

static void
entry_init (Entry *self, const WbNpzArray *array)
{
  self->name = g_strconcat (array->name, ".npy", NULL);
  self->header = wb_npy_make_header (array->type, array->rank, array->dims);
  self->values = array->values;
  self->n_values = wb_npy_get_size (array->type, array->rank, array->dims);
}

/* Sums are over what can be longer than zlib takes at once. */
static guint32
find_sum (const Entry *self)
{
  uLong sum = crc32_z (0, (const Bytef *) self->header->str, self->header->len);

  return (guint32) crc32_z (sum, self->values, self->n_values);
}

/* What the head of an entry and its line in the directory have in common. */
static void
append_common (GByteArray *out, const Entry *self)
{
  append_16 (out, VERSION);
  append_16 (out, 0); /* flags */
  append_16 (out, 0); /* not compressed */
  append_16 (out, 0); /* midnight */
  append_16 (out, DATE);
  append_32 (out, self->sum);
  append_32 (out, self->size);
  append_32 (out, self->size);
  append_16 (out, (guint) strlen (self->name));
  append_16 (out, 0); /* nothing extra */
}

static gboolean
write_entry (WbAtomicFile *file, Entry *self, guint32 *place, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();

  self->place = *place;
  self->size = (guint32) (self->header->len + self->n_values);
  self->sum = find_sum (self);
  append_32 (head, 0x04034b50);
  append_common (head, self);
  g_byte_array_append (head, (const guint8 *) self->name, (guint) strlen (self->name));
  *place += head->len + self->size;
  return wb_atomic_file_write (file, head->data, head->len, error)
         && wb_atomic_file_write (file, self->header->str, self->header->len, error)
         && wb_atomic_file_write (file, self->values, self->n_values, error);
}

static void
append_line (GByteArray *out, const Entry *self)
{
  append_32 (out, 0x02014b50);
  append_16 (out, VERSION); /* of the writer */
  append_common (out, self);
  append_16 (out, 0); /* no comment */
  append_16 (out, 0); /* first disk */
  append_16 (out, 0); /* internal attributes */
  append_32 (out, 0); /* external attributes */
  append_32 (out, self->place);
  g_byte_array_append (out, (const guint8 *) self->name, (guint) strlen (self->name));
}

static gboolean
write_directory (WbAtomicFile *file, guint n, const Entry *entries, guint32 place, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint32 size;

  for (guint i = 0; i < n; i++)
    append_line (out, &entries[i]);
  size = out->len;
  append_32 (out, 0x06054b50);
  append_16 (out, 0);
  append_16 (out, 0);
  append_16 (out, n);
  append_16 (out, n);
  append_32 (out, size);
  append_32 (out, place);
  append_16 (out, 0);
  return wb_atomic_file_write (file, out->data, out->len, error);
}

static gboolean
check_size (guint n, const Entry *entries, GError **error)
{
  guint64 size = 0;

  for (guint i = 0; i < n; i++)
    size += entries[i].n_values + entries[i].header->len + 1024;
  if (size < G_MAXUINT32)
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("An .npz file of this kind holds at most 4 GB; these arrays are larger. "
                       "Choose fewer samples."));
}

gboolean
wb_npz_write (const char *path, guint n, const WbNpzArray *arrays, GError **error)
{
  g_autofree Entry *entries = g_new0 (Entry, n);
  g_autoptr (WbAtomicFile) file = NULL;
  guint32 place = 0;
  gboolean good;

  for (guint i = 0; i < n; i++)
    entry_init (&entries[i], &arrays[i]);
  good = check_size (n, entries, error);
  if (good)
    file = wb_atomic_file_new (path, error);
  good = file != NULL;
  for (guint i = 0; i < n && good; i++)
    good = write_entry (file, &entries[i], &place, error);
  good = good && write_directory (file, n, entries, place, error)
         && wb_atomic_file_commit (file, error);
  for (guint i = 0; i < n; i++)
    entry_clear (&entries[i]);
  return good;
}
