/* SPDX-License-Identifier: MIT */
/* Arrays in a zip file are read back as a data set, and are the same file again. */
#include <glib/gstdio.h>

#include "app/error.h"
#include "app/project/npz.h"
#include "data/source.h"

#define N    40
#define SIDE 4

static void
fill (float *x, gint64 *y)
{
  for (guint i = 0; i < N; i++)
    {
      y[i] = i % 3;
      for (guint j = 0; j < SIDE * SIDE; j++)
        x[i * SIDE * SIDE + j] = (float) ((i + j) % 5) / 4;
    }
}

static gboolean
write_set (const char *path, const float *x, const gint64 *y, GError **error)
{
  const gsize x_dims[] = { N, SIDE, SIDE, 1 }, y_dims[] = { N };
  const WbNpzArray arrays[] = { { "x", WB_NPY_F4, 4, x_dims, x },
                                { "y", WB_NPY_I8, 1, y_dims, y } };

  return wb_npz_write (path, G_N_ELEMENTS (arrays), arrays, error);
}

static void
test_read_back (void)
{
  g_autofree char *folder = g_dir_make_tmp ("npz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "set.npz", NULL);
  float x[N * SIDE * SIDE], read[N * SIDE * SIDE];
  gint64 y[N];
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  gsize n_first, n_again, n;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  DsDataset *dataset;

  fill (x, y);
  g_assert_true (write_set (path, x, y, NULL));
  g_assert_true (g_file_get_contents (path, &first, &n_first, NULL));
  g_assert_true (write_set (path, x, y, NULL));
  g_assert_true (g_file_get_contents (path, &again, &n_again, NULL));
  g_assert_cmpmem (first, n_first, again, n_again);
  source = ds_source_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  dataset = ds_source_get_training (source);
  n = ds_dataset_get_count (dataset);
  g_assert_cmpuint (n + ds_dataset_get_count (ds_source_get_validation (source)), ==, N);
  g_assert_cmpuint (ds_dataset_get_n_classes (dataset), ==, 3);
  g_assert_cmpint (ds_dataset_get_labels (dataset)[4], ==, 1);
  ds_dataset_read_range (dataset, 0, n, read);
  g_assert_cmpmem (read, n * SIDE * SIDE * sizeof (float), x, n * SIDE * SIDE * sizeof (float));
  g_remove (path);
  g_rmdir (folder);
}

static void
test_nowhere (void)
{
  float x[N * SIDE * SIDE];
  gint64 y[N];
  g_autoptr (GError) error = NULL;

  fill (x, y);
  g_assert_false (write_set ("/nowhere/at/all.npz", x, y, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/npz/read-back", test_read_back);
  g_test_add_func ("/npz/nowhere", test_nowhere);
  return g_test_run ();
}
