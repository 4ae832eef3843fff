/* SPDX-License-Identifier: MIT */
/* ONNX as an export: every registered layer and every template, part by part,
 * is written and computes there what it does here; and the check of exports
 * itself, which must find what a format writes wrong.
 */
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/export/export.h"
#include "app/onnx/onnx-file.h"
#include "app/onnx/onnx-run.h"
#include "app/templates/template.h"
#include "tests/app/project/project-fixture.h"

/* Weights of a size that keeps values near 1; variances are positive. */
static gboolean
draw (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  gboolean variance = g_str_equal (tensor->param.name, "moving_variance");
  double size = tensor->param.fan_in > 0 ? sqrt (3.0 / (double) tensor->param.fan_in) : 0.4;

  for (gsize i = 0; i < tensor->size; i++)
    out[i] = (float) (variance ? g_rand_double_range (data, 0.5, 1.5)
                               : g_rand_double_range (data, -size, size));
  return TRUE;
}

static WbCheckpoint *
make_checkpoint (AeModel *model)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  GRand *random = g_rand_new_with_seed (5);
  WbPosition position = { 0 };
  g_autoptr (GError) error = NULL;
  WbCheckpoint *checkpoint;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  checkpoint = wb_checkpoint_new (model, &recipe, &position, history, draw, random, &error);
  g_assert_no_error (error);
  g_rand_free (random);
  return checkpoint;
}

static WbExportModel *
make_part (AeModel *model, WbExportPart part)
{
  g_autoptr (WbCheckpoint) checkpoint = make_checkpoint (model);
  g_autoptr (GError) error = NULL;
  WbExportModel *export = wb_export_model_new (checkpoint, NULL, part, &error);

  g_assert_no_error (error);
  return export;
}

/* Writes a part, which the export checks itself; or refuses it, naming a layer. */
static void
write_part (const WbExportModel *model, const char *path)
{
  g_autoptr (GError) error = NULL;
  WbExportReport report;

  if (!wb_export_find ("onnx")->accepts (model, &error))
    {
      g_assert_error (error, WB_ERROR, WB_ERROR_EXPORT);
      g_assert_nonnull (strstr (error->message, model->layers[model->n_layers - 1].name));
      return;
    }
  wb_export_write (wb_export_find ("onnx"), model, NULL, path, &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.checked);
  g_assert_cmpfloat (report.difference, <, WB_EXPORT_TOLERANCE);
}

/* The layer of a probe behind a Conv2D where it takes images, so that both
 * layouts are under way; a skip comes from the Input. */
static AeModel *
make_model (const AeLayerClass *klass, const AeProbe *probe)
{
  const guint *d = probe->x_shape.dims;
  g_autoptr (AeModel) input = ae_model_new (&probe->x_shape);
  g_autofree char *convolution = g_strdup_printf ("filters=%u,kernel_size=1,1", d[2]);
  g_autofree char *skip = g_strdup_printf ("source=%u", ae_model_get_layer (input, 0)->id);
  g_autoptr (AeModel) before = probe->x_shape.rank == 3
                                 ? ae_model_append (input, "Conv2D", convolution, NULL)
                                 : ae_model_append (input, "Activation", "activation=tanh", NULL);
  g_autoptr (GError) error = NULL;
  AeModel *model = ae_model_append (before, klass->type,
                                    klass->flags & AE_LAYER_JOINS ? skip : probe->options, &error);

  g_assert_no_error (error);
  return model;
}

static void
test_layer (gconstpointer data)
{
  const AeLayerClass *klass = data;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "layer.onnx", NULL);

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++)
    {
      g_autoptr (AeModel) model = make_model (klass, probe);
      g_autoptr (WbExportModel) part = make_part (model, WB_EXPORT_WHOLE);

      write_part (part, path);
    }
  fixture_remove (folder);
}

static void
test_template (gconstpointer data)
{
  const AeShape shapes[] = { { 3, { 28, 28, 1 } }, { 3, { 12, 8, 3 } } };
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "part.onnx", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (WbProject) project = wb_template_build (data, &shapes[i], NULL);

      if (project == NULL)
        continue;
      for (guint part = WB_EXPORT_WHOLE; part <= WB_EXPORT_DECODER; part++)
        {
          g_autoptr (WbExportModel) model = make_part (project->model, (WbExportPart) part);

          write_part (model, path);
        }
    }
  fixture_remove (folder);
}

static WbOnnxModel *
export_variational (WbExportPart part, const char *path)
{
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("variational"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  g_autoptr (WbExportModel) model = make_part (project->model, part);
  g_autoptr (GError) error = NULL;
  WbOnnxModel *onnx;

  write_part (model, path);
  onnx = wb_onnx_load (path, &error);
  g_assert_no_error (error);
  return onnx;
}

static const WbOnnxValueInfo *
get_info (GPtrArray *list, guint index, const char *name)
{
  const WbOnnxValueInfo *info = g_ptr_array_index (list, index);

  g_assert_cmpstr (info->name, ==, name);
  g_assert_cmpint (info->dims[0], ==, -1);
  return info;
}

/* Names, shapes and metadata as others see them. */
static void
test_names (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "part.onnx", NULL);
  g_autoptr (WbOnnxModel) encoder = export_variational (WB_EXPORT_ENCODER, path);
  g_autoptr (WbOnnxModel) full = export_variational (WB_EXPORT_WHOLE, path);
  const WbOnnxValueInfo *input = get_info (full->inputs, 0, "input");
  const WbOnnxValueInfo *output = get_info (full->outputs, 0, "output");

  g_assert_cmpint (full->opset, ==, 13);
  g_assert_cmpint (full->ir_version, ==, 7);
  g_assert_cmpuint (input->rank, ==, 4);
  g_assert_cmpint (input->dims[3], ==, 1);
  g_assert_cmpint (output->dims[1], ==, 28);
  g_assert_cmpuint (full->outputs->len, ==, 1);
  g_assert_cmpuint (strlen (g_hash_table_lookup (full->metadata, "hourglass.hash")), ==, 64);
  g_assert_nonnull (strstr (g_hash_table_lookup (full->metadata, "hourglass.recipe"), "adam"));
  get_info (encoder->outputs, 0, "mean");
  get_info (encoder->outputs, 1, "log_variance");
  g_assert_cmpstr (g_hash_table_lookup (encoder->metadata, "hourglass.part"), ==, "encoder");
  fixture_remove (folder);
}

/* The variance, which the export's own check does not see: half its exponent is
 * the deviation that the engine gives. */
static void
test_log_variance (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "part.onnx", NULL);
  g_autoptr (WbOnnxModel) onnx = export_variational (WB_EXPORT_ENCODER, path);
  g_autoptr (GHashTable) inputs = wb_onnx_values_new ();
  g_autoptr (GHashTable) values = NULL;
  WbOnnxTensor *x = wb_onnx_tensor_new (FALSE, 4, (const gint64[]) { 2, 28, 28, 1 });
  const WbOnnxTensor *hidden, *v, *kernel, *bias;

  for (gsize i = 0; i < x->n; i++)
    x->reals[i] = (float) (i % 7) / 7;
  g_hash_table_insert (inputs, g_strdup ("input"), x);
  values = wb_onnx_run (onnx, inputs, G_MAXUINT, WB_ONNX_MAX_WORK, NULL);
  v = g_hash_table_lookup (values, "log_variance");
  hidden = g_hash_table_lookup (values, "dense");
  kernel = g_hash_table_lookup (onnx->constants, "gaussian_code/log_variance_kernel");
  bias = g_hash_table_lookup (onnx->constants, "gaussian_code/log_variance_bias");
  for (gsize i = 0; i < 4; i++)
    {
      double sum = bias->reals[i % 2];

      for (gsize k = 0; k < 256; k++)
        sum += (double) hidden->reals[i / 2 * 256 + k] * kernel->reals[k * 2 + i % 2];
      g_assert_cmpfloat (fabs (sum - v->reals[i]), <, 1e-5);
    }
  fixture_remove (folder);
}

/* A format that runs what it wrote wrongly from layer 1 on. */
static gboolean
write_anything (const WbExportModel *model,
                const WbExportOptions *options,
                const char *path,
                GError **error)
{
  return g_file_set_contents (path, "anything", -1, error);
}

static gboolean
run_wrong (const WbExportRun *run, GError **error)
{
  const WbExportModel *model = run->model;
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (model->checkpoint, error);
  gsize size = run->n * ae_shape_size (&model->layers[run->layer].y_shape);

  if (!ae_network_predict (network, model->first - 1, model->first + run->layer, run->n, run->x,
                           run->y, error))
    return FALSE;
  for (gsize i = 0; run->layer > 0 && i < size; i++)
    run->y[i] += 0.5f;
  return TRUE;
}

static const WbExportClass wrong = {
  .name = "wrong",
  .title = "Wrong",
  .extension = ".wrong",
  .summary = "For the test of the check",
  .write = write_anything,
  .run = run_wrong,
};

static void
test_wrong (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "deep.wrong", NULL);
  g_autofree char *kept = g_strconcat (path, ".failed", NULL);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("deep"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  g_autoptr (WbExportModel) model = make_part (project->model, WB_EXPORT_WHOLE);
  g_autoptr (GError) error = NULL;

  g_assert_false (wb_export_write (&wrong, model, NULL, path, NULL, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EXPORT);
  g_assert_nonnull (strstr (error->message, model->layers[1].name));
  g_assert_nonnull (strstr (error->message, "layer 3 of it"));
  g_assert_nonnull (strstr (error->message, kept));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  fixture_remove (folder);
}

/* The chosen version and batch stand in the file, and it computes the same. */
static void
test_options (void)
{
  const WbExportClass *klass = wb_export_find ("onnx");
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "deep.onnx", NULL);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("deep"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  g_autoptr (WbExportModel) model = make_part (project->model, WB_EXPORT_WHOLE);

  for (guint i = 0; klass->opsets[i] != 0; i++)
    {
      WbExportOptions options = { .opset = klass->opsets[i], .batch = 5 * i };
      g_autoptr (GError) error = NULL;
      g_autoptr (WbOnnxModel) onnx = NULL;
      const WbOnnxValueInfo *input;
      WbExportReport report;

      wb_export_write (klass, model, &options, path, &report, &error);
      g_assert_no_error (error);
      g_assert_true (report.checked);
      onnx = wb_onnx_load (path, &error);
      g_assert_no_error (error);
      input = onnx->inputs->pdata[0];
      g_assert_cmpint (onnx->opset, ==, klass->opsets[i]);
      g_assert_cmpint (input->dims[0], ==, i > 0 ? 5 * (int) i : -1);
    }
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    {
      const AeLayerClass *klass = ae_layer_classes ()[i];
      g_autofree char *path = g_strdup_printf ("/export/onnx/layer/%s", klass->type);

      if (!(klass->flags & AE_LAYER_INPUT))
        g_test_add_data_func (path, klass, test_layer);
    }
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    if (!g_str_equal (wb_templates ()[i]->name, "blank"))
      {
        g_autofree char *path = g_strdup_printf ("/export/onnx/template/%s",
                                                 wb_templates ()[i]->name);

        g_test_add_data_func (path, wb_templates ()[i], test_template);
      }
  g_test_add_func ("/export/onnx/names", test_names);
  g_test_add_func ("/export/onnx/log-variance", test_log_variance);
  g_test_add_func ("/export/onnx/options", test_options);
  g_test_add_func ("/export/check/wrong", test_wrong);
  return g_test_run ();
}
