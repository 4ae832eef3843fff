/* SPDX-License-Identifier: MIT */
/* Keras' files that are cut short, or something else. That whole ones are read
 * the formats' test shows.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "app/error.h"
#include "app/import/h5-file.h"
#include "app/import/import.h"
#include "app/import/keras-file.h"
#include "tests/app/export/export-cases.h"
#include "tests/app/project/project-fixture.h"

static GBytes *
write_keras (const FixtureFiles *files, const char *format)
{
  g_autoptr (GPtrArray) cases = export_cases_make ();
  g_autoptr (GError) error = NULL;

  wb_export_write (wb_export_find (format), ((ExportCase *) cases->pdata[0])->model, NULL,
                   files->path, NULL, &error);
  g_assert_no_error (error);
  return fixture_read (files->path);
}

static void
check_refused (const FixtureFiles *files, const void *bytes, gsize n)
{
  g_autoptr (GError) error = NULL;
  AeNetwork *network = NULL;

  fixture_write (files->other, bytes, n);
  g_assert_null (wb_keras_file_read (files->other, &network, &error));
  g_assert_null (network);
  g_assert_true (error->domain == WB_ERROR);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_cut (FixtureFiles *files, gconstpointer format)
{
  g_autoptr (GBytes) bytes = write_keras (files, format);
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  /* A zip that lacks only the table at its end still has all that is wanted. */
  for (gsize length = 0; length < n - 1024; length += n / 23)
    check_refused (files, data, length);
}

/* A weight that the configuration does not know of, or one of another shape. */
static void
test_other_weights (FixtureFiles *files, gconstpointer data)
{
  g_autoptr (WbH5File) file = wb_h5_file_new ();
  const char *config
    = "{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": "
      "\"Dense\", \"config\": {\"name\": \"a\", \"units\": 2, "
      "\"batch_input_shape\": [null, 3]}}]}}";
  const char *const layers[] = { "a", NULL }, *const weights[] = { "a/kernel:0", "a/bias:0", NULL };
  g_autoptr (GBytes) bytes = NULL;
  float values[8] = { 0 };
  gsize n;

  wb_h5_file_set_text (file, "/", "model_config", config);
  wb_h5_file_add_group (file, "/model_weights/a");
  wb_h5_file_set_texts (file, "/model_weights", "layer_names", layers);
  wb_h5_file_set_texts (file, "/model_weights/a", "weight_names", weights);
  wb_h5_file_add_floats (file, "/model_weights/a/a/kernel:0", &AE_SHAPE (2, 4, 2), values);
  bytes = wb_h5_file_to_bytes (file, NULL);
  check_refused (files, g_bytes_get_data (bytes, &n), g_bytes_get_size (bytes));
  wb_h5_file_add_floats (file, "/model_weights/a/a/bias:0", &AE_SHAPE (1, 2), values);
  g_bytes_unref (bytes);
  bytes = wb_h5_file_to_bytes (file, NULL);
  check_refused (files, g_bytes_get_data (bytes, &n), g_bytes_get_size (bytes));
}

/* What model.to_json() gives, and the weights beside it. */
static void
test_json (FixtureFiles *files, gconstpointer data)
{
  g_autoptr (GBytes) bytes = write_keras (files, "h5");
  g_autoptr (WbH5File) file = wb_h5_file_open (bytes, NULL);
  g_autofree char *config = wb_h5_file_get_text (file, "/", "model_config");
  g_autofree char *path = g_strconcat (files->path, ".json", NULL);
  g_autofree char *beside = g_strconcat (files->path, ".weights.h5", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbProject) project = NULL;
  g_autofree char *notes = NULL;

  fixture_write (path, config, strlen (config));
  g_assert_null (wb_import_read (path, &notes, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, beside));
  g_clear_error (&error);
  fixture_write (beside, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  project = wb_import_read (path, &notes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (project->checkpoint);
  g_remove (path);
  g_remove (beside);
}

static void
add (const char *path, gconstpointer data, void (*test) (FixtureFiles *, gconstpointer))
{
  g_test_add (path, FixtureFiles, data, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/keras-file/cut/keras", "keras", test_cut);
  add ("/keras-file/cut/h5", "h5", test_cut);
  add ("/keras-file/other-weights", NULL, test_other_weights);
  add ("/keras-file/json", NULL, test_json);
  return g_test_run ();
}
