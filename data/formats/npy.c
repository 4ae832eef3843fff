/* SPDX-License-Identifier: MIT */
/*
 * NumPy's .npy, also packed by gzip: one array of samples, with its labels in a file
 * beside it (x.npy, y.npy) and a part to validate (x_train.npy, x_test.npy). What is in
 * a file is read in npy-contents.h, what becomes of it is in npy-set.h.
 */
#include <string.h>

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
  g_clear_pointer (&part, g_bytes_unref);
  part = ds_file_unpack (file, DS_NPY_HEADER, request->progress, error);
  all = part != NULL ? ds_file_unpack (file, ds_npy_get_limit (part), request->progress, error)
                     : NULL;
  return all != NULL && ds_npy_read (array, all, request, error);
}

/* The file whose name has another word in the place of one, as y_train.npy for
 * x_train.npy: (transfer full) (nullable). */
static char *
find_beside (const char *path, const char *const (*words)[2], guint n_words)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; i < n_words; i++)
    {
      g_autofree char *pattern = g_strdup_printf ("(?<![[:alnum:]])%s(?![[:alnum:]])", words[i][0]);
      g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_RAW, 0, NULL);
      g_autofree char *other = g_regex_replace_literal (regex, name, -1, 0, words[i][1], 0, NULL);
      g_autofree char *found = other != NULL ? g_build_filename (folder, other, NULL) : NULL;

      if (found != NULL && strcmp (other, name) != 0 && g_file_test (found, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&found);
    }
  return NULL;
}

/* Samples, and the labels beside them where these are there. */
typedef struct
{
  char *name;
  char *labels_name;
  DsNpyPart part;
} Part;

static void
part_clear (Part *self)
{
  ds_npy_part_clear (&self->part);
  g_free (self->name);
  g_free (self->labels_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

static gboolean
read_file (DsArray *array, const char *path, char **name, const DsRequest *request, GError **error)
{
  g_autoptr (GBytes) file = ds_mapped_file_new (path, error);

  *name = g_filename_display_basename (path);
  if (file != NULL && read_array (array, file, request, error))
    return TRUE;
  g_prefix_error (error, "%s: ", *name);
  return FALSE;
}

static gboolean
read_part (Part *self, const char *path, const DsRequest *request, GError **error)
{
  static const char *const words[][2] = { { "x", "y" },
                                          { "X", "y" },
                                          { "images", "labels" },
                                          { "data", "labels" },
                                          { "samples", "labels" } };
  g_autofree char *labels = find_beside (path, words, G_N_ELEMENTS (words));
  g_autoptr (GError) cause = NULL;
  DsRequest own = *request;

  if (!read_file (&self->part.samples, path, &self->name, request, error))
    return FALSE;
  self->part.name = self->name;
  if (self->part.samples.partial)
    own.max_samples = self->part.samples.dims[0];
  if (labels != NULL && !read_file (&self->part.labels, labels, &self->labels_name, &own, &cause)
      && !ds_npy_pass_over_labels (g_steal_pointer (&cause), error))
    return FALSE;
  self->part.labels_name = self->labels_name;
  return TRUE;
}

static gboolean
open_array (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  static const char *const words[][2] = { { "train", "val" }, { "train", "test" } };
  g_autofree char *beside = find_beside (seen->path, words, G_N_ELEMENTS (words));
  g_auto (Part) training = { NULL };
  g_auto (Part) validation = { NULL };

  if (!read_part (&training, seen->path, request, error)
      || (beside != NULL && !read_part (&validation, beside, request, error)))
    return FALSE;
  if (beside != NULL)
    ds_import_note (import, _ ("%s beside it validates."), validation.name);
  if (ds_npy_open_parts (seen->path, &training.part, beside != NULL ? &validation.part : NULL,
                         request, import, error))
    return TRUE;
  g_prefix_error (error, "%s: ", training.name);
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
