/* SPDX-License-Identifier: MIT */
/* The temporary file is ".NAME.<number>.tmp" beside the old one, locked with
 * flock() for as long as it is written. The lock ends with the program, so a
 * temporary file without one was left by a program that was killed: the next
 * save of NAME removes it.
 *
 * Two programs that save the same file: the old file is locked from the look
 * at its stamp to the rename, so the second one always sees that it changed.
 */
#include "app/project/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/error.h"

#define MAX_LINKS 40

struct _WbAtomicFile
{
  int descriptor;
  char *name;        /* as it was given, for people */
  char *path;        /* of the file that is replaced, no symbolic link */
  char *temporary;   /* NULL once it has been renamed, and for a device */
  gboolean replaces; /* a file was there */
  gboolean synced;
};

static gboolean
set_error (WbAtomicFile *self, const char *doing, int number, GError **error)
{
  return wb_refuse (error, WB_ERROR_FILE,
                    self->replaces
                      ? _ ("“%s” could not be %s: %s. What was there before is unchanged.")
                      : _ ("“%s” could not be %s: %s."),
                    self->name, doing, g_strerror (number));
}

static void
stamp_fill (WbFileStamp *self, const struct stat *info)
{
  *self = (WbFileStamp) {
    (guint64) info->st_dev,        (guint64) info->st_ino,         (gint64) info->st_size,
    (gint64) info->st_mtim.tv_sec, (gint64) info->st_mtim.tv_nsec,
  };
}

void
wb_file_stamp_read (WbFileStamp *self, const char *path)
{
  struct stat info;

  *self = (WbFileStamp) { 0 };
  if (stat (path, &info) == 0)
    stamp_fill (self, &info);
}

gboolean
wb_file_stamp_is_same_file (const WbFileStamp *a, const WbFileStamp *b)
{
  return a->inode != 0 && a->device == b->device && a->inode == b->inode;
}

static gboolean
stamp_equal (const WbFileStamp *a, const WbFileStamp *b)
{
  return a->device == b->device && a->inode == b->inode && a->size == b->size
         && a->seconds == b->seconds && a->nanoseconds == b->nanoseconds;
}

/* The file that @path leads to, whether it is there or not. */
static char *
follow_links (const char *path)
{
  char *here = g_strdup (path);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *target = g_file_read_link (here, NULL);
      g_autofree char *folder = g_path_get_dirname (here);

      if (target == NULL)
        break;
      g_free (here);
      here = g_path_is_absolute (target) ? g_steal_pointer (&target)
                                         : g_build_filename (folder, target, NULL);
    }
  return here;
}

/* ".NAME." of the temporary files for @path. */
static char *
get_prefix (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_strdup_printf (".%.200s.", name);
}

static gboolean
is_temporary (const char *name, const char *prefix)
{
  gsize length = strlen (prefix);

  return g_str_has_prefix (name, prefix) && strspn (name + length, "0123456789abcdef") == 8
         && strcmp (name + length + 8, ".tmp") == 0;
}

static void
remove_if_unlocked (const char *path)
{
  int descriptor = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);

  if (descriptor < 0)
    return;
  if (flock (descriptor, LOCK_EX | LOCK_NB) == 0)
    g_unlink (path);
  close (descriptor);
}

void
wb_atomic_file_remove_stale (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *prefix = get_prefix (path);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *found = g_build_filename (folder, name, NULL);

      if (is_temporary (name, prefix))
        remove_if_unlocked (found);
    }
}

/* Somebody who removes stale files may have come before the lock. */
static gboolean
lock (int descriptor)
{
  struct stat info;

  if (flock (descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return FALSE;
  return fstat (descriptor, &info) == 0 && info.st_nlink > 0;
}

/* O_EXCL with mode 0666 lets the system apply the umask; mkstemp would not. */
static int
open_temporary (const char *path, char **temporary)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *prefix = get_prefix (path);

  for (guint attempt = 0; attempt < 100; attempt++)
    {
      g_autofree char *own = g_strdup_printf ("%s%08x.tmp", prefix, g_random_int ());
      g_autofree char *candidate = g_build_filename (folder, own, NULL);
      int descriptor = g_open (candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

      if (descriptor < 0 && errno != EEXIST)
        return -1;
      if (descriptor >= 0 && lock (descriptor))
        {
          *temporary = g_steal_pointer (&candidate);
          return descriptor;
        }
      if (descriptor >= 0)
        close (descriptor);
    }
  return -1;
}

static gboolean
keep_owner_and_mode (int descriptor, const struct stat *old)
{
  struct stat now;

  return fstat (descriptor, &now) == 0
         && ((now.st_uid == old->st_uid && now.st_gid == old->st_gid)
             || fchown (descriptor, old->st_uid, old->st_gid) == 0)
         && fchmod (descriptor, old->st_mode & 07777) == 0;
}

static gboolean
open_device (WbAtomicFile *self, const char *path, GError **error)
{
  self->path = g_strdup (path);
  self->descriptor = g_open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0);
  return self->descriptor >= 0 || set_error (self, _ ("written"), errno, error);
}

/* @old: (nullable): the file that is replaced */
static gboolean
open_beside (WbAtomicFile *self, const char *path, const struct stat *old, GError **error)
{
  if (old != NULL && faccessat (AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
    return set_error (self, _ ("written"), errno, error);
  self->path = follow_links (path);
  wb_atomic_file_remove_stale (self->path);
  self->descriptor = open_temporary (self->path, &self->temporary);
  if (self->descriptor < 0)
    return set_error (self, _ ("written"), errno, error);
  return old == NULL || keep_owner_and_mode (self->descriptor, old)
         || set_error (self, _ ("given the owner and the permissions it had"), errno, error);
}

static gboolean
open_any (WbAtomicFile *self, const char *path, GError **error)
{
  struct stat old;

  if (stat (path, &old) != 0)
    return errno == ENOENT ? open_beside (self, path, NULL, error)
                           : set_error (self, _ ("written"), errno, error);
  self->replaces = S_ISREG (old.st_mode);
  if (S_ISREG (old.st_mode))
    return open_beside (self, path, &old, error);
  if (S_ISCHR (old.st_mode))
    return open_device (self, path, error);
  return wb_refuse (error, WB_ERROR_FILE,
                    S_ISDIR (old.st_mode)
                      ? _ ("“%s” is a folder. Name a file in it.")
                      : _ (
                        "“%s” is a pipe, a socket or a block device, which a file cannot replace. "
                        "Name another file."),
                    self->name);
}

WbAtomicFile *
wb_atomic_file_new (const char *path, GError **error)
{
  g_autoptr (WbAtomicFile) self = g_new0 (WbAtomicFile, 1);

  self->descriptor = -1;
  self->name = g_filename_display_name (path);
  return open_any (self, path, error) ? g_steal_pointer (&self) : NULL;
}

void
wb_atomic_file_free (WbAtomicFile *self)
{
  if (self == NULL)
    return;
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  if (self->descriptor >= 0)
    close (self->descriptor);
  g_free (self->temporary);
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

gboolean
wb_atomic_file_write (WbAtomicFile *self, gconstpointer bytes, gsize n, GError **error)
{
  const guint8 *at = bytes;

  while (n > 0)
    {
      gssize written = write (self->descriptor, at, MIN (n, 1 << 30));

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return set_error (self, _ ("written"), errno, error);
      at += written;
      n -= (gsize) written;
    }
  return TRUE;
}

/* Without this the rename itself may be lost. A file system that cannot sync
 * a folder (some network ones) is not a reason to fail. */
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

static gboolean
refuse_changed (WbAtomicFile *self, GError **error)
{
  return wb_refuse (error, WB_ERROR_CHANGED,
                    _ ("Another program has written “%s” meanwhile, and it is not overwritten."),
                    self->name);
}

/* A file system without hard links is not a reason to fail. */
static gboolean
put_in_place (WbAtomicFile *self, gboolean must_be_new, GError **error)
{
  gboolean linked = must_be_new && link (self->temporary, self->path) == 0;

  if (must_be_new && !linked && errno == EEXIST)
    return refuse_changed (self, error);
  if (!linked && g_rename (self->temporary, self->path) != 0)
    return set_error (self, _ ("replaced"), errno, error);
  if (linked)
    g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

/* @old: the file that is replaced, or negative; @stamp: (nullable): what it must be */
static gboolean
replace (WbAtomicFile *self, int old, const WbFileStamp *stamp, GError **error)
{
  WbFileStamp now;

  if (stamp == NULL)
    return put_in_place (self, FALSE, error);
  if (old >= 0 && flock (old, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return refuse_changed (self, error);
  wb_file_stamp_read (&now, self->path);
  return stamp_equal (&now, stamp) ? put_in_place (self, now.inode == 0, error)
                                   : refuse_changed (self, error);
}

static gboolean
replace_locked (WbAtomicFile *self, const WbFileStamp *stamp, GError **error)
{
  int old = g_open (self->path, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = replace (self, old, stamp, error);

  if (old >= 0)
    close (old);
  return done;
}

static gboolean
sync_file (WbAtomicFile *self, struct stat *info, GError **error)
{
  self->synced = self->synced || fsync (self->descriptor) == 0;
  return (self->synced && fstat (self->descriptor, info) == 0)
         || set_error (self, _ ("written to the disk"), errno, error);
}

/* The temporary file's lock goes with its descriptor, so that comes last. */
static gboolean
finish (WbAtomicFile *self, WbFileStamp *stamp, GError **error)
{
  struct stat info;

  if (!sync_file (self, &info, error))
    return FALSE;
  if (!replace_locked (self, stamp, error))
    return FALSE;
  if (stamp != NULL)
    stamp_fill (stamp, &info);
  sync_folder (self->path);
  return TRUE;
}

gboolean
wb_atomic_file_commit (WbAtomicFile *self, GError **error)
{
  return wb_atomic_file_commit_over (self, NULL, error);
}

gboolean
wb_atomic_file_commit_over (WbAtomicFile *self, WbFileStamp *stamp, GError **error)
{
  return self->temporary == NULL || finish (self, stamp, error);
}

gboolean
wb_atomic_file_commit_both (WbAtomicFile *self, WbAtomicFile *other, GError **error)
{
  struct stat info;

  return (other->temporary == NULL || sync_file (other, &info, error))
         && wb_atomic_file_commit (self, error) && wb_atomic_file_commit (other, error);
}

gboolean
wb_atomic_file_probe (const char *path, guint64 n_bytes, GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);
  int number = 0;

  if (file != NULL && file->temporary != NULL && n_bytes > 0)
    number = posix_fallocate (file->descriptor, 0, (off_t) n_bytes);
  if (number == ENOSPC || number == EFBIG || number == EDQUOT)
    return set_error (file, _ ("written"), number, error);
  return file != NULL;
}
