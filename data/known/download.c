/* SPDX-License-Identifier: MIT */
/*
 * A mirror that breaks off is asked again for the rest as long as more arrives, up to
 * MAX_TRIES times; then comes the next one, which continues the same file. Wrong bytes are thrown
 * away, for nobody knows which of them are wrong.
 */
#include "data/known/download.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/error.h"
#include "data/known/transfer.h"
#include "data/words.h"

#define MAX_TRIES   5
#define CHUNK_BYTES (1 << 18)

typedef struct
{
  const DsKnownSet *set;
  const DsProgress *progress;
  GPtrArray *mirrors; /* addresses that a file's name is put behind */
  const DsKnownFile *file;
  guint64 n_before; /* bytes of the files that are done */
  int part;
} Download;

/* How one try went. */
typedef enum
{
  TRY_DONE,
  TRY_AGAIN, /* the same mirror may still do it */
  TRY_NEXT,
  TRY_ENDED, /* no mirror will help */
} TryResult;

static gboolean
progress_cb (gpointer data, guint64 n_bytes, GError **error)
{
  const Download *self = data;

  return ds_progress_update (self->progress, self->set->title, self->n_before + n_bytes,
                             ds_known_set_get_n_bytes (self->set), error);
}

static gboolean
set_file_error (GError **error, const char *path)
{
  const int number = errno;
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, DS_ERROR,
               number == EACCES || number == EPERM || number == EROFS ? DS_ERROR_PERMISSION
                                                                      : DS_ERROR_WRITE,
               _ ("“%s” cannot be written (%s). Make the folder writable, or choose another "
                  "with XDG_DATA_HOME."),
               shown, g_strerror (number));
  return FALSE;
}

/* Whether the file has the right size and sum. */
static gboolean
is_right (int file, const DsKnownFile *known)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *bytes = g_malloc (CHUNK_BYTES);
  struct stat status;
  off_t place = 0;
  ssize_t n;

  if (file < 0 || fstat (file, &status) != 0 || (guint64) status.st_size != known->n_bytes)
    return FALSE;
  for (; (n = pread (file, bytes, CHUNK_BYTES, place)) > 0; place += n)
    g_checksum_update (sum, bytes, n);
  return strcmp (g_checksum_get_string (sum), known->sha256) == 0;
}

static gboolean
is_there (const char *path, const DsKnownFile *known)
{
  int file = open (path, O_RDONLY | O_CLOEXEC);
  gboolean is = is_right (file, known);

  if (file >= 0)
    close (file);
  return is;
}

static guint64
get_part_size (const Download *self)
{
  struct stat status;

  return fstat (self->part, &status) == 0 ? (guint64) status.st_size : 0;
}

static TryResult
judge_error (const GError *error, gboolean has_more)
{
  if (error->domain != DS_ERROR)
    return TRY_ENDED;
  switch (error->code)
    {
    case DS_ERROR_NETWORK:
      return has_more ? TRY_AGAIN : TRY_NEXT;
    case DS_ERROR_OFFLINE:
    case DS_ERROR_SLOW:
      return TRY_NEXT;
    default:
      return TRY_ENDED;
    }
}

/* Throws the part away. What was there before may be what is wrong with it. */
static TryResult
refuse_part (const Download *self, const char *address, gboolean was_resumed, GError **error)
{
  if (ftruncate (self->part, 0) != 0)
    {
      set_file_error (error, self->file->name);
      return TRY_ENDED;
    }
  g_set_error (error, DS_ERROR, DS_ERROR_NETWORK,
               _ ("Wrong bytes came from %s and were thrown away: their SHA-256 is not that of "
                  "the file."),
               address);
  return was_resumed ? TRY_AGAIN : TRY_NEXT;
}

static TryResult
try_mirror (Download *self, const char *mirror, GError **error)
{
  g_autofree char *address = g_strconcat (mirror, self->file->name, NULL);
  guint64 n_had = get_part_size (self);
  GError *cause = NULL;
  TryResult result;

  if (n_had > self->file->n_bytes)
    n_had = ftruncate (self->part, 0) == 0 ? 0 : n_had;
  if (n_had < self->file->n_bytes
      && !ds_transfer (address, self->part, self->file->n_bytes, progress_cb, self, &cause))
    {
      result = judge_error (cause, get_part_size (self) > n_had);
      g_propagate_error (error, cause);
      return result;
    }
  return is_right (self->part, self->file) ? TRY_DONE
                                           : refuse_part (self, address, n_had > 0, error);
}

/* Prefers telling why somebody who answers has not got it to who does not answer. */
static void
keep_error (GError **kept, GError *error)
{
  if (*kept == NULL || g_error_matches (*kept, DS_ERROR, DS_ERROR_OFFLINE))
    {
      g_clear_error (kept);
      *kept = error;
    }
  else
    g_error_free (error);
}

static void
set_mirrors_error (const Download *self, GError **error, GError *cause)
{
  if (g_error_matches (cause, DS_ERROR, DS_ERROR_OFFLINE))
    g_set_error (error, DS_ERROR, DS_ERROR_OFFLINE,
                 _ ("%s could not be downloaded: %s This computer seems to be offline. The "
                    "built-in digits need no network."),
                 self->set->title, cause->message);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK, _ ("%s could not be downloaded: %s"),
                 self->set->title, cause->message);
  g_error_free (cause);
}

static gboolean
ask_mirrors (Download *self, GError **error)
{
  GError *kept = NULL;

  for (guint i = 0; i < self->mirrors->len; i++)
    {
      TryResult result = TRY_AGAIN;

      for (guint n = 0; n < MAX_TRIES && result == TRY_AGAIN; n++)
        {
          GError *cause = NULL;

          result = try_mirror (self, self->mirrors->pdata[i], &cause);
          if (result == TRY_ENDED)
            {
              g_clear_error (&kept);
              g_propagate_error (error, cause);
              return FALSE;
            }
          if (result != TRY_DONE)
            keep_error (&kept, cause);
        }
      if (result == TRY_DONE)
        {
          g_clear_error (&kept);
          return TRUE;
        }
    }
  set_mirrors_error (self, error, kept);
  return FALSE;
}

/* Gives what arrived its name. */
static gboolean
name_part (const Download *self, const char *part, const char *path, GError **error)
{
  return (fsync (self->part) == 0 && g_rename (part, path) == 0) || set_file_error (error, path);
}

static gboolean
fetch_file (Download *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, self->file->name, NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  gboolean done;

  if (is_there (path, self->file))
    return TRUE;
  self->part = open (part, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (self->part < 0)
    return set_file_error (error, part);
  done = ask_mirrors (self, error) && name_part (self, part, path, error);
  if (!done && get_part_size (self) == 0)
    g_unlink (part);
  close (self->part);
  return done;
}

/* Returns: a descriptor that holds the folder, or -1. */
static int
lock_folder (const Download *self, const char *folder, GError **error)
{
  int lock = g_mkdir_with_parents (folder, 0755) == 0
               ? open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
               : -1;

  if (lock < 0)
    set_file_error (error, folder);
  else if (flock (lock, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_WRITE,
                   _ ("%s is being downloaded already. Wait until that is done."),
                   self->set->title);
      close (lock);
      lock = -1;
    }
  return lock;
}

/* (transfer full): the addresses of the set's files, up to their names. */
static GPtrArray *
list_mirrors (const DsKnownSet *set)
{
  GPtrArray *mirrors = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit (g_getenv ("HOURGLASS_MIRRORS") ?: "", " ", -1);
  gboolean is_own;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (mirrors, g_strconcat (words[i], g_str_has_suffix (words[i], "/") ? "" : "/",
                                             set->name, "/", NULL));
  is_own = mirrors->len == 0;
  for (guint i = 0; is_own && i < DS_KNOWN_MIRRORS && set->mirrors[i] != NULL; i++)
    g_ptr_array_add (mirrors, g_strdup (set->mirrors[i]));
  return mirrors;
}

static gboolean
fetch_files (Download *self, const char *folder, GError **error)
{
  for (guint i = 0; i < DS_KNOWN_FILES && self->set->files[i].name != NULL; i++)
    {
      self->file = &self->set->files[i];
      if (!progress_cb (self, 0, error) || !fetch_file (self, folder, error))
        return FALSE;
      self->n_before += self->file->n_bytes;
    }
  return TRUE;
}

char *
ds_download_set (const DsKnownSet *set, const DsProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) mirrors = list_mirrors (set);
  g_autofree char *folder = ds_known_set_get_folder (set);
  Download self = { .set = set, .progress = progress, .mirrors = mirrors };
  int lock = lock_folder (&self, folder, error);
  gboolean done = lock >= 0 && fetch_files (&self, folder, error);

  /* Where nothing came the folder is not left behind. */
  if (!done && lock >= 0)
    g_rmdir (folder);
  if (lock >= 0)
    close (lock);
  return done ? g_steal_pointer (&folder) : NULL;
}
