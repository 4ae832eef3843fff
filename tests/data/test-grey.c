/* SPDX-License-Identifier: MIT */
/* Colours that become grey, whatever the format: luminance, on black where an image is
 * transparent, with the labels, and in every other shape than an image a refusal.
 */
#include <string.h>

#include "data/error.h"
#include "data/source.h"
#include "tests/data/fixture.h"

#define N    20
#define SIDE 4

static char *
write_idx (const char *folder, guint channels)
{
  const guint32 dims[] = { N, SIDE, SIDE, channels, 0 };
  const gsize n = N * SIDE * SIDE * channels;
  g_autofree guint8 *bytes = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) (i * 7919 % 251 + (i == 0 ? 4 : 0));
  {
    g_autoptr (GByteArray) file = fixture_make_idx (0x08, dims, bytes, n);

    return fixture_write (folder, "set-images-idx4-ubyte", file);
  }
}

static DsSource *
open_with (const char *path, const char *choices, GError **error)
{
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (choices, NULL);

  return ds_source_open (path, NULL, &(DsRequest) { .options = options }, error);
}

static void
check (guint channels)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = write_idx (folder, channels);
  g_autoptr (GByteArray) labels = fixture_make_labels (N);
  g_autofree char *beside = fixture_write (folder, "set-labels-idx1-ubyte", labels);
  g_autoptr (DsSource) colour = open_with (path, "", NULL);
  g_autoptr (DsSource) grey = open_with (path, "grey=true", NULL);
  const DsShape *shape = ds_dataset_get_shape (ds_source_get_training (grey));
  const guint32 picked[] = { 7, 2 };
  float x[2 * SIDE * SIDE * 4], y[2 * SIDE * SIDE];

  g_assert_true (shape->rank == 3 && shape->dims[0] == SIDE && shape->dims[2] == 1);
  g_assert_cmpuint (ds_dataset_get_n_classes (ds_source_get_training (grey)), ==, 3);
  ds_dataset_read (ds_source_get_training (colour), picked, 2, x);
  ds_dataset_read (ds_source_get_training (grey), picked, 2, y);
  for (guint i = 0; i < 2 * SIDE * SIDE; i++)
    {
      const float *pixel = x + i * channels;
      float wanted = .299f * pixel[0] + .587f * pixel[1] + .114f * pixel[2];

      g_assert_cmpfloat_with_epsilon (y[i], channels == 4 ? wanted * pixel[3] : wanted, 1e-6);
    }
  fixture_remove_folder (folder);
}

static void
test_colours (void)
{
  check (3);
  check (4);
}

/* Size and grey together, in either order of mind. */
static void
test_size (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = write_idx (folder, 3);
  g_autoptr (DsSource) source = open_with (path, "grey=true size=6x2 fit=stretch", NULL);
  const DsShape *shape = ds_dataset_get_shape (ds_source_get_training (source));

  g_assert_true (shape->dims[0] == 2 && shape->dims[1] == 6 && shape->dims[2] == 1);
  fixture_remove_folder (folder);
}

/* Grey images stay what they are; 2 channels and lists have no colours. */
static void
test_others (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *grey = write_idx (folder, 1);
  g_autoptr (DsSource) source = open_with (grey, "grey=true", NULL);
  const guint32 dims[] = { N, SIDE, 0 };
  const guint8 values[N * SIDE] = { 1, 2, 3 };
  g_autoptr (GByteArray) file = fixture_make_idx (0x08, dims, values, sizeof values);
  g_autofree char *pairs = NULL, *lists = fixture_write (folder, "lists-idx2-ubyte", file);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (source);
  pairs = write_idx (folder, 2);
  g_assert_null (open_with (pairs, "grey=true", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "4×4×2"));
  g_clear_error (&error);
  g_assert_null (open_with (lists, "grey=true", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_MISMATCH);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grey/colours", test_colours);
  g_test_add_func ("/grey/size", test_size);
  g_test_add_func ("/grey/others", test_others);
  return g_test_run ();
}
