/* SPDX-License-Identifier: MIT */
/*
 * Listing and unpacking. All memory asked for here has a size known
 * from the file itself; what a header promises is the formats' affair.
 */
#include "data/file.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <zlib.h>

#include "data/error.h"
#include "data/sort.h"
#include "data/words.h"

/* Names between two looks at who listens. */
#define NAMES_AT_ONCE 1024

/* Bytes that zlib gets between two checks for a cancellation. */
#define PIECE_BYTES ((gsize) 1 << 20)

struct _DsReader
{
  GBytes *contents;
  const DsProgress *progress;
  const guint8 *data;
  gsize size;
  gsize position;
  gboolean packed;
  gboolean ended;
  z_stream stream;
};

void
ds_file_set_error (GError **error, const char *path, int number)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (number == ENOENT || number == ENOTDIR)
    g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND,
                 _ ("There is nothing at “%s”. Give the path of a file or folder, "
                    "or built-in for the set that needs none."),
                 shown);
  else if (number == EACCES || number == EPERM)
    g_set_error (error, DS_ERROR, DS_ERROR_PERMISSION,
                 _ ("“%s” may not be read. Change its permissions, or copy it to "
                    "a place of your own."),
                 shown);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_READ,
                 _ ("“%s” could not be read: %s. Check the disk or the "
                    "connection, then try again."),
                 shown, g_strerror (number));
}

gboolean
ds_file_is_folder (const char *path, gboolean *is_folder, GError **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    {
      ds_file_set_error (error, path, errno);
      return FALSE;
    }

  *is_folder = S_ISDIR (status.st_mode);
  if (!*is_folder && !S_ISREG (status.st_mode))
    {
      g_autofree char *shown = g_filename_display_name (path);

      return ds_refuse (error, DS_ERROR_READ,
                        _ ("“%s” is neither a file nor a folder. Copy the data into a file and "
                           "open that."),
                        shown);
    }
  return TRUE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
ds_file_list (const char *path, const DsProgress *progress, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &inner);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (folder == NULL)
    {
      ds_file_set_error (error, path,
                         inner->code == G_FILE_ERROR_ACCES   ? EACCES
                         : inner->code == G_FILE_ERROR_NOENT ? ENOENT
                                                             : EIO);
      return NULL;
    }

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      if (names->len % NAMES_AT_ONCE == 0
          && !ds_progress_update (progress, _ ("Listing files"), names->len, 0, error))
        return NULL;
      g_ptr_array_add (names, g_strdup (name));
    }
  if (!ds_sort (names, compare_names, progress, error))
    return NULL;
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_steal (names, NULL);
}

gboolean
ds_file_is_gzip (GBytes *contents)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (contents, &size);

  return size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

DsReader *
ds_reader_new (GBytes *contents, const DsProgress *progress)
{
  DsReader *self = g_new0 (DsReader, 1);

  self->contents = g_bytes_ref (contents);
  self->progress = progress;
  self->data = g_bytes_get_data (contents, &self->size);
  self->packed = ds_file_is_gzip (contents);
  /* 16 asks zlib for gzip's own header and check sum. Where it has no memory
   * for its state, the first read says so. */
  if (self->packed)
    inflateInit2 (&self->stream, 15 + 16);
  return self;
}

void
ds_reader_free (DsReader *self)
{
  if (self->packed)
    inflateEnd (&self->stream);
  g_bytes_unref (self->contents);
  g_free (self);
}

gsize
ds_reader_get_limit (DsReader *self)
{
  gsize limit = self->size;

  if (self->packed && !g_size_checked_mul (&limit, limit, DS_FILE_LARGEST_RATIO))
    limit = G_MAXSIZE;
  return limit;
}

static gboolean
read_plain (DsReader *self, guint8 *buffer, gsize n, gsize *n_read)
{
  *n_read = MIN (n, self->size - self->position);
  if (*n_read > 0)
    memcpy (buffer, self->data + self->position, *n_read);
  self->position += *n_read;
  return TRUE;
}

static gboolean
set_gzip_error (GError **error, const char *what)
{
  return ds_refuse (error, DS_ERROR_DAMAGED,
                    _ ("The gzip file is damaged: %s. Download or copy it again; `gzip -t` tests "
                       "it."),
                    what);
}

/* One call of zlib: as much as fits the counters. Returns its status. */
static int
inflate_piece (DsReader *self, guint8 *buffer, gsize n, gsize *n_read)
{
  z_stream *stream = &self->stream;
  gsize n_in = MIN (self->size - self->position, PIECE_BYTES);
  gsize n_out = MIN (n, PIECE_BYTES);
  int status;

  stream->next_in = (Bytef *) self->data + self->position;
  stream->avail_in = (uInt) n_in;
  stream->next_out = buffer;
  stream->avail_out = (uInt) n_out;
  status = inflate (stream, Z_NO_FLUSH);

  self->position += n_in - stream->avail_in;
  *n_read = n_out - stream->avail_out;
  return status;
}

/* After the end of one gzip member: another follows, or the file ends. */
static gboolean
begin_next_member (DsReader *self, GError **error)
{
  if (self->position == self->size)
    {
      self->ended = TRUE;
      return TRUE;
    }
  if (self->size - self->position < 2 || self->data[self->position] != 0x1f
      || self->data[self->position + 1] != 0x8b)
    return set_gzip_error (error, "bytes that are not gzip follow its end");

  inflateReset (&self->stream);
  return TRUE;
}

gboolean
ds_reader_read (DsReader *self, gpointer buffer, gsize n, gsize *n_read, GError **error)
{
  if (!self->packed)
    return read_plain (self, buffer, n, n_read);

  *n_read = 0;
  while (*n_read < n && !self->ended)
    {
      gsize n_piece;
      int status;

      if (!ds_progress_update (self->progress, _ ("Unpacking"), self->position, self->size, error))
        return FALSE;
      status = inflate_piece (self, (guint8 *) buffer + *n_read, n - *n_read, &n_piece);
      *n_read += n_piece;
      if (status == Z_STREAM_END)
        {
          if (!begin_next_member (self, error))
            return FALSE;
        }
      else if (status == Z_BUF_ERROR)
        return set_gzip_error (error, "it ends early");
      else if (status != Z_OK)
        return set_gzip_error (error,
                               self->stream.msg ? self->stream.msg : "its contents make no sense");
    }
  return TRUE;
}

/* The number behind @name in a text of the kernel, 0 where it is not there. */
static guint64
read_entry (const char *path, const char *name)
{
  g_autofree char *text = NULL;
  const char *at = g_file_get_contents (path, &text, NULL, NULL) ? strstr (text, name) : NULL;

  return at != NULL ? g_ascii_strtoull (at + strlen (name), NULL, 10) : 0;
}

/* A number alone in a file of the kernel; G_MAXUINT64 where there is none, as for "max". */
static guint64
read_limit (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_ascii_isdigit (*text)
           ? g_ascii_strtoull (text, NULL, 10)
           : G_MAXUINT64;
}

/* What one group of processes may still take. What files have left in its memory is given back
 * when there is need. */
static guint64
get_free_of_group (const char *folder, const char *limit, const char *used, const char *cached)
{
  g_autofree char *statistics = g_build_filename (folder, "memory.stat", NULL);
  guint64 most = read_limit (folder, limit), n = read_limit (folder, used);

  if (most == G_MAXUINT64 || n == G_MAXUINT64)
    return G_MAXUINT64;
  n -= MIN (n, read_entry (statistics, cached));
  return most - MIN (most, n);
}

/* The same of the group and of all that it is in, below @root. */
static guint64
get_free_of_groups (const char *root,
                    const char *group,
                    const char *limit,
                    const char *used,
                    const char *cached)
{
  g_autofree char *folder = g_build_filename (root, group, NULL);
  guint64 n = G_MAXUINT64;

  while (strlen (folder) >= strlen (root))
    {
      n = MIN (n, get_free_of_group (folder, limit, used, cached));
      *strrchr (folder, G_DIR_SEPARATOR) = '\0';
    }
  return n;
}

guint64
ds_file_get_free_of_groups (const char *groups, const char *root)
{
  g_auto (GStrv) lines = g_strsplit (groups, "\n", 0);
  g_autofree char *first = g_build_filename (root, "memory", NULL);
  guint64 n = G_MAXUINT64;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *controllers = strchr (lines[i], ':');
      const char *group = controllers != NULL ? strchr (controllers + 1, ':') : NULL;

      if (group == NULL)
        continue;
      if (g_str_has_prefix (controllers, "::"))
        n = MIN (n, get_free_of_groups (root, group + 1, "memory.max", "memory.current",
                                        "inactive_file "));
      else if (g_str_has_prefix (controllers, ":memory:"))
        n = MIN (n, get_free_of_groups (first, group + 1, "memory.limit_in_bytes",
                                        "memory.usage_in_bytes", "total_inactive_file "));
    }
  return n;
}

/* What the kernel can give without taking it from others, and within the limits of this process
 * and of the groups that it is in. */
static gsize
get_free_memory (void)
{
  guint64 n = read_entry ("/proc/meminfo", "MemAvailable:") * 1024;
  g_autofree char *groups = NULL;
  struct rlimit limit;

  if (n == 0)
    n = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
  if (getrlimit (RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    {
      guint64 used = read_entry ("/proc/self/status", "VmSize:") * 1024;

      n = MIN (n, limit.rlim_cur - MIN (limit.rlim_cur, used));
    }
  if (g_file_get_contents ("/proc/self/cgroup", &groups, NULL, NULL))
    n = MIN (n, ds_file_get_free_of_groups (groups, "/sys/fs/cgroup"));
  return (gsize) n;
}

gboolean
ds_file_check_memory (gsize n_bytes, GError **error)
{
  gsize memory = get_free_memory ();
  g_autofree char *wanted = NULL;
  g_autofree char *there = NULL;

  if (n_bytes <= memory)
    return TRUE;
  wanted = g_format_size (n_bytes);
  there = g_format_size (memory);
  return ds_refuse (error, DS_ERROR_SIZE,
                    _ ("This needs %s of memory, and %s are free. Choose a smaller size, or use a "
                       "part of the data."),
                    wanted, there);
}

gsize
ds_file_get_unpack_limit (void)
{
  return get_free_memory () / 2;
}

gboolean
ds_file_check_unpacked (gsize n_bytes, gsize limit, GError **error)
{
  g_autofree char *shown = NULL;

  if (n_bytes <= limit)
    return TRUE;
  shown = g_format_size (limit);
  return ds_refuse (error, DS_ERROR_SIZE,
                    _ ("It unpacks to more than %s, and so much is not unpacked in memory. Unpack "
                       "it to a disk, then open that."),
                    shown);
}

gboolean
ds_file_grow (guint8 **memory, gsize *n_memory, gsize most, GError **error)
{
  gsize n = MIN (MAX (*n_memory + *n_memory / 2, (gsize) 1 << 16), most);
  guint8 *grown = g_try_realloc (*memory, n);

  if (grown == NULL)
    return ds_refuse (error, DS_ERROR_SIZE,
                      _ ("There is not enough memory to unpack the file. Use a part of it."));
  *memory = grown;
  *n_memory = n;
  return TRUE;
}

GBytes *
ds_file_unpack (GBytes *contents, gsize max_bytes, const DsProgress *progress, GError **error)
{
  const gsize limit = ds_file_get_unpack_limit ();
  const gsize most = max_bytes > 0 ? max_bytes : MIN (limit, DS_FILE_LARGEST_TEXT) + 1;
  g_autoptr (DsReader) reader = NULL;
  g_autofree guint8 *memory = NULL;
  gsize n_memory = 0, n = 0, n_read;

  if (!ds_file_is_gzip (contents))
    return g_bytes_ref (contents);
  reader = ds_reader_new (contents, progress);
  if (max_bytes > 0
      && !ds_file_check_unpacked (MIN (max_bytes, ds_reader_get_limit (reader)), limit, error))
    return NULL;
  do
    {
      if (!ds_file_grow (&memory, &n_memory, most, error)
          || !ds_reader_read (reader, memory + n, n_memory - n, &n_read, error))
        return NULL;
      n += n_read;
    }
  while (n == n_memory && n < most);
  if (max_bytes == 0 && !ds_file_check_unpacked (n, most - 1, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&memory), n);
}
