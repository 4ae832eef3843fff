/* SPDX-License-Identifier: MIT */
/*
 * From a location to the pair of training and validation set: asks the formats
 * (or the built-in set), holds the last tenth back where nothing else
 * validates, checks that both parts fit, and keeps the report.
 */
#include "data/source.h"

#include <string.h>

#include "data/error.h"
#include "data/format.h"
#include "data/builtin/strokes.h"
#include "data/words.h"

/* One sample in so many is held back. */
#define HELD_BACK 10

struct _DsSource
{
  gint references;
  char *location;
  const char *format;
  DsDataset *training;
  DsDataset *validation;
  DsDataset *whole; /* where the last of it is held back */
  GPtrArray *notes;
  char *first_skipped;
  char *scaling;
  DsReport report;
};

DsSource *
ds_source_ref (DsSource *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
ds_source_unref (DsSource *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;

  ds_dataset_unref (self->training);
  ds_dataset_unref (self->validation);
  g_clear_pointer (&self->whole, ds_dataset_unref);
  g_ptr_array_unref (self->notes);
  g_free (self->first_skipped);
  g_free (self->scaling);
  g_free (self->location);
  g_free (self);
}

G_GNUC_PRINTF (2, 3)
static void
add_note (DsImport *import, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (import->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* Both parts of the built-in set are windows on one sequence of samples. */
static const char *
open_built_in (const DsScaling *scaling, DsImport *import)
{
  const DsScaling *own;
  g_autoptr (DsDataset) whole = ds_strokes_new (DS_STROKES_SEED);

  *import = (DsImport){ .notes = g_ptr_array_new_with_free_func (g_free) };
  import->training = ds_dataset_new_slice (whole, 0, DS_STROKES_TRAINING);
  import->validation = ds_dataset_new_slice (whole, DS_STROKES_TRAINING,
                                             DS_STROKES_VALIDATION);

  own = ds_dataset_get_scaling (whole);
  if (scaling && (scaling->offset != own->offset ||
                  scaling->factor != own->factor))
    add_note (import, _("The built-in set comes in 0 … 1: the scaling of other "
                        "data is not applied to it."));
  return DS_BUILT_IN;
}

/* Returns the name of the format. */
static const char *
open_location (const char *location,
               const DsScaling *scaling,
               DsImport *import,
               GError **error)
{
  const DsFormatClass *format;

  if (strcmp (location, DS_BUILT_IN) == 0)
    return open_built_in (scaling, import);

  format = ds_format_open (location, scaling, import, error);
  return format ? format->name : NULL;
}

/* Returns the samples of both parts: (transfer full). */
static DsDataset *
hold_back (DsImport *import)
{
  DsDataset *whole = g_steal_pointer (&import->training);
  gsize count = ds_dataset_get_count (whole);
  gsize n = MAX (count / HELD_BACK, 1);

  if (count == 1)
    {
      import->training = ds_dataset_ref (whole);
      import->validation = ds_dataset_ref (whole);
      add_note (import, _("There is one sample: it trains and validates."));
      return whole;
    }

  import->training = ds_dataset_new_slice (whole, 0, count - n);
  import->validation = ds_dataset_new_slice (whole, count - n, n);
  add_note (import, _("No validation set found: the last tenth (%zu of %zu "
                      "samples) is held back."), n, count);
  return whole;
}

static gboolean
check_shapes (DsImport *import, GError **error)
{
  const DsShape *training = ds_dataset_get_shape (import->training);
  const DsShape *validation = ds_dataset_get_shape (import->validation);
  g_autofree char *wanted = ds_shape_to_string (training);
  g_autofree char *found = ds_shape_to_string (validation);

  if (ds_shape_is_equal (training, validation))
    return TRUE;

  g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
               _("The validation samples are %s, the training samples %s. Choose "
                 "a validation set of the same shape, or leave it out: then the "
                 "last tenth is held back."), found, wanted);
  return FALSE;
}

/* A scaling from elsewhere may leave [0,1]: no error, but worth a note. The
 * built-in set cannot, and would have to be drawn to see it. */
static void
note_range (DsImport *import, DsDataset *dataset, const char *what)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE];
  char high[G_ASCII_DTOSTR_BUF_SIZE];
  float minimum, maximum;

  if (strcmp (ds_dataset_get_origin (dataset), DS_BUILT_IN) == 0)
    return;
  ds_dataset_find_range (dataset, &minimum, &maximum);
  if (minimum >= 0 && maximum <= 1)
    return;
  g_ascii_formatd (low, sizeof low, "%.4g", minimum);
  g_ascii_formatd (high, sizeof high, "%.4g", maximum);
  add_note (import, _("With this scaling the %s values run from %s to %s, "
                      "beyond 0 … 1."), what, low, high);
}

static DsSource *
new_source (const char *location, const char *format, DsImport *import)
{
  DsSource *self = g_new0 (DsSource, 1);

  g_atomic_int_set (&self->references, 1);
  self->location = g_strdup (location);
  self->format = format;
  self->training = g_steal_pointer (&import->training);
  self->validation = g_steal_pointer (&import->validation);
  self->notes = g_steal_pointer (&import->notes);
  g_ptr_array_add (self->notes, NULL);
  self->first_skipped = g_steal_pointer (&import->first_skipped);
  self->scaling =
    ds_scaling_to_string (ds_dataset_get_scaling (self->training));
  self->report = (DsReport){
    .n_read = ds_dataset_get_count (self->training) +
              ds_dataset_get_count (self->validation),
    .n_skipped = import->n_skipped,
    .first_skipped = self->first_skipped,
    .notes = (const char *const *) self->notes->pdata,
    .scaling = self->scaling,
  };
  return self;
}

DsSource *
ds_source_open (const char *location,
                const DsScaling *scaling,
                GError **error)
{
  g_auto (DsImport) import = { 0 };
  const char *format = open_location (location, scaling, &import, error);
  DsDataset *whole = NULL;
  DsSource *self;

  if (format == NULL)
    return NULL;

  if (scaling != NULL)
    note_range (&import, import.training, _("training"));
  if (import.validation == NULL)
    whole = hold_back (&import);
  else if (check_shapes (&import, error))
    note_range (&import, import.validation, _("validation"));
  else
    return NULL;
  self = new_source (location, format, &import);
  self->whole = whole;
  return self;
}

/* The part of @location that validates, into import->validation. */
static gboolean
open_validation (const char *location, DsImport *import, GError **error)
{
  g_auto (DsImport) other = { 0 };
  const DsScaling *scaling = ds_dataset_get_scaling (import->training);
  gboolean is_folder = g_file_test (location, G_FILE_TEST_IS_DIR);

  if (open_location (location, scaling, &other, error) == NULL)
    return FALSE;

  g_clear_pointer (&import->validation, ds_dataset_unref);
  if (other.validation != NULL &&
      (is_folder || strcmp (location, DS_BUILT_IN) == 0))
    import->validation = g_steal_pointer (&other.validation);
  else
    import->validation = g_steal_pointer (&other.training);

  g_ptr_array_extend_and_steal (import->notes, g_steal_pointer (&other.notes));
  import->n_skipped += other.n_skipped;
  if (import->first_skipped == NULL)
    import->first_skipped = g_steal_pointer (&other.first_skipped);
  return TRUE;
}

DsSource *
ds_source_open_with_validation (const char *location,
                                const char *validation,
                                const DsScaling *scaling,
                                GError **error)
{
  g_auto (DsImport) import = { 0 };
  const char *format = open_location (location, scaling, &import, error);

  if (format == NULL)
    return NULL;
  if (!open_validation (validation, &import, error) ||
      !check_shapes (&import, error))
    {
      g_prefix_error (error, _("Validation: "));
      return NULL;
    }

  if (scaling != NULL)
    note_range (&import, import.training, _("training"));
  note_range (&import, import.validation, _("validation"));
  return new_source (location, format, &import);
}

DsSource *
ds_source_new_fitted (DsSource *self, const DsFit *fit, GError **error)
{
  g_auto (DsImport) import = {
    .notes = g_ptr_array_new_with_free_func (g_free),
    .n_skipped = self->report.n_skipped,
    .first_skipped = g_strdup (self->first_skipped),
  };
  DsDataset *whole = NULL;
  DsSource *fitted;

  import.training = ds_dataset_new_fitted (self->training, fit, error);
  if (import.training == NULL)
    return NULL;
  import.validation = ds_dataset_new_fitted (self->validation, fit, error);
  if (import.validation == NULL)
    return NULL;
  if (self->whole != NULL && (whole = ds_dataset_new_fitted (self->whole, fit, error)) == NULL)
    return NULL;
  for (guint i = 0; self->report.notes[i] != NULL; i++)
    add_note (&import, "%s", self->report.notes[i]);
  add_note (&import,
            fit->mode == DS_FIT_PAD ? _("The images are padded to %u×%u.")
                                    : _("The images are resized to %u×%u."),
            fit->height, fit->width);
  fitted = new_source (self->location, self->format, &import);
  fitted->whole = whole;
  return fitted;
}

const char *
ds_source_get_location (DsSource *self)
{
  return self->location;
}

const char *
ds_source_get_format (DsSource *self)
{
  return self->format;
}

DsDataset *
ds_source_get_training (DsSource *self)
{
  return self->training;
}

DsDataset *
ds_source_get_validation (DsSource *self)
{
  return self->validation;
}

DsDataset *
ds_source_get_whole (DsSource *self)
{
  return self->whole;
}

const DsReport *
ds_source_get_report (DsSource *self)
{
  return &self->report;
}

char *
ds_source_describe (DsSource *self)
{
  g_autofree char *shape =
    ds_shape_to_string (ds_dataset_get_shape (self->training));
  guint n_classes = ds_dataset_get_n_classes (self->training);
  g_autofree char *classes =
    n_classes > 0 ? g_strdup_printf (ngettext ("%u class", "%u classes", n_classes), n_classes)
                  : g_strdup (_("no labels"));

  return g_strdup_printf (_("%zu samples of %s to train on, %zu to validate, %s; values are %s"),
                          ds_dataset_get_count (self->training), shape,
                          ds_dataset_get_count (self->validation), classes,
                          self->scaling);
}
