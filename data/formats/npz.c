/* SPDX-License-Identifier: MIT */
/*
 * NumPy's .npz: a zip file of .npy arrays, known by their names: Keras' own
 * data sets, medmnist's, and what people call such arrays; else the only one.
 */
#include <string.h>

#include "data/archive-reader.h"
#include "data/error.h"
#include "data/file.h"
#include "data/format.h"
#include "data/formats/npy-contents.h"
#include "data/formats/npy-set.h"
#include "data/mapped-file.h"
#include "data/words.h"

/* A zip's first entry: its name's length and where the name is. */
#define NAME_LENGTH 26
#define NAME        30

/* Samples and labels of one part; the first that is there counts. */
typedef struct
{
  const char *samples;
  const char *labels;
} Names;

static const Names training_names[] = {
  { "x_train", "y_train" }, { "train_images", "train_labels" },
  { "images", "labels" },   { "x", "y" },
  { "data", "labels" },     { "data", "target" },
};

static const Names validation_names[] = {
  { "x_val", "y_val" },   { "x_valid", "y_valid" },         { "val_images", "val_labels" },
  { "x_test", "y_test" }, { "test_images", "test_labels" },
};

static gboolean
sniff (const DsSniff *seen)
{
  gsize n;

  if (seen->names != NULL || seen->n_head < NAME || memcmp (seen->head, "PK\3\4", 4) != 0)
    return FALSE;
  n = seen->head[NAME_LENGTH] | (gsize) seen->head[NAME_LENGTH + 1] << 8;
  return n >= 4 && NAME + n <= seen->n_head && memcmp (seen->head + NAME + n - 4, ".npy", 4) == 0;
}

/* "x_train" of "x_train.npy", or NULL: (transfer full). */
static char *
get_array_name (const char *entry)
{
  g_autofree char *shown = g_utf8_make_valid (entry, -1);

  return g_str_has_suffix (shown, ".npy") ? g_strndup (shown, strlen (shown) - 4) : NULL;
}

static GPtrArray *
list_arrays (GBytes *file, const DsProgress *progress, GError **error)
{
  g_autoptr (DsArchive) archive = ds_archive_new (file, DS_FILE_LARGEST_RATIO, progress, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *entry;

  if (archive == NULL)
    return NULL;
  for (;;)
    {
      char *name;

      if (!ds_archive_next (archive, &entry, error))
        return NULL;
      if (entry == NULL)
        return g_steal_pointer (&names);
      if ((name = get_array_name (entry)) != NULL)
        g_ptr_array_add (names, name);
    }
}

/* The name as it is in the file, whatever its case. */
static const char *
find_name (const GPtrArray *names, const char *wanted)
{
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (names->pdata[i], wanted) == 0)
      return names->pdata[i];
  return NULL;
}

static gboolean
find_part (const GPtrArray *names, const Names *known, guint n_known, DsNpyPart *part)
{
  for (guint i = 0; i < n_known && (part->name == NULL || part->labels_name == NULL); i++)
    {
      const char *samples = find_name (names, known[i].samples);

      if (samples == NULL || (part->name != NULL && samples != part->name))
        continue;
      part->name = samples;
      part->labels_name = find_name (names, known[i].labels);
    }
  return part->name != NULL;
}

static gboolean
set_names_error (const GPtrArray *names, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, 8); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", (char *) names->pdata[i]);
  return ds_refuse (error, DS_ERROR_FORMAT,
                    _ ("The arrays are called %s, which does not say which are the samples. Call "
                       "them x_train, y_train, x_test and y_test."),
                    list->str);
}

/* The archive at the array of one name: (transfer full). */
static DsArchive *
open_entry (GBytes *file, const char *wanted, const DsRequest *request, GError **error)
{
  g_autoptr (DsArchive) archive = ds_archive_new (file, DS_FILE_LARGEST_RATIO, request->progress,
                                                  error);
  const char *entry;

  if (archive == NULL)
    return NULL;
  while (ds_archive_next (archive, &entry, error))
    {
      g_autofree char *name = entry != NULL ? get_array_name (entry) : NULL;

      if (g_strcmp0 (name, wanted) == 0)
        return g_steal_pointer (&archive);
      if (entry != NULL)
        continue;
      g_set_error (error, DS_ERROR, DS_ERROR_CHANGED,
                   _ ("The array %s is not there any more. Let whoever writes the file finish, "
                      "then open it again."),
                   wanted);
      break;
    }
  return NULL;
}

/* The first @most bytes of the array of one name: (transfer full). */
static GBytes *
read_entry (GBytes *file, const char *wanted, gsize most, const DsRequest *request, GError **error)
{
  g_autoptr (DsArchive) archive = open_entry (file, wanted, request, error);

  return archive != NULL ? ds_archive_read_first (archive, most, error) : NULL;
}

/* For a preview the beginning will do, mostly; else there is no need of more than the header
 * promises. */
static gboolean
read_array (GBytes *file,
            const char *wanted,
            DsArray *array,
            const DsRequest *request,
            GError **error)
{
  const gsize most = request->max_samples > 0 ? DS_NPY_PART : DS_NPY_HEADER;
  g_autoptr (GBytes) part = read_entry (file, wanted, most, request, error);
  g_autoptr (GBytes) all = NULL;

  if (part == NULL)
    return FALSE;
  if (request->max_samples > 0 && ds_npy_read (array, part, request, NULL))
    return TRUE;
  all = read_entry (file, wanted, ds_npy_get_limit (part), request, error);
  if (all != NULL && ds_npy_read (array, all, request, error))
    return TRUE;
  g_prefix_error (error, "%s: ", wanted);
  return FALSE;
}

/* As many labels as samples. */
static gboolean
read_part (GBytes *file, DsNpyPart *part, const DsRequest *request, GError **error)
{
  DsRequest own = *request;
  g_autoptr (GError) cause = NULL;

  if (!read_array (file, part->name, &part->samples, request, error))
    return FALSE;
  if (part->samples.partial)
    own.max_samples = part->samples.dims[0];
  return part->labels_name == NULL
         || read_array (file, part->labels_name, &part->labels, &own, &cause)
         || ds_npy_pass_over_labels (g_steal_pointer (&cause), error);
}

static gboolean
is_used (const char *name, const DsNpyPart *part)
{
  return name == part->name || name == part->labels_name;
}

static void
note_others (const GPtrArray *names,
             const DsNpyPart *training,
             const DsNpyPart *validation,
             DsImport *import)
{
  g_autoptr (GString) others = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    if (!is_used (names->pdata[i], training) && !is_used (names->pdata[i], validation))
      g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "",
                              (char *) names->pdata[i]);
  if (others->len > 0)
    ds_import_note (import, _ ("These arrays are not used: %s."), others->str);
}

static gboolean
open_parts (const DsSniff *seen,
            GBytes *file,
            const DsRequest *request,
            DsImport *import,
            GError **error)
{
  g_autoptr (GPtrArray) names = list_arrays (file, request->progress, error);
  g_auto (DsNpyPart) training = { NULL };
  g_auto (DsNpyPart) validation = { NULL };
  gboolean validates;

  if (names == NULL)
    return FALSE;
  if (!find_part (names, training_names, G_N_ELEMENTS (training_names), &training))
    {
      if (names->len != 1)
        return set_names_error (names, error);
      training.name = names->pdata[0];
    }
  validates = find_part (names, validation_names, G_N_ELEMENTS (validation_names), &validation);
  if (!read_part (file, &training, request, error)
      || (validates && !read_part (file, &validation, request, error)))
    return FALSE;
  note_others (names, &training, &validation, import);
  return ds_npy_open_parts (seen->path, &training, validates ? &validation : NULL, request, import,
                            error);
}

static gboolean
open_arrays (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  g_autofree char *name = g_filename_display_basename (seen->path);
  g_autoptr (GBytes) file = ds_mapped_file_new (seen->path, error);

  if (file != NULL && open_parts (seen, file, request, import, error)
      && ds_mapped_file_check (file, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

static const char *const patterns[] = { "*.npz", NULL };
static const char *const options[] = DS_NPY_OPTIONS;

const DsFormatClass ds_format_npz = {
  .name = "npz",
  .title = N_ ("NumPy arrays"),
  .summary = N_ ("NumPy's .npz with x_train, y_train, x_test and y_test, as Keras keeps its data "
                 "sets, or with one array."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .open = open_arrays,
};
