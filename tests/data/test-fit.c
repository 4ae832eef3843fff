/* SPDX-License-Identifier: MIT */
/*
 * Images in another size, held against values that were worked out by hand.
 */
#include "data/error.h"
#include "data/fit.h"
#include "data/fitter.h"
#include "data/source.h"
#include "tests/data/fixture.h"

#include <string.h>

static DsDataset *
make (guint height, guint width, guint channels, gsize n, const float *values)
{
  DsShape shape = { 3, { height, width, channels } };
  g_autofree gint *labels = g_new0 (gint, n);
  g_autoptr (GError) error = NULL;
  DsDataset *set;

  for (gsize i = 0; i < n; i++)
    labels[i] = (gint) i;
  set = ds_dataset_new_from_memory ("made", &shape, DS_SAMPLE_FLOAT, values, n, labels, &error);
  g_assert_no_error (error);
  return set;
}

static DsDataset *
fit (DsDataset *from, DsFitMode mode, guint height, guint width)
{
  DsFit how = { mode, height, width };
  g_autoptr (GError) error = NULL;
  DsDataset *set = ds_dataset_new_fitted (from, &how, &error);

  g_assert_no_error (error);
  return set;
}

static void
assert_sample (DsDataset *set, guint32 index, const float *expected)
{
  gsize size = ds_dataset_get_sample_size (set);
  g_autofree float *out = g_new (float, size);

  ds_dataset_read (set, &index, 1, out);
  for (gsize i = 0; i < size; i++)
    g_assert_cmpfloat_with_epsilon (out[i], expected[i], 1e-6);
}

static void
test_pad (void)
{
  static const float values[] = { .1f, .2f, .3f, .4f, 1, 0, .5f, .25f };
  static const float first[] = {
    0, 0, 0, 0, 0, .1f, .2f, 0, 0, .3f, .4f, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  };
  static const float second[] = {
    0, 0, 0, 0, 0, 1, 0, 0, 0, .5f, .25f, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  };
  g_autoptr (DsDataset) from = make (2, 2, 1, 2, values);
  g_autoptr (DsDataset) set = fit (from, DS_FIT_PAD, 5, 4);

  g_assert_cmpuint (ds_dataset_get_count (set), ==, 2);
  g_assert_cmpuint (ds_dataset_get_shape (set)->dims[0], ==, 5);
  g_assert_cmpuint (ds_dataset_get_shape (set)->dims[1], ==, 4);
  g_assert_cmpint (ds_dataset_get_labels (set)[1], ==, 1);
  assert_sample (set, 0, first);
  assert_sample (set, 1, second);
}

static void
test_same (void)
{
  static const float values[] = { .1f, .2f, .3f, .4f, 1, 0, .5f, .25f, .75f, 1, 1, 0 };
  g_autoptr (DsDataset) from = make (2, 3, 2, 1, values);
  g_autoptr (DsDataset) set = fit (from, DS_FIT_RESIZE, 2, 3);

  assert_sample (set, 0, values);
}

/* Halved: a triangle over four pixels, 1 3 3 1, cut at the border to 3 3 1. */
static void
test_ramp (void)
{
  static const float values[] = { 0, 0, 1, 1, 0, 0, 0, 0 };
  static const float halved[] = { 1 / 7.f, 6 / 8.f, 1 / 8.f, 0 };
  static const float doubled[] = { 0, .25f, .75f, 1 };
  static const float two[] = { 0, 1 };
  g_autoptr (DsDataset) from = make (1, 8, 1, 1, values);
  g_autoptr (DsDataset) small = fit (from, DS_FIT_RESIZE, 1, 4);
  g_autoptr (DsDataset) pair = make (1, 2, 1, 1, two);
  g_autoptr (DsDataset) large = fit (pair, DS_FIT_RESIZE, 1, 4);

  assert_sample (small, 0, halved);
  assert_sample (large, 0, doubled);
}

static void
test_constant (void)
{
  float values[7 * 9];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = .5f;
  for (guint height = 1; height < 20; height += 3)
    for (guint width = 1; width < 24; width += 5)
      {
        g_autoptr (DsDataset) from = make (7, 9, 1, 1, values);
        g_autoptr (DsDataset) set = fit (from, DS_FIT_RESIZE, height, width);
        g_autofree float *expected = g_new (float, (gsize) height * width);

        for (gsize i = 0; i < (gsize) height * width; i++)
          expected[i] = .5f;
        assert_sample (set, 0, expected);
      }
}

/* What is too large for its frame becomes smaller, and keeps its proportions. */
static void
test_pad_smaller (void)
{
  static const float values[] = { 1, 1, 1, 1, 1, 1, 1, 1 };
  static const float shrunk[] = { 0, 0, 1, 1, 0, 0 };
  g_autoptr (DsDataset) from = make (2, 4, 1, 1, values);
  g_autoptr (DsDataset) set = fit (from, DS_FIT_PAD, 3, 2);

  assert_sample (set, 0, shrunk);
}

/* The middle of the long side, and all of the short one. */
static void
test_crop (void)
{
  static const float values[] = { 0, .1f, .2f, .3f, .4f, .5f, .6f, .7f };
  static const float middle[] = { .1f, .2f, .5f, .6f };
  static const float one[] = { .35f };
  g_autoptr (DsDataset) from = make (2, 4, 1, 1, values);
  g_autoptr (DsDataset) set = fit (from, DS_FIT_CROP, 2, 2);
  g_autoptr (DsDataset) small = fit (from, DS_FIT_CROP, 1, 1);

  assert_sample (set, 0, middle);
  assert_sample (small, 0, one);
}

static void
test_slice (void)
{
  static const float values[] = { .1f, .2f, .3f, .4f };
  static const float third[] = { .3f, 0 };
  g_autoptr (DsDataset) from = make (1, 1, 1, 4, values);
  g_autoptr (DsDataset) part = ds_dataset_new_slice (from, 1, 3);
  g_autoptr (DsDataset) set = fit (part, DS_FIT_PAD, 1, 2);
  g_autoptr (DsDataset) slice = ds_dataset_new_slice (set, 1, 2);
  float out[2];

  assert_sample (set, 1, third);
  assert_sample (slice, 0, third);
  ds_dataset_read_range (slice, 0, 1, out);
  g_assert_cmpfloat (out[0], ==, third[0]);
}

/* What is held back of it, and what was said of it, stay. */
static void
test_whole (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GByteArray) bytes = fixture_make_images (20);
  g_autofree char *path = fixture_write (folder, "images", bytes);
  DsFit how = { DS_FIT_PAD, 9, 8 };
  g_autoptr (DsSource) source = ds_source_open (path, NULL, NULL, NULL);
  g_autoptr (DsSource) fitted = ds_source_new_fitted (source, &how, NULL);
  const char *const *notes = ds_source_get_report (source)->notes;

  g_assert_nonnull (ds_source_get_whole (source));
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_whole (fitted)), ==, 20);
  g_assert_cmpuint (ds_dataset_get_sample_size (ds_source_get_whole (fitted)), ==, 72);
  g_assert_nonnull (notes[0]);
  for (guint i = 0; notes[i] != NULL; i++)
    g_assert_cmpstr (ds_source_get_report (fitted)->notes[i], ==, notes[i]);
  fixture_remove_folder (folder);
}

static void
test_source (void)
{
  DsFit how = { DS_FIT_PAD, 32, 32 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, &error);
  g_autoptr (DsSource) fitted = ds_source_new_fitted (source, &how, &error);
  const DsReport *report = ds_source_get_report (fitted);
  guint n = g_strv_length ((char **) report->notes);

  g_assert_no_error (error);
  g_assert_cmpuint (ds_dataset_get_sample_size (ds_source_get_validation (fitted)), ==, 1024);
  g_assert_cmpstr (report->notes[n - 1], ==, "The images are padded to 32×32.");
  g_assert_cmpuint (report->n_read, ==, 70000);
}

static void
test_errors (void)
{
  static const float values[] = { 0, 1, 0, 1 };
  DsShape list = { 1, { 2 } };
  g_autoptr (DsDataset) image = make (2, 2, 1, 1, values);
  g_autoptr (DsDataset) numbers = ds_dataset_new_from_memory ("numbers", &list, DS_SAMPLE_FLOAT,
                                                              values, 2, NULL, NULL);
  const struct
  {
    DsDataset *set;
    DsFit fit;
    DsError code;
    const char *says;
  } wrong[] = {
    { numbers, { DS_FIT_PAD, 3, 3 }, DS_ERROR_MISMATCH, "Only images" },
    { image, { DS_FIT_RESIZE, 0, 3 }, DS_ERROR_SIZE, "0×3" },
    { image, { DS_FIT_RESIZE, 3, 5000 }, DS_ERROR_SIZE, "4096" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ds_dataset_new_fitted (wrong[i].set, &wrong[i].fit, &error));
      g_assert_error (error, DS_ERROR, (gint) wrong[i].code);
      g_assert_nonnull (strstr (error->message, wrong[i].says));
    }
}

static gboolean
read_byte_row (gpointer x, guint y, float *row)
{
  for (guint i = 0; i < 9; i++)
    row[i] = ((const guint8 *) x)[9 * y + i];
  return TRUE;
}

static gboolean
read_word_row (gpointer x, guint y, float *row)
{
  for (guint i = 0; i < 9; i++)
    row[i] = ((const guint16 *) x)[9 * y + i];
  return TRUE;
}

/* 16 bits are fitted as 8 are, and keep what lies between two of these. */
static void
test_words (void)
{
  const DsFit fit = { DS_FIT_RESIZE, 3, 5 };
  g_auto (DsFitter) fitter = { 0 };
  guint8 bytes[7 * 9], small[3 * 5];
  guint16 words[7 * 9], deep[3 * 5];
  guint n_between = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      bytes[i] = (guint8) (i * 37);
      words[i] = (guint16) (bytes[i] * 257);
    }
  ds_fitter_init (&fitter, &fit, 7, 9, 1);
  g_assert_true (ds_fitter_apply_bytes (&fitter, read_byte_row, bytes, small));
  g_assert_true (ds_fitter_apply_words (&fitter, read_word_row, words, deep));
  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    {
      g_assert_cmpint (ABS (deep[i] - small[i] * 257), <=, 130);
      n_between += deep[i] % 257 != 0;
    }
  g_assert_cmpuint (n_between, >, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fit/pad", test_pad);
  g_test_add_func ("/fit/same", test_same);
  g_test_add_func ("/fit/ramp", test_ramp);
  g_test_add_func ("/fit/constant", test_constant);
  g_test_add_func ("/fit/pad-smaller", test_pad_smaller);
  g_test_add_func ("/fit/crop", test_crop);
  g_test_add_func ("/fit/slice", test_slice);
  g_test_add_func ("/fit/whole", test_whole);
  g_test_add_func ("/fit/source", test_source);
  g_test_add_func ("/fit/errors", test_errors);
  g_test_add_func ("/fit/words", test_words);
  return g_test_run ();
}
