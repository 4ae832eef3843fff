/* SPDX-License-Identifier: MIT */
/*
 * NumPy's .npy, also packed by gzip: one array of samples. What is in it is
 * read in npy-contents.h, what becomes of it is in npy-set.h.
 */
#include "data/file.h"
#include "data/format.h"
#include "data/formats/npy-contents.h"
#include "data/formats/npy-set.h"
#include "data/mapped-file.h"
#include "data/words.h"

static gboolean
sniff (const DsSniff *seen)
{
  return seen->names == NULL && ds_npy_is_magic (seen->head, seen->n_head);
}

/* For a preview the beginning of a packed file will do, mostly. */
static gboolean
read_array (DsArray *array, GBytes *file, const DsRequest *request, GError **error)
{
  g_autoptr (GBytes) part = request->max_samples > 0
                              ? ds_file_unpack (file, DS_NPY_PART, request->progress, NULL)
                              : NULL;
  g_autoptr (GBytes) all = NULL;

  if (part != NULL && ds_npy_read (array, part, request, NULL))
    return TRUE;
  all = ds_file_unpack (file, 0, request->progress, error);
  return all != NULL && ds_npy_read (array, all, request, error);
}

static gboolean
open_array (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  g_autofree char *name = g_filename_display_basename (seen->path);
  g_autoptr (GBytes) file = ds_mapped_file_new (seen->path, error);
  g_auto (DsNpyPart) part = { .name = name };

  if (file != NULL && read_array (&part.samples, file, request, error)
      && ds_npy_open_parts (seen->path, &part, NULL, request, import, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

static const char *const patterns[] = { "*.npy", "*.npy.gz", NULL };
static const char *const options[] = DS_NPY_OPTIONS;

const DsFormatClass ds_format_npy = {
  .name = "npy",
  .title = N_ ("NumPy array"),
  .summary = N_ ("NumPy's .npy: an array of n×D, n×H×W or n×H×W×C numbers."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .open = open_array,
};
