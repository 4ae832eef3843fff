/* SPDX-License-Identifier: MIT */
/*
 * Data sets made from memory: what they say of themselves, gathering, slices,
 * labels, refusals, and counting from several threads.
 */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "data/dataset.h"
#include "data/error.h"
#include "data/fit.h"
#include "data/joined.h"
#include "data/selection.h"

static const DsShape shape = { 3, { 2, 3, 1 } };

static DsDataset *
make_bytes (gsize n, const gint *labels)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *values = g_malloc (n * 6);
  DsDataset *dataset;

  for (gsize i = 0; i < n * 6; i++)
    values[i] = (guint8) (i * 37 % 256);
  dataset = ds_dataset_new_from_memory ("bytes", &shape, DS_SAMPLE_BYTE, values, n, labels, &error);
  g_assert_no_error (error);
  return dataset;
}

static float
expect (gsize sample, gsize j)
{
  return (float) ((sample * 6 + j) * 37 % 256) * (float) (1 / 255.0);
}

static void
test_facts (void)
{
  const gint labels[] = { 0, 4, 2 };
  g_autoptr (DsDataset) dataset = make_bytes (3, labels);
  g_autoptr (DsDataset) bare = make_bytes (3, NULL);

  g_assert_cmpstr (ds_dataset_get_name (dataset), ==, "bytes");
  g_assert_null (ds_dataset_get_origin (dataset));
  g_assert_cmpuint (ds_dataset_get_count (dataset), ==, 3);
  g_assert_cmpuint (ds_dataset_get_sample_size (dataset), ==, 6);
  g_assert_true (ds_shape_is_equal (ds_dataset_get_shape (dataset), &shape));
  g_assert_cmpfloat (ds_dataset_get_scaling (dataset)->factor, ==, 1 / 255.0);
  g_assert_cmpmem (ds_dataset_get_labels (dataset), sizeof labels, labels, sizeof labels);
  g_assert_cmpuint (ds_dataset_get_n_classes (dataset), ==, 5);
  g_assert_cmpstr (ds_dataset_get_class_names (dataset)[4], ==, "4");

  g_assert_null (ds_dataset_get_labels (bare));
  g_assert_null (ds_dataset_get_class_names (bare));
  g_assert_cmpuint (ds_dataset_get_n_classes (bare), ==, 0);
}

static void
test_read (void)
{
  g_autoptr (DsDataset) dataset = make_bytes (50, NULL);
  const guint32 indices[] = { 49, 0, 7, 7, 48 };
  float out[5 * 6 + 1];

  out[30] = -7;
  ds_dataset_read (dataset, indices, 5, out);
  for (gsize i = 0; i < 5; i++)
    for (gsize j = 0; j < 6; j++)
      g_assert_cmpfloat (out[i * 6 + j], ==, expect (indices[i], j));
  g_assert_cmpfloat (out[30], ==, -7);

  ds_dataset_read_range (dataset, 45, 5, out);
  for (gsize i = 0; i < 5; i++)
    for (gsize j = 0; j < 6; j++)
      g_assert_cmpfloat (out[i * 6 + j], ==, expect (45 + i, j));
  g_assert_cmpfloat (out[30], ==, -7);

  ds_dataset_read (dataset, NULL, 0, out);
  ds_dataset_read_range (dataset, 50, 0, out);
}

static void
test_read_past_end (void)
{
  const guint32 indices[] = { 0, 3 };
  g_autoptr (DsDataset) dataset = NULL;
  float out[12];

  if (g_test_subprocess ())
    {
      dataset = make_bytes (3, NULL);
      ds_dataset_read (dataset, indices, 2, out);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*largest < *count*");
}

static void
test_floats (void)
{
  g_autoptr (GError) error = NULL;
  const float values[] = { -1, 0, 1, 3, 2, -1, 0, 0.5f, 1, 3, 3, 3 };
  const guint32 second = 1;
  g_autoptr (DsDataset) dataset = ds_dataset_new_from_memory ("floats", &shape, DS_SAMPLE_FLOAT,
                                                              values, 2, NULL, &error);
  g_autoptr (DsDataset) slice = ds_dataset_new_slice (dataset, 1, 1);
  float out[12];

  g_assert_no_error (error);
  ds_dataset_read_range (dataset, 0, 2, out);
  for (guint i = 0; i < 12; i++)
    g_assert_cmpfloat (out[i], ==, (values[i] + 1) / 4);
  ds_dataset_read (dataset, &second, 1, out);
  g_assert_cmpfloat (out[1], ==, 1.5f / 4);
  ds_dataset_read_range (slice, 0, 1, out);
  g_assert_cmpfloat (out[1], ==, 1.5f / 4);
}

static void
test_slice (void)
{
  const gint labels[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  DsDataset *dataset = make_bytes (10, labels);
  DsDataset *middle = ds_dataset_new_slice (dataset, 3, 6);
  g_autoptr (DsDataset) inner = ds_dataset_new_slice (middle, 2, 2);
  const guint32 last = 1;
  float out[6];

  /* The slice keeps the samples alive. */
  ds_dataset_unref (dataset);
  ds_dataset_unref (middle);

  g_assert_cmpuint (ds_dataset_get_count (inner), ==, 2);
  g_assert_cmpint (ds_dataset_get_labels (inner)[0], ==, 5);
  g_assert_cmpuint (ds_dataset_get_n_classes (inner), ==, 10);
  ds_dataset_read (inner, &last, 1, out);
  g_assert_cmpfloat (out[3], ==, expect (6, 3));
  ds_dataset_read_range (inner, 0, 1, out);
  g_assert_cmpfloat (out[3], ==, expect (5, 3));
}

/* The extremes are found in the middle as well as at the very end. */
static void
check_range (gsize of_minimum, gsize of_maximum)
{
  guint8 values[6 * 2000];
  g_autoptr (GError) error = NULL;
  g_autoptr (DsDataset) dataset = NULL;
  float minimum, maximum;

  memset (values, 51, sizeof values);
  values[of_minimum] = 0;
  values[of_maximum] = 255;
  dataset = ds_dataset_new_from_memory ("range", &shape, DS_SAMPLE_BYTE, values, 2000, NULL,
                                        &error);
  g_assert_no_error (error);
  ds_dataset_find_range (dataset, &minimum, &maximum);
  g_assert_cmpfloat (minimum, ==, 0);
  g_assert_cmpfloat (maximum, ==, 1);
}

static void
test_range (void)
{
  check_range (6000, 11999);
  check_range (11999, 6000);
  check_range (0, 5000);
  check_range (5000, 0);
}

static void
refuse (const DsDatasetContents *contents, DsError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_dataset_new (contents, &error));
  g_assert_error (error, DS_ERROR, (gint) code);
}

static void
test_refusals (void)
{
  static const guint8 values[12] = { 1 };
  static const char *const names[] = { "cat", "dog", NULL };
  const gint negative[] = { 0, -1 };
  const gint nameless[] = { 0, 2 };
  g_autoptr (GBytes) samples = g_bytes_new_static (values, 12);
  g_autoptr (GBytes) none = g_bytes_new_static (values, 0);
  g_autoptr (GBytes) odd = g_bytes_new_static (values, 11);
  const DsDatasetContents good = {
    .name = "good", .shape = shape, .samples = samples, .scaling = { 0, 1 }
  };
  DsDatasetContents bad;

  bad = good, bad.samples = none, refuse (&bad, DS_ERROR_EMPTY);
  bad = good, bad.samples = odd, refuse (&bad, DS_ERROR_DAMAGED);
  bad = good, bad.shape.dims[1] = 0, refuse (&bad, DS_ERROR_SIZE);
  bad = good, bad.shape.rank = 9, refuse (&bad, DS_ERROR_SIZE);
  bad = good, bad.scaling.factor = NAN, refuse (&bad, DS_ERROR_VALUES);
  bad = good, bad.scaling.factor = 1e37, refuse (&bad, DS_ERROR_VALUES);
  bad = good, bad.scaling.offset = 1e300, refuse (&bad, DS_ERROR_VALUES);
  bad = good, bad.labels = negative, refuse (&bad, DS_ERROR_MISMATCH);
  bad = good, bad.labels = nameless, bad.class_names = names;
  refuse (&bad, DS_ERROR_MISMATCH);
}

static void
refuse_floats (float value, guint n, gint code)
{
  g_autoptr (GError) error = NULL;
  float values[6] = { value, value, value, value, value, value };

  g_assert_null (
    ds_dataset_new_from_memory ("bad", &shape, DS_SAMPLE_FLOAT, values, n, NULL, &error));
  g_assert_error (error, DS_ERROR, code);
}

static void
test_bad_floats (void)
{
  const float mixed[] = { 0, 0.5f, NAN, 1, 0.25f, 2 };
  g_autoptr (GError) error = NULL;

  refuse_floats (NAN, 1, DS_ERROR_VALUES);
  refuse_floats (INFINITY, 1, DS_ERROR_VALUES);
  refuse_floats (5, 1, DS_ERROR_VALUES);
  refuse_floats (0, 0, DS_ERROR_EMPTY);

  /* One among good ones hides from minimum and maximum. */
  g_assert_null (
    ds_dataset_new_from_memory ("bad", &shape, DS_SAMPLE_FLOAT, mixed, 1, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_VALUES);
}

/* As wide a range as floats have still gives numbers. */
static void
test_wide_floats (void)
{
  g_autoptr (GError) error = NULL;
  const float values[] = { -G_MAXFLOAT, G_MAXFLOAT, 0, 1, 1e-45f, 1e30f };
  g_autoptr (DsDataset) dataset = ds_dataset_new_from_memory ("wide", &shape, DS_SAMPLE_FLOAT,
                                                              values, 1, NULL, &error);
  float minimum, maximum;

  g_assert_no_error (error);
  ds_dataset_find_range (dataset, &minimum, &maximum);
  g_assert_cmpfloat (minimum, ==, 0);
  g_assert_cmpfloat (maximum, ==, 1);
}

static void *
use_set (void *data)
{
  DsDataset *dataset = data;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (DsDataset) slice = ds_dataset_new_slice (dataset, i % 40, 5);
      g_autoptr (DsDataset) held = ds_dataset_ref (slice);
      float out[30];

      ds_dataset_read_range (held, 0, 5, out);
      g_assert_cmpfloat (out[7], ==, expect (i % 40 + 1, 1));
    }
  ds_dataset_unref (dataset);
  return NULL;
}

/* Under the thread sanitizer: counting and reading from everywhere, the last
 * one frees, whoever it is. */
static void
test_threads (void)
{
  DsDataset *dataset = make_bytes (50, NULL);
  pthread_t threads[4];

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, use_set, ds_dataset_ref (dataset)), ==, 0);
  ds_dataset_unref (dataset);
  for (guint i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
}

/* 20 images of which each knows its number and the half of it. */
static DsDataset *
make_known (void)
{
  static const char *const names[] = { "number", "half", NULL };
  g_autoptr (GBytes) samples = g_bytes_new_take (g_malloc0 (20 * 6), 20 * 6);
  gint labels[20];
  float factors[40];
  DsDataset *dataset;

  for (gint i = 0; i < 20; i++)
    {
      labels[i] = i % 3;
      factors[2 * i] = (float) i;
      factors[2 * i + 1] = (float) i / 2;
      memset ((guint8 *) g_bytes_get_data (samples, NULL) + i * 6, i, 6);
    }
  dataset = ds_dataset_new (&(DsDatasetContents) { .name = "known",
                                                   .shape = shape,
                                                   .type = DS_SAMPLE_BYTE,
                                                   .samples = samples,
                                                   .scaling = { 0, 1 / 20. },
                                                   .labels = labels,
                                                   .factors = factors,
                                                   .factor_names = names },
                            NULL);
  g_assert_nonnull (dataset);
  return dataset;
}

/* Samples @first and the next one have the numbers @a and @b. */
static void
check_factors (DsDataset *dataset, gsize first, float a, float b)
{
  float out[4];

  g_assert_cmpuint (ds_dataset_get_n_factors (dataset), ==, 2);
  g_assert_cmpstr (ds_dataset_get_factor_names (dataset)[1], ==, "half");
  ds_dataset_read_factors (dataset, first, 2, out);
  g_assert_cmpfloat (out[0], ==, a);
  g_assert_cmpfloat (out[1], ==, a / 2);
  g_assert_cmpfloat (out[2], ==, b);
  g_assert_cmpfloat (out[3], ==, b / 2);
}

static void
test_factors (void)
{
  g_autoptr (DsDataset) bare = make_bytes (3, NULL);
  g_autoptr (DsDataset) dataset = make_known ();
  g_autoptr (DsDataset) slice = ds_dataset_new_slice (dataset, 5, 10);
  g_autoptr (DsDataset) fitted = ds_dataset_new_fitted (slice, &(DsFit) { DS_FIT_PAD, 4, 4 }, NULL);

  g_assert_null (ds_dataset_get_factor_names (bare));
  g_assert_cmpuint (ds_dataset_get_n_factors (bare), ==, 0);
  check_factors (dataset, 18, 18, 19);
  check_factors (slice, 3, 8, 9);
  check_factors (fitted, 3, 8, 9);
}

static void
test_without (void)
{
  static const guint32 left_out[] = { 0, 4, 5, 9 };
  static const guint32 indices[] = { 5, 0, 2 };
  g_autoptr (DsDataset) dataset = make_known ();
  g_autoptr (DsDataset) slice = ds_dataset_new_slice (dataset, 10, 10);
  g_autoptr (DsDataset) few = ds_dataset_new_without (slice, left_out, 4);
  float out[18];

  g_assert_cmpuint (ds_dataset_get_count (few), ==, 6);
  g_assert_cmpint (ds_dataset_get_labels (few)[3], ==, 16 % 3);
  ds_dataset_read (few, indices, 3, out);
  g_assert_cmpfloat_with_epsilon (out[0], 18 / 20., 1e-6);
  g_assert_cmpfloat_with_epsilon (out[6], 11 / 20., 1e-6);
  g_assert_cmpfloat_with_epsilon (out[17], 13 / 20., 1e-6);
  ds_dataset_read_range (few, 3, 2, out);
  g_assert_cmpfloat_with_epsilon (out[0], 16 / 20., 1e-6);
  g_assert_cmpfloat_with_epsilon (out[11], 17 / 20., 1e-6);
  check_factors (few, 2, 13, 16);
}

/* More samples than are looked up at a time. */
static void
test_without_many (void)
{
  g_autoptr (DsDataset) dataset = make_bytes (1000, NULL);
  g_autoptr (DsDataset) few = ds_dataset_new_without (dataset, (const guint32[]) { 300 }, 1);
  g_autofree float *out = g_new (float, 999 * 6);

  ds_dataset_read_range (few, 0, 999, out);
  for (gsize i = 0; i < 999; i++)
    g_assert_cmpfloat (out[i * 6 + 5], ==, expect (i < 300 ? i : i + 1, 5));
}

/* Samples, labels and factors of one set after those of another. */
static void
test_joined (void)
{
  static const guint32 indices[] = { 0, 11, 3, 12, 13, 4 };
  static const float wanted[] = { 0, 11, 3, 12, 13, 4 };
  g_autoptr (DsDataset) dataset = make_known ();
  g_autoptr (DsDataset) first = ds_dataset_new_slice (dataset, 0, 5);
  g_autoptr (DsDataset) second = ds_dataset_new_slice (dataset, 5, 15);
  g_autoptr (DsDataset) joined = ds_dataset_new_joined (first, second);
  g_autoptr (DsDataset) part = NULL;
  float out[6 * 6], all[6 * 20], same[6 * 20];

  g_assert_cmpuint (ds_dataset_get_count (joined), ==, 20);
  ds_dataset_read_range (dataset, 0, 20, all);
  ds_dataset_read_range (joined, 0, 20, same);
  g_assert_cmpmem (all, sizeof all, same, sizeof same);
  ds_dataset_read (joined, indices, 6, out);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpmem (out + 6 * i, 6 * sizeof *out, all + 6 * (guint) wanted[i], 6 * sizeof *out);
  g_assert_cmpmem (ds_dataset_get_labels (dataset), 20 * sizeof (gint),
                   ds_dataset_get_labels (joined), 20 * sizeof (gint));
  check_factors (joined, 3, 3, 4);
  check_factors (joined, 4, 4, 5);
  part = ds_dataset_new_slice (joined, 3, 6);
  ds_dataset_read_range (part, 0, 6, same);
  g_assert_cmpmem (all + 6 * 3, 6 * 6 * sizeof *all, same, 6 * 6 * sizeof *same);
  g_assert_true (ds_dataset_check (joined, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/facts", test_facts);
  g_test_add_func ("/dataset/read", test_read);
  g_test_add_func ("/dataset/read-past-end", test_read_past_end);
  g_test_add_func ("/dataset/floats", test_floats);
  g_test_add_func ("/dataset/slice", test_slice);
  g_test_add_func ("/dataset/range", test_range);
  g_test_add_func ("/dataset/refusals", test_refusals);
  g_test_add_func ("/dataset/bad-floats", test_bad_floats);
  g_test_add_func ("/dataset/wide-floats", test_wide_floats);
  g_test_add_func ("/dataset/factors", test_factors);
  g_test_add_func ("/dataset/without", test_without);
  g_test_add_func ("/dataset/without-many", test_without_many);
  g_test_add_func ("/dataset/threads", test_threads);
  g_test_add_func ("/dataset/joined", test_joined);
  return g_test_run ();
}
