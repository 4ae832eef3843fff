/* SPDX-License-Identifier: MIT */
/* What a model has learned with is used again on other data, once.
 *
 * Proved by breaking the code: a scaling of 8-bit samples applied to what lies in
 * [0,1] (scaling), none applied (scaling), the images in their own size (fit).
 */
#include <glib/gstdio.h>
#include <string.h>

#include "app/data/data-open.h"
#include "tests/app/project-fixture.h"

#define BYTES 0x08
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
    { BYTES, 255, { 0, 1.0 / 255 }, 1 },
    { BYTES, 200, { 0, 1.0 / 100 }, 2 },
    { FLOATS, 0.5f, { 0, 1.0 / 255 }, 0.5f },
    { FLOATS, 510, { 0, 1.0 / 255 }, 2 },
    { FLOATS, 0.5f, { 0, 1.0 / 100 }, 0.005f },
  };
  g_autofree char *folder = fixture_make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = make_file (folder, cases[i].type, 0, cases[i].high);
      g_autoptr (WbDataReference) learned = wb_data_reference_new ("elsewhere", NULL,
                                                                   &cases[i].learned);
      g_autoptr (DsSource) found = wb_data_open (path, NULL, NULL, NULL);
      g_autoptr (DsSource) alone = wb_data_open (path, NULL, learned, NULL);
      g_autoptr (DsSource) both = wb_data_open (path, path, learned, NULL);
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
                                                             &(DsScaling){ 0, 1.0 / 255 });
  g_autoptr (WbDataReference) fitted = wb_data_reference_new_fitted (
    plain, &(DsFit){ .mode = DS_FIT_PAD, .height = 4, .width = 6 });
  g_autoptr (DsSource) source = wb_data_open (path, NULL, fitted, NULL);
  const DsShape *shape = ds_dataset_get_shape (ds_source_get_training (source));

  g_assert_cmpuint (shape->dims[0], ==, 4);
  g_assert_cmpuint (shape->dims[1], ==, 6);
  fixture_remove (folder);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_data_open ("/nowhere/at/all", NULL, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data-open/scaling", test_scaling);
  g_test_add_func ("/data-open/fit", test_fit);
  g_test_add_func ("/data-open/missing", test_missing);
  return g_test_run ();
}
