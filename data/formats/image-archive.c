/* SPDX-License-Identifier: MIT */
/*
 * A folder of images in a .zip, .tar or .tar.gz, which is never unpacked to a
 * disk. Asked after the formats that are zip files themselves.
 */
#include "data/format.h"
#include "data/images/image-set.h"
#include "data/mapped-file.h"
#include "data/words.h"

static gboolean
sniff (const DsSniff *seen)
{
  return seen->names == NULL && ds_archive_is_archive (seen->head, seen->n_head);
}

/* Whether the cache has all; else @import is as it was. */
static gboolean
open_cached (const DsImagePlace *place,
             DsImageCache *cache,
             const DsRequest *request,
             DsImport *import)
{
  g_autoptr (GPtrArray) files = ds_image_cache_list (cache);
  g_auto (DsImport) trial = { 0 };

  if (files == NULL)
    return FALSE;
  ds_import_init (&trial);
  trial.options = ds_import_options_ref (import->options);
  if (!ds_image_set_open (files, place, cache, request, &trial, NULL))
    return FALSE;
  ds_import_clear (import);
  *import = trial;
  trial = (DsImport) { 0 };
  return TRUE;
}

static gboolean
open_archive (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  g_autofree char *name = g_filename_display_basename (seen->path);
  g_autofree char *folder = g_path_get_dirname (seen->path);
  const DsImagePlace place = { seen->path, folder };
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (DsImageCache) cache = NULL;

  if (request->max_samples == 0)
    cache = ds_image_cache_new_for_archive (seen->path);
  if (cache != NULL && open_cached (&place, cache, request, import))
    return TRUE;
  file = ds_mapped_file_new (seen->path, error);
  if (file != NULL)
    files = ds_image_list_new_for_archive (file, request, error);
  if (files == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  return ds_image_set_open (files, &place, cache, request, import, error)
         && ds_mapped_file_check (file, error);
}

static const char *const patterns[] = { "*.zip", "*.tar", "*.tar.gz", "*.tgz", NULL };
static const char *const options[] = DS_IMAGE_OPTIONS;

const DsFormatClass ds_format_image_archive = {
  .name = "image-archive",
  .title = N_ ("Archive of images"),
  .summary = N_ ("A .zip, .tar or .tar.gz of such a folder."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .open = open_archive,
};
