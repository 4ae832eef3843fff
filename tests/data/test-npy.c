/* SPDX-License-Identifier: MIT */
/*
 * .npy and .npz that are wrong, each with its sentence; one of 20 GB; bytes
 * flipped and cut at random. What good files hold is in test-variants.c.
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "data/error.h"
#include "data/source.h"
#include "tests/data/fixture.h"

#define HEADER "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }"

/* (transfer full): a file with that header, its length as @claimed where that is not 0. */
static GByteArray *
make (const char *header, gsize claimed, gsize n_values)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize n = claimed != 0 ? claimed : strlen (header);
  const guint8 start[] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, n & 255, n >> 8 };

  g_byte_array_append (bytes, start, sizeof start);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) strlen (header));
  for (gsize i = 0; i < n_values; i++)
    g_byte_array_append (bytes, (const guint8[]) { (guint8) (40 * i) }, 1);
  return bytes;
}

static void
refuse (const char *folder, GByteArray *bytes, DsError code, const char *words)
{
  g_autofree char *path = fixture_write (folder, "set.npy", bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (path, NULL, NULL, &error);

  g_byte_array_unref (bytes);
  g_assert_null (source);
  g_assert_error (error, DS_ERROR, (gint) code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” lacks “%s”", error->message, words);
}

/* Labels and samples to validate are found by the names of files beside. */
static void
test_beside (void)
{
  static const char *const names[][2] = {
    { "x_train.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)}" },
    { "y_train.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}" },
    { "x_test.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3)}" },
    { "y_test.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}" },
  };
  static const gsize counts[] = { 6, 2, 3, 1 };
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = NULL, *labels = g_build_filename (folder, "y_train.npy", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;

  for (guint i = G_N_ELEMENTS (names); i-- > 0;)
    {
      g_autoptr (GByteArray) bytes = make (names[i][1], 0, counts[i]);

      g_free (path);
      path = fixture_write (folder, names[i][0], bytes);
    }
  source = ds_source_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_training (source)), ==, 2);
  g_assert_cmpint (ds_dataset_get_labels (ds_source_get_training (source))[1], ==, 40);
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_validation (source)), ==, 1);
  g_assert_nonnull (ds_dataset_get_labels (ds_source_get_validation (source)));
  {
    g_autoptr (GByteArray) other = make ("{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}",
                                         0, 3);

    g_free (fixture_write (folder, "y_train.npy", other));
  }
  g_assert_null (ds_source_open (path, NULL, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "y_train.npy holds 3 labels"));
  fixture_remove_folder (folder);
}

static void
assert_noted (const char *path, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (path, NULL, NULL, &error);
  const char *const *notes;
  guint i = 0;

  g_assert_no_error (error);
  notes = ds_source_get_report (source)->notes;
  g_assert_null (ds_dataset_get_labels (ds_source_get_training (source)));
  while (notes[i] != NULL && strstr (notes[i], words) == NULL)
    i++;
  g_assert_nonnull (notes[i]);
}

/* Labels that are objects, and images whose channels come first, as PyTorch has them. */
static void
test_noted (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GByteArray) texts = make ("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", 0,
                                       24);
  g_autoptr (GByteArray) images
    = make ("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 5, 5)}", 0, 150);
  g_autofree char *labels = fixture_write (folder, "y_train.npy", texts);
  g_autofree char *samples = fixture_write (folder, "x_train.npy", images);

  assert_noted (samples, "y_train.npy does not hold one whole number or text");
  assert_noted (samples, "numpy.moveaxis (x, 1, -1)");
  fixture_remove_folder (folder);
}

static void
test_refused (void)
{
  const struct
  {
    const char *header;
    gsize claimed;
    gsize n_values;
    DsError code;
    const char *words;
  } wrong[] = {
    { HEADER, 0, 5, DS_ERROR_DAMAGED, "promises 2×3 values of 1 bytes, and 5 bytes follow" },
    { HEADER, 0, 7, DS_ERROR_DAMAGED, "7 bytes follow" },
    { HEADER, 60000, 6, DS_ERROR_DAMAGED, "header is damaged" },
    { "{}", 0, 6, DS_ERROR_DAMAGED, "header is damaged" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3", 0, 6, DS_ERROR_DAMAGED,
      "header is damaged" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (-2, 3)}", 0, 6, DS_ERROR_DAMAGED,
      "header is damaged" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 3)}", 0, 0, DS_ERROR_EMPTY,
      "size 0 along axis 0" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': ()}", 0, 1, DS_ERROR_UNSUPPORTED,
      "single number" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (6,)}", 0, 6, DS_ERROR_UNSUPPORTED,
      "one axis" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (1,1,1,1,6)}", 0, 6, DS_ERROR_UNSUPPORTED,
      "more than 4 axes" },
    { "{'descr': '|u1', 'fortran_order': True, 'shape': (4000000000, 4000000000, 4000000000)}", 0,
      6, DS_ERROR_DAMAGED, "6 bytes follow" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536)}", 0, 0,
      DS_ERROR_DAMAGED, "0 bytes follow" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 3)}", 0, 6,
      DS_ERROR_UNSUPPORTED, "too long" },
    { "{'descr': '<c8', 'fortran_order': False, 'shape': (2, 3)}", 0, 48, DS_ERROR_UNSUPPORTED,
      "type <c8" },
    { "{'descr': '\xff"
      "4', 'fortran_order': False, 'shape': (2, 3)}",
      0, 24, DS_ERROR_UNSUPPORTED, "astype" },
    { "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3)}", 0, 48, DS_ERROR_UNSUPPORTED,
      "type |O" },
    { "{'descr': '<U3', 'fortran_order': False, 'shape': (2,)}", 0, 24, DS_ERROR_UNSUPPORTED,
      "holds text" },
    { "{'descr': '<U3', 'fortran_order': False, 'shape': (2,)}", 0, 23, DS_ERROR_DAMAGED,
      "23 bytes follow" },
    { "{'descr': '<U0', 'fortran_order': False, 'shape': (2,)}", 0, 0, DS_ERROR_UNSUPPORTED,
      "type <U0" },
    { "{'descr': '|S', 'fortran_order': False, 'shape': (2,)}", 0, 0, DS_ERROR_UNSUPPORTED,
      "type |S" },
    { "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3)}", 0, 24,
      DS_ERROR_UNSUPPORTED, "astype" },
  };
  g_autofree char *folder = fixture_make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    refuse (folder, make (wrong[i].header, wrong[i].claimed, wrong[i].n_values), wrong[i].code,
            wrong[i].words);
  fixture_remove_tree (folder);
}

static void
test_not_finite (void)
{
  const char *header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1)}";
  const float values[][2] = { { 0, NAN }, { INFINITY, 0 } };
  g_autofree char *folder = fixture_make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      GByteArray *bytes = make (header, 0, 0);

      g_byte_array_append (bytes, (const guint8 *) values[i], sizeof values[i]);
      refuse (folder, bytes, DS_ERROR_VALUES, i == 0 ? "Sample 1" : "Sample 0");
    }
  fixture_remove_tree (folder);
}

static gsize
get_resident_bytes (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return (gsize) g_ascii_strtoull (strchr (text, ' ') + 1, NULL, 10)
         * (gsize) sysconf (_SC_PAGESIZE);
}

/* A sparse file takes no room on the disk, and must take none in memory. */
static void
test_large (void)
{
  const char *header = "{'descr': '|u1', 'fortran_order': False, 'shape': (20000000, 32, 32)}";
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GByteArray) bytes = make (header, 0, 0);
  g_autofree char *path = fixture_write (folder, "set.npy", bytes);
  const DsScaling scaling = { 0, 1 / 255. };
  gsize before;

  g_assert_cmpint (truncate (path, (off_t) bytes->len + 20480000000), ==, 0);
  before = get_resident_bytes ();
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source
        = ds_source_open (path, NULL, &(DsRequest) { .scaling = i == 0 ? NULL : &scaling }, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 20000000);
      g_assert_cmpuint (get_resident_bytes (), <, before + ((gsize) 300 << 20));
    }
  fixture_remove_tree (folder);
}

/* One byte wrong, or the end cut off: a sentence or a set, and nothing else. */
static void
test_damage (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GByteArray) whole = make (HEADER, 0, 6);

  for (guint i = 0; i < 400; i++)
    {
      guint draw = (guint) g_test_rand_int_range (0, G_MAXINT32);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source = NULL;

      g_byte_array_append (bytes, whole->data, whole->len);
      if (i % 4 == 0)
        g_byte_array_set_size (bytes, draw % whole->len + 1);
      else
        bytes->data[draw % whole->len] ^= (guint8) (1 << i % 8);
      path = fixture_write (folder, "set.npy", bytes);
      source = ds_source_open (path, NULL, NULL, &error);
      g_assert_true ((source == NULL) == (error != NULL));
    }
  fixture_remove_tree (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/npy/beside", test_beside);
  g_test_add_func ("/npy/noted", test_noted);
  g_test_add_func ("/npy/refused", test_refused);
  g_test_add_func ("/npy/not-finite", test_not_finite);
  g_test_add_func ("/npy/large", test_large);
  g_test_add_func ("/npy/damage", test_damage);
  return g_test_run ();
}
