/* SPDX-License-Identifier: MIT */
/* A name is cut into words: "train", "images", "idx3", "ubyte". */
#include "app/data/dropped-files.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"

static const char *const label_words[] = { "label", "labels", "target", "targets", "y", NULL };
static const char *const training_words[] = { "train", "training", NULL };
static const char *const part_words[] = { "train", "training", "t10k",       "test",
                                          "val",   "valid",    "validation", NULL };

/* (transfer full) */
static char **
cut_name (const char *path)
{
  g_autofree char *name = g_path_get_basename (path), *lower = g_ascii_strdown (name, -1);

  return g_strsplit_set (lower, "-_. ", -1);
}

static gboolean
has_word (const char *path, const char *const *words)
{
  g_auto (GStrv) parts = cut_name (path);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_strv_contains (words, parts[i]))
      return TRUE;
  return FALSE;
}

/* What both parts of one set are called; (transfer full). */
static char *
name_set (const char *path)
{
  g_auto (GStrv) parts = cut_name (path);
  g_autofree char *folder = g_path_get_dirname (path);
  GString *name = g_string_new (folder);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_strv_contains (part_words, parts[i]))
      g_string_append_printf (name, "/%s", parts[i]);
  return g_string_free (name, FALSE);
}

static gboolean
is_picture (const char *path)
{
  g_autofree char *type = g_content_type_guess (path, NULL, 0, NULL);
  g_autofree char *mime_type = g_content_type_get_mime_type (type);

  return mime_type != NULL && g_str_has_prefix (mime_type, "image/");
}

static gboolean
are_pictures (const char *const *paths)
{
  for (guint i = 0; paths[i] != NULL; i++)
    if (!is_picture (paths[i]))
      return FALSE;
  return TRUE;
}

/* The folder that all of them are in: (transfer full) (nullable). */
static char *
find_folder (const char *const *paths)
{
  g_autofree char *folder = g_path_get_dirname (paths[0]);

  for (guint i = 1; paths[i] != NULL; i++)
    {
      g_autofree char *other = g_path_get_dirname (paths[i]);

      if (!g_str_equal (folder, other))
        return NULL;
    }
  return g_steal_pointer (&folder);
}

static char *
choose_folder (const char *const *paths, GError **error)
{
  char *folder = find_folder (paths);

  if (folder == NULL)
    wb_refuse (error, WB_ERROR_FILE,
               _ ("These pictures are in different folders. Drop one folder that holds them "
                  "all; its sub-folders become classes."));
  return folder;
}

/* The training samples among parts of one set; NULL where they are of several. */
static const char *
choose_samples (const char *const *paths)
{
  g_autofree char *set = NULL;
  const char *chosen = NULL;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *other = name_set (paths[i]);

      if (has_word (paths[i], label_words))
        continue;
      if (set != NULL && !g_str_equal (set, other))
        return NULL;
      if (chosen == NULL || has_word (paths[i], training_words))
        chosen = paths[i];
      g_free (set);
      set = g_steal_pointer (&other);
    }
  return chosen;
}

char *
wb_dropped_files_choose (const char *const *paths, GError **error)
{
  const char *chosen;

  if (paths[1] == NULL)
    return g_strdup (paths[0]);
  if (are_pictures (paths))
    return choose_folder (paths, error);
  chosen = choose_samples (paths);
  if (chosen == NULL)
    wb_refuse (error, WB_ERROR_FILE,
               _ ("These files do not make one data set. Drop one file or folder, pictures of "
                  "one folder, or samples with their labels and their test part."));
  return g_strdup (chosen);
}
