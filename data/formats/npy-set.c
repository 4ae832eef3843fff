/* SPDX-License-Identifier: MIT */
/*
 * Labels that number the classes from 0 are taken as they are, so that a set
 * has the same ones in every format; of others each different value is a class.
 */
#include "data/formats/npy-set.h"

#include <math.h>

#include "data/error.h"
#include "data/labels.h"
#include "data/words.h"

void
ds_npy_part_clear (DsNpyPart *self)
{
  ds_array_clear (&self->samples);
  ds_array_clear (&self->labels);
}

static gboolean
get_shape (const DsNpyPart *part, const DsImportOptions *options, DsShape *shape, GError **error)
{
  const guint32 *dims = part->samples.dims;
  gboolean series = ds_import_options_get_bool (options, "series", FALSE);

  switch (part->samples.rank)
    {
    case 1:
      g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED,
                   _ ("%s has one axis: %u numbers, and no samples. Open the array of samples that "
                      "belongs to it, or reshape it."),
                   part->name, dims[0]);
      return FALSE;
    case 2:
      *shape = series ? (DsShape) { 2, { dims[1], 1 } } : (DsShape) { 1, { dims[1] } };
      return ds_import_options_reshape (options, shape, error);
    case 3:
      *shape = series ? (DsShape) { 2, { dims[1], dims[2] } }
                      : (DsShape) { 3, { dims[1], dims[2], 1 } };
      return TRUE;
    default:
      *shape = (DsShape) { 3, { dims[1], dims[2], dims[3] } };
      return TRUE;
    }
}

/* Whether each label is a whole number, and whether they number classes from 0. */
static gboolean
are_whole (const DsArray *labels, gboolean *are_numbers)
{
  *are_numbers = TRUE;
  for (gsize i = 0; i < labels->n_values; i++)
    {
      double value = ds_array_get_value (labels, i);

      if (value != floor (value) || fabs (value) > 1e15)
        return FALSE;
      *are_numbers = *are_numbers && value >= 0 && value < DS_MAX_CLASSES;
    }
  return TRUE;
}

static gint *
number_labels (const DsArray *array, char ***names)
{
  g_autoptr (DsLabels) labels = ds_labels_new ();

  for (gsize i = 0; i < array->n_values; i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      ds_labels_add (labels,
                     g_ascii_formatd (text, sizeof text, "%.0f", ds_array_get_value (array, i)));
    }
  return ds_labels_get_n_classes (labels) < DS_MAX_CLASSES ? ds_labels_finish (labels, names)
                                                           : NULL;
}

gboolean
ds_npy_pass_over_labels (GError *cause, GError **error)
{
  if (!g_error_matches (cause, DS_ERROR, DS_ERROR_UNSUPPORTED))
    {
      g_propagate_error (error, cause);
      return FALSE;
    }
  g_error_free (cause);
  return TRUE;
}

/* *labels are NULL where the array holds none; FALSE where it contradicts the samples. */
static gboolean
read_labels (const DsNpyPart *part, DsImport *import, gint **labels, char ***names, GError **error)
{
  const DsArray *array = &part->labels;
  gboolean are_numbers;

  if (part->labels_name == NULL)
    {
      ds_import_note (import, _ ("No labels found beside %s: its samples have no classes."),
                      part->name);
      return TRUE;
    }
  if (array->rank > 0 && array->dims[0] != part->samples.dims[0])
    return ds_refuse (error, DS_ERROR_MISMATCH,
                      _ ("%s holds %u labels, and %s %u samples. Write as many of one as of the "
                         "other."),
                      part->labels_name, array->dims[0], part->name, part->samples.dims[0]);
  if (array->rank == 0 || array->n_values != array->dims[0] || !are_whole (array, &are_numbers)
      || (!are_numbers && (*labels = number_labels (array, names)) == NULL))
    {
      ds_import_note (import,
                      _ ("%s does not hold one whole number for each sample, and is not "
                         "used: the samples have no classes."),
                      part->labels_name);
      return TRUE;
    }
  if (*labels != NULL)
    return TRUE;
  *labels = g_new (gint, array->n_values);
  for (gsize i = 0; i < array->n_values; i++)
    (*labels)[i] = (gint) ds_array_get_value (array, i);
  return TRUE;
}

static DsDataset *
make_set (const char *path,
          const DsNpyPart *part,
          const DsScaling *scaling,
          DsImport *import,
          GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  g_autofree gint *labels = NULL;
  g_auto (GStrv) names = NULL;
  DsDatasetContents made = { .name = name, .origin = path };

  if (!get_shape (part, import->options, &made.shape, error)
      || !read_labels (part, import, &labels, &names, error))
    return NULL;
  import->partial |= part->samples.partial;
  made.labels = labels;
  made.class_names = (const char *const *) names;
  return ds_array_make_dataset (&part->samples, &made, scaling, error);
}

/* Images with many channels and 1, 3 or 4 rows are those of PyTorch, whose channels come first. */
static void
note_channels (const DsNpyPart *part, const DsShape *shape, DsImport *import)
{
  const guint *dims = shape->dims;

  if (shape->rank == 3 && (dims[0] == 1 || dims[0] == 3 || dims[0] == 4) && dims[2] > 4)
    ds_import_note (import,
                    _ ("The images of %s are %u pixels high and have %u channels. If their "
                       "channels come first, save numpy.moveaxis (x, 1, -1) instead."),
                    part->name, dims[0], dims[2]);
}

gboolean
ds_npy_open_parts (const char *path,
                   const DsNpyPart *training,
                   const DsNpyPart *validation,
                   const DsRequest *request,
                   DsImport *import,
                   GError **error)
{
  DsScaling scaling;

  if (request->scaling != NULL)
    scaling = *request->scaling;
  else if (!ds_array_find_scaling (&training->samples, &scaling, error))
    return FALSE;
  import->training = make_set (path, training, &scaling, import, error);
  if (import->training == NULL)
    return FALSE;
  note_channels (training, ds_dataset_get_shape (import->training), import);
  if (validation == NULL)
    return TRUE;
  import->validation = make_set (path, validation, &scaling, import, error);
  return import->validation != NULL;
}
