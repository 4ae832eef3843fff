/* SPDX-License-Identifier: MIT */
/* What a project keeps of its data: the choices, and a way to them that holds when
 * project and data are moved together.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "app/error.h"
#include "app/project/data-reference.h"
#include "tests/app/project/project-fixture.h"

static WbDataReference *
make_reference (const char *location, const char *choices)
{
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (choices, NULL);
  g_autoptr (WbDataReference) plain = wb_data_reference_new (location, NULL, NULL);

  return wb_data_reference_new_with_options (plain, options);
}

/* Written in one folder and read in another. */
static WbDataReference *
carry (const WbDataReference *reference, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  json_t *json = wb_data_reference_to_json (reference, from);
  WbDataReference *read = wb_data_reference_from_json (json, to, &error);

  json_decref (json);
  g_assert_no_error (error);
  return read;
}

static void
test_choices (void)
{
  g_autoptr (WbDataReference) reference
    = make_reference ("/data/tiles", "size=4x6 fit=pad grey=true labels='in the folder.csv'");
  g_autoptr (WbDataReference) read = carry (reference, "/models", "/elsewhere");
  g_autoptr (WbDataReference) plain = make_reference ("/data/tiles", NULL);

  g_assert_true (wb_data_reference_equal (reference, read));
  g_assert_false (wb_data_reference_equal (reference, plain));
}

static void
test_moved (void)
{
  g_autofree char *here = fixture_make_folder ();
  g_autofree char *there = fixture_make_folder ();
  g_autofree char *data = g_build_filename (here, "data", NULL);
  g_autofree char *moved = g_build_filename (there, "data", NULL);
  g_autofree char *models = g_build_filename (here, "models", NULL);
  g_autofree char *moved_models = g_build_filename (there, "models", NULL);
  g_autofree char *choices = g_strdup_printf ("labels=%s.csv", data);
  g_autofree char *labels = g_strconcat (moved, ".csv", NULL);
  g_autoptr (WbDataReference) reference = make_reference (data, choices);
  g_autoptr (WbDataReference) alone = carry (reference, models, moved_models);
  g_autoptr (WbDataReference) together = NULL;

  g_assert_true (wb_data_reference_equal (reference, alone));
  fixture_write (moved, "", 0);
  fixture_write (labels, "", 0);
  together = carry (reference, models, moved_models);
  g_assert_cmpstr (wb_data_reference_get_location (together), ==, moved);
  g_assert_cmpstr (ds_import_options_get (wb_data_reference_get_options (together), "labels"), ==,
                   labels);
  fixture_remove (here);
  fixture_remove (there);
}

/* The project may lie among the images, or anywhere. */
static void
test_folders (void)
{
  static const char *const folders[] = { "/a/b", "/a/b/c", "/a", "/", "/z", "/a/bc" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (WbDataReference) reference = make_reference ("/a/b", NULL);
      g_autoptr (WbDataReference) read = carry (reference, folders[i], folders[i]);

      g_assert_true (wb_data_reference_equal (reference, read));
    }
}

static void
test_refused (void)
{
  static const char *const wrong[] = {
    "\"options\": {\"size\": 32}",
    "\"options\": {\"size\": \"huge\"}",
    "\"options\": {\"labels\": [1]}",
    "\"options\": {\"labels\": 1}",
    "\"validation\": []",
    "\"validation\": [\"a\", 1]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"location\": \"x\", %s}", wrong[i]);
      json_t *json = json_loads (text, 0, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (json);
      g_assert_null (wb_data_reference_from_json (json, "/", &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
      json_decref (json);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data-reference/choices", test_choices);
  g_test_add_func ("/data-reference/moved", test_moved);
  g_test_add_func ("/data-reference/folders", test_folders);
  g_test_add_func ("/data-reference/refused", test_refused);
  return g_test_run ();
}
