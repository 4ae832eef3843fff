/* SPDX-License-Identifier: MIT */
/*
 * A file is written under a hidden name, which its writer keeps locked, and
 * renamed when it is whole. A hidden file without a lock is what a killed program
 * left. When a file was used last is its access time, which is set by hand; the
 * time of its change stays, as whoever maps it looks at that.
 */
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE /* sync_file_range () */
#endif

#include "data/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "data/error.h"
#include "data/mapped-file.h"
#include "data/words.h"

#define HIDDEN '.'

/* What is written to the disk between two looks at who may cancel. */
#define SYNCED_AT_ONCE ((off_t) 4 << 20)

struct _DsCacheWriter
{
  char *path;
  char *hidden_path;
  int descriptor;
};

typedef struct
{
  char *path;
  gboolean is_hidden;
  guint64 n_bytes;
  gint64 used; /* seconds */
} Entry;

char *
ds_cache_get_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "hourglass", "data", NULL);
}

static void
clear_entry (gpointer data)
{
  g_free (((Entry *) data)->path);
}

/* (transfer full): of Entry. */
static GArray *
list_entries (void)
{
  g_autofree char *folder = ds_cache_get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  const char *name;

  g_array_set_clear_func (entries, clear_entry);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      Entry entry = { .is_hidden = *name == HIDDEN };
      GStatBuf status;

      if (g_lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
        continue;
      entry.path = g_steal_pointer (&path);
      entry.n_bytes = (guint64) status.st_size;
      entry.used = status.st_atime;
      g_array_append_val (entries, entry);
    }
  return entries;
}

static guint64
add_sizes (const GArray *entries)
{
  guint64 n_bytes = 0;

  for (guint i = 0; i < entries->len; i++)
    n_bytes += g_array_index (entries, Entry, i).n_bytes;
  return n_bytes;
}

guint64
ds_cache_get_size (void)
{
  g_autoptr (GArray) entries = list_entries ();

  return add_sizes (entries);
}

gboolean
ds_cache_clear (GError **error)
{
  g_autoptr (GArray) entries = list_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const char *path = g_array_index (entries, Entry, i).path;

      if (g_unlink (path) != 0 && errno != ENOENT)
        {
          g_autofree char *shown = g_filename_display_name (path);

          return ds_refuse (error, DS_ERROR_WRITE,
                            _ ("“%s” could not be removed from the cache: %s. Remove it by hand."),
                            shown, g_strerror (errno));
        }
    }
  return TRUE;
}

static gint
compare_uses (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Entry *) a)->used, second = ((const Entry *) b)->used;

  return first < second ? -1 : first > second;
}

/* Whether a hidden file belongs to no writer any more; a new one may not be locked yet. */
static gboolean
is_left_behind (const Entry *entry)
{
  gboolean is_old = entry->used < g_get_real_time () / G_USEC_PER_SEC - 60;
  int descriptor = is_old ? g_open (entry->path, O_RDONLY | O_CLOEXEC, 0) : -1;
  gboolean is_free = descriptor >= 0 && flock (descriptor, LOCK_EX | LOCK_NB) == 0;

  if (descriptor >= 0)
    close (descriptor);
  return is_free;
}

/* Removes what was not used for the longest time, until @n_bytes more may come. */
static void
make_room (guint64 n_bytes)
{
  g_autoptr (GArray) entries = list_entries ();
  guint64 total = add_sizes (entries);

  g_array_sort (entries, compare_uses);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->is_hidden ? !is_left_behind (entry) : total + n_bytes <= DS_CACHE_MAX_BYTES)
        continue;
      if (g_unlink (entry->path) == 0)
        total -= entry->n_bytes;
    }
}

static gboolean
has_space (const char *folder, guint64 n_bytes)
{
  struct statvfs status;

  return n_bytes <= DS_CACHE_MAX_BYTES && statvfs (folder, &status) == 0
         && n_bytes <= (guint64) status.f_bavail * status.f_frsize / 2;
}

GBytes *
ds_cache_open (const char *name)
{
  const struct timespec times[] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } };
  g_autofree char *folder = ds_cache_get_folder ();
  g_autofree char *path = g_build_filename (folder, name, NULL);

  utimensat (AT_FDCWD, path, times, 0);
  return ds_mapped_file_new (path, NULL);
}

DsCacheWriter *
ds_cache_writer_new (const char *name, gsize n_bytes)
{
  g_autofree char *folder = ds_cache_get_folder ();
  g_autofree char *hidden = g_strdup_printf ("%s/%c%s.XXXXXX", folder, HIDDEN, name);
  DsCacheWriter *self;
  int descriptor;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !has_space (folder, n_bytes))
    return NULL;
  make_room (n_bytes);
  descriptor = g_mkstemp (hidden);
  if (descriptor < 0)
    return NULL;
  flock (descriptor, LOCK_EX | LOCK_NB);
  self = g_new (DsCacheWriter, 1);
  self->path = g_build_filename (folder, name, NULL);
  self->hidden_path = g_steal_pointer (&hidden);
  self->descriptor = descriptor;
  return self;
}

gboolean
ds_cache_writer_write (DsCacheWriter *self, gsize offset, gconstpointer bytes, gsize n)
{
  const guint8 *at = bytes;

  while (n > 0)
    {
      gssize written = pwrite (self->descriptor, at, n, (off_t) offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      at += written;
      offset += (gsize) written;
      n -= (gsize) written;
    }
  return TRUE;
}

gboolean
ds_cache_writer_read (DsCacheWriter *self, gsize offset, gpointer bytes, gsize n)
{
  guint8 *at = bytes;

  while (n > 0)
    {
      gssize n_read = pread (self->descriptor, at, n, (off_t) offset);

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read <= 0)
        return FALSE;
      at += n_read;
      offset += (gsize) n_read;
      n -= (gsize) n_read;
    }
  return TRUE;
}

/* A disk may take seconds for all at once, in which nobody could cancel. */
static gboolean
sync_file (int descriptor, off_t n_bytes, const DsProgress *progress)
{
#ifdef SYNC_FILE_RANGE_WRITE
  for (off_t at = 0; at < n_bytes; at += SYNCED_AT_ONCE)
    if (!ds_progress_check (progress, NULL)
        || sync_file_range (descriptor, at, SYNCED_AT_ONCE,
                            SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER)
             != 0)
      break; /* some file systems cannot, and write all below */
#endif
  return ds_progress_check (progress, NULL) && fsync (descriptor) == 0;
}

GBytes *
ds_cache_writer_finish (DsCacheWriter *self, gsize n_bytes, const DsProgress *progress)
{
  g_autoptr (GBytes) contents = NULL;

  if (ftruncate (self->descriptor, (off_t) n_bytes) != 0
      || !sync_file (self->descriptor, (off_t) n_bytes, progress))
    return NULL;
  contents = ds_mapped_file_new (self->hidden_path, NULL);
  if (contents == NULL || g_rename (self->hidden_path, self->path) != 0)
    return NULL;
  g_clear_pointer (&self->hidden_path, g_free);
  return g_steal_pointer (&contents);
}

void
ds_cache_writer_free (DsCacheWriter *self)
{
  if (self->hidden_path != NULL)
    g_unlink (self->hidden_path);
  close (self->descriptor);
  g_free (self->hidden_path);
  g_free (self->path);
  g_free (self);
}
