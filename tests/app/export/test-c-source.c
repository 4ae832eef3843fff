/* SPDX-License-Identifier: MIT */
/* C source: every layer computes what the model does, without a warning, and the
 * file's own test finds the same.
 *
 * Broken on purpose: top and left swapped in a window, the gates f and g of LSTM,
 * an in-place layer that overwrites what a skip reads, the offset of the scaling.
 */
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/export/c-source-private.h"
#include "tests/app/export/c-source-fixture.h"

/* A layer that has no row is refused in one sentence that names it. */
static void
assert_refused (WbCheckpoint *checkpoint, const AeLayerClass *klass, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);

  g_assert_false (wb_export_write (wb_export_find ("c"), model, NULL, path, NULL, &error));
  g_assert_nonnull (strstr (error->message, klass->type));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_layer (gconstpointer data)
{
  const AeLayerClass *klass = data;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++)
    {
      g_autoptr (AeModel) model = fixture_make_around (klass, probe);
      g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (model, NULL);

      if (wb_c_layer_find (klass) == NULL)
        assert_refused (checkpoint, klass, path);
      else
        {
          fixture_export (checkpoint, NULL, WB_EXPORT_WHOLE, path);
          g_free (fixture_compile ("gcc", FIXTURE_SELF_TEST, path));
        }
    }
  fixture_remove (folder);
}

/* A skip from the encoder, over layers that may work in place. */
static AeModel *
make_skipping (void)
{
  AeModel *model = ae_model_new (&AE_SHAPE (1, 6));
  g_autofree char *source = NULL;

  fixture_append (&model, "Dense", "units=6");
  source = g_strdup_printf ("source=%u", ae_model_get_layer (model, 1)->id);
  fixture_append (&model, "Dropout", "");
  fixture_append (&model, "LeakyReLU", "");
  fixture_append (&model, "Dense", "units=2");
  fixture_append (&model, "Dense", "units=6");
  fixture_append (&model, "Add", source);
  fixture_append (&model, "Activation", "activation=sigmoid");
  return model;
}

/* Without a decoder that stands alone, the file has no function for it. */
static void
test_skip (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autoptr (AeModel) model = make_skipping ();
  g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (model, NULL);
  g_autofree char *text = NULL;

  fixture_export (checkpoint, NULL, WB_EXPORT_WHOLE, path);
  g_free (fixture_compile ("gcc", FIXTURE_SANITIZE " " FIXTURE_SELF_TEST, path));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "model_encode ("));
  g_assert_nonnull (strstr (text, "model_reconstruct ("));
  g_assert_null (strstr (text, "model_decode ("));
}

/* The score of one sample, and the threshold below which most of the samples are. */
static void
test_score (void)
{
  static const char user[] = "#define MODEL_HEADER\n#include \"model.c\"\n#undef MODEL_HEADER\n"
                             "#include \"model.c\"\n#include <stdio.h>\n"
                             "int main (void) {\n"
                             "  static const float x[6] = { 0, 1, 0.5f, 0.25f, 0, 1 };\n"
                             "  printf (\"%.9g %.9g\", (double) model_score (x),\n"
                             "    (double) MODEL_THRESHOLD);\n  return 0;\n}\n";
  const float x[6] = { 0, 1, 0.5f, 0.25f, 0, 1 };
  WbExportOptions options = { .n_samples = 1, .samples = x };
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree char *path_user = g_build_filename (folder, "user.c", NULL);
  g_autofree char *out = NULL;
  g_autoptr (AeModel) drawn = make_skipping ();
  g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (drawn, NULL);
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (checkpoint, NULL);
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  double score = 0, written, threshold;
  float y[6];

  g_assert_true (wb_export_write (wb_export_find ("c"), model, &options, path, NULL, NULL));
  fixture_write (path_user, user, strlen (user));
  out = fixture_compile ("gcc", "", path_user);
  g_assert_true (ae_network_predict (network, 0, 7, 1, x, y, NULL));
  for (guint i = 0; i < 6; i++)
    score += (y[i] - x[i]) * (y[i] - x[i]) / 6;
  g_assert_cmpint (sscanf (out, "%lf %lf", &written, &threshold), ==, 2);
  g_assert_cmpfloat_with_epsilon (written, score, 1e-6);
  g_assert_cmpfloat_with_epsilon (threshold, score, 1e-6);
  fixture_remove (folder);
}

/* Data whose values are taken as they are. */
static void
test_not_scaled (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autoptr (AeModel) drawn = make_skipping ();
  g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (drawn, NULL);
  g_autoptr (WbDataReference) reference = wb_data_reference_new ("built-in", NULL, NULL);
  g_autofree char *text = NULL;

  fixture_export (checkpoint, reference, WB_EXPORT_WHOLE, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "#define MODEL_FACTOR 1\n"));
  fixture_remove (folder);
}

static void
test_prefix (void)
{
  static const char *const cases[][2] = {
    { "/a/b/digits.c", "digits" },
    { "My model.v2.c", "my_model" },
    { "2025-autoencoder.c", "model_2025_autoencoder" },
    { "Ä.c", "model___" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prefix = wb_c_source_make_prefix (cases[i][0]);

      g_assert_cmpstr (prefix, ==, cases[i][1]);
    }
}

/* A weight that is no number is refused before anything is written. */
static gboolean
fill_nan (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  out[0] = NAN;
  return TRUE;
}

static void
test_not_finite (void)
{
  WbPosition position = { .step = 1 };
  AeRecipe recipe;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autoptr (AeModel) drawn = make_skipping ();
  g_autoptr (WbHistory) history = wb_history_new ();
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (WbExportModel) model = NULL;
  g_autoptr (GError) error = NULL;

  ae_recipe_init (&recipe);
  checkpoint = wb_checkpoint_new (drawn, &recipe, &position, history, fill_nan, NULL, NULL);
  model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  g_assert_false (wb_export_write (wb_export_find ("c"), model, NULL, path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "Dense, layer 2"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  fixture_remove (folder);
}

/* Where the compiler fails, or is not there, the file stays and the report says why
 * nobody ran it. @data: the script that stands in its place, "" for none. */
static void
test_compiler (gconstpointer data)
{
  const char *script = data;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree char *cc = g_build_filename (folder, "cc", NULL);
  g_autofree char *before = g_strdup (g_getenv ("PATH"));
  g_autoptr (AeModel) drawn = ae_model_new (&AE_SHAPE (1, 6));
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (WbExportModel) model = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (WbExportReport) report = { 0 };

  fixture_append (&drawn, "Dense", "units=6");
  checkpoint = fixture_make_random (drawn, NULL);
  model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  if (*script != '\0')
    {
      fixture_write (cc, script, strlen (script));
      g_chmod (cc, 0700);
    }
  g_setenv ("PATH", folder, TRUE);
  wb_export_write (wb_export_find ("c"), model, NULL, path, &report, &error);
  g_setenv ("PATH", before, TRUE);
  g_assert_no_error (error);
  g_assert_false (report.checked);
  g_assert_true (g_str_has_prefix (report.unchecked, "Not compiled, because "));
  g_assert_true (*script == '\0' || strstr (report.unchecked, "no libc here") != NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/c-source/layers/", ae_layer_classes ()[i]->type, NULL);

      if ((ae_layer_classes ()[i]->flags & AE_LAYER_INPUT) == 0)
        g_test_add_data_func (path, ae_layer_classes ()[i], test_layer);
    }
  g_test_add_func ("/c-source/skip", test_skip);
  g_test_add_func ("/c-source/score", test_score);
  g_test_add_func ("/c-source/not-scaled", test_not_scaled);
  g_test_add_func ("/c-source/prefix", test_prefix);
  g_test_add_func ("/c-source/not-finite", test_not_finite);
  g_test_add_data_func ("/c-source/compiler/broken", "#!/bin/sh\necho no libc here >&2\nexit 1\n",
                        test_compiler);
  g_test_add_data_func ("/c-source/compiler/missing", "", test_compiler);
  return g_test_run ();
}
