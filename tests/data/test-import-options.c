/* SPDX-License-Identifier: MIT */
/*
 * Import options as text and back, what is refused, and what they do to sets
 * whose format has one size.
 */
#include <string.h>

#include "data/error.h"
#include "data/format.h"
#include "data/source.h"
#include "tests/data/fixture.h"

static void
assert_text (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (text, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = ds_import_options_to_text (options);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_round_trip (void)
{
  const char *const texts[] = {
    "",
    "size=32x24",
    "size=32x24 fit=pad grey=true",
    "labels='my labels.csv' header=false",
    "labels='it'\\''s.csv'",
    "window=140 stride=20",
    "tile=16x16 series=false",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_text (texts[i], texts[i]);
  assert_text (NULL, "");
  assert_text ("  ", "");
  assert_text ("stride=20  window=0140", "window=140 stride=20");
  assert_text ("size=32", "size=32x32");
  assert_text ("margin=0 gap=2x0", "gap=2x0 margin=0x0");
  assert_text ("size=32×24", "size=32x24");
  assert_text ("size=32x24 size=auto fit=auto", "");
}

static void
test_values (void)
{
  g_autoptr (DsImportOptions) options
    = ds_import_options_new_from_text ("size=32x24 grey=true fit=stretch window=7 "
                                       "series=false",
                                       NULL);
  g_autoptr (DsImportOptions) without = ds_import_options_new_with (options, "grey", NULL, NULL);
  guint width, height;

  g_assert_true (ds_import_options_get_size (options, "size", &width, &height));
  g_assert_cmpuint (width, ==, 32);
  g_assert_cmpuint (height, ==, 24);
  g_assert_false (ds_import_options_get_size (options, "tile", &width, &height));
  g_assert_true (ds_import_options_get_bool (options, "grey", FALSE));
  g_assert_true (ds_import_options_get_bool (options, "alpha", TRUE));
  g_assert_false (ds_import_options_get_bool (options, "series", TRUE));
  g_assert_cmpuint (ds_import_options_get_count (options, "window"), ==, 7);
  g_assert_cmpuint (ds_import_options_get_count (options, "stride"), ==, 0);
  g_assert_cmpint (ds_import_options_get_fit (options), ==, DS_FIT_RESIZE);
  g_assert_cmpint (ds_import_options_get_fit (NULL), ==, DS_FIT_NONE);
  g_assert_null (ds_import_options_get (without, "grey"));
  g_assert_false (ds_import_options_is_equal (options, without));
  g_assert_true (ds_import_options_is_equal (options, options));
}

/* What is given counts, and of the rest what is usual. */
static void
test_merged (void)
{
  g_autoptr (DsImportOptions) given = ds_import_options_new_from_text ("size=3x4 fit=crop", NULL);
  g_autoptr (DsImportOptions) usual = ds_import_options_new_from_text ("size=5x5 grey=true", NULL);
  g_autoptr (DsImportOptions) merged = ds_import_options_new_merged (given, usual);
  g_autofree char *text = ds_import_options_to_text (merged);

  g_assert_cmpstr (text, ==, "size=3x4 fit=crop grey=true");
}

static void
test_refused (void)
{
  const struct
  {
    const char *text;
    const char *says;
  } wrong[] = {
    { "colour=true", "no import option “colour”" },
    { "size", "name=value" },
    { "size=32x", "32x24" },
    { "size=0x4", "from 1 to 4096" },
    { "gap=-1", "from 0 to 4096" },
    { "size=32x4097", "from 1 to 4096" },
    { "size=32y32", "32x24" },
    { "size=32x24x3", "32x24" },
    { "grey=yes", "true or false" },
    { "fit=zoom", "pad, crop, stretch" },
    { "window=0", "from 1" },
    { "window=-3", "from 1" },
    { "window=3s", "from 1" },
    { "window=99999999999999999999", "from 1" },
    { "labels=", "UTF-8" },
    { "labels=\xff", "UTF-8" },
    { "labels='a", "quotation mark" },
    { "labels='\xff", "quotation mark" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (wrong[i].text, &error);

      g_assert_null (options);
      g_assert_error (error, DS_ERROR, DS_ERROR_OPTION);
      if (strstr (error->message, wrong[i].says) == NULL)
        g_error ("“%s” lacks “%s”", error->message, wrong[i].says);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

/* Ten lists of 12 values, which are 4×3 images. */
static char *
write_lists (const char *folder)
{
  const guint32 dims[] = { 10, 12, 0 };
  guint8 values[120];
  g_autoptr (GByteArray) bytes = NULL;

  for (guint i = 0; i < 120; i++)
    values[i] = (guint8) (2 * i);
  bytes = fixture_make_idx (0x08, dims, values, 120);
  return fixture_write (folder, "lists", bytes);
}

static DsSource *
open_with (const char *path, const char *text, GError **error)
{
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (text, error);

  return ds_source_open (path, NULL, &(DsRequest) { .options = options }, error);
}

static void
test_size (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = write_lists (folder);
  g_autoptr (GByteArray) bytes = fixture_make_images (10);
  g_autofree char *images = fixture_write (folder, "images", bytes);
  g_autoptr (DsSource) shaped = open_with (path, "size=4x3", NULL);
  g_autoptr (DsSource) padded = open_with (images, "size=8x6", NULL);
  g_autoptr (DsSource) cropped = open_with (images, "size=2x2", NULL);
  const DsShape *shape = ds_dataset_get_shape (ds_source_get_training (shaped));
  g_autoptr (GError) error = NULL;
  float out[48];

  g_assert_cmpuint (shape->rank, ==, 3);
  g_assert_cmpuint (shape->dims[0], ==, 3);
  g_assert_cmpuint (shape->dims[1], ==, 4);
  g_assert_cmpstr (ds_source_get_report (shaped)->options, ==, "size=4x3");
  g_assert_cmpuint (ds_dataset_get_sample_size (ds_source_get_validation (cropped)), ==, 4);
  ds_dataset_read_range (ds_source_get_training (padded), 0, 1, out);
  g_assert_cmpfloat (out[8 + 1], ==, 0);
  g_assert_cmpfloat (out[8 + 2], ==, 7 * (float) (1 / 255.));

  g_assert_null (open_with (path, "size=5x5", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_MISMATCH);
  fixture_remove_folder (folder);
}

static void
assert_same_values (DsSource *a, DsSource *b, gboolean same)
{
  gsize n = ds_dataset_get_sample_size (ds_source_get_training (a));
  g_autofree float *first = g_new (float, n), *second = g_new (float, n);

  ds_dataset_read_range (ds_source_get_training (a), 1, 1, first);
  ds_dataset_read_range (ds_source_get_training (b), 1, 1, second);
  g_assert_cmpint (memcmp (first, second, n * sizeof (float)) == 0, ==, same);
}

/* Padded where an image fits whole, else cropped: one side that is too long will do. */
static void
test_fit (void)
{
  static const char *const sizes[] = { "size=2x8", "size=8x2" };
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GByteArray) bytes = fixture_make_images (10);
  g_autofree char *images = fixture_write (folder, "images", bytes);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *crop = g_strconcat (sizes[i], " fit=crop", NULL);
      g_autofree char *pad = g_strconcat (sizes[i], " fit=pad", NULL);
      g_autoptr (DsSource) automatic = open_with (images, sizes[i], NULL);
      g_autoptr (DsSource) cropped = open_with (images, crop, NULL);
      g_autoptr (DsSource) padded = open_with (images, pad, NULL);

      assert_same_values (automatic, cropped, TRUE);
      assert_same_values (automatic, padded, FALSE);
    }
  fixture_remove_folder (folder);
}

static void
test_taken (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = write_lists (folder);
  g_autoptr (GError) error = NULL, built_in = NULL;

  g_assert_null (open_with (path, "window=3", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "“window”"));
  g_assert_nonnull (strstr (error->message, "size, fit"));
  g_assert_null (open_with (DS_BUILT_IN, "size=3x3", &built_in));
  g_assert_error (built_in, DS_ERROR, DS_ERROR_OPTION);
  fixture_remove_folder (folder);
}

/* Every option that a format takes exists. */
static void
test_formats (void)
{
  guint n;
  const DsFormatClass *const *formats = ds_format_get_classes (&n);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; formats[i]->options != NULL && formats[i]->options[j] != NULL; j++)
      g_assert_nonnull (ds_option_find (formats[i]->options[j]));
}

/* Reasons are parts of other sentences, and end without a stop. */
static void
test_skipped (void)
{
  g_auto (DsImport) import = { 0 };
  g_autoptr (GError) error = NULL;

  ds_import_init (&import);
  ds_import_skip (&import, "a", "There is no memory. Use a part.");
  ds_import_skip (&import, "b", "it ends early");
  g_assert_cmpstr (g_array_index (import.skipped, DsSkipped, 0).reason, ==,
                   "There is no memory. Use a part");
  g_assert_cmpstr (g_array_index (import.skipped, DsSkipped, 1).reason, ==, "it ends early");
  ds_import_set_empty_error (&import, "folder", &error);
  g_assert_nonnull (strstr (error->message, "Use a part. Repair these"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-options/round-trip", test_round_trip);
  g_test_add_func ("/import-options/values", test_values);
  g_test_add_func ("/import-options/refused", test_refused);
  g_test_add_func ("/import-options/merged", test_merged);
  g_test_add_func ("/import-options/skipped", test_skipped);
  g_test_add_func ("/import-options/size", test_size);
  g_test_add_func ("/import-options/fit", test_fit);
  g_test_add_func ("/import-options/taken", test_taken);
  g_test_add_func ("/import-options/formats", test_formats);
  return g_test_run ();
}
