/* SPDX-License-Identifier: MIT */
/*
 * libarchive reads from the mapped file. A size that an entry claims is used
 * for nothing: memory grows with what is really unpacked.
 */
#include "data/archive-reader.h"

#include <errno.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "data/error.h"
#include "data/file.h"
#include "data/words.h"

#define PEEKED 512

/* Bytes that are unpacked between two checks for a cancellation. */
#define PIECE ((gsize) 1 << 20)

/* Bytes that libarchive gets between two checks for a cancellation. */
#define PACKED_PIECE ((gsize) 1 << 16)

/* An archive of any size may unpack to this many bytes. */
#define HARMLESS ((gsize) 1 << 30)

struct _DsArchive
{
  GBytes *contents;
  gsize at; /* in these, what libarchive gets next */
  struct archive *archive;
  const DsProgress *progress;
  gsize most; /* bytes that it may unpack to */
  gsize left; /* of these, what the entries that are read may */
  guint8 head[PEEKED];
  gsize n_head;
};

gboolean
ds_archive_is_archive (const guint8 *head, gsize n_head)
{
  return (n_head >= 4 && memcmp (head, "PK\3\4", 4) == 0)
         || (n_head >= 262 && memcmp (head + 257, "ustar", 5) == 0);
}

static gboolean
set_bomb_error (GError **error)
{
  return ds_refuse (error, DS_ERROR_DAMAGED,
                    _ ("The archive unpacks to more than its size allows: it is made to "
                       "fill the memory. Do not use it."));
}

/* Whether more came out of it than may; entries that nobody reads count, too. */
static gboolean
is_beyond (DsArchive *self)
{
  la_int64_t n = archive_filter_bytes (self->archive, 0); /* negative after an error */

  return n > 0 && (gsize) n > self->most;
}

static gboolean
set_damaged_error (DsArchive *self, GError **error)
{
  const char *why = archive_error_string (self->archive);
  g_autofree char *shown = g_utf8_make_valid (why != NULL ? why : "", -1);

  if (!ds_progress_check (self->progress, error))
    return FALSE;
  if (is_beyond (self))
    return set_bomb_error (error);
  return ds_refuse (error, DS_ERROR_DAMAGED,
                    _ ("The archive cannot be read: %s. Download or copy it again, or unpack it "
                       "and open the folder."),
                    shown);
}

/* Also where an entry is passed over that nobody wants. */
static la_ssize_t
read_cb (struct archive *archive, void *data, const void **piece)
{
  DsArchive *self = data;
  gsize size, n;
  const guint8 *bytes = g_bytes_get_data (self->contents, &size);

  if (!ds_progress_check (self->progress, NULL) || is_beyond (self))
    {
      archive_set_error (archive, ECANCELED, "cancelled");
      return ARCHIVE_FATAL;
    }
  n = MIN (size - self->at, PACKED_PIECE);
  *piece = bytes + self->at;
  self->at += n;
  return (la_ssize_t) n;
}

static la_int64_t
seek_cb (struct archive *archive, void *data, la_int64_t offset, int whence)
{
  DsArchive *self = data;
  la_int64_t size = (la_int64_t) g_bytes_get_size (self->contents);
  la_int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (la_int64_t) self->at : size;

  self->at = (gsize) CLAMP (from + offset, 0, size);
  return (la_int64_t) self->at;
}

DsArchive *
ds_archive_new (GBytes *contents, guint ratio, const DsProgress *progress, GError **error)
{
  g_autoptr (DsArchive) self = g_new0 (DsArchive, 1);

  self->contents = g_bytes_ref (contents);
  self->archive = archive_read_new ();
  self->progress = progress;
  if (!g_size_checked_mul (&self->most, g_bytes_get_size (contents), ratio))
    self->most = G_MAXSIZE;
  self->left = self->most = MAX (self->most, HARMLESS);
  archive_read_support_format_zip (self->archive);
  archive_read_support_format_tar (self->archive);
  archive_read_support_filter_gzip (self->archive);
  archive_read_set_read_callback (self->archive, read_cb);
  archive_read_set_seek_callback (self->archive, seek_cb);
  archive_read_set_callback_data (self->archive, self);
  if (archive_read_open1 (self->archive) == ARCHIVE_OK)
    return g_steal_pointer (&self);
  set_damaged_error (self, error);
  return NULL;
}

void
ds_archive_free (DsArchive *self)
{
  archive_read_free (self->archive);
  g_bytes_unref (self->contents);
  g_free (self);
}

gboolean
ds_archive_next (DsArchive *self, const char **name, GError **error)
{
  struct archive_entry *entry;
  int status;

  *name = NULL;
  self->n_head = 0;
  while ((status = archive_read_next_header (self->archive, &entry)) == ARCHIVE_OK
         || status == ARCHIVE_WARN)
    {
      if (archive_entry_filetype (entry) != AE_IFREG || archive_entry_hardlink (entry) != NULL)
        continue;
      *name = archive_entry_pathname (entry);
      if (*name == NULL)
        *name = archive_entry_pathname_utf8 (entry);
      if (*name == NULL)
        *name = "?";
      return TRUE;
    }
  return status == ARCHIVE_EOF || set_damaged_error (self, error);
}

/* Unpacks up to @n bytes; fewer only at the end. */
static gboolean
unpack (DsArchive *self, guint8 *out, gsize n, gsize *n_read, GError **error)
{
  *n_read = 0;
  while (*n_read < n)
    {
      la_ssize_t got = archive_read_data (self->archive, out + *n_read, MIN (n - *n_read, PIECE));

      if (!ds_progress_update (self->progress, _ ("Unpacking"), *n_read, 0, error))
        return FALSE;
      if (got < 0)
        return set_damaged_error (self, error);
      if (got == 0)
        return TRUE;
      *n_read += (gsize) got;
      if ((gsize) got > self->left)
        return set_bomb_error (error);
      self->left -= (gsize) got;
    }
  return TRUE;
}

gsize
ds_archive_peek (DsArchive *self, guint8 *head, gsize n)
{
  if (self->n_head == 0)
    unpack (self, self->head, PEEKED, &self->n_head, NULL);
  n = MIN (n, self->n_head);
  memcpy (head, self->head, n);
  return n;
}

static void
set_limit_error (gsize limit, GError **error)
{
  g_autofree char *shown = g_format_size (limit);

  g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
               _ ("it unpacks to more than %s, and so much is not read from an archive"), shown);
}

/* Memory grows with what there is, up to @most bytes, of which there may be more. */
static gboolean
fill (DsArchive *self, guint8 **memory, gsize *n, gsize most, GError **error)
{
  gsize n_memory = *n, n_read = 0;

  do
    {
      if (!ds_file_grow (memory, &n_memory, most, error)
          || !unpack (self, *memory + *n, n_memory - *n, &n_read, error))
        return FALSE;
      *n += n_read;
    }
  while (*n == n_memory && *n < most);
  return TRUE;
}

GBytes *
ds_archive_read (DsArchive *self, gsize limit, GError **error)
{
  gsize n = self->n_head;
  g_autofree guint8 *memory = g_memdup2 (self->head, n);

  if (!fill (self, &memory, &n, MAX (n, limit + 1), error))
    return NULL;
  if (n > limit)
    {
      set_limit_error (limit, error);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&memory), n);
}

GBytes *
ds_archive_read_first (DsArchive *self, gsize n, GError **error)
{
  gsize n_read = self->n_head;
  g_autofree guint8 *memory = g_memdup2 (self->head, n_read);

  if (!ds_file_check_unpacked (MIN (n, self->left), ds_file_get_unpack_limit (), error)
      || !fill (self, &memory, &n_read, MAX (n, n_read), error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&memory), n_read);
}
