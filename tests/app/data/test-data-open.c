/* SPDX-License-Identifier: MIT */
/* What a model has learned with is used again on other data, once. */
#include <string.h>

#include "app/data/data-open.h"
#include "tests/app/project/project-fixture.h"

#define BYTES  0x08
#define FLOATS 0x0d

/* Two images of 2×2: @low, then @high; of one byte a value or as floats. */
static char *
make_file (const char *folder, guint8 type, float low, float high)
{
  const guint8 head[16] = { 0, 0, type, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char *path = g_build_filename (folder, "some-idx", NULL);

  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 0; i < 8; i++)
    {
      float value = i < 4 ? low : high;
      guint8 byte = (guint8) value;
      guint32 word;

      memcpy (&word, &value, sizeof word);
      word = GUINT32_TO_BE (word);
      g_byte_array_append (bytes, type == BYTES ? &byte : (guint8 *) &word, type == BYTES ? 1 : 4);
    }
  fixture_write (path, bytes->data, bytes->len);
  return path;
}

static void
test_scaling (void)
{
  static const struct
  {
    guint8 type;
    float high;
    DsScaling learned;
    float expected;
  } cases[] = {
    { BYTES, 255, { 0, 1.0 / 255 }, 1 },        { BYTES, 200, { 0, 1.0 / 100 }, 2 },
    { FLOATS, 0.5f, { 0, 1.0 / 255 }, 0.5f },   { FLOATS, 510, { 0, 1.0 / 255 }, 2 },
    { FLOATS, 0.5f, { 0, 1.0 / 100 }, 0.005f },
  };
  g_autofree char *folder = fixture_make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = make_file (folder, cases[i].type, 0, cases[i].high);
      g_autoptr (WbDataReference) learned = wb_data_reference_new ("elsewhere", NULL,
                                                                   &cases[i].learned);
      g_autoptr (DsSource) found = wb_data_open (path, NULL, NULL, NULL, NULL);
      g_autoptr (DsSource) alone = wb_data_open (path, NULL, learned, NULL, NULL);
      g_autoptr (DsSource) both = wb_data_open (path, path, learned, NULL, NULL);
      float values[4];

      ds_dataset_read_range (ds_source_get_validation (alone), 0, 1, values);
      g_assert_cmpfloat_with_epsilon (values[0], cases[i].expected, 1e-6);
      ds_dataset_read_range (ds_source_get_training (both), 1, 1, values);
      g_assert_cmpfloat_with_epsilon (values[0], cases[i].expected, 1e-6);
      ds_dataset_read_range (ds_source_get_validation (found), 0, 1, values);
      g_assert_cmpfloat (values[0], <=, 1);
    }
  fixture_remove (folder);
}

static void
test_fit (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = make_file (folder, BYTES, 0, 255);
  g_autoptr (WbDataReference) plain = wb_data_reference_new ("elsewhere", NULL,
                                                             &(DsScaling) { 0, 1.0 / 255 });
  g_autoptr (WbDataReference) fitted = wb_data_reference_new_fitted (
    plain, &(DsFit) { .mode = DS_FIT_PAD, .height = 4, .width = 6 });
  g_autoptr (DsSource) source = wb_data_open (path, NULL, fitted, NULL, NULL);
  const DsShape *shape = ds_dataset_get_shape (ds_source_get_training (source));

  g_assert_cmpuint (shape->dims[0], ==, 4);
  g_assert_cmpuint (shape->dims[1], ==, 6);
  fixture_remove (folder);
}

/* A recording of one channel, 400 steps. */
static char *
make_recording (const char *folder)
{
  g_autoptr (GString) text = g_string_new ("volts\n");
  char *path = g_build_filename (folder, "recording.csv", NULL);

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "%u\n", i % 7);
  fixture_write (path, text->str, text->len);
  return path;
}

static DsSource *
open_with (const char *path, const WbDataReference *learned, const char *choices, GError **error)
{
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (choices, NULL);

  return wb_data_open (path, NULL, learned, &(DsRequest) { .options = options }, error);
}

static void
test_choices (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = make_recording (folder);
  g_autoptr (DsSource) first = open_with (path, NULL, "window=20", NULL);
  g_autoptr (WbDataReference) kept = wb_data_reference_new_for_source (first, NULL, NULL);
  g_autoptr (DsSource) again = open_with (path, kept, NULL, NULL);
  g_autoptr (DsSource) other = open_with (path, kept, "stride=20", NULL);
  const DsReport *report = ds_source_get_report (again);

  g_assert_cmpstr (report->options, ==, "window=20 stride=5");
  g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
  g_assert_cmpuint (report->n_read, ==, ds_source_get_report (first)->n_read);
  g_assert_cmpstr (ds_source_get_report (other)->options, ==, "window=20 stride=20");
  g_assert_cmpuint (ds_source_get_report (other)->n_read, <, report->n_read);
  fixture_remove (folder);
}

/* The model's choices are passed over where they do not apply, new ones are not. */
static void
test_choices_of_other_data (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = make_file (folder, BYTES, 0, 255);
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text ("window=20", NULL);
  g_autoptr (WbDataReference) plain = wb_data_reference_new ("elsewhere", NULL, NULL);
  g_autoptr (WbDataReference) learned = wb_data_reference_new_with_options (plain, options);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_with (path, learned, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (open_with (path, NULL, "window=20", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_OPTION);
  fixture_remove (folder);
}

static char *
get_digest (const char *path)
{
  g_autoptr (DsSource) source = wb_data_open (path, NULL, NULL, NULL, NULL);
  g_autoptr (WbDataReference) reference = wb_data_reference_new_for_source (source, NULL, NULL);

  return g_strdup (wb_data_reference_get_digest (reference));
}

/* Moved and renamed data are the same, changed ones are not. */
static void
test_digest (void)
{
  g_autofree char *folder = fixture_make_folder (), *other = fixture_make_folder ();
  g_autofree char *path = make_file (folder, BYTES, 0, 255);
  g_autofree char *moved = g_build_filename (other, "renamed.npy", NULL), *contents = NULL;
  g_autofree char *first = get_digest (path), *second = NULL, *third = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  fixture_write (moved, contents, size);
  second = get_digest (moved);
  g_assert_cmpstr (first, ==, second);
  contents[size - 2]++;
  fixture_write (moved, contents, size);
  third = get_digest (moved);
  g_assert_cmpstr (first, !=, third);
  fixture_remove (folder);
  fixture_remove (other);
}

static gboolean
is_cancelled (gpointer data)
{
  return TRUE;
}

static void
test_cancelled (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = make_recording (folder);
  const DsProgress progress = { .is_cancelled = is_cancelled };
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_data_open (path, NULL, NULL, &(DsRequest) { .progress = &progress }, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_CANCELLED);
  fixture_remove (folder);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_data_open ("/nowhere/at/all", NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data-open/digest", test_digest);
  g_test_add_func ("/data-open/scaling", test_scaling);
  g_test_add_func ("/data-open/fit", test_fit);
  g_test_add_func ("/data-open/choices", test_choices);
  g_test_add_func ("/data-open/choices-of-other-data", test_choices_of_other_data);
  g_test_add_func ("/data-open/cancelled", test_cancelled);
  g_test_add_func ("/data-open/missing", test_missing);
  return g_test_run ();
}
