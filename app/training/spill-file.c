/* SPDX-License-Identifier: MIT */
/* The first free place that is large enough is taken, else one at the end. Values of
 * one model are all of one size, so that nothing is wasted until another model comes.
 */
#include "app/training/spill-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PREFIX "key-frames-"

typedef struct
{
  guint64 begin;
  gsize n_bytes;
  gboolean taken;
} Place;

struct _WbSpillFile
{
  int fd;
  gsize max_bytes;
  GArray *places; /* by ascending begin, one behind the other */
};

char *
wb_spill_file_get_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "hourglass", NULL);
}

/* A name is there for a moment only: one that stayed is of a program that was killed then. */
static void
remove_left (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PREFIX))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}

WbSpillFile *
wb_spill_file_new (const char *folder, gsize max_bytes)
{
  g_autofree char *path = g_build_filename (folder, PREFIX "XXXXXX", NULL);
  WbSpillFile *self;
  int fd;

  g_mkdir_with_parents (folder, 0700);
  remove_left (folder);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return NULL;
  g_unlink (path);
  self = g_new0 (WbSpillFile, 1);
  self->fd = fd;
  self->max_bytes = max_bytes;
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  return self;
}

void
wb_spill_file_free (WbSpillFile *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_array_unref (self->places);
  g_free (self);
}

gboolean
wb_spill_file_take_place (WbSpillFile *self, gsize n, guint64 *place)
{
  gsize n_bytes = n * sizeof (float);
  Place last = { 0 };

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *free = &g_array_index (self->places, Place, i);

      last = *free;
      if (free->taken || free->n_bytes < n_bytes)
        continue;
      free->taken = TRUE;
      *place = free->begin;
      return TRUE;
    }
  last = (Place) { last.begin + last.n_bytes, n_bytes, TRUE };
  if (last.begin + n_bytes > self->max_bytes)
    return FALSE;
  g_array_append_val (self->places, last);
  *place = last.begin;
  return TRUE;
}

void
wb_spill_file_free_place (WbSpillFile *self, guint64 place)
{
  guint64 end = 0;
  guint n = 0;

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *one = &g_array_index (self->places, Place, i);

      if (one->begin == place)
        one->taken = FALSE;
      if (!one->taken)
        continue;
      n = i + 1;
      end = one->begin + one->n_bytes;
    }
  if (n == self->places->len)
    return;
  /* Where that fails the file is only larger than it must be. */
  if (ftruncate (self->fd, (off_t) end) == 0)
    g_array_set_size (self->places, n);
}

gboolean
wb_spill_file_write (WbSpillFile *self, guint64 place, const float *values, gsize n)
{
  const char *from = (const char *) values;
  gsize left = n * sizeof (float);

  while (left > 0)
    {
      ssize_t written = pwrite (self->fd, from, left, (off_t) place);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      from += written;
      place += (guint64) written;
      left -= (gsize) written;
    }
  return TRUE;
}

gboolean
wb_spill_file_read (WbSpillFile *self, guint64 place, float *values, gsize n)
{
  char *to = (char *) values;
  gsize left = n * sizeof (float);

  while (left > 0)
    {
      ssize_t got = pread (self->fd, to, left, (off_t) place);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      to += got;
      place += (guint64) got;
      left -= (gsize) got;
    }
  return TRUE;
}
