/* SPDX-License-Identifier: MIT */
/*
 * What NumPy and Pillow wrote, value for value: make-variants.py writes files of
 * every kind and what is in them. Skipped where Debian's python3-numpy and
 * python3-pil are not there.
 */

#include "data/source.h"
#include "tests/data/fixture.h"

#define PYTHON  "/usr/bin/python3"
#define SKIPPED 77

/* Whether the script ran; skips the test where it cannot. */
static gboolean
run_script (const char *folder, const char *more)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "data", "make-variants.py", NULL);
  const char *const words[] = { PYTHON, "-B", script, folder, more, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                     &error)
      || (WIFEXITED (status) && WEXITSTATUS (status) == SKIPPED))
    {
      g_test_skip ("skipped: " PYTHON " has no NumPy and Pillow");
      return FALSE;
    }
  g_assert_cmpint (status, ==, 0);
  return TRUE;
}

static DsSource *
open_variant (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (text, &error);
  DsSource *source;

  g_assert_no_error (error);
  source = ds_source_open (path, NULL, &(DsRequest) { .options = options }, &error);
  if (error != NULL)
    g_error ("%s: %s", path, error->message);
  return source;
}

static void
check_values (const char *path, DsDataset *set, const float *expected, double tolerance)
{
  gsize n = ds_dataset_get_count (set) * ds_dataset_get_sample_size (set);
  g_autofree float *values = g_new (float, n);

  ds_dataset_read_range (set, 0, ds_dataset_get_count (set), values);
  for (gsize i = 0; i < n; i++)
    if (!(ABS (values[i] - expected[i]) <= tolerance))
      g_error ("%s: value %zu is %g, not %g", path, i, values[i], expected[i]);
}

static void
check_labels (const char *path, DsDataset *set, const gint *expected)
{
  const gint *labels = ds_dataset_get_labels (set);

  for (gsize i = 0; i < ds_dataset_get_count (set); i++)
    if ((labels != NULL ? labels[i] : -1) != expected[i])
      g_error ("%s: label %zu is %d, not %d", path, i, labels != NULL ? labels[i] : -1,
               expected[i]);
}

static void
check_variant (const char *folder, char **fields)
{
  g_autofree char *path = g_build_filename (folder, fields[0], NULL);
  g_autofree char *values_path = g_build_filename (folder, fields[7], NULL);
  g_autoptr (DsSource) source = open_variant (path, fields[1]);
  DsDataset *training = ds_source_get_training (source);
  DsDataset *validation = ds_source_get_validation (source);
  g_autofree char *shape = ds_shape_to_string (ds_dataset_get_shape (training));
  g_autofree char *values = NULL;
  gsize n = ds_dataset_get_count (training), m = ds_dataset_get_count (validation);
  gsize size = ds_dataset_get_sample_size (training), n_bytes;
  double tolerance = g_ascii_strtod (fields[6], NULL);

  g_test_message ("%s", fields[0]);
  g_assert_cmpstr (shape, ==, fields[4]);
  g_assert_cmpuint (n, ==, g_ascii_strtoull (fields[2], NULL, 10));
  g_assert_cmpuint (m, ==, g_ascii_strtoull (fields[3], NULL, 10));
  g_assert_cmpuint (ds_dataset_get_n_classes (training), ==,
                    g_ascii_strtoull (fields[5], NULL, 10));
  g_assert_true (g_file_get_contents (values_path, &values, &n_bytes, NULL));
  g_assert_cmpuint (n_bytes, ==, 4 * (n + m) * (size + 1));
  check_values (path, training, (const float *) values, tolerance);
  check_values (path, validation, (const float *) values + n * size, tolerance);
  check_labels (path, training, (const gint *) values + (n + m) * size);
  check_labels (path, validation, (const gint *) values + (n + m) * size + n);
}

static void
test_all (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *list_path = g_build_filename (folder, "variants", NULL);
  g_autofree char *list = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (run_script (folder, NULL))
    {
      g_assert_true (g_file_get_contents (list_path, &list, NULL, NULL));
      lines = g_strsplit (list, "\n", -1);
      for (; *lines[n] != '\0'; n++)
        {
          g_auto (GStrv) fields = g_strsplit (lines[n], "\t", -1);

          check_variant (folder, fields);
        }
      g_assert_cmpuint (n, >=, 50);
    }
  fixture_remove_tree (folder);
}

/* The same samples and labels, bit for bit, from NumPy's file and from IDX. */
static void
check_same (DsDataset *a, DsDataset *b)
{
  gsize n = ds_dataset_get_count (a), size = ds_dataset_get_sample_size (a);
  g_autofree float *x = g_new (float, n * size), *y = g_new (float, n * size);

  g_assert_cmpuint (n, ==, ds_dataset_get_count (b));
  g_assert_true (ds_shape_is_equal (ds_dataset_get_shape (a), ds_dataset_get_shape (b)));
  ds_dataset_read_range (a, 0, n, x);
  ds_dataset_read_range (b, 0, n, y);
  g_assert_cmpmem (x, n * size * sizeof *x, y, n * size * sizeof *y);
  g_assert_cmpmem (ds_dataset_get_labels (a), n * sizeof (gint), ds_dataset_get_labels (b),
                   n * sizeof (gint));
}

static void
test_mnist (void)
{
  g_autofree char *mnist = fixture_find_data ("mnist");
  g_autofree char *folder = NULL;

  if (mnist == NULL)
    return;
  folder = fixture_make_folder ();
  if (run_script (folder, mnist))
    {
      g_autofree char *path = g_build_filename (folder, "mnist.npz", NULL);
      g_autoptr (DsSource) npz = open_variant (path, NULL);
      g_autoptr (DsSource) idx = open_variant (mnist, NULL);

      check_same (ds_source_get_training (npz), ds_source_get_training (idx));
      check_same (ds_source_get_validation (npz), ds_source_get_validation (idx));
    }
  fixture_remove_tree (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/variants/all", test_all);
  g_test_add_func ("/variants/mnist", test_mnist);
  return g_test_run ();
}
