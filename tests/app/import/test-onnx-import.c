/* SPDX-License-Identifier: MIT */
/* ONNX read back: what we write, case by case; what other programs make of the
 * same layers, as small graphs; and what cannot be read, which is named.
 */
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/import/import.h"
#include "app/onnx/onnx-fields.h"
#include "app/onnx/onnx-file.h"
#include "app/onnx/protobuf.h"
#include "tests/app/export/export-cases.h"
#include "tests/app/import/onnx-graphs.h"
#include "tests/app/project/project-fixture.h"

#define N_SAMPLES 5

static WbProject *
read_back (const char *path)
{
  g_autofree char *notes = NULL;
  g_autoptr (GError) error = NULL;
  WbProject *project = wb_import_read (path, &notes, &error);

  g_assert_no_error (error);
  return project;
}

/* What the imported model makes of the part's samples is what the part does. */
static void
check_case (const ExportCase *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "case.onnx", NULL);
  g_autofree float *x = export_cases_make_samples (self->model, N_SAMPLES);
  g_autofree float *expected = export_cases_run (self->model, N_SAMPLES, x);
  gsize n = N_SAMPLES * ae_shape_size (&self->model->output);
  g_autofree float *y = g_new (float, n);
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (GError) error = NULL;

  wb_export_write (wb_export_find ("onnx"), self->model, NULL, path, NULL, &error);
  g_assert_no_error (error);
  project = read_back (path);
  network = wb_checkpoint_make_network (project->checkpoint, &error);
  g_assert_no_error (error);
  ae_network_predict (network, 0, ae_network_get_n_layers (network) - 1, N_SAMPLES, x, y, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    if (fabsf (y[i] - expected[i]) > 1e-5f * MAX (1, fabsf (expected[i])))
      g_error ("%s: %g in place of %g", self->name, (double) y[i], (double) expected[i]);
}

static void
test_own (void)
{
  g_autoptr (GPtrArray) cases = export_cases_make ();
  g_autofree char *folder = fixture_make_folder ();

  for (guint i = 0; i < cases->len; i++)
    check_case (g_ptr_array_index (cases, i), folder);
  fixture_remove (folder);
}

/* A whole template comes back layer by layer. */
static void
test_layers (void)
{
  static const char *const types[] = { "Input", "Reshape", "LSTM",   "RepeatVector",
                                       "LSTM",  "Dense",   "Reshape" };
  g_autoptr (GPtrArray) cases = export_cases_make ();
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "case.onnx", NULL);
  g_autoptr (WbProject) project = NULL;

  for (guint i = 0; i < cases->len; i++)
    {
      const ExportCase *self = g_ptr_array_index (cases, i);

      if (g_str_equal (self->name, "seq2seq-full"))
        wb_export_write (wb_export_find ("onnx"), self->model, NULL, path, NULL, NULL);
    }
  project = read_back (path);
  g_assert_cmpuint (ae_model_get_n_layers (project->model), ==, G_N_ELEMENTS (types));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_cmpstr (ae_model_get_layer (project->model, i)->klass->type, ==, types[i]);
  fixture_remove (folder);
}

/* Linear as the newer exporter of PyTorch has it: MatMul and Add, then a function
 * of several nodes. */
static void
test_linear (void)
{
  WbOnnxModel *model = graph_make (1, (const guint[]) { 6 });

  graph_add_node (model, "MatMul", "x",
                  graph_add_constant (model, "w", 2, (const gint64[]) { 6, 4 }), "p");
  graph_add_node (model, "Add", graph_add_constant (model, "b", 1, (const gint64[]) { 4 }), "p",
                  "z");
  graph_add_node (model, "Sigmoid", "z", NULL, "s");
  graph_add_node (model, "Mul", "z", "s", "y");
  graph_check_types (model, "Dense");
}

/* Channels first with an image that becomes a list: the Dense's rows are in
 * another order here, and no Permute is left. */
static void
test_channels_first (void)
{
  WbOnnxModel *model = graph_make (3, (const guint[]) { 3, 6, 5 });
  WbOnnxNode *node;

  node = graph_add_node (model, "Conv", "x",
                         graph_add_constant (model, "k", 4, (const gint64[]) { 2, 3, 3, 3 }), "c");
  wb_onnx_node_add_integers (node, "pads", 4, (const gint64[]) { 1, 1, 1, 1 });
  graph_add_node (model, "Relu", "c", NULL, "r");
  graph_add_node (model, "Flatten", "r", NULL, "f");
  graph_add_node (model, "MatMul", "f",
                  graph_add_constant (model, "w", 2, (const gint64[]) { 60, 60 }), "d");
  wb_onnx_model_add_constant (model, "shape",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 2, 6, 5 }, 4));
  graph_add_node (model, "Reshape", "d", "shape", "u");
  node = graph_add_node (model, "ConvTranspose", "u",
                         graph_add_constant (model, "t", 4, (const gint64[]) { 2, 3, 3, 3 }), "y");
  wb_onnx_node_add_integers (node, "strides", 2, (const gint64[]) { 2, 2 });
  wb_onnx_node_add_integers (node, "pads", 4, (const gint64[]) { 1, 1, 1, 1 });
  wb_onnx_node_add_integers (node, "output_padding", 2, (const gint64[]) { 1, 1 });
  graph_check_types (model, "Conv2D Flatten Dense Reshape Conv2DTranspose Cropping2D");
}

/* Output padding beyond what the kernel reaches, as ConvTranspose2d (3, 2, 2, stride=3,
 * output_padding=2) has it: the kernel grows by zeros, and nothing is cropped; with pads, both. */
static void
test_output_padding (void)
{
  static const gint64 pads[][4] = { { 0, 0, 0, 0 }, { 1, 0, 0, 0 } };
  static const char *const types[] = { "Conv2DTranspose", "Conv2DTranspose Cropping2D" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      WbOnnxModel *model = graph_make (3, (const guint[]) { 3, 4, 5 });
      WbOnnxNode *node;

      node = graph_add_node (model, "ConvTranspose", "x",
                             graph_add_constant (model, "t", 4, (const gint64[]) { 3, 2, 2, 4 }),
                             "y");
      g_ptr_array_add (node->inputs,
                       g_strdup (graph_add_constant (model, "b", 1, (const gint64[]) { 2 })));
      wb_onnx_node_add_integers (node, "strides", 2, (const gint64[]) { 3, 2 });
      wb_onnx_node_add_integers (node, "pads", 4, pads[i]);
      wb_onnx_node_add_integers (node, "output_padding", 2, (const gint64[]) { 2, 1 });
      graph_check_types (model, types[i]);
    }
}

/* Exported with one sample, which then is an axis of size 1 among others. */
static void
test_one_sample (void)
{
  WbOnnxModel *model = graph_make (2, (const guint[]) { 4, 1 });
  const char *inputs[] = { "t", "w", "r", NULL };
  WbOnnxNode *node;
  const gint64 copies[] = { 1, 4, 3 }, axis = 1;

  ((WbOnnxValueInfo *) model->inputs->pdata[0])->dims[0] = 1;
  node = graph_add_node (model, "Transpose", "x", NULL, "t");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  graph_add_constant (model, "w", 3, (const gint64[]) { 1, 12, 1 });
  graph_add_constant (model, "r", 3, (const gint64[]) { 1, 12, 3 });
  node = wb_onnx_model_add_node (model, "LSTM", inputs, "");
  g_ptr_array_add (node->outputs, g_strdup ("last"));
  wb_onnx_node_add_integer (node, "hidden_size", 3);
  wb_onnx_model_add_constant (model, "zero",
                              wb_onnx_tensor_new_integers ((const gint64[]) { 0 }, 1));
  wb_onnx_model_add_constant (model, "one", wb_onnx_tensor_new_integers (&axis, 1));
  wb_onnx_model_add_constant (model, "copies", wb_onnx_tensor_new_integers (copies, 3));
  graph_add_node (model, "Squeeze", "last", "zero", "code");
  graph_add_node (model, "Unsqueeze", "code", "one", "step");
  graph_add_node (model, "Expand", "step", "copies", "steps");
  graph_add_node (model, "MatMul", "steps",
                  graph_add_constant (model, "d", 2, (const gint64[]) { 3, 1 }), "y");
  graph_check_types (model, "LSTM RepeatVector Dense");
}

/* As TensorFlow's converter has them: convolutions between two transposes, padding
 * of its own, and a product over samples and steps at once. */
static void
test_transposed (void)
{
  WbOnnxModel *model = graph_make (3, (const guint[]) { 6, 5, 2 });
  WbOnnxNode *node;
  WbOnnxTensor *pads = wb_onnx_tensor_new_integers ((const gint64[]) { 0, 0, 0, 0, 0, 0, 1, 1 }, 8);

  node = graph_add_node (model, "Transpose", "x", NULL, "t");
  wb_onnx_node_add_integers (node, "perm", 4, (const gint64[]) { 0, 3, 1, 2 });
  wb_onnx_model_add_constant (model, "pads", pads);
  graph_add_node (model, "Pad", "t", "pads", "p");
  node = graph_add_node (model, "Conv", "p",
                         graph_add_constant (model, "k", 4, (const gint64[]) { 3, 2, 2, 2 }), "c");
  graph_add_node (model, "Relu", "c", NULL, "r");
  node = graph_add_node (model, "Transpose", "r", NULL, "back");
  wb_onnx_node_add_integers (node, "perm", 4, (const gint64[]) { 0, 2, 3, 1 });
  wb_onnx_model_add_constant (model, "steps",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 6, 15 }, 3));
  wb_onnx_model_add_constant (model, "rows",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 15 }, 2));
  wb_onnx_model_add_constant (model, "series",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 6, 4 }, 3));
  graph_add_node (model, "Reshape", "back", "steps", "s");
  graph_add_node (model, "Reshape", "s", "rows", "q");
  graph_add_node (model, "MatMul", "q",
                  graph_add_constant (model, "w", 2, (const gint64[]) { 15, 4 }), "m");
  graph_add_node (model, "Add", "m", graph_add_constant (model, "b", 1, (const gint64[]) { 4 }),
                  "z");
  graph_add_node (model, "Reshape", "z", "series", "y");
  graph_check_types (model, "Conv2D Reshape Dense");
}

/* Places that are repeated by hand, and a pool over a rim of its own. */
static void
test_repeated (void)
{
  WbOnnxModel *model = graph_make (3, (const guint[]) { 2, 4, 5 });
  WbOnnxNode *node;
  WbOnnxTensor *lowest = wb_onnx_tensor_new (FALSE, 0, NULL);
  const char *inputs[] = { "x", "pads", "lowest", NULL };

  lowest->reals[0] = -INFINITY;
  wb_onnx_model_add_constant (model, "lowest", lowest);
  wb_onnx_model_add_constant (
    model, "pads", wb_onnx_tensor_new_integers ((const gint64[]) { 0, 0, 0, 0, 0, 0, 0, 1 }, 8));
  wb_onnx_model_add_node (model, "Pad", inputs, "p");
  node = graph_add_node (model, "MaxPool", "p", NULL, "m");
  wb_onnx_node_add_integers (node, "kernel_shape", 2, (const gint64[]) { 2, 2 });
  wb_onnx_node_add_integers (node, "strides", 2, (const gint64[]) { 2, 2 });
  for (guint i = 0; i < 2; i++)
    {
      const gint64 axis = i == 0 ? 3 : 4;
      const gint64 copies[2][5] = { { 1, 1, 1, 2, 1 }, { 1, 1, 1, 1, 2 } };
      const gint64 shapes[2][4] = { { 0, 2, 4, 3 }, { 0, 2, 4, 6 } };
      const char *names[2][6] = { { "m", "a0", "u0", "c0", "e0", "y0" },
                                  { "y0", "a1", "u1", "c1", "e1", "y" } };
      const char *shape = i == 0 ? "s0" : "s1";

      wb_onnx_model_add_constant (model, names[i][1], wb_onnx_tensor_new_integers (&axis, 1));
      wb_onnx_model_add_constant (model, names[i][3], wb_onnx_tensor_new_integers (copies[i], 5));
      wb_onnx_model_add_constant (model, shape, wb_onnx_tensor_new_integers (shapes[i], 4));
      graph_add_node (model, "Unsqueeze", names[i][0], names[i][1], names[i][2]);
      graph_add_node (model, "Expand", names[i][2], names[i][3], names[i][4]);
      graph_add_node (model, "Reshape", names[i][4], shape, names[i][5]);
    }
  graph_check_types (model, "MaxPooling2D UpSampling2D");
}

/* A normalization of several nodes with a function of several nodes behind it,
 * as exporters write both before version 17 and 20. */
static void
test_normalized (void)
{
  WbOnnxModel *model = graph_make (1, (const guint[]) { 7 });
  const gint64 channels[] = { 7 };
  const float numbers[] = { 1e-5f, (float) G_SQRT2, 1, 0.5f };
  const char *const names[] = { "epsilon", "root", "one", "half" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      WbOnnxTensor *number = wb_onnx_tensor_new (FALSE, 0, NULL);

      number->reals[0] = numbers[i];
      wb_onnx_model_add_constant (model, names[i], number);
    }
  graph_add_node (model, "ReduceMean", "x", NULL, "m");
  graph_add_node (model, "Sub", "x", "m", "d");
  graph_add_node (model, "Mul", "d", "d", "q");
  graph_add_node (model, "ReduceMean", "q", NULL, "v");
  graph_add_node (model, "Add", "v", "epsilon", "s");
  graph_add_node (model, "Sqrt", "s", NULL, "r");
  graph_add_node (model, "Div", "d", "r", "n");
  graph_add_node (model, "Mul", "n", graph_add_constant (model, "gamma", 1, channels), "g");
  graph_add_node (model, "Add", "g", graph_add_constant (model, "beta", 1, channels), "z");
  graph_add_node (model, "Div", "z", "root", "t");
  graph_add_node (model, "Erf", "t", NULL, "e");
  graph_add_node (model, "Add", "e", "one", "f");
  graph_add_node (model, "Mul", "z", "f", "h");
  graph_add_node (model, "Mul", "h", "half", "y");
  for (guint i = 0; i < model->nodes->len; i++)
    {
      WbOnnxNode *node = g_ptr_array_index (model->nodes, i);

      if (g_str_equal (node->type, "ReduceMean"))
        wb_onnx_node_add_integers (node, "axes", 1, (const gint64[]) { -1 });
    }
  graph_check_types (model, "LayerNormalization Activation");
}

/* A skip around a convolution, and one that is put behind. */
static void
test_skips (void)
{
  WbOnnxModel *model = graph_make (3, (const guint[]) { 2, 4, 4 });
  WbOnnxNode *node;

  node = graph_add_node (model, "Conv", "x",
                         graph_add_constant (model, "k", 4, (const gint64[]) { 2, 2, 3, 3 }), "c");
  wb_onnx_node_add_text (node, "auto_pad", "SAME_UPPER");
  graph_add_node (model, "Add", "c", "x", "a");
  graph_add_node (model, "Tanh", "a", NULL, "t");
  wb_onnx_node_add_integer (graph_add_node (model, "Concat", "t", "x", "y"), "axis", 1);
  graph_check_types (model, "Conv2D Add Activation Concatenate");
}

/* The skip's channels first, as most people write it: the kernel behind makes it good. */
static void
test_swapped (void)
{
  WbOnnxModel *model = graph_make (3, (const guint[]) { 2, 4, 4 });
  WbOnnxNode *node;

  node = graph_add_node (model, "Conv", "x",
                         graph_add_constant (model, "k", 4, (const gint64[]) { 3, 2, 3, 3 }), "c");
  wb_onnx_node_add_text (node, "auto_pad", "SAME_UPPER");
  wb_onnx_node_add_integer (graph_add_node (model, "Concat", "x", "c", "j"), "axis", 1);
  graph_add_node (model, "Conv", "j",
                  graph_add_constant (model, "l", 4, (const gint64[]) { 2, 5, 2, 2 }), "y");
  graph_check_types (model, "Conv2D Concatenate Conv2D");
}

/* z = mean + e^(v/2)·ε as people write it, Lambda or not: a Gaussian code. */
static void
test_sampling (void)
{
  WbOnnxModel *model = graph_make (1, (const guint[]) { 6 });
  const gint64 weights[] = { 6, 2 }, units[] = { 2 };
  float half = 0.5f;
  WbOnnxTensor *factor = wb_onnx_tensor_new (FALSE, 0, NULL);

  factor->reals[0] = half;
  wb_onnx_model_add_constant (model, "half", factor);
  graph_add_node (model, "MatMul", "x", graph_add_constant (model, "wm", 2, weights), "pm");
  graph_add_node (model, "Add", "pm", graph_add_constant (model, "bm", 1, units), "mean");
  graph_add_node (model, "MatMul", "x", graph_add_constant (model, "wv", 2, weights), "pv");
  graph_add_node (model, "Add", "pv", graph_add_constant (model, "bv", 1, units), "variance");
  graph_add_node (model, "Mul", "variance", "half", "exponent");
  graph_add_node (model, "Exp", "exponent", NULL, "deviation");
  graph_add_node (model, "RandomNormalLike", "deviation", NULL, "noise");
  graph_add_node (model, "Mul", "noise", "deviation", "step");
  graph_add_node (model, "Add", "mean", "step", "y");
  graph_check_types (model, "GaussianCode");
}

static void
test_refused (void)
{
  const guint list[] = { 6 }, image[] = { 2, 8, 8 };
  const gint64 kernel[] = { 2, 2, 3, 3 };
  WbOnnxModel *model = graph_make (1, list);

  graph_add_node (model, "NonZero", "x", NULL, "y");
  graph_check_refused (model, "NonZero “y”: this operator is not known");

  model = graph_make (1, list);
  graph_add_node (model, "Loop", "x", NULL, "y");
  graph_check_refused (model, "Loop “y”: it is a loop");

  model = graph_make (1, list);
  graph_add_node (model, "Add", "x", "y", "y");
  graph_check_refused (model, "loop");

  model = graph_make (1, list);
  graph_add_node (model, "Abs", "x", NULL, "y");
  graph_check_refused (model, "“y”: no layer here computes the function");

  model = graph_make (3, image);
  wb_onnx_node_add_integers (graph_add_node (model, "Conv", "x",
                                             graph_add_constant (model, "k", 4, kernel), "y"),
                             "dilations", 2, (const gint64[]) { 2, 2 });
  graph_check_refused (model, "Conv “y”: its window is dilated");

  model = graph_make (3, image);
  graph_add_node (model, "Conv", "x", graph_add_constant (model, "k", 4, kernel), "a");
  graph_add_node (model, "Conv", "x", graph_add_constant (model, "l", 4, kernel), "b");
  graph_add_node (model, "Add", "a", "b", "y");
  graph_check_refused (model, "other layers follow that already");

  model = graph_make (1, list);
  ((WbOnnxValueInfo *) model->inputs->pdata[0])->dims[1] = -1;
  graph_add_node (model, "Relu", "x", NULL, "y");
  graph_check_refused (model, "has no size in the file");

  model = graph_make (1, list);
  wb_onnx_model_add_input (model, "second", 1, list);
  graph_add_node (model, "Add", "x", "second", "y");
  graph_check_refused (model, "has 2 inputs");

  model = graph_make (1, list);
  model->opset = 6;
  graph_add_node (model, "Relu", "x", NULL, "y");
  graph_check_refused (model, "of version 6");
}

/* A file that ends too early, at every length, is refused in a sentence. */
static void
test_cut (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "graph.onnx", NULL);
  WbOnnxModel *model = graph_make (1, (const guint[]) { 6 });
  g_autoptr (GBytes) bytes = NULL;

  graph_add_node (model, "MatMul", "x",
                  graph_add_constant (model, "w", 2, (const gint64[]) { 6, 4 }), "y");
  g_assert_true (wb_onnx_save (model, path, NULL));
  bytes = fixture_read (path);
  for (gsize n = 0; n + 1 < g_bytes_get_size (bytes); n++)
    {
      g_autoptr (GError) error = NULL;
      WbOnnxModel *read = wb_onnx_parse (g_bytes_get_data (bytes, NULL), n, NULL, &error);

      g_assert_true ((read == NULL) == (error != NULL));
      g_clear_pointer (&read, wb_onnx_model_free);
    }
  wb_onnx_model_free (model);
  fixture_remove (folder);
}

static void
add_entry (GByteArray *tensor, const char *key, const char *value)
{
  GByteArray *entry = g_byte_array_new ();

  wb_protobuf_add_text (entry, ONNX_ENTRY_KEY, key);
  wb_protobuf_add_text (entry, ONNX_ENTRY_VALUE, value);
  wb_protobuf_add_message (tensor, ONNX_TENSOR_EXTERNAL, entry);
}

/* A model whose one constant is @n numbers at @offset of the file @location. */
static WbOnnxModel *
parse_external (const char *location,
                const char *offset,
                guint n,
                const char *folder,
                GError **error)
{
  g_autoptr (GByteArray) model = g_byte_array_new ();
  GByteArray *tensor = g_byte_array_new (), *graph = g_byte_array_new ();
  GByteArray *opset = g_byte_array_new ();

  wb_protobuf_add_varint (tensor, ONNX_TENSOR_DIMS, n);
  wb_protobuf_add_varint (tensor, ONNX_TENSOR_TYPE, ONNX_FLOAT);
  wb_protobuf_add_text (tensor, ONNX_TENSOR_NAME, "w");
  add_entry (tensor, "location", location);
  add_entry (tensor, "offset", offset);
  wb_protobuf_add_varint (tensor, ONNX_TENSOR_LOCATION, 1);
  wb_protobuf_add_message (graph, ONNX_GRAPH_INITIALIZER, tensor);
  wb_protobuf_add_varint (opset, ONNX_OPSET_VERSION, 18);
  wb_protobuf_add_message (model, ONNX_MODEL_GRAPH, graph);
  wb_protobuf_add_message (model, ONNX_MODEL_OPSET, opset);
  return wb_onnx_parse (model->data, model->len, folder, error);
}

/* Weights in a file beside the model, as PyTorch writes them; nowhere else. */
static void
test_external (void)
{
  static const struct
  {
    const char *location;
    const char *offset;
    guint n;
    const char *words;
  } refused[] = {
    { "w.data", "0", 5, "continue after the end" }, { "w.data", "12", 2, "continue after the end" },
    { "none.data", "0", 2, "cannot be read" },      { "../w.data", "0", 2, "not in the model" },
    { "/etc/passwd", "0", 2, "not in the model" },  { "w.data", "-1", 2, "-1" },
    { "w.data", "99999999999999999999", 2, "999" },
  };
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "w.data", NULL);
  const float numbers[] = { 1, 2, 3, 4 };
  g_autoptr (WbOnnxModel) model = NULL;
  g_autoptr (GError) error = NULL;

  fixture_write (path, numbers, sizeof numbers);
  model = parse_external ("w.data", "4", 3, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (((WbOnnxTensor *) g_hash_table_lookup (model->constants, "w"))->reals[2], ==,
                     4);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) reason = NULL;

      g_assert_null (
        parse_external (refused[i].location, refused[i].offset, refused[i].n, folder, &reason));
      g_assert_nonnull (reason);
      g_assert_nonnull (strstr (reason->message, refused[i].words));
    }
  fixture_remove (folder);
}

/* Files of no kind, and a folder. */
static void
test_other (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "text.onnx", NULL);
  g_autofree char *notes = NULL;
  g_autoptr (GError) error = NULL;

  fixture_write (path, "a text", 6);
  g_assert_null (wb_import_find_for_file (path));
  g_assert_null (wb_import_find_for_file (folder));
  g_assert_null (wb_import_read (path, &notes, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, ".onnx"));
  fixture_remove (folder);
}

/* A text that ends too soon is named by its file, whatever reads it. */
static void
test_damaged (void)
{
  static const char text[] = "{\"format\": \"layers-model\", \"modelTopology\": {\"model_config\"";
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.json", NULL);
  g_autofree char *notes = NULL;
  g_autoptr (GError) error = NULL;

  fixture_write (path, text, sizeof text - 1);
  g_assert_null (wb_import_read (path, &notes, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
  g_assert_true (g_str_has_prefix (error->message, "“model.json” is damaged, get it again: "));
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/onnx/own", test_own);
  g_test_add_func ("/import/onnx/layers", test_layers);
  g_test_add_func ("/import/onnx/linear", test_linear);
  g_test_add_func ("/import/onnx/channels-first", test_channels_first);
  g_test_add_func ("/import/onnx/output-padding", test_output_padding);
  g_test_add_func ("/import/onnx/one-sample", test_one_sample);
  g_test_add_func ("/import/onnx/transposed", test_transposed);
  g_test_add_func ("/import/onnx/repeated", test_repeated);
  g_test_add_func ("/import/onnx/normalized", test_normalized);
  g_test_add_func ("/import/onnx/skips", test_skips);
  g_test_add_func ("/import/onnx/swapped", test_swapped);
  g_test_add_func ("/import/onnx/sampling", test_sampling);
  g_test_add_func ("/import/onnx/refused", test_refused);
  g_test_add_func ("/import/onnx/cut", test_cut);
  g_test_add_func ("/import/onnx/external", test_external);
  g_test_add_func ("/import/other", test_other);
  g_test_add_func ("/import/damaged", test_damaged);
  return g_test_run ();
}
