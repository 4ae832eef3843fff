/* SPDX-License-Identifier: MIT */
/*
 * From a location to the pair of training and validation set: asks the formats
 * (or the built-in set), holds the last tenth back where nothing else
 * validates, checks that both parts fit, and keeps the report.
 */
#include "data/source.h"

#include <string.h>

#include "data/digest.h"
#include "data/duplicates.h"
#include "data/error.h"
#include "data/format.h"
#include "data/builtin/strokes.h"
#include "data/words.h"

/* What is found by reading every value is not looked for in larger sets: this
 * many values take about a third of a second. */
#define MANY_VALUES ((gsize) 1 << 28)

/* Values of which the range is found between two looks at who listens. */
#define PIECE ((gsize) 1 << 22)

/* One sample in this many is held back. */
#define HELD_BACK 10

struct _DsSource
{
  gint references;
  char *location;
  const char *format;
  DsDataset *training;
  DsDataset *validation;
  DsDataset *whole; /* where the last of it is held back */
  DsImportOptions *options;
  GArray *skipped;
  GArray *sizes;
  GPtrArray *notes;
  char *first_skipped;
  char *options_text;
  char *scaling;
  gboolean partial;
  char *digest; /* found when it is asked for */
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
  g_clear_pointer (&self->options, ds_import_options_unref);
  g_array_unref (self->skipped);
  g_array_unref (self->sizes);
  g_ptr_array_unref (self->notes);
  g_free (self->first_skipped);
  g_free (self->options_text);
  g_free (self->scaling);
  g_free (self->digest);
  g_free (self->location);
  g_free (self);
}

/* Both parts of the built-in set are windows on one sequence of samples. */
static const char *
open_built_in (const DsRequest *request, DsImport *import, GError **error)
{
  const DsScaling *own, *scaling = request->scaling;
  g_autoptr (DsDataset) whole = NULL;

  if (!ds_import_options_check (request->options, NULL, _ ("the built-in set"), error))
    return NULL;
  whole = ds_strokes_new (DS_STROKES_SEED);
  ds_import_init (import);
  import->training = ds_dataset_new_slice (whole, 0, DS_STROKES_TRAINING);
  import->validation = ds_dataset_new_slice (whole, DS_STROKES_TRAINING, DS_STROKES_VALIDATION);

  own = ds_dataset_get_scaling (whole);
  if (scaling && (scaling->offset != own->offset || scaling->factor != own->factor))
    ds_import_note (import, _ ("The built-in set comes in 0 … 1: the scaling of other "
                               "data is not applied to it."));
  return DS_BUILT_IN;
}

/* Returns the name of the format. */
static const char *
open_location (const char *location, const DsRequest *request, DsImport *import, GError **error)
{
  const DsFormatClass *format;

  if (strcmp (location, DS_BUILT_IN) == 0)
    return open_built_in (request, import, error);

  format = ds_format_open (location, request, import, error);
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
      ds_import_note (import, _ ("There is one sample: it trains and validates."));
      return whole;
    }

  import->training = ds_dataset_new_slice (whole, 0, count - n);
  import->validation = ds_dataset_new_slice (whole, count - n, n);
  ds_import_note (import,
                  _ ("No validation set found: the last tenth (%zu of %zu "
                     "samples) is held back."),
                  n, count);
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

  return ds_refuse (error, DS_ERROR_MISMATCH,
                    _ ("The validation samples are %s, the training samples %s. Choose a "
                       "validation set of the same shape, or leave it out: then the last tenth "
                       "is held back."),
                    found, wanted);
}

static gboolean
is_built_in (DsDataset *dataset)
{
  return strcmp (ds_dataset_get_origin (dataset), DS_BUILT_IN) == 0;
}

/* Counts what both parts have twice, and notes it. No two samples of the built-in
 * set are the same, and one that trains and validates is known to. */
static gboolean
find_duplicates (DsImport *import, const DsProgress *progress, DsDuplicates *found, GError **error)
{
  *found = (DsDuplicates) { 0 };
  if (is_built_in (import->training) || is_built_in (import->validation)
      || ds_dataset_get_count (import->training) == 1)
    return TRUE;
  if (!ds_duplicates_count (found, import->training, import->validation, progress, error))
    return FALSE;
  if (found->n_duplicates > 0)
    ds_import_note (import,
                    ngettext ("%zu training sample is the same as an earlier one.",
                              "%zu training samples are the same as an earlier one.",
                              found->n_duplicates),
                    found->n_duplicates);
  if (found->n_leaks > 0)
    ds_import_note (import,
                    ngettext ("%zu validation sample is the same as one that trains, which "
                              "flatters the validation loss.",
                              "%zu validation samples are the same as ones that train, which "
                              "flatters the validation loss.",
                              found->n_leaks),
                    found->n_leaks);
  return TRUE;
}

/* In pieces, as reading all takes a while. */
static gboolean
find_range (DsDataset *dataset,
            float *minimum,
            float *maximum,
            const DsProgress *progress,
            GError **error)
{
  const gsize count = ds_dataset_get_count (dataset);
  const gsize step = MAX (PIECE / ds_dataset_get_sample_size (dataset), 1);

  *minimum = G_MAXFLOAT;
  *maximum = -G_MAXFLOAT;
  for (gsize i = 0; i < count; i += step)
    {
      g_autoptr (DsDataset) piece = ds_dataset_new_slice (dataset, i, MIN (step, count - i));
      float low, high;

      if (!ds_progress_update (progress, _ ("Looking at the range"), i, count, error))
        return FALSE;
      ds_dataset_find_range (piece, &low, &high);
      *minimum = MIN (*minimum, low);
      *maximum = MAX (*maximum, high);
    }
  return TRUE;
}

static gboolean
is_large (DsDataset *dataset)
{
  return ds_dataset_get_count (dataset) > MANY_VALUES / ds_dataset_get_sample_size (dataset);
}

/* A scaling from elsewhere may leave [0,1]: no error, but worth a note. The
 * built-in set cannot, and would have to be drawn to see it. */
static gboolean
note_range (DsImport *import,
            DsDataset *dataset,
            const char *what,
            const DsProgress *progress,
            GError **error)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE];
  char high[G_ASCII_DTOSTR_BUF_SIZE];
  float minimum, maximum;

  if (is_built_in (dataset) || is_large (dataset))
    return TRUE;
  if (!find_range (dataset, &minimum, &maximum, progress, error))
    return FALSE;
  if (minimum >= 0 && maximum <= 1)
    return TRUE;
  g_ascii_formatd (low, sizeof low, "%.4g", minimum);
  g_ascii_formatd (high, sizeof high, "%.4g", maximum);
  ds_import_note (import,
                  _ ("With this scaling the %s values run from %s to %s, "
                     "beyond 0 … 1."),
                  what, low, high);
  return TRUE;
}

/* The first that was left out, in one line: (transfer full) (nullable). */
static char *
describe_first (const GArray *skipped)
{
  const DsSkipped *first = (const DsSkipped *) skipped->data;

  return skipped->len > 0 ? g_strdup_printf ("%s: %s", first->name, first->reason) : NULL;
}

static void
make_report (DsSource *self, const DsDuplicates *duplicates)
{
  gsize n_read = ds_dataset_get_count (self->training)
                 + (self->validation != self->training ? ds_dataset_get_count (self->validation)
                                                       : 0);

  self->first_skipped = describe_first (self->skipped);
  self->options_text = ds_import_options_to_text (self->options);
  self->scaling = ds_scaling_to_string (ds_dataset_get_scaling (self->training));
  self->report = (DsReport) {
    .n_found = n_read + self->skipped->len,
    .n_read = n_read,
    .n_skipped = self->skipped->len,
    .first_skipped = self->first_skipped,
    .skipped = (const DsSkipped *) self->skipped->data,
    .n_sizes = self->sizes->len,
    .sizes = (const DsFoundSize *) self->sizes->data,
    .n_duplicates = duplicates->n_duplicates,
    .n_leaks = duplicates->n_leaks,
    .options = self->options_text,
    .notes = (const char *const *) self->notes->pdata,
    .scaling = self->scaling,
    .partial = self->partial,
  };
}

static DsSource *
new_source (const char *location,
            const char *format,
            DsImport *import,
            const DsDuplicates *duplicates)
{
  DsSource *self = g_new0 (DsSource, 1);

  g_atomic_int_set (&self->references, 1);
  self->location = g_strdup (location);
  self->format = format;
  self->training = g_steal_pointer (&import->training);
  self->validation = g_steal_pointer (&import->validation);
  self->options = g_steal_pointer (&import->options);
  self->skipped = g_steal_pointer (&import->skipped);
  self->sizes = g_steal_pointer (&import->sizes);
  self->notes = g_steal_pointer (&import->notes);
  self->partial = import->partial;
  g_ptr_array_add (self->notes, NULL);
  make_report (self, duplicates);
  return self;
}

static DsSource *
open_alone (const char *location, const DsRequest *request, GError **error)
{
  g_auto (DsImport) import = { 0 };
  const char *format = open_location (location, request, &import, error);
  g_autoptr (DsDataset) whole = NULL;
  DsDuplicates duplicates;
  DsSource *self;

  if (format == NULL)
    return NULL;

  if (request->scaling != NULL
      && !note_range (&import, import.training, _ ("training"), request->progress, error))
    return NULL;
  if (import.validation == NULL)
    whole = hold_back (&import);
  else if (!check_shapes (&import, error)
           || !note_range (&import, import.validation, _ ("validation"), request->progress, error))
    return NULL;
  if (!find_duplicates (&import, request->progress, &duplicates, error))
    return NULL;
  self = new_source (location, format, &import, &duplicates);
  self->whole = g_steal_pointer (&whole);
  return self;
}

/* Moves what was left out of @other. */
static void
take_skipped (DsImport *import, DsImport *other)
{
  for (guint i = 0; i < other->skipped->len; i++)
    {
      const DsSkipped *skipped = &g_array_index (other->skipped, DsSkipped, i);

      ds_import_skip (import, skipped->name, skipped->reason);
    }
}

/* The part of @location that validates, into import->validation; it is read as
 * the training part was. */
static gboolean
open_validation (const char *location, const DsRequest *request, DsImport *import, GError **error)
{
  g_auto (DsImport) other = { 0 };
  DsRequest own = {
    .scaling = ds_dataset_get_scaling (import->training),
    .defaults = import->options,
    .progress = request->progress,
    .max_samples = request->max_samples,
  };
  gboolean is_folder = g_file_test (location, G_FILE_TEST_IS_DIR);

  if (open_location (location, &own, &other, error) == NULL)
    return FALSE;

  g_clear_pointer (&import->validation, ds_dataset_unref);
  if (other.validation != NULL && (is_folder || strcmp (location, DS_BUILT_IN) == 0))
    import->validation = g_steal_pointer (&other.validation);
  else
    import->validation = g_steal_pointer (&other.training);

  g_ptr_array_extend_and_steal (import->notes, g_steal_pointer (&other.notes));
  take_skipped (import, &other);
  import->partial |= other.partial;
  return TRUE;
}

static DsSource *
open_pair (const char *location, const char *validation, const DsRequest *request, GError **error)
{
  g_auto (DsImport) import = { 0 };
  const char *format = open_location (location, request, &import, error);
  DsDuplicates duplicates;

  if (format == NULL)
    return NULL;
  if (!open_validation (validation, request, &import, error) || !check_shapes (&import, error))
    {
      g_prefix_error (error, _ ("Validation: "));
      return NULL;
    }

  if (request->scaling != NULL
      && !note_range (&import, import.training, _ ("training"), request->progress, error))
    return NULL;
  if (!note_range (&import, import.validation, _ ("validation"), request->progress, error)
      || !find_duplicates (&import, request->progress, &duplicates, error))
    return NULL;
  return new_source (location, format, &import, &duplicates);
}

DsSource *
ds_source_open (const char *location,
                const char *validation,
                const DsRequest *request,
                GError **error)
{
  const DsRequest plain = { NULL };

  if (request == NULL)
    request = &plain;
  return validation == NULL ? open_alone (location, request, error)
                            : open_pair (location, validation, request, error);
}

DsSource *
ds_source_new_fitted (DsSource *self, const DsFit *fit, GError **error)
{
  g_auto (DsImport) import = {
    .notes = g_ptr_array_new_with_free_func (g_free),
    .options = self->options != NULL ? ds_import_options_ref (self->options) : NULL,
    .skipped = g_array_ref (self->skipped),
    .sizes = g_array_ref (self->sizes),
    .partial = self->partial,
  };
  const DsDuplicates duplicates = { self->report.n_duplicates, self->report.n_leaks };
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
    ds_import_note (&import, "%s", self->report.notes[i]);
  ds_import_note (&import,
                  fit->mode == DS_FIT_PAD    ? _ ("The images are padded to %u×%u.")
                  : fit->mode == DS_FIT_CROP ? _ ("The images are cropped to %u×%u.")
                                             : _ ("The images are resized to %u×%u."),
                  fit->height, fit->width);
  fitted = new_source (self->location, self->format, &import, &duplicates);
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

DsImportOptions *
ds_source_get_options (DsSource *self)
{
  return self->options;
}

const char *
ds_source_get_digest (DsSource *self)
{
  if (g_once_init_enter (&self->digest))
    {
      DsDataset *const sets[] = { self->training, self->validation };

      g_once_init_leave (&self->digest, ds_digest (sets, G_N_ELEMENTS (sets)));
    }
  return self->digest;
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
  g_autofree char *shape = ds_shape_to_string (ds_dataset_get_shape (self->training));
  guint n_classes = ds_dataset_get_n_classes (self->training);
  g_autofree char *classes = n_classes > 0
                               ? g_strdup_printf (ngettext ("%u class", "%u classes", n_classes),
                                                  n_classes)
                               : g_strdup (_ ("no labels"));

  return g_strdup_printf (ngettext ("%zu sample of %s to train on, %zu to validate, %s; values "
                                    "are %s",
                                    "%zu samples of %s to train on, %zu to validate, %s; values "
                                    "are %s",
                                    ds_dataset_get_count (self->training)),
                          ds_dataset_get_count (self->training), shape,
                          ds_dataset_get_count (self->validation), classes, self->scaling);
}
