/* SPDX-License-Identifier: MIT */
/* C source in 8-bit integers: every layer and template stays near the model, sums are
 * exact, the simple model is small, and what would be silently bad is refused.
 *
 * Broken on purpose: scale and bias swapped, the zero of x left out of a sum, the
 * bytes of a moved value read with another tensor's step.
 */
#include <stdio.h>
#include <string.h>

#include "app/export/c-source-private.h"
#include "app/templates/template.h"
#include "tests/app/export/c-source-fixture.h"

#define N_SAMPLES 64
#define SANITIZE  FIXTURE_SANITIZE " " FIXTURE_SELF_TEST

static float *
draw_samples (const AeModel *model)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  float *samples;

  g_assert_true (ae_model_infer (model, shapes, NULL, NULL));
  samples = g_new (float, N_SAMPLES * ae_shape_size (&shapes[0]));
  ae_random_uniform (&(AeRandomKey) { .seed = 2 }, samples, N_SAMPLES * ae_shape_size (&shapes[0]));
  return samples;
}

static gboolean export(WbCheckpoint *checkpoint,
                       WbExportPart part,
                       gsize n,
                       const float *samples,
                       const char *path,
                       WbExportReport *report,
                       GError **error)
{
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, NULL, part, error);
  WbExportOptions options = { .int8 = TRUE, .n_samples = n, .samples = samples };

  return model != NULL
         && wb_export_write (wb_export_find ("c"), model, &options, path, report, error);
}

static void
export_and_test (AeModel *model, const AeRecipe *recipe, WbExportPart part, const char *path)
{
  g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (model, recipe);
  g_autofree float *samples = draw_samples (model);
  g_autoptr (GError) error = NULL;
  WbExportReport report;

  export(checkpoint, part, N_SAMPLES, samples, path, &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.checked);
  g_assert_cmpuint (report.n, ==, N_SAMPLES);
  g_free (fixture_compile ("gcc", SANITIZE, path));
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

      if (wb_c_layer_find (klass) != NULL)
        export_and_test (model, NULL, WB_EXPORT_WHOLE, path);
    }
  fixture_remove (folder);
}

static void
test_template (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autoptr (WbProject) project = wb_template_build (template, &AE_SHAPE (3, 12, 12, 1), NULL);

  g_assert_nonnull (project);
  for (WbExportPart part = WB_EXPORT_WHOLE; part <= WB_EXPORT_DECODER; part++)
    {
      export_and_test (project->model, &project->recipe, part, path);
      g_free (fixture_compile ("clang", SANITIZE, path));
    }
  fixture_remove (folder);
}

/* Weights and inputs that bytes can hold: every product is exact, whatever its order. */
static gboolean
fill_exact (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  for (gsize i = 0; i < tensor->size; i++)
    out[i] = g_str_has_suffix (tensor->name, "bias") ? 0 : (float) ((int) (i * 37 % 255) - 127);
  return TRUE;
}

static WbCheckpoint *
make_dense (guint in, guint units, WbCheckpointFunc fill)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (1, in));
  g_autoptr (WbHistory) history = wb_history_new ();
  g_autofree char *options = g_strdup_printf ("units=%u", units);
  WbPosition position = { .step = 1 };
  AeRecipe recipe;

  fixture_append (&model, "Dense", options);
  fixture_append (&model, "Dense", "units=5");
  ae_recipe_init (&recipe);
  return wb_checkpoint_new (model, &recipe, &position, history, fill, NULL, NULL);
}

static void
test_exact (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autoptr (WbCheckpoint) checkpoint = make_dense (255, 4, fill_exact);
  g_autofree float *samples = g_new (float, 2 * 255);
  WbExportReport report;

  /* Steps of one: bytes from -128 to 127, and weights up to 127. */
  for (guint i = 0; i < 2 * 255; i++)
    samples[i] = (float) ((int) (i * 101 % 256) - 128);
  samples[0] = -128;
  samples[1] = 127;
  g_assert_true (export(checkpoint, WB_EXPORT_ENCODER, 2, samples, path, &report, NULL));
  g_assert_cmpfloat (report.difference, <, 2e-5);
  fixture_remove (folder);
}

/* One weight so large that the others of its channel vanish beside it. */
static gboolean
fill_uneven (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  for (gsize i = 0; i < tensor->size; i++)
    out[i] = g_str_has_suffix (tensor->name, "bias") ? 0 : i < 4 ? 1000 : 1;
  return TRUE;
}

static void
test_spoiled (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree char *failed = g_strconcat (path, ".failed", NULL);
  g_autoptr (WbCheckpoint) checkpoint = make_dense (8, 4, fill_uneven);
  g_autofree float *samples = draw_samples (wb_checkpoint_get_model (checkpoint));
  g_autoptr (GError) error = NULL;
  WbExportReport report;

  for (guint i = 0; i < N_SAMPLES; i++)
    samples[i * 8] = 0;
  g_assert_false (export(checkpoint, WB_EXPORT_ENCODER, N_SAMPLES, samples, path, &report, &error));
  g_assert_nonnull (strstr (error->message, "spoil the output"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (failed, G_FILE_TEST_EXISTS));
  fixture_remove (folder);
}

static void
test_no_samples (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autoptr (WbCheckpoint) checkpoint = make_dense (8, 4, fill_uneven);
  g_autoptr (GError) error = NULL;

  g_assert_false (export(checkpoint, WB_EXPORT_WHOLE, 0, NULL, path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "need samples"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  fixture_remove (folder);
}

/* text + data of 784-32-784 are at most 56 KB. */
static void
test_size (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree char *object = g_build_filename (folder, "model.o", NULL);
  g_autofree char *command = NULL, *out = NULL;
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  unsigned long text, bytes;

  export_and_test (project->model, &project->recipe, WB_EXPORT_WHOLE, path);
  command = g_strdup_printf ("sh -c 'cc -std=c99 -Os -c -o %s %s && size %s'", object, path,
                             object);
  g_assert_true (g_spawn_command_line_sync (command, &out, NULL, NULL, NULL));
  g_assert_cmpint (sscanf (strchr (out, '\n'), "%lu %lu", &text, &bytes), ==, 2);
  g_assert_cmpuint (text + bytes, >, 50176);
  g_assert_cmpuint (text + bytes, <=, 56 * 1024);
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/c-source-int8/layers/", ae_layer_classes ()[i]->type,
                                           NULL);

      if ((ae_layer_classes ()[i]->flags & AE_LAYER_INPUT) == 0)
        g_test_add_data_func (path, ae_layer_classes ()[i], test_layer);
    }
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      const WbTemplate *template = wb_templates ()[i];
      g_autofree char *path = g_strconcat ("/c-source-int8/templates/", template->name, NULL);

      /* A blank model has no layers to write. */
      if (!g_str_equal (template->name, "blank"))
        g_test_add_data_func (path, template, test_template);
    }
  g_test_add_func ("/c-source-int8/exact", test_exact);
  g_test_add_func ("/c-source-int8/spoiled", test_spoiled);
  g_test_add_func ("/c-source-int8/no-samples", test_no_samples);
  g_test_add_func ("/c-source-int8/size", test_size);
  return g_test_run ();
}
