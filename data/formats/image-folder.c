/* SPDX-License-Identifier: MIT */
/*
 * A folder of images: a sub-folder is a class, or a table beside them labels
 * them. Asked after the formats whose folders have files of known names.
 */
#include "data/file.h"
#include "data/format.h"
#include "data/images/image-set.h"
#include "data/words.h"

#include <stdio.h>

/* How many files are read before a folder counts as one without images. */
#define MAX_LOOKED_AT 200

static gboolean
is_image (const char *path)
{
  guint8 head[DS_IMAGE_HEAD];
  FILE *file = fopen (path, "rb");
  gsize n = file != NULL ? fread (head, 1, sizeof head, file) : 0;

  if (file != NULL)
    fclose (file);
  return ds_image_is_image (head, n);
}

/* A folder with folders in it is taken, too: what they hold is seen later. */
static gboolean
sniff (const DsSniff *seen)
{
  for (guint i = 0; seen->names != NULL && seen->names[i] != NULL && i < MAX_LOOKED_AT; i++)
    {
      g_autofree char *path = g_build_filename (seen->path, seen->names[i], NULL);
      gboolean is_folder;

      if (ds_file_is_folder (path, &is_folder, NULL) && (is_folder || is_image (path)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
open_folder (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  const DsImagePlace place = { seen->path, seen->path };
  g_autoptr (GPtrArray) files = ds_image_list_new_for_folder (seen->path, request, error);
  g_autoptr (DsImageCache) cache = NULL;

  if (files == NULL)
    return FALSE;
  if (request->max_samples == 0)
    {
      cache = ds_image_cache_new_for_folder (seen->path, files, request->progress, error);
      if (cache == NULL)
        return FALSE;
    }
  return ds_image_set_open (files, &place, cache, request, import, error);
}

static const char *const patterns[] = { NULL };
static const char *const options[] = DS_IMAGE_OPTIONS;

const DsFormatClass ds_format_image_folder = {
  .name = "image-folder",
  .title = N_ ("Folder of images"),
  .summary = N_ ("A folder of PNG, JPEG, BMP, TIFF, GIF or WebP images, each sub-folder a class."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .open = open_folder,
};
