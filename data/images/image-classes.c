/* SPDX-License-Identifier: MIT */
/*
 * What the folders of a list are. Folders that hold all the images are passed
 * over first: an archive has one as a rule.
 */
#include "data/images/image-list.h"

#include <string.h>

#include "data/words.h"

static const char *const training_words[] = { "train", "training", NULL };
static const char *const validation_words[] = { "test",  "testing",    "val",
                                                "valid", "validation", NULL };

static gboolean
is_word (const char *name, gsize n, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) == n && g_ascii_strncasecmp (words[i], name, n) == 0)
      return TRUE;
  return FALSE;
}

/* The bytes of the first folder of a name, 0 where it is in none. */
static gsize
get_folder (const char *name)
{
  const char *slash = strchr (name, '/');

  return slash != NULL ? (gsize) (slash - name) : 0;
}

/* How many bytes of their names all images share that are folders. */
static gsize
find_shared (const GPtrArray *self)
{
  const char *shared = NULL;
  gsize n = 0;

  for (guint i = 0; i < self->len; i++)
    {
      const DsImageFile *file = self->pdata[i];

      if (file->reason != NULL)
        continue;
      if (shared == NULL)
        {
          const char *slash = strrchr (file->name, '/');

          shared = file->name;
          n = slash != NULL ? (gsize) (slash - shared) + 1 : 0;
        }
      while (n > 0 && strncmp (shared, file->name, n) != 0)
        for (n--; n > 0 && shared[n - 1] != '/';)
          n--;
    }
  return n;
}

/* Whether every image is in a folder that is named as a part, and some train. */
static gboolean
has_parts (const GPtrArray *self, gsize shared)
{
  gboolean trains = FALSE, validates = FALSE;

  for (guint i = 0; i < self->len; i++)
    {
      const DsImageFile *file = self->pdata[i];
      const char *name = file->name + shared;

      if (file->reason != NULL)
        continue;
      if (is_word (name, get_folder (name), training_words))
        trains = TRUE;
      else if (is_word (name, get_folder (name), validation_words))
        validates = TRUE;
      else
        return FALSE;
    }
  return trains && validates;
}

static void
set_class (DsImageFile *file, const char *name, gboolean parts)
{
  gsize n = get_folder (name);

  if (parts)
    {
      file->validates = is_word (name, n, validation_words);
      name += n + 1;
      n = get_folder (name);
    }
  file->class_name = n > 0 ? g_strndup (name, n) : NULL;
}

/* Images beside the folders of classes: either they or the classes do not count. */
static void
resolve_strays (GPtrArray *self, guint n_in, guint n_out, DsImport *import)
{
  if (n_in > 0 && n_out > n_in)
    ds_import_note (import,
                    _ ("Most images lie in no sub-folder, so that sub-folders are not taken "
                       "for classes."));
  for (guint i = 0; n_in > 0 && n_out > 0 && i < self->len; i++)
    {
      DsImageFile *file = self->pdata[i];

      if (n_out > n_in)
        g_clear_pointer (&file->class_name, g_free);
      else if (file->reason == NULL && file->class_name == NULL)
        {
          file->stray = TRUE;
          file->reason = g_strdup (_ ("it lies beside the folders of the classes, not in one"));
        }
    }
}

void
ds_image_list_arrange (GPtrArray *self, DsImport *import)
{
  gsize shared = find_shared (self);
  gboolean parts = has_parts (self, shared);
  guint n_in = 0, n_out = 0;

  for (guint i = 0; i < self->len; i++)
    {
      DsImageFile *file = self->pdata[i];

      if (file->reason != NULL)
        continue;
      set_class (file, file->name + shared, parts);
      n_in += file->class_name != NULL;
      n_out += file->class_name == NULL;
    }
  resolve_strays (self, n_in, n_out, import);
}
