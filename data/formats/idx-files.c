/* SPDX-License-Identifier: MIT */
/*
 * A name is cut into stem, kind and rest: "emnist-train" + "-images" +
 * "-idx3-ubyte.gz". Files of one stem belong together; the stem's last word
 * says which part of the set it is. Images of another type than those they are
 * to validate are passed over: they come from another set or scaling.
 */
#include "data/formats/idx-files.h"

#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/words.h"

#define IMAGES   "-images"
#define LABELS   "-labels"
#define TRAINING "train"

static const char *const validation_words[] = { "t10k", "test", "validation" };

/* (transfer full) (nullable): the stem of such a name. */
static char *
get_stem (const char *name, const char *kind)
{
  const char *found = g_strrstr (name, kind);
  const char *rest = found ? found + strlen (kind) : NULL;

  if (rest == NULL || (!g_str_has_prefix (rest, "-idx") && !g_str_has_prefix (rest, ".idx")))
    return NULL;
  return g_strndup (name, found - name);
}

/* "ubyte" of "train-images-idx3-ubyte.gz"; "" where the name says no type;
 * (transfer full). */
static char *
get_type (const char *name)
{
  const char *rest = g_strrstr (name, "idx");
  const char *dash = rest ? strchr (rest, '-') : NULL;

  return dash ? g_strndup (dash + 1, strcspn (dash + 1, ".")) : g_strdup ("");
}

static gboolean
has_type (const char *name, const char *type)
{
  g_autofree char *own = get_type (name);

  return type == NULL || *type == '\0' || *own == '\0' || strcmp (own, type) == 0;
}

/* The name of that stem, kind and, where it is given, type; unpacked files come
 * first: they are mapped. */
static const char *
find_name (const char *const *names, const char *stem, const char *kind, const char *type)
{
  const char *found = NULL;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *other = get_stem (names[i], kind);

      if (other == NULL || strcmp (other, stem) != 0 || !has_type (names[i], type))
        continue;
      if (found == NULL || g_str_has_suffix (found, ".gz"))
        found = names[i];
    }
  return found;
}

static char *
find_path (const char *folder,
           const char *const *names,
           const char *stem,
           const char *kind,
           const char *type)
{
  const char *name = find_name (names, stem, kind, type);

  return name ? g_build_filename (folder, name, NULL) : NULL;
}

/* Fills in what goes with the images of a stem. */
static void
find_partners (const char *folder, const char *const *names, const char *stem, DsIdxFiles *files)
{
  gsize kept = strlen (stem);
  g_autofree char *image_name = g_path_get_basename (files->images);
  g_autofree char *type = get_type (image_name);

  files->labels = find_path (folder, names, stem, LABELS, NULL);
  if (!g_str_has_suffix (stem, TRAINING))
    return;

  kept -= strlen (TRAINING);
  for (guint i = 0; i < G_N_ELEMENTS (validation_words); i++)
    {
      g_autofree char *other = g_strdup_printf ("%.*s%s", (int) kept, stem, validation_words[i]);

      files->validation_images = find_path (folder, names, other, IMAGES, type);
      if (files->passed_over == NULL && files->validation_images == NULL)
        files->passed_over = g_strdup (find_name (names, other, IMAGES, NULL));
      if (files->validation_images != NULL)
        {
          files->validation_labels = find_path (folder, names, other, LABELS, NULL);
          return;
        }
    }
}

gboolean
ds_idx_files_is_set (const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *stem = get_stem (names[i], IMAGES);

      if (stem != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The stems of all images files, those that train apart from the others. */
static void
collect_stems (const char *const *names, GPtrArray *training, GPtrArray *others)
{
  for (gsize i = 0; names[i] != NULL; i++)
    {
      char *stem = get_stem (names[i], IMAGES);
      GPtrArray *into;

      if (stem == NULL)
        continue;
      into = g_str_has_suffix (stem, TRAINING) ? training : others;
      if (g_ptr_array_find_with_equal_func (into, stem, g_str_equal, NULL))
        g_free (stem);
      else
        g_ptr_array_add (into, stem);
    }
}

/* Images of that stem whose name says another type than @name, or NULL. */
static const char *
find_other_type (const char *const *names, const char *stem, const char *name)
{
  g_autofree char *type = get_type (name);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *other = get_stem (names[i], IMAGES);

      if (g_strcmp0 (other, stem) == 0 && !has_type (names[i], type))
        return names[i];
    }
  return NULL;
}

gboolean
ds_idx_files_find_in (const char *folder,
                      const char *const *names,
                      DsIdxFiles *files,
                      GError **error)
{
  g_autoptr (GPtrArray) training = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  const char *first, *other;
  GPtrArray *stems;

  collect_stems (names, training, others);
  stems = training->len > 0 ? training : others;
  if (stems->len > 1)
    return ds_refuse (error, DS_ERROR_FORMAT,
                      _ ("The folder holds several sets (%s%s and %s%s, for two). Open the "
                         "images file of the one you want."),
                      (char *) stems->pdata[0], IMAGES, (char *) stems->pdata[1], IMAGES);

  *files = (DsIdxFiles) { 0 };
  first = find_name (names, stems->pdata[0], IMAGES, NULL);
  other = find_other_type (names, stems->pdata[0], first);
  if (other != NULL)
    return ds_refuse (error, DS_ERROR_FORMAT,
                      _ ("The folder holds the same images in two types (%s and %s). Open the "
                         "file of the one you want."),
                      first, other);
  files->images = g_build_filename (folder, first, NULL);
  find_partners (folder, names, stems->pdata[0], files);
  return TRUE;
}

void
ds_idx_files_find_beside (const char *path, DsIdxFiles *files)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *stem = get_stem (name, IMAGES);
  g_auto (GStrv) names = NULL;

  *files = (DsIdxFiles) { .images = g_strdup (path) };
  if (stem == NULL)
    return;

  /* A folder that may not be listed has no partners to offer. */
  names = ds_file_list (folder, NULL, NULL);
  if (names != NULL)
    find_partners (folder, (const char *const *) names, stem, files);
}

void
ds_idx_files_clear (DsIdxFiles *self)
{
  g_clear_pointer (&self->images, g_free);
  g_clear_pointer (&self->passed_over, g_free);
  g_clear_pointer (&self->labels, g_free);
  g_clear_pointer (&self->validation_images, g_free);
  g_clear_pointer (&self->validation_labels, g_free);
}
