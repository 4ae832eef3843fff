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

static gboolean
open_archive (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  g_autofree char *name = g_filename_display_basename (seen->path);
  g_autofree char *place = g_path_get_dirname (seen->path);
  g_autoptr (GBytes) file = ds_mapped_file_new (seen->path, error);
  g_autoptr (GPtrArray) files = NULL;

  if (file != NULL)
    files = ds_image_list_new_for_archive (file, request, error);
  if (files == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  return ds_image_set_open (files, seen->path, place, request, import, error)
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
