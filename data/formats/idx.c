/* SPDX-License-Identifier: MIT */
/*
 * IDX, the format of MNIST, as data sets: which files make a set is in
 * idx-files.h, how one file is read in idx-contents.h.
 *
 *   rank 2: n lists of D values      rank 3: n images H×W, read as H×W×1
 *   rank 4: n images H×W×C           rank 1: labels, only beside one of these
 *
 * The training part decides about the scaling of both.
 */
#include "data/error.h"
#include "data/format.h"
#include "data/formats/idx-contents.h"
#include "data/formats/idx-files.h"
#include "data/mapped-file.h"
#include "data/words.h"

static gboolean
sniff (const DsSniff *seen)
{
  if (seen->names != NULL)
    return ds_idx_files_is_set (seen->names);

  return seen->n_head >= 4 && ds_idx_is_magic (seen->head);
}

static gboolean
get_shape (const DsArray *contents, DsShape *shape, GError **error)
{
  const guint32 *dims = contents->dims;

  switch (contents->rank)
    {
    case 1:
      g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED,
                   _ ("The IDX file has one axis: %u labels, and no samples. "
                      "Open the images file that belongs to it."),
                   dims[0]);
      return FALSE;
    case 2:
      *shape = (DsShape) { 1, { dims[1] } };
      return TRUE;
    case 3:
      *shape = (DsShape) { 3, { dims[1], dims[2], 1 } };
      return TRUE;
    default:
      *shape = (DsShape) { 3, { dims[1], dims[2], dims[3] } };
      return TRUE;
    }
}

/* [n] labels for that many samples, or NULL with an error. */
static gint *
read_labels (const char *path, gsize n, const DsRequest *request, GError **error)
{
  g_auto (DsArray) contents = { 0 };
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree gint *labels = NULL;

  if (!ds_idx_contents_read (&contents, path, request, error))
    return NULL;
  if (contents.rank != 1 || ds_array_is_float (&contents))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED,
                   _ ("%s: Labels are one whole number for each sample, and this "
                      "file holds others. Move it away to open the samples "
                      "without labels."),
                   name);
      return NULL;
    }
  if (contents.n_values != n)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
                   _ ("%s: It holds %zu labels for %zu samples. Get the file that belongs to "
                      "them, or move this one away to open them without labels."),
                   name, contents.n_values, n);
      return NULL;
    }
  labels = g_new (gint, n);
  for (gsize i = 0; i < n; i++)
    labels[i] = (gint) ds_array_get_value (&contents, i);
  return ds_mapped_file_check (contents.values, error) ? g_steal_pointer (&labels) : NULL;
}

/* The first labels of well-known sets, which all come in files of the same
 * names. */
static const struct
{
  const char *name;
  guint8 labels[10];
} known_sets[] = {
  { "MNIST", { 5, 0, 4, 1, 9, 2, 1, 3, 1, 4 } },
  { "MNIST", { 7, 2, 1, 0, 4, 1, 4, 9, 5, 9 } },
  { "Fashion-MNIST", { 9, 0, 0, 3, 0, 2, 7, 2, 5, 5 } },
  { "Fashion-MNIST", { 9, 2, 1, 1, 6, 1, 4, 6, 5, 7 } },
};

static gboolean
begins_with (const gint *labels, const guint8 *first)
{
  for (guint i = 0; i < 10; i++)
    if (labels[i] != first[i])
      return FALSE;
  return TRUE;
}

/* What a set is called in the field, else what its file is called. */
static const char *
name_set (const gint *labels, gsize n, const char *file)
{
  for (guint i = 0; labels != NULL && n >= 10000 && i < G_N_ELEMENTS (known_sets); i++)
    if (begins_with (labels, known_sets[i].labels))
      return known_sets[i].name;
  return file;
}

/* One images file as a set; *scaling is found where it is not given. */
static DsDataset *
open_images (const char *path,
             const char *labels_path,
             const char *name,
             const DsRequest *request,
             DsImport *import,
             gboolean scaling_given,
             DsScaling *scaling,
             GError **error)
{
  g_auto (DsArray) array = { 0 };
  g_autofree gint *labels = NULL;
  g_autofree char *shown = g_filename_display_basename (path);
  DsDatasetContents made = { .origin = path };

  if (!ds_idx_contents_read (&array, path, request, error))
    return NULL;
  if (!get_shape (&array, &made.shape, error)
      || !ds_import_options_reshape (import->options, &made.shape, error)
      || (!scaling_given && !ds_array_find_scaling (&array, scaling, error)))
    {
      g_prefix_error (error, "%s: ", shown);
      return NULL;
    }

  if (labels_path != NULL)
    {
      labels = read_labels (labels_path, array.dims[0], request, error);
      if (labels == NULL)
        return NULL;
    }
  import->partial |= array.partial;
  made.name = name_set (labels, array.dims[0], name);
  made.labels = labels;
  return ds_array_make_dataset (&array, &made, scaling, error);
}

static void
note_labels (DsImport *import, const char *labels, const char *images, const char *what)
{
  g_autofree char *name = g_filename_display_basename (images);

  if (labels == NULL)
    ds_import_note (import, _ ("No labels found beside %s: the %s samples have no classes."), name,
                    what);
}

static void
note_passed_over (DsImport *import, const DsIdxFiles *files)
{
  g_autofree char *images = g_filename_display_basename (files->images);
  g_autofree char *other = g_filename_display_name (files->passed_over);

  ds_import_note (import, _ ("%s is of another type than %s and does not validate it."), other,
                  images);
}

static gboolean
find_files (const DsSniff *seen, DsIdxFiles *files, GError **error)
{
  if (seen->names != NULL)
    return ds_idx_files_find_in (seen->path, seen->names, files, error);

  ds_idx_files_find_beside (seen->path, files);
  return TRUE;
}

static gboolean
open_set (const DsSniff *seen, const DsRequest *request, DsImport *import, GError **error)
{
  g_auto (DsIdxFiles) files = { 0 };
  g_autofree char *full = g_canonicalize_filename (seen->path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  DsScaling scaling = request->scaling ? *request->scaling : DS_SCALING_IDENTITY;

  if (!find_files (seen, &files, error))
    return FALSE;

  import->training = open_images (files.images, files.labels, name, request, import,
                                  request->scaling != NULL, &scaling, error);
  if (import->training == NULL)
    return FALSE;
  note_labels (import, files.labels, files.images, _ ("training"));
  if (files.validation_images == NULL)
    {
      if (files.passed_over != NULL)
        note_passed_over (import, &files);
      return TRUE;
    }

  import->validation = open_images (files.validation_images, files.validation_labels, name, request,
                                    import, TRUE, &scaling, error);
  if (import->validation == NULL)
    return FALSE;
  note_labels (import, files.validation_labels, files.validation_images, _ ("validation"));
  return TRUE;
}

/* Only colours leave something to choose: a size is in the inspector, too. */
static gboolean
has_choices (const DsSniff *seen)
{
  g_auto (DsIdxFiles) files = { 0 };
  DsShape shape = { 0 };
  gsize n;

  if (seen->names == NULL)
    return seen->n_head >= 4 && seen->head[3] == DS_ARRAY_MAX_RANK;
  return ds_idx_files_find_in (seen->path, seen->names, &files, NULL)
         && ds_idx_contents_peek (files.images, &n, &shape) && shape.rank == 3;
}

static const char *const patterns[] = { "*-ubyte", "*.idx", "*-ubyte.gz", "*.idx.gz", NULL };

static const char *const options[] = { "size", "fit", "grey", NULL };

const DsFormatClass ds_format_idx = {
  .name = "idx",
  .title = N_ ("IDX (as MNIST)"),
  .summary = N_ ("IDX files as MNIST's (type ubyte, byte, short, int, float or double; "
                 "also .gz), or a folder with train-images-idx3-ubyte and its companions."),
  .patterns = patterns,
  .options = options,
  .sniff = sniff,
  .has_choices = has_choices,
  .open = open_set,
};
