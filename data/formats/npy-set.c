/* SPDX-License-Identifier: MIT */
/*
 * Labels that number the classes from 0 are taken as they are, so that a set
 * has the same ones in every format; of others each different value or text is a class,
 * the same in both parts.
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

/* Whether there is one label for each sample, a text or a whole number. */
static gboolean
are_labels (const DsArray *labels)
{
  const gsize width = MAX (labels->text, 1);

  if (labels->rank == 0 || labels->n_values != labels->dims[0] * width)
    return FALSE;
  for (gsize i = 0; i < labels->n_values && labels->text == 0; i++)
    {
      double value = ds_array_get_value (labels, i);

      if (value != floor (value) || fabs (value) > 1e15)
        return FALSE;
    }
  return TRUE;
}

static gboolean
are_class_numbers (const DsArray *labels)
{
  for (gsize i = 0; i < labels->n_values && labels->text == 0; i++)
    {
      double value = ds_array_get_value (labels, i);

      if (value < 0 || value >= DS_MAX_CLASSES)
        return FALSE;
    }
  return labels->text == 0;
}

static void
add_label (DsLabels *classes, const DsArray *labels, gsize i)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (labels->text == 0)
    g_string_append (text, g_ascii_formatd (number, sizeof number, "%.0f",
                                            ds_array_get_value (labels, i)));
  for (gsize j = 0; j < labels->text; j++)
    {
      const gunichar c = (gunichar) ds_array_get_value (labels, i * labels->text + j);

      if (c == 0)
        break;
      if (labels->type == DS_VALUE_U1)
        g_string_append_c (text, (char) c);
      else
        g_string_append_unichar (text, g_unichar_validate (c) ? c : 0xfffd);
    }
  ds_labels_add (classes, text->str);
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

/* *usable says whether the part has labels, which is noted where it has none; FALSE where
 * they contradict the samples. */
static gboolean
check_labels (const DsNpyPart *part, DsImport *import, gboolean *usable, GError **error)
{
  const DsArray *array = &part->labels;

  *usable = FALSE;
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
  *usable = are_labels (array);
  if (!*usable)
    ds_import_note (import,
                    _ ("%s does not hold one whole number or text for each sample, and is not "
                       "used: the samples have no classes."),
                    part->labels_name);
  return TRUE;
}

/* The labels of both parts, numbered together; NULL where a part has none. */
static gboolean
read_labels (const DsNpyPart *const parts[2],
             DsImport *import,
             gint *labels[2],
             char ***names,
             GError **error)
{
  g_autoptr (DsLabels) classes = ds_labels_new ();
  g_autofree gint *numbers = NULL;
  gboolean usable[2] = { FALSE, FALSE }, are_numbers = TRUE;
  gsize at = 0;

  for (guint i = 0; i < 2 && parts[i] != NULL; i++)
    {
      if (!check_labels (parts[i], import, &usable[i], error))
        return FALSE;
      are_numbers = are_numbers && (!usable[i] || are_class_numbers (&parts[i]->labels));
    }
  for (guint i = 0; i < 2 && !are_numbers; i++)
    for (gsize j = 0; usable[i] && j < parts[i]->labels.dims[0]; j++)
      add_label (classes, &parts[i]->labels, j);
  if (ds_labels_get_n_classes (classes) >= DS_MAX_CLASSES)
    {
      ds_import_note (import,
                      _ ("There are more than %d different labels, and they are not used: the "
                         "samples have no classes."),
                      DS_MAX_CLASSES - 1);
      return TRUE;
    }
  if (!are_numbers)
    numbers = ds_labels_finish (classes, names);
  for (guint i = 0; i < 2; i++)
    {
      labels[i] = usable[i] ? g_new (gint, parts[i]->labels.dims[0]) : NULL;
      for (gsize j = 0; usable[i] && j < parts[i]->labels.dims[0]; j++)
        labels[i][j] = are_numbers ? (gint) ds_array_get_value (&parts[i]->labels, j)
                                   : numbers[at++];
    }
  return TRUE;
}

static DsDataset *
make_set (const char *path,
          const DsNpyPart *part,
          const DsScaling *scaling,
          const gint *labels,
          char **names,
          DsImport *import,
          GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  DsDatasetContents made = { .name = name, .origin = path };

  if (!get_shape (part, import->options, &made.shape, error))
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
  const DsNpyPart *const parts[2] = { training, validation };
  g_autofree gint *training_labels = NULL;
  g_autofree gint *validation_labels = NULL;
  gint *labels[2] = { NULL, NULL };
  g_auto (GStrv) names = NULL;
  gboolean read;
  DsScaling scaling;

  for (guint i = 0; i < 2 && parts[i] != NULL; i++)
    if (parts[i]->samples.text > 0)
      return ds_refuse (error, DS_ERROR_UNSUPPORTED,
                        _ ("%s holds text; samples are whole numbers or floating point. Open the "
                           "array of samples that belongs to it."),
                        parts[i]->name);
  if (request->scaling != NULL)
    scaling = *request->scaling;
  else if (!ds_array_find_scaling (&training->samples, &scaling, error))
    return FALSE;
  read = read_labels (parts, import, labels, &names, error);
  training_labels = labels[0];
  validation_labels = labels[1];
  if (!read)
    return FALSE;
  import->training = make_set (path, training, &scaling, training_labels, names, import, error);
  if (import->training == NULL)
    return FALSE;
  note_channels (training, ds_dataset_get_shape (import->training), import);
  if (validation == NULL)
    return TRUE;
  import->validation = make_set (path, validation, &scaling, validation_labels, names, import,
                                 error);
  return import->validation != NULL;
}
