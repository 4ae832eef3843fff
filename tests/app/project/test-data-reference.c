/* SPDX-License-Identifier: MIT */
/* What a project keeps of its data: the choices, and a way to them that holds when
 * project and data are moved together.
 */

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

/* Data are the same where all is: a copy with one thing changed keeps the rest, and
 * differs. */
static void
test_equal (void)
{
  const DsScaling plain = { 0, 1 }, halved = { 0, .5 }, shifted = { .25, 1 };
  const DsFit fits[] = { { DS_FIT_PAD, 8, 9 }, { DS_FIT_PAD, 8, 10 } };
  g_autoptr (WbDataReference) chosen = make_reference ("/data/tiles", "size=4x6");
  WbDataReference *all[] = {
    wb_data_reference_new_scaled (chosen, &plain),
    wb_data_reference_new_scaled (chosen, &halved),
    wb_data_reference_new_scaled (chosen, &shifted),
    wb_data_reference_new_fitted (chosen, &fits[0]),
    wb_data_reference_new_fitted (chosen, &fits[1]),
    wb_data_reference_new ("/data/tiles", NULL, &plain),
    wb_data_reference_new ("/data/tiles", "/data/test", &plain),
    wb_data_reference_new ("/data/others", NULL, &plain),
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_assert_false (wb_data_reference_equal (all[i], chosen));
      g_assert_cmpstr (ds_import_options_get (wb_data_reference_get_options (all[i]), "size"), ==,
                       i < 5 ? "4x6" : NULL);
      for (guint j = 0; j < G_N_ELEMENTS (all); j++)
        g_assert_cmpint (wb_data_reference_equal (all[i], all[j]), ==, i == j);
    }
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    wb_data_reference_unref (all[i]);
}

/* Data found elsewhere keep the size that the model has learned with. */
static void
test_for_source (void)
{
  const DsFit fit = { DS_FIT_PAD, 32, 30 };
  g_autoptr (WbDataReference) plain = make_reference ("/gone", NULL);
  g_autoptr (WbDataReference) learned = wb_data_reference_new_fitted (plain, &fit);
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, NULL);
  g_autoptr (WbDataReference) found = wb_data_reference_new_for_source (source, NULL, learned);

  g_assert_cmpstr (wb_data_reference_get_location (found), ==, DS_BUILT_IN);
  g_assert_true (ds_fit_is_equal (wb_data_reference_get_fit (found), &fit));
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
  g_test_add_func ("/data-reference/equal", test_equal);
  g_test_add_func ("/data-reference/for-source", test_for_source);
  g_test_add_func ("/data-reference/moved", test_moved);
  g_test_add_func ("/data-reference/folders", test_folders);
  g_test_add_func ("/data-reference/refused", test_refused);
  return g_test_run ();
}
