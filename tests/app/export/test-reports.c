/* SPDX-License-Identifier: MIT */
/* What users of exported autoencoders report of other programs: each is a test that our
 * files do not have the fault, named by what goes wrong there.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/import/import.h"
#include "app/onnx/onnx-file.h"
#include "app/onnx/onnx-run.h"
#include "app/templates/template.h"
#include "engine/thread-pool.h"
#include "engine/training/trainer.h"
#include "tests/app/export/c-source-fixture.h"

typedef struct
{
  char *folder;
  char *path;
  WbCheckpoint *checkpoint;
  WbExportModel *model;
} Export;

static void
export_clear (Export *self)
{
  fixture_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
  wb_export_model_free (self->model);
  wb_checkpoint_unref (self->checkpoint);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

/* Writes a model with random weights, which is run and compared as it is written. */
static Export
write_model (const char *format, AeModel *drawn, const AeRecipe *recipe)
{
  const WbExportClass *klass = wb_export_find (format);
  Export self = { .folder = fixture_make_folder (),
                  .checkpoint = fixture_make_random (drawn, recipe) };
  g_autofree char *name = g_strconcat ("model", klass->extension, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (WbExportReport) report = { 0 };

  self.path = g_build_filename (self.folder, name, NULL);
  self.model = wb_export_model_new (self.checkpoint, NULL, WB_EXPORT_WHOLE, &error);
  g_assert_no_error (error);
  wb_export_write (klass, self.model, NULL, self.path, &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.checked || klass->run == NULL);
  return self;
}

static Export
write_template (const char *format, const char *template)
{
  g_autoptr (WbProject) project = wb_template_build (wb_template_find (template),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);

  return write_model (format, project->model, &project->recipe);
}

static char *
read_text (const Export *self)
{
  g_autoptr (GBytes) bytes = fixture_read (self->path);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static AeModel *
make_alone (const AeShape *shape, const char *type, const char *options)
{
  AeModel *model = ae_model_new (shape);

  fixture_append (&model, type, options);
  return model;
}

/* A project that an import made, with all its weights. */
static WbProject *
import (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notes = NULL;
  WbProject *project = wb_import_read (path, &notes, &error);

  g_assert_no_error (error);
  return project;
}

/* keras-team/keras 20128, 20167: “A total of 2 objects could not be loaded.” */
static void
test_objects_could_not_be_loaded (void)
{
  static const char *const formats[] = { "keras", "h5" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint t = 0; wb_export_find (formats[i]) != NULL && wb_templates ()[t] != NULL; t++)
      if (!g_str_equal (wb_templates ()[t]->name, "blank"))
        {
          g_auto (Export) file = write_template (formats[i], wb_templates ()[t]->name);
          g_autoptr (WbProject) project = import (file.path);

          g_assert_cmpuint (wb_checkpoint_get_n_tensors (project->checkpoint), >=,
                            file.model->layers[0].n_params);
        }
}

/* keras 5524, pyod 328: a Lambda that samples cannot be saved or loaded. */
static void
test_lambda_is_lost (void)
{
  static const char *const formats[] = { "tfjs", "keras-script", "pytorch" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_auto (Export) file = write_template (formats[i], "variational");
      g_autofree char *text = read_text (&file);

      g_assert_null (strstr (text, "Lambda"));
    }
}

/* The shape of an ONNX file's output when it runs on three samples. */
static void
check_onnx_output (const Export *file, const AeShape *x, const AeShape *y)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbOnnxModel) onnx = wb_onnx_load (file->path, &error);
  g_autoptr (GHashTable) inputs = wb_onnx_values_new (), values = NULL;
  const gint64 x_dims[] = { 3, x->dims[0], x->dims[1], x->dims[2] };
  const gint64 y_dims[] = { 3, y->dims[0], y->dims[1], y->dims[2] };
  WbOnnxTensor *input = wb_onnx_tensor_new (FALSE, x->rank + 1, x_dims);
  const WbOnnxTensor *output;
  double sum = 0;

  ae_random_uniform (&(AeRandomKey) { .seed = 9 }, input->reals, input->n);
  g_hash_table_insert (inputs, g_strdup ("input"), input);
  values = wb_onnx_run (onnx, inputs, G_MAXUINT, WB_ONNX_MAX_WORK, &error);
  g_assert_no_error (error);
  output = g_hash_table_lookup (values, "output");
  g_assert_true (wb_onnx_tensor_has_shape (output, y->rank + 1, y_dims));
  for (gsize i = 0; i < output->n; i++)
    sum += fabs ((double) output->reals[i]);
  g_assert_true (isfinite (sum) && sum > 0);
}

/* keras-onnx 555, tensorflow-onnx 2286: a transposed convolution has another shape. */
static void
test_transposed_shape_differs (void)
{
  static const char *const paddings[] = { "same", "valid" };

  for (guint kernel = 1; kernel <= 5; kernel++)
    for (guint stride = 1; stride <= 3; stride++)
      for (guint p = 0; p < G_N_ELEMENTS (paddings); p++)
        {
          AeShape x = AE_SHAPE (3, 5, 4, 2), shapes[2];
          g_autofree char *options = g_strdup_printf (
            "filters=3,kernel_size=%u,strides=%u,padding=%s", kernel, stride, paddings[p]);
          g_autoptr (AeModel) drawn = make_alone (&x, "Conv2DTranspose", options);
          g_auto (Export) file = write_model ("onnx", drawn, NULL);

          g_assert_true (ae_model_infer (drawn, shapes, NULL, NULL));
          check_onnx_output (&file, &x, &shapes[1]);
        }
}

/* onnx2keras 95, 89: an output_padding that is not 0 is refused. The import compares what it
 * read with the graph. */
static void
test_output_padding_is_refused (void)
{
  for (gint64 padding = 0; padding <= 1; padding++)
    {
      g_autofree char *folder = fixture_make_folder ();
      g_autofree char *path = g_build_filename (folder, "graph.onnx", NULL);
      g_autoptr (WbOnnxModel) onnx = wb_onnx_model_new ();
      g_autoptr (WbProject) project = NULL;
      WbOnnxTensor *kernel = wb_onnx_tensor_new (FALSE, 4, (const gint64[]) { 2, 3, 3, 3 });
      const char *const inputs[] = { "x", "k", NULL };
      WbOnnxNode *node;

      for (gsize i = 0; i < kernel->n; i++)
        kernel->reals[i] = 0.1f * (float) (i % 11) - 0.45f;
      wb_onnx_model_add_input (onnx, "x", 3, (const guint[]) { 2, 5, 5 });
      wb_onnx_model_add_output (onnx, "y", 0, NULL);
      wb_onnx_model_add_constant (onnx, "k", kernel);
      node = wb_onnx_model_add_node (onnx, "ConvTranspose", inputs, "y");
      wb_onnx_node_add_integers (node, "strides", 2, (const gint64[]) { 2, 2 });
      wb_onnx_node_add_integers (node, "pads", 4, (const gint64[]) { 1, 1, 1, 1 });
      wb_onnx_node_add_integers (node, "output_padding", 2, (const gint64[]) { padding, padding });
      g_assert_true (wb_onnx_save (onnx, path, NULL));
      project = import (path);
      g_assert_cmpstr (ae_model_get_layer (project->model, 1)->klass->type, ==, "Conv2DTranspose");
      fixture_remove (folder);
    }
}

/* tfjs 8494, 8489, 8328: Keras 3's batch_shape makes loadLayersModel fail. Ours has the older
 * name, and a file with the newer one is read. */
static void
test_batch_shape_fails (void)
{
  g_auto (Export) file = write_template ("tfjs", "simple");
  g_autofree char *text = read_text (&file);
  g_autoptr (GString) newer = g_string_new (text);
  g_autoptr (WbProject) project = NULL;

  g_assert_null (strstr (text, "\"batch_shape\""));
  g_assert_cmpuint (g_string_replace (newer, "batch_input_shape", "batch_shape", 0), ==, 1);
  fixture_write (file.path, newer->str, newer->len);
  project = import (file.path);
}

/* Arduino_TensorFlowLite_ESP32 10: “Only 1 subgraph is supported” for an LSTM. */
static void
test_only_one_subgraph (void)
{
  g_auto (Export) file = write_template ("onnx", "seq2seq");
  g_autoptr (WbOnnxModel) onnx = wb_onnx_load (file.path, NULL);
  guint n_lstm = 0;

  for (guint i = 0; i < onnx->nodes->len; i++)
    {
      const WbOnnxNode *node = onnx->nodes->pdata[i];

      n_lstm += g_str_equal (node->type, "LSTM");
      g_assert_false (g_str_equal (node->type, "Loop") || g_str_equal (node->type, "Scan")
                      || g_str_equal (node->type, "If"));
    }
  g_assert_cmpuint (n_lstm, ==, 2);
}

/* Samples on a plane of 3 dimensions among 16, as bytes would hold them, and ones that are not. */
#define N_VALUES  16
#define N_SAMPLES 256

static float *
draw_plane (void)
{
  float *x = g_new (float, N_SAMPLES * N_VALUES);
  float mix[3 * N_VALUES], place[3];

  ae_random_uniform (&(AeRandomKey) { .seed = 1 }, mix, G_N_ELEMENTS (mix));
  for (guint32 s = 0; s < N_SAMPLES; s++)
    {
      ae_random_uniform (&(AeRandomKey) { .seed = 2, .sample = s }, place, 3);
      for (guint i = 0; i < N_VALUES; i++)
        {
          float value = (place[0] * mix[i] + place[1] * mix[16 + i] + place[2] * mix[32 + i]) / 3;

          /* Odd ones: as large, but off the plane. */
          if (s >= N_SAMPLES / 2)
            ae_random_uniform (&(AeRandomKey) { .seed = 3, .sample = s, .step = i }, &value, 1);
          x[s * N_VALUES + i] = roundf (value * 255) / 255;
        }
    }
  return x;
}

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  for (gsize i = 0; i < n; i++)
    memcpy (out + i * N_VALUES, (float *) data + indices[i] * N_VALUES, N_VALUES * sizeof (float));
}

static gboolean
fill_trained (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  const AeNetwork *network = data;

  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);
      guint id = ae_model_get_layer (ae_network_get_model (network), weight->layer)->id;
      g_autofree char *name = g_strdup_printf ("weights/%u/%s", id, weight->param.name);

      if (g_str_equal (name, tensor->name))
        memcpy (out, weight->values, weight->size * sizeof (float));
    }
  return TRUE;
}

/* A model that knows the plane. */
static WbCheckpoint *
train (const float *x)
{
  g_autoptr (AeModel) drawn = make_alone (&AE_SHAPE (1, N_VALUES), "Dense", "units=3");
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (AeTrainer) trainer = NULL;
  g_autoptr (WbHistory) history = wb_history_new ();
  AeSource source = { (gpointer) x, N_SAMPLES / 2, AE_SHAPE (1, N_VALUES), read_samples, NULL };
  WbPosition position = { .step = 1500 };
  guint32 indices[N_SAMPLES / 2];
  AeLossValue loss;
  AeRecipe recipe;

  fixture_append (&drawn, "Dense", "units=16,activation=sigmoid");
  ae_recipe_init (&recipe);
  g_assert_true (ae_recipe_set_loss (&recipe, "mean_squared_error", NULL));
  recipe.learning_rate = 0.01;
  network = ae_network_new (drawn, 1, NULL);
  trainer = ae_trainer_new (network, pool, &recipe, NULL);
  for (guint32 i = 0; i < N_SAMPLES / 2; i++)
    indices[i] = i;
  for (guint step = 0; step < 1500; step++)
    g_assert_true (ae_trainer_step (trainer, &source, indices, N_SAMPLES / 2, &loss, NULL));
  return wb_checkpoint_new (drawn, &recipe, &position, history, fill_trained, network, NULL);
}

/* How often an odd sample has the higher score. */
static double
count_auc (const double *scores)
{
  double right = 0;

  for (guint i = 0; i < N_SAMPLES / 2; i++)
    for (guint k = N_SAMPLES / 2; k < N_SAMPLES; k++)
      right += scores[k] > scores[i] ? 1 : scores[k] == scores[i] ? 0.5 : 0;
  return right / (N_SAMPLES / 2) / (N_SAMPLES / 2);
}

/* The scores that a file gives the samples as they are stored, bytes. */
static void
run_scores (const WbExportModel *model, gboolean int8, const float *x, double *scores)
{
  static const char user[] = "#include \"model.c\"\n#include <stdio.h>\n"
                             "int main (void) {\n  float x[16];\n"
                             "  for (int s = 0; s < 256; s++) {\n"
                             "    for (int i = 0; i < 16; i++) x[i] = bytes[s][i];\n"
                             "    printf (\"%.9g\\n\", (double) model_score (x));\n"
                             "  }\n  return 0;\n}\n";
  WbExportOptions options = { .int8 = int8, .n_samples = N_SAMPLES / 2, .samples = x };
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree char *path_user = g_build_filename (folder, "user.c", NULL), *out = NULL;
  g_autoptr (GString) text = g_string_new ("static const unsigned char bytes[256][16] = {");
  g_autoptr (GError) error = NULL;
  g_auto (WbExportReport) report = { 0 };
  g_auto (GStrv) lines = NULL;

  wb_export_write (wb_export_find ("c"), model, &options, path, &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.judged || !int8);
  for (guint s = 0; s < N_SAMPLES; s++)
    for (guint i = 0; i < N_VALUES; i++)
      g_string_append_printf (text, "%s%d%s", i == 0 ? "{" : "",
                              (int) lroundf (x[s * N_VALUES + i] * 255),
                              i + 1 == N_VALUES ? "},\n" : ", ");
  g_string_append_printf (text, "};\n%s", user);
  fixture_write (path_user, text->str, text->len);
  out = fixture_compile ("gcc", "", path_user);
  lines = g_strsplit (out, "\n", -1);
  for (guint s = 0; s < N_SAMPLES; s++)
    scores[s] = g_ascii_strtod (lines[s], NULL);
}

/* The same scores by the engine, of values between 0 and 1. */
static void
assert_scores (WbCheckpoint *checkpoint, const float *x, const double *scores)
{
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (checkpoint, NULL);
  g_autofree float *y = g_new (float, N_SAMPLES * N_VALUES);

  g_assert_true (ae_network_predict (network, 0, 2, N_SAMPLES, x, y, NULL));
  for (guint s = 0; s < N_SAMPLES; s++)
    {
      double sum = 0;

      for (guint i = s * N_VALUES; i < (s + 1) * N_VALUES; i++)
        sum += ((double) y[i] - x[i]) * ((double) y[i] - x[i]) / N_VALUES;
      g_assert_cmpfloat_with_epsilon (scores[s], sum, 1e-5);
    }
}

/* tensorflow 47068: bytes spoil an autoencoder. mlcommons/tiny 110: its scores of odd samples
 * are worth less than chance, since the input was scaled another way. */
static void
test_bytes_spoil_scores (void)
{
  g_autofree float *x = draw_plane ();
  g_autoptr (WbCheckpoint) checkpoint = train (x);
  g_autoptr (WbDataReference) plain = wb_data_reference_new ("bytes", NULL, NULL);
  g_autoptr (WbDataReference) scaled = wb_data_reference_new_scaled (plain,
                                                                     &(DsScaling) { 0, 1 / 255.0 });
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, scaled, WB_EXPORT_WHOLE, NULL);
  double scores[2][N_SAMPLES], auc[2];

  for (guint int8 = 0; int8 < 2; int8++)
    {
      run_scores (model, int8 == 1, x, scores[int8]);
      auc[int8] = count_auc (scores[int8]);
    }
  assert_scores (checkpoint, x, scores[0]);
  g_test_message ("AUC %g in float32, %g in bytes", auc[0], auc[1]);
  g_assert_cmpfloat (auc[0], >, 0.95);
  g_assert_cmpfloat (auc[1], >=, auc[0] - 0.01);
}

/* tensorflow 41305: bytes of an LSTM over 28 rows of 28 crash. */
static void
test_bytes_of_lstm_crash (void)
{
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("seq2seq"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (project->model, &project->recipe);
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree float *samples = g_new (float, 32 * 784);
  WbExportOptions options = { .int8 = TRUE, .n_samples = 32, .samples = samples };
  g_autoptr (GError) error = NULL;
  g_auto (WbExportReport) report = { 0 };

  ae_random_uniform (&(AeRandomKey) { .seed = 2 }, samples, 32 * 784);
  wb_export_write (wb_export_find ("c"), model, &options, path, &report, &error);
  g_assert_no_error (error);
  g_free (fixture_compile ("gcc", FIXTURE_SANITIZE " " FIXTURE_SELF_TEST, path));
  fixture_remove (folder);
}

/* emlearn 49, 72: a dense autoencoder is no example there. cONNXr 79: no transposed
 * convolution “for convolutional autoencoders”. */
static void
test_no_autoencoders_in_c (void)
{
  AeShape shape = AE_SHAPE (3, 8, 8, 1);
  g_autoptr (AeModel) drawn = make_alone (&shape, "Conv2D", "filters=4,strides=2,padding=same");
  g_auto (Export) dense = write_template ("c", "deep");

  fixture_append (&drawn, "Conv2DTranspose", "filters=1,strides=2,padding=same");
  g_free (fixture_compile ("gcc", FIXTURE_SELF_TEST, dense.path));
  {
    g_auto (Export) transposed = write_model ("c", drawn, NULL);

    g_free (fixture_compile ("gcc", FIXTURE_SELF_TEST, transposed.path));
  }
}

/* nncase 231, 245: no output at all of ConvTranspose and Resize. onnxruntime 24919: a form of
 * Resize that no CPU runs; ours is nearest, asymmetric, floor. */
static void
test_resize_has_no_output (void)
{
  AeShape x = AE_SHAPE (3, 4, 4, 2), y = AE_SHAPE (3, 8, 12, 2);
  g_autoptr (AeModel) drawn = make_alone (&x, "UpSampling2D", "size=2x3");
  g_auto (Export) file = write_model ("onnx", drawn, NULL);
  g_autoptr (WbOnnxModel) onnx = wb_onnx_load (file.path, NULL);
  guint n = 0;

  check_onnx_output (&file, &x, &y);
  for (guint i = 0; i < onnx->nodes->len; i++)
    {
      const WbOnnxNode *node = onnx->nodes->pdata[i];

      if (!g_str_equal (node->type, "Resize"))
        continue;
      n++;
      g_assert_cmpstr (wb_onnx_node_get_text (node, "mode", ""), ==, "nearest");
      g_assert_cmpstr (wb_onnx_node_get_text (node, "coordinate_transformation_mode", ""), ==,
                       "asymmetric");
      g_assert_cmpstr (wb_onnx_node_get_text (node, "nearest_mode", ""), ==, "floor");
    }
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/reports/" name, test)
  ADD ("1/objects-could-not-be-loaded", test_objects_could_not_be_loaded);
  ADD ("2/lambda-is-lost", test_lambda_is_lost);
  ADD ("3/transposed-shape-differs", test_transposed_shape_differs);
  ADD ("4/output-padding-is-refused", test_output_padding_is_refused);
  ADD ("5/batch-shape-fails", test_batch_shape_fails);
  ADD ("6/only-one-subgraph", test_only_one_subgraph);
  ADD ("7-8/bytes-spoil-scores", test_bytes_spoil_scores);
  ADD ("8/bytes-of-lstm-crash", test_bytes_of_lstm_crash);
  ADD ("9/no-autoencoders-in-c", test_no_autoencoders_in_c);
  ADD ("10/resize-has-no-output", test_resize_has_no_output);
#undef ADD
  return g_test_run ();
}
