/* SPDX-License-Identifier: MIT */
/*
 * Folders are walked without recursion; one that was seen before under another
 * name (a link back, for one) is not entered again.
 */
#include "data/images/image-list.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "data/error.h"
#include "data/file.h"
#include "data/sort.h"
#include "data/words.h"

/* Deeper folders are not entered. */
#define MAX_DEPTH 16

/* Files that are looked at between two looks at who listens. */
#define FILES_AT_ONCE 256

/* More than an image that becomes a sample needs. */
#define MAX_ENTRY ((gsize) 256 << 20)

/* Images are packed already; those that are not are not blank in such numbers. */
#define LARGEST_RATIO 100

typedef struct
{
  char *path;
  char *name; /* below the first one, "" for that */
  guint depth;
} Folder;

typedef struct
{
  GPtrArray *files;
  GQueue folders;
  GHashTable *seen; /* "device:inode" */
} Walk;

static void
file_free (gpointer data)
{
  DsImageFile *self = data;

  g_clear_pointer (&self->contents, g_bytes_unref);
  g_free (self->class_name);
  g_free (self->reason);
  g_free (self);
}

GPtrArray *
ds_image_list_new (void)
{
  return g_ptr_array_new_with_free_func (file_free);
}

/* The names are behind the file: of many, more pieces of memory would take long to free. */
DsImageFile *
ds_image_list_add (GPtrArray *self, const char *name, const char *path)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  const gsize n_name = strlen (valid) + 1, n_path = path != NULL ? strlen (path) + 1 : 0;
  DsImageFile *file = g_malloc0 (sizeof *file + n_name + n_path);
  char *text = (char *) (file + 1);

  file->name = memcpy (text, valid, n_name);
  if (path != NULL)
    file->path = memcpy (text + n_name, path, n_path);
  g_ptr_array_add (self, file);
  return file;
}

static void
folder_free (gpointer data)
{
  Folder *self = data;

  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

static char *
join_names (const char *folder, const char *name)
{
  return *folder != '\0' ? g_strconcat (folder, "/", name, NULL) : g_strdup (name);
}

static void
add_folder (Walk *self, char *path, char *name, guint depth)
{
  Folder *folder = g_new (Folder, 1);

  *folder = (Folder) { path, name, depth };
  g_queue_push_tail (&self->folders, folder);
}

/* Whether a folder is met for the first time. */
static gboolean
is_new (Walk *self, const struct stat *status)
{
  return g_hash_table_add (self->seen,
                           g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64) status->st_dev, (guint64) status->st_ino));
}

/* Links that lead to the folder itself or out of it to one around it are not followed. */
static void
note_surroundings (Walk *self, const char *path)
{
  g_autofree char *around = realpath (path, NULL);
  struct stat status;

  while (around != NULL && stat (around, &status) == 0 && is_new (self, &status))
    {
      char *parent = g_path_get_dirname (around);

      g_free (around);
      around = parent;
    }
}

static void
add_entry (Walk *self, const Folder *folder, const char *entry)
{
  g_autofree char *path = g_build_filename (folder->path, entry, NULL);
  g_autofree char *name = join_names (folder->name, entry);
  const char *reason = NULL;
  struct stat status = { 0 };
  DsImageFile *file;

  if (stat (path, &status) != 0)
    reason = errno == ELOOP || errno == ENOENT ? _ ("it is a link that leads nowhere")
                                               : _ ("it may not be read");
  else if (S_ISDIR (status.st_mode) && !is_new (self, &status))
    reason = _ ("it leads to a folder that is read already, or to one around it");
  else if (S_ISDIR (status.st_mode) && folder->depth == MAX_DEPTH)
    reason = _ ("the folders are nested too deeply");
  else if (S_ISDIR (status.st_mode))
    {
      add_folder (self, g_steal_pointer (&path), g_steal_pointer (&name), folder->depth + 1);
      return;
    }
  else if (!S_ISREG (status.st_mode))
    reason = _ ("it is neither a file nor a folder");
  file = ds_image_list_add (self->files, name, path);
  file->reason = g_strdup (reason);
  file->n_bytes = status.st_size;
  file->changed_nsec = (gint64) status.st_mtim.tv_sec * 1000000000
                       + (gint64) status.st_mtim.tv_nsec;
}

/* Only the first folder must be readable. */
static gboolean
read_folder (Walk *self, const Folder *folder, const DsProgress *progress, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_auto (GStrv) names = ds_file_list (folder->path, progress, &inner);

  if (names == NULL
      && (folder->depth == 0 || g_error_matches (inner, DS_ERROR, DS_ERROR_CANCELLED)))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  if (names == NULL)
    ds_image_list_add (self->files, folder->name, NULL)->reason = g_strdup (
      _ ("the folder may not be read"));
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (i % FILES_AT_ONCE == 0
          && !ds_progress_update (progress, _ ("Listing files"), self->files->len, 0, error))
        return FALSE;
      add_entry (self, folder, names[i]);
    }
  return TRUE;
}

static gboolean
walk (Walk *self, const DsProgress *progress, GError **error)
{
  Folder *folder;

  while ((folder = g_queue_pop_head (&self->folders)) != NULL)
    {
      gboolean read = ds_progress_update (progress, _ ("Listing files"), self->files->len, 0, error)
                      && read_folder (self, folder, progress, error);

      folder_free (folder);
      if (!read)
        return FALSE;
    }
  return TRUE;
}

/* FNV-1a of the name: mixed, and the same for ever. */
static guint64
hash_name (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *name != '\0'; name++)
    hash = (hash ^ (guint8) *name) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

static gint
compare_files (gconstpointer a, gconstpointer b)
{
  const DsImageFile *first = *(DsImageFile *const *) a, *second = *(DsImageFile *const *) b;

  return first->place < second->place   ? -1
         : first->place > second->place ? 1
                                        : strcmp (first->name, second->name);
}

static gboolean
mix (GPtrArray *files, gsize max_samples, const DsProgress *progress, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      DsImageFile *file = files->pdata[i];

      file->place = hash_name (file->name);
    }
  if (!ds_sort (files, compare_files, progress, error))
    return FALSE;
  if (max_samples > 0 && files->len > max_samples)
    g_ptr_array_set_size (files, (gint) max_samples);
  return TRUE;
}

GPtrArray *
ds_image_list_new_for_folder (const char *path, const DsRequest *request, GError **error)
{
  g_autoptr (GPtrArray) files = ds_image_list_new ();
  Walk self = {
    .files = files,
    .folders = G_QUEUE_INIT,
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  gboolean walked;

  note_surroundings (&self, path);
  add_folder (&self, g_strdup (path), g_strdup (""), 0);
  walked = walk (&self, request->progress, error)
           && mix (files, request->max_samples, request->progress, error);
  g_queue_clear_full (&self.folders, folder_free);
  g_hash_table_unref (self.seen);
  return walked ? g_steal_pointer (&files) : NULL;
}

/* The name below an imagined folder: no "..", and no root; (transfer full). */
static char *
clean_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  GString *clean = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && strcmp (parts[i], ".") != 0 && strcmp (parts[i], "..") != 0)
      g_string_append_printf (clean, "%s%s", clean->len > 0 ? "/" : "", parts[i]);
  return g_string_free (clean, FALSE);
}

/* Tables are kept, too: they may have the labels. All entries have at most @limit bytes, and
 * those before @n_before. */
static gboolean
read_entry (DsArchive *archive, DsImageFile *file, gsize n_before, gsize limit, GError **error)
{
  const gsize most = MIN (MAX_ENTRY, limit - n_before);
  g_autoptr (GError) inner = NULL;
  guint8 head[DS_IMAGE_HEAD];
  gsize n = ds_archive_peek (archive, head, sizeof head);

  if (!ds_image_is_image (head, n) && !g_str_has_suffix (file->name, ".csv"))
    {
      file->reason = g_strdup (n == 0 ? _ ("it has no contents") : _ ("it is not an image"));
      return TRUE;
    }
  file->contents = ds_archive_read (archive, most, &inner);
  if (file->contents != NULL)
    return TRUE;
  if (most < MAX_ENTRY && g_error_matches (inner, DS_ERROR, DS_ERROR_SIZE))
    return ds_file_check_unpacked (limit + 1, limit, error);
  if (!g_error_matches (inner, DS_ERROR, DS_ERROR_SIZE))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  file->reason = g_strdup (inner->message);
  return TRUE;
}

GPtrArray *
ds_image_list_new_for_archive (GBytes *contents, const DsRequest *request, GError **error)
{
  g_autoptr (GPtrArray) files = ds_image_list_new ();
  g_autoptr (DsArchive) archive = ds_archive_new (contents, LARGEST_RATIO, request->progress,
                                                  error);
  const gsize limit = ds_file_get_unpack_limit ();
  gsize n_bytes = 0;
  const char *name;

  while (archive != NULL && ds_archive_next (archive, &name, error))
    {
      g_autofree char *clean = name != NULL ? clean_name (name) : NULL;
      DsImageFile *file;

      if (name == NULL || (request->max_samples > 0 && files->len >= request->max_samples))
        return mix (files, 0, request->progress, error) ? g_steal_pointer (&files) : NULL;
      file = ds_image_list_add (files, clean, NULL);
      if (!ds_progress_update (request->progress, _ ("Unpacking"), files->len, 0, error)
          || !read_entry (archive, file, n_bytes, limit, error))
        return NULL;
      n_bytes += file->contents != NULL ? g_bytes_get_size (file->contents) : 0;
    }
  return NULL;
}

void
ds_image_list_note_channels (guint channels, DsImport *import)
{
  if (channels == 1)
    ds_import_set_option (import, "grey", "true");
  else if (channels == 3)
    ds_import_set_option (import, "alpha", "false");
}
