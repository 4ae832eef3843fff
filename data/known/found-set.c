/* SPDX-License-Identifier: MIT */
/*
 * What is not a folder, may not be listed or holds several sets is passed over in silence: nobody
 * asked for it.
 */
#include "data/known/found-set.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "data/error.h"
#include "data/formats/idx-contents.h"
#include "data/formats/idx-files.h"
#include "data/words.h"

/* Entries of a folder that are looked at; more are not sets, but pictures. */
#define MAX_ENTRIES 512

typedef struct
{
  GPtrArray *sets;
  GHashTable *seen; /* "device:inode" of what was looked at */
  gboolean is_download;
} Search;

static void
found_set_free (gpointer data)
{
  DsFoundSet *self = data;

  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

/* (transfer full): the first names in a folder, ending with NULL. */
static GPtrArray *
list_names (const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (listing != NULL && names->len < MAX_ENTRIES && (name = g_dir_read_name (listing)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_add (names, NULL);
  return names;
}

/* Whether something is there and was not looked at by another way. */
static gboolean
is_new (Search *self, const char *path, struct stat *status)
{
  char *key;

  if (stat (path, status) != 0)
    return FALSE;
  key = g_strdup_printf ("%ju:%ju", (uintmax_t) status->st_dev, (uintmax_t) status->st_ino);
  return g_hash_table_add (self->seen, key);
}

static DsFoundSet *
add_set (Search *self, const char *path, const DsKnownSet *known, const char *name)
{
  DsFoundSet *set = g_new0 (DsFoundSet, 1);

  set->known = known;
  set->name = g_strdup (known != NULL ? known->name : name);
  set->path = g_strdup (path);
  set->is_download = self->is_download;
  g_ptr_array_add (self->sets, set);
  return set;
}

/* (transfer full): "MNIST" of ".../MNIST/raw". */
static char *
get_folder_name (const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *parent = g_path_get_dirname (folder);

  return g_str_equal (name, "raw") ? g_path_get_basename (parent) : g_steal_pointer (&name);
}

static guint64
get_size (const char *path)
{
  struct stat status;

  return path != NULL && stat (path, &status) == 0 ? (guint64) status.st_size : 0;
}

/* Returns: whether the images begin as such. */
static gboolean
read_headers (const DsIdxFiles *files, gsize *n_samples, DsShape *shape)
{
  DsShape ignored;
  gsize count;

  if (!ds_idx_contents_peek (files->images, n_samples, shape))
    return FALSE;
  if (files->validation_images != NULL
      && ds_idx_contents_peek (files->validation_images, &count, &ignored))
    *n_samples += count;
  return TRUE;
}

/* Returns whether the folder holds a set. */
static gboolean
look_into_folder (Search *self, const char *folder)
{
  g_autoptr (GPtrArray) names = list_names (folder);
  g_auto (DsIdxFiles) files = { 0 };
  g_autofree char *name = NULL, *first = NULL;
  const DsKnownSet *known;
  DsFoundSet *set;
  DsShape shape;
  gsize n_samples;

  if (!ds_idx_files_is_set ((const char *const *) names->pdata)
      || !ds_idx_files_find_in (folder, (const char *const *) names->pdata, &files, NULL)
      || !read_headers (&files, &n_samples, &shape))
    return FALSE;
  name = get_folder_name (folder);
  first = g_path_get_basename (files.images);
  known = ds_known_set_find_by_size (first, get_size (files.images));
  set = add_set (self, folder, known != NULL ? known : ds_known_set_find (name), name);
  set->n_samples = n_samples;
  set->shape = shape;
  set->n_bytes = get_size (files.images) + get_size (files.labels)
                 + get_size (files.validation_images) + get_size (files.validation_labels);
  return TRUE;
}

/* "mnist.npz", "fashion_mnist.npz" and medmnist's "pathmnist.npz". */
static void
look_at_file (Search *self, const char *path, const char *entry, guint64 n_bytes)
{
  g_autofree char *name = NULL;

  if (!g_str_has_suffix (entry, "mnist.npz"))
    return;
  name = g_strndup (entry, strlen (entry) - strlen (".npz"));
  add_set (self, path, ds_known_set_find (name), name)->n_bytes = n_bytes;
}

static void
look_at_entry (Search *self, const char *folder, const char *entry)
{
  g_autofree char *path = g_build_filename (folder, entry, NULL);
  g_autofree char *raw = g_build_filename (path, "raw", NULL);
  struct stat status;

  if (!is_new (self, path, &status))
    return;
  if (!S_ISDIR (status.st_mode))
    look_at_file (self, path, entry, (guint64) status.st_size);
  else if (!look_into_folder (self, path) && is_new (self, raw, &status))
    look_into_folder (self, raw);
}

/* A folder that is a set itself, and what stands in it. */
static void
look_below (Search *self, const char *folder)
{
  g_autoptr (GPtrArray) names = NULL;
  struct stat status;

  if (folder == NULL || !is_new (self, folder, &status) || look_into_folder (self, folder))
    return;
  names = list_names (folder);
  for (guint i = 0; i + 1 < names->len; i++)
    look_at_entry (self, folder, names->pdata[i]);
}

static int
compare_sets (gconstpointer a, gconstpointer b)
{
  const DsFoundSet *one = *(DsFoundSet *const *) a, *other = *(DsFoundSet *const *) b;

  if (one->is_download != other->is_download)
    return other->is_download - one->is_download;
  return g_strcmp0 (one->path, other->path);
}

GPtrArray *
ds_found_sets_list (void)
{
  static const char *const at_home[] = { ".keras/datasets", ".medmnist", "data", "Data",
                                         "datasets",        "Datasets" };
  static const char *const here[] = { "data", "datasets" };
  Search search = { g_ptr_array_new_with_free_func (found_set_free),
                    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), TRUE };
  g_autofree char *downloads = ds_known_set_get_folder (NULL);

  look_below (&search, downloads);
  search.is_download = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (at_home); i++)
    {
      g_autofree char *folder = g_build_filename (g_get_home_dir (), at_home[i], NULL);

      look_below (&search, folder);
    }
  for (guint i = 0; i < G_N_ELEMENTS (here); i++)
    {
      g_autofree char *folder = g_canonicalize_filename (here[i], NULL);

      look_below (&search, folder);
    }
  look_below (&search, g_get_user_data_dir ());
  look_below (&search, g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD));
  g_hash_table_unref (search.seen);
  g_ptr_array_sort (search.sets, compare_sets);
  return search.sets;
}

char *
ds_found_sets_find (const char *name, GError **error)
{
  g_autoptr (GPtrArray) sets = ds_found_sets_list ();
  const DsKnownSet *known = ds_known_set_find (name);
  const char *wanted = known != NULL ? known->name : name;
  const DsFoundSet *found = NULL;

  for (guint i = 0; i < sets->len; i++)
    {
      const DsFoundSet *set = sets->pdata[i];

      if (!ds_known_set_is_same_name (set->name, wanted))
        continue;
      if (found != NULL && !found->is_download)
        {
          g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
                       _ ("“%s” may be “%s” or “%s”. Name one of them by its path."), name,
                       found->path, set->path);
          return NULL;
        }
      if (found == NULL)
        found = set;
    }
  if (found == NULL)
    g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND, _ ("No set “%s” was found on this computer."),
                 name);
  return found != NULL ? g_strdup (found->path) : NULL;
}
