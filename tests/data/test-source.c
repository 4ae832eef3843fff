/* SPDX-License-Identifier: MIT */
/*
 * From a location to training and validation set: finding the files of a set
 * by name, the tenth held back, an explicit validation set, reports, refusals,
 * and the real MNIST where it is.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/error.h"
#include "data/source.h"
#include "tests/data/fixture.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

/* Takes @bytes; packs them where the name says so. */
static void
put (Fixture *self, const char *name, GByteArray *bytes)
{
  if (g_str_has_suffix (name, ".gz"))
    {
      GByteArray *packed = fixture_pack (bytes);

      g_byte_array_unref (bytes);
      bytes = packed;
    }
  g_free (fixture_write (self->folder, name, bytes));
  g_byte_array_unref (bytes);
}

static DsSource *
open_name (Fixture *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  DsSource *source = ds_source_open (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return source;
}

static void
refuse (const char *path, DsError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (path, NULL, NULL, &error);

  g_assert_null (source);
  g_assert_error (error, DS_ERROR, (gint) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” lacks “%s”", error->message, words);
}

static void
check_counts (DsSource *source, gsize training, gsize validation)
{
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_training (source)), ==, training);
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_validation (source)), ==, validation);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==,
                    ds_source_get_training (source) == ds_source_get_validation (source)
                      ? training
                      : training + validation);
}

static void
check_four (Fixture *self, const char *name)
{
  g_autoptr (DsSource) source = open_name (self, name);
  DsDataset *training = ds_source_get_training (source);
  DsDataset *validation = ds_source_get_validation (source);

  check_counts (source, 12, 5);
  g_assert_cmpint (ds_dataset_get_labels (training)[11], ==, 2);
  g_assert_cmpint (ds_dataset_get_labels (validation)[4], ==, 1);
  g_assert_cmpuint (ds_dataset_get_n_classes (training), ==, 3);
  g_assert_nonnull (strstr (ds_source_get_report (source)->notes[0], "5 validation samples"));
  g_assert_null (ds_source_get_report (source)->notes[1]);
  g_assert_cmpstr (ds_source_get_format (source), ==, "idx");
}

/* One way to spell the names of a set: what stands before the part, the word
 * for validation, what stands before "idx", and the end. */
typedef struct
{
  const char *prefix;
  const char *validation;
  const char *joint;
  const char *end;
} Spelling;

static char *
spell (const Spelling *spelling, const char *part, const char *kind, guint rank)
{
  return g_strdup_printf ("%s%s-%s%sidx%u-ubyte%s", spelling->prefix, part, kind, spelling->joint,
                          rank, spelling->end);
}

static void
test_spellings (Fixture *self, gconstpointer data)
{
  const Spelling spellings[] = {
    { "", "t10k", "-", "" },
    { "", "t10k", ".", "" },
    { "", "t10k", "-", ".gz" },
    { "", "test", ".", ".gz" },
    { "emnist-letters-", "test", "-", ".gz" },
    { "mine-", "validation", "-", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      const Spelling *spelling = &spellings[i];
      g_auto (GStrv) names = g_new0 (char *, 5);

      names[0] = spell (spelling, "train", "images", 3);
      names[1] = spell (spelling, "train", "labels", 1);
      names[2] = spell (spelling, spelling->validation, "images", 3);
      names[3] = spell (spelling, spelling->validation, "labels", 1);
      put (self, names[0], fixture_make_images (12));
      put (self, names[1], fixture_make_labels (12));
      put (self, names[2], fixture_make_images (5));
      put (self, names[3], fixture_make_labels (5));
      check_four (self, ".");
      check_four (self, names[0]);

      for (guint j = 0; j < 4; j++)
        {
          g_autofree char *path = g_build_filename (self->folder, names[j], NULL);

          g_assert_cmpint (unlink (path), ==, 0);
        }
    }
}

static void
test_plain_first (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;

  put (self, "train-images-idx3-ubyte.gz", fixture_make_images (4));
  put (self, "train-images.idx3-ubyte", fixture_make_images (20));
  source = open_name (self, ".");
  check_counts (source, 18, 2);
}

static void
test_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;
  DsDataset *validation;
  const DsReport *report;
  g_autofree char *words = NULL;
  float a[20], b[20];

  put (self, "digits", fixture_make_images (29));
  source = open_name (self, "digits");
  validation = ds_source_get_validation (source);
  report = ds_source_get_report (source);

  check_counts (source, 27, 2);
  g_assert_cmpstr (ds_dataset_get_name (validation), ==, "digits");
  g_assert_null (ds_dataset_get_labels (validation));
  g_assert_nonnull (strstr (report->notes[0], "No labels"));
  g_assert_nonnull (strstr (report->notes[1], "last tenth (2 of 29"));
  g_assert_null (report->notes[2]);
  g_assert_cmpstr (report->scaling, ==, "divided by 255");
  words = ds_source_describe (source);
  g_assert_cmpstr (words, ==,
                   "27 samples of 4×5×1 to train on, 2 to validate, no labels; "
                   "values are divided by 255");

  /* The tenth is the last: its first value is that of sample 27. */
  ds_dataset_read_range (validation, 0, 1, a);
  g_assert_cmpfloat (a[0], ==, (float) (27 * 20 * 7 % 251) * (float) (1 / 255.0));
  ds_dataset_read_range (ds_source_get_training (source), 26, 1, b);
  g_assert_cmpfloat (b[0], ==, (float) (26 * 20 * 7 % 251) * (float) (1 / 255.0));
}

/* Images of which the values are those of @numbers. */
static GByteArray *
make_numbered (const guint8 *numbers, guint32 n)
{
  const guint32 dims[] = { n, 4, 5, 0 };
  g_autofree guint8 *values = g_malloc (20 * n);

  for (guint i = 0; i < 20 * n; i++)
    values[i] = (guint8) (numbers[i / 20] + i % 20 * 3);
  return fixture_make_idx (0x08, dims, values, 20 * n);
}

static void
test_duplicates (Fixture *self, gconstpointer data)
{
  const guint8 training[] = { 1, 2, 3, 2, 4, 2, 190 }, validation[] = { 5, 3, 3, 6, 6 };
  g_autoptr (DsSource) pair = NULL, alone = NULL, fitted = NULL;
  const DsReport *report;
  guint n = 0;

  put (self, "train-images-idx3-ubyte", make_numbered (training, 7));
  put (self, "t10k-images-idx3-ubyte", make_numbered (validation, 5));
  pair = open_name (self, ".");
  report = ds_source_get_report (pair);
  g_assert_cmpuint (report->n_duplicates, ==, 2);
  g_assert_cmpuint (report->n_leaks, ==, 2);
  while (report->notes[n] != NULL)
    n++;
  g_assert_cmpstr (report->notes[n - 2], ==, "2 training samples are the same as an earlier one.");
  g_assert_nonnull (strstr (report->notes[n - 1], "2 validation samples are the same"));

  fitted = ds_source_new_fitted (pair, &(DsFit) { DS_FIT_PAD, 8, 8 }, NULL);
  g_assert_cmpuint (ds_source_get_report (fitted)->n_leaks, ==, 2);

  put (self, "alone", make_numbered (training, 6));
  alone = open_name (self, "alone");
  g_assert_cmpuint (ds_source_get_report (alone)->n_duplicates, ==, 1);
  g_assert_cmpuint (ds_source_get_report (alone)->n_leaks, ==, 1);
}

static void
test_few (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) two = NULL;
  g_autoptr (DsSource) one = NULL;

  put (self, "two", fixture_make_images (2));
  put (self, "one", fixture_make_images (1));
  two = open_name (self, "two");
  one = open_name (self, "one");
  check_counts (two, 1, 1);
  check_counts (one, 1, 1);
  g_assert_nonnull (strstr (ds_source_get_report (one)->notes[1], "one sample"));
}

static void
test_labels_beside (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;

  put (self, "train-images-idx3-ubyte", fixture_make_images (10));
  put (self, "train-labels-idx1-ubyte.gz", fixture_make_labels (10));
  source = open_name (self, "train-images-idx3-ubyte");
  check_counts (source, 9, 1);
  g_assert_cmpint (ds_dataset_get_labels (ds_source_get_validation (source))[0], ==, 0);
  g_assert_cmpint (ds_dataset_get_labels (ds_source_get_training (source))[8], ==, 2);
}

static void
test_bad_labels (Fixture *self, gconstpointer data)
{
  const guint32 dims[] = { 10, 0 };
  const guint8 floats[40] = { 0 };
  guint8 chars[10] = { 0, 0, 0, 0xff };
  GByteArray *flipped = fixture_make_images (10);

  put (self, "train-images-idx3-ubyte", fixture_make_images (10));
  put (self, "train-labels-idx1-ubyte", fixture_make_labels (9));
  refuse (self->folder, DS_ERROR_MISMATCH,
          "train-labels-idx1-ubyte: It holds 9 labels for 10 samples");
  put (self, "train-labels-idx1-ubyte", flipped);
  refuse (self->folder, DS_ERROR_UNSUPPORTED, "without labels");
  put (self, "train-labels-idx1-ubyte", fixture_make_idx (0x0d, dims, floats, 40));
  refuse (self->folder, DS_ERROR_UNSUPPORTED, "one whole number");
  put (self, "train-labels-idx1-ubyte", fixture_make_idx (0x09, dims, chars, 10));
  refuse (self->folder, DS_ERROR_MISMATCH, "label of sample 3 is -1");
}

static void
test_validation_part (Fixture *self, gconstpointer data)
{
  const guint32 dims[] = { 2, 5, 4, 0 };
  const guint8 turned[40] = { 0 };
  guint8 counts[40] = { 12 };
  g_autoptr (DsSource) source = NULL;
  float out[20];

  put (self, "train-images-idx3-ubyte", fixture_make_images (10));
  put (self, "t10k-images-idx3-ubyte", fixture_make_idx (0x08, dims, turned, 40));
  refuse (self->folder, DS_ERROR_MISMATCH,
          "validation samples are 5×4×1, the training samples 4×5×1");

  /* The validation part would by itself be divided by 12. */
  put (self, "t10k-images-idx3-ubyte",
       fixture_make_idx (0x08, (guint32[]) { 2, 4, 5, 0 }, counts, 40));
  source = open_name (self, ".");
  ds_dataset_read_range (ds_source_get_validation (source), 0, 1, out);
  g_assert_cmpfloat (out[0], ==, 12 * (float) (1 / 255.0));
}

static DsSource *
open_pair (Fixture *self, const char *a, const char *b, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, a, NULL);
  g_autofree char *other = strcmp (b, DS_BUILT_IN) == 0 ? g_strdup (b)
                                                        : g_build_filename (self->folder, b, NULL);

  return ds_source_open (path, other, NULL, error);
}

static void
test_explicit_validation (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) files = NULL;
  g_autoptr (DsSource) folder = NULL;
  g_autoptr (DsSource) part = NULL;
  g_autoptr (DsSource) beyond = NULL;

  put (self, "train-images-idx3-ubyte", fixture_make_images (30));
  put (self, "t10k-images-idx3-ubyte", fixture_make_images (8));
  put (self, "mine", fixture_make_images (20));

  files = open_pair (self, "mine", "t10k-images-idx3-ubyte", &error);
  g_assert_no_error (error);
  check_counts (files, 20, 8);
  folder = open_pair (self, "mine", ".", &error);
  g_assert_no_error (error);
  check_counts (folder, 20, 8);
  part = open_pair (self, ".", "train-images-idx3-ubyte", &error);
  g_assert_no_error (error);
  check_counts (part, 30, 30);

  put (self, "counts",
       fixture_make_idx (0x08, (guint32[]) { 1, 4, 5, 0 }, (guint8[20]) { 10 }, 20));
  beyond = open_pair (self, "counts", "mine", &error);
  g_assert_no_error (error);
  g_assert_nonnull (
    strstr (ds_source_get_report (beyond)->notes[2], "validation values run from 0 to 25"));

  g_assert_null (open_pair (self, "mine", DS_BUILT_IN, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_MISMATCH);
  g_clear_error (&error);
  g_assert_null (open_pair (self, "mine", "nowhere", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "Validation: "));
}

static void
test_refusals (Fixture *self, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (self->folder, "nowhere", NULL);
  g_autofree char *pipe = g_build_filename (self->folder, "pipe", NULL);
  g_autofree char *text = g_build_filename (self->folder, "text", NULL);
  g_autofree char *below = g_build_filename (text, "below", NULL);

  refuse (self->folder, DS_ERROR_EMPTY, "is empty");
  refuse (nowhere, DS_ERROR_NOT_FOUND, "Give the path of a file or folder");
  refuse ("", DS_ERROR_NOT_FOUND, "nothing at “”");
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  refuse (pipe, DS_ERROR_READ, "neither a file nor a folder");
  put (self, "text", g_byte_array_new_take (g_memdup2 ("hello", 5), 5));
  refuse (text, DS_ERROR_FORMAT, "not of a known kind");
  refuse (self->folder, DS_ERROR_FORMAT, "train-images-idx3-ubyte");
  refuse (below, DS_ERROR_NOT_FOUND, "nothing at");

  put (self, "a-train-images-idx3-ubyte", g_byte_array_new_take (g_memdup2 ("hello", 5), 5));
  refuse (self->folder, DS_ERROR_FORMAT,
          "a-train-images-idx3-ubyte: The file begins with 68 65 6c 6c");
  put (self, "a-train-images-idx3-ubyte", fixture_make_images (3));
  put (self, "b-train-images-idx3-ubyte", fixture_make_images (3));
  refuse (self->folder, DS_ERROR_FORMAT, "several sets (a-train-images and");
}

static void
test_permission (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "train-images-idx3-ubyte", NULL);
  gboolean is_root = geteuid () == 0;

  put (self, "train-images-idx3-ubyte", fixture_make_images (3));
  g_assert_cmpint (chmod (path, 0), ==, 0);
  g_assert_cmpint (chmod (self->folder, 0711), ==, 0);
  if (is_root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  refuse (path, DS_ERROR_PERMISSION, "Change its permissions");
  if (is_root)
    {
      refuse (self->folder, DS_ERROR_PERMISSION, "may not be read");
      g_assert_cmpint (seteuid (0), ==, 0);
    }
  g_assert_cmpint (chmod (self->folder, 0700), ==, 0);
}

/* What lies in memory is the file itself. */
static void
test_mapped (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;
  g_autofree char *maps = NULL;

  put (self, "a-mapped-set", fixture_make_images (10));
  source = open_name (self, "a-mapped-set");
  if (!g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL))
    {
      g_test_skip ("skipped: the system does not say what is mapped");
      return;
    }
  g_assert_nonnull (strstr (maps, "a-mapped-set"));
}

static void
test_built_in (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, &error);

  g_assert_no_error (error);
  check_counts (source, 60000, 10000);
  g_assert_cmpstr (ds_source_get_location (source), ==, "built-in");
  g_assert_cmpstr (ds_source_get_format (source), ==, "built-in");
  g_assert_cmpstr (ds_source_get_report (source)->scaling, ==, "divided by 255");
  g_assert_null (ds_source_get_report (source)->notes[0]);
}

static void
test_built_in_scaling (void)
{
  const DsScaling same = { 0, 1 / 255.0 };
  const DsScaling others[] = { { 0, 0.5 }, { -3, 1 / 255.0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) quiet = ds_source_open (DS_BUILT_IN, NULL, &(DsRequest) { .scaling = &same },
                                               &error);

  g_assert_no_error (error);
  g_assert_null (ds_source_get_report (quiet)->notes[0]);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (DsSource) noted = ds_source_open (DS_BUILT_IN, NULL,
                                                   &(DsRequest) { .scaling = &others[i] }, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (ds_source_get_report (noted)->notes[0], "not applied"));
    }
}

static void
test_mnist (void)
{
  g_autofree char *folder = fixture_find_data ("mnist");
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  guint counts[10] = { 0 };
  g_autofree float *out = g_new (float, 60000 * 784);
  double sum = 0;

  if (folder == NULL)
    return;
  source = ds_source_open (folder, NULL, NULL, &error);
  g_assert_no_error (error);
  check_counts (source, 60000, 10000);
  g_assert_cmpstr (ds_dataset_get_name (ds_source_get_training (source)), ==, "MNIST");

  for (guint i = 0; i < 60000; i++)
    counts[ds_dataset_get_labels (ds_source_get_training (source))[i]]++;
  g_assert_cmpuint (counts[0], ==, 5923);
  g_assert_cmpuint (counts[1], ==, 6742);
  ds_dataset_read_range (ds_source_get_training (source), 0, 60000, out);
  for (gsize i = 0; i < 60000 * 784; i++)
    sum += out[i];
  /* The mean that numpy gives for the published file. */
  g_assert_cmpfloat_with_epsilon (sum / (60000 * 784), 0.1306605, 1e-6);
}

/* Images of another type are no partner: they may be scaled otherwise. */
static void
test_types (Fixture *self, gconstpointer data)
{
  const guint32 dims[] = { 7, 4, 5, 0 };
  guint16 values[140];
  g_autoptr (DsSource) alone = NULL;
  g_autoptr (DsSource) paired = NULL;

  for (guint i = 0; i < 140; i++)
    values[i] = GUINT16_TO_BE (i);
  put (self, "train-images-idx3-ubyte", fixture_make_images (20));
  put (self, "t10k-images-idx3-short", fixture_make_idx (0x0b, dims, values, sizeof values));
  alone = open_name (self, "train-images-idx3-ubyte");
  check_counts (alone, 18, 2);
  g_assert_nonnull (strstr (ds_source_get_report (alone)->notes[1], "t10k-images-idx3-short"));

  put (self, "t10k-images-idx3-ubyte", fixture_make_images (5));
  paired = open_name (self, "train-images-idx3-ubyte");
  check_counts (paired, 20, 5);
  put (self, "train-images-idx3-short", fixture_make_idx (0x0b, dims, values, sizeof values));
  refuse (self->folder, DS_ERROR_FORMAT, "two types");
}

#define ADD(path, function) g_test_add ("/source/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("spellings", test_spellings);
  ADD ("plain-first", test_plain_first);
  ADD ("alone", test_alone);
  ADD ("types", test_types);
  ADD ("duplicates", test_duplicates);
  ADD ("few", test_few);
  ADD ("labels-beside", test_labels_beside);
  ADD ("bad-labels", test_bad_labels);
  ADD ("validation-part", test_validation_part);
  ADD ("explicit-validation", test_explicit_validation);
  ADD ("refusals", test_refusals);
  ADD ("permission", test_permission);
  ADD ("mapped", test_mapped);
  g_test_add_func ("/source/built-in", test_built_in);
  g_test_add_func ("/source/built-in-scaling", test_built_in_scaling);
  g_test_add_func ("/source/mnist", test_mnist);
  return g_test_run ();
}
