/* SPDX-License-Identifier: MIT */
/* The temporary file is ".NAME.<number>.tmp" beside the old one. A program
 * that is killed while it writes leaves it behind; nothing ever reads it.
 */
#include "app/atomic-file.h"


#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/error.h"

struct _WbAtomicFile
{
  int descriptor;
  char *path;      /* of the file that is replaced, no symbolic link */
  char *temporary; /* NULL once it has been renamed */
};

static gboolean
set_error (GError **error, const char *path, const char *doing, int number)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, WB_ERROR, WB_ERROR_FILE,
               _("“%s” could not be %s: %s. What was there before is unchanged."),
               name, doing, g_strerror (number));
  return FALSE;
}

static char *
follow_link (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

/* O_EXCL with mode 0666 lets the system apply the umask; mkstemp would not. */
static int
open_temporary (const char *path, char **temporary)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  for (guint attempt = 0; attempt < 100; attempt++)
    {
      g_autofree char *own = g_strdup_printf (".%.200s.%08x.tmp", name,
                                              g_random_int ());
      g_autofree char *candidate = g_build_filename (folder, own, NULL);
      int descriptor = g_open (candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                               0666);

      if (descriptor >= 0)
        *temporary = g_steal_pointer (&candidate);
      if (descriptor >= 0 || errno != EEXIST)
        return descriptor;
    }
  return -1;
}

/**
 * Begins to write a file.
 *
 * @error: WB_ERROR_FILE where its folder is missing or may not be written
 *
 * Returns: (transfer full): to be committed and freed, or only freed.
 */
WbAtomicFile *
wb_atomic_file_new (const char *path, GError **error)
{
  g_autoptr (WbAtomicFile) self = g_new0 (WbAtomicFile, 1);
  struct stat old;

  self->path = follow_link (path);
  self->descriptor = open_temporary (self->path, &self->temporary);
  if (self->descriptor < 0)
    {
      set_error (error, path, _("written"), errno);
      return NULL;
    }
  if (stat (self->path, &old) == 0
      && fchmod (self->descriptor, old.st_mode & 07777) != 0)
    {
      set_error (error, path, _("given the permissions it had"), errno);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/** Gives up what has not been committed. NULL is allowed. */
void
wb_atomic_file_free (WbAtomicFile *self)
{
  if (self == NULL)
    return;
  if (self->descriptor >= 0)
    close (self->descriptor);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}

/** Writes the next @n bytes. WB_ERROR_FILE. */
gboolean
wb_atomic_file_write (WbAtomicFile *self,
                      gconstpointer bytes,
                      gsize n,
                      GError **error)
{
  const guint8 *at = bytes;

  while (n > 0)
    {
      gssize written = write (self->descriptor, at, MIN (n, 1 << 30));

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return set_error (error, self->path, _("written"), errno);
      at += written;
      n -= (gsize) written;
    }
  return TRUE;
}

/* Without this the rename itself may be lost. A file system that cannot sync
 * a folder (some network ones) is no reason to fail. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = g_open (folder, O_RDONLY | O_CLOEXEC, 0);

  if (descriptor < 0)
    return;
  fsync (descriptor);
  close (descriptor);
}

/**
 * Puts what was written in the old file's place. WB_ERROR_FILE; the old file
 * is then unchanged.
 */
gboolean
wb_atomic_file_commit (WbAtomicFile *self, GError **error)
{
  int descriptor = self->descriptor;
  gboolean synced = fsync (descriptor) == 0;
  int number = errno;

  self->descriptor = -1;
  if (close (descriptor) != 0 && synced)
    {
      synced = FALSE;
      number = errno;
    }
  if (!synced)
    return set_error (error, self->path, _("written to the disk"), number);
  if (g_rename (self->temporary, self->path) != 0)
    return set_error (error, self->path, _("replaced"), errno);
  g_clear_pointer (&self->temporary, g_free);
  sync_folder (self->path);
  return TRUE;
}
