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

/* A graph with an input "x" of 2 channels and an output "y", made node by node. */
static WbOnnxModel *
make_graph (guint rank, const guint *dims)
{
  WbOnnxModel *model = wb_onnx_model_new ();

  wb_onnx_model_add_input (model, "x", rank, dims);
  wb_onnx_model_add_output (model, "y", 0, NULL);
  return model;
}

static const char *
add_constant (WbOnnxModel *model, const char *name, guint rank, const gint64 *dims)
{
  WbOnnxTensor *tensor = wb_onnx_tensor_new (FALSE, rank, dims);

  for (gsize i = 0; i < tensor->n; i++)
    tensor->reals[i] = 0.1f * (float) (i % 11) - 0.45f;
  wb_onnx_model_add_constant (model, name, tensor);
  return name;
}

static WbOnnxNode *
add_node (WbOnnxModel *model, const char *type, const char *a, const char *b, const char *y)
{
  const char *inputs[] = { a, b, NULL };

  return wb_onnx_model_add_node (model, type, inputs, y);
}

/* Imports the graph, which checks the result against it; NULL where it is refused. */
static WbProject *
import_graph (WbOnnxModel *model, GError **error)
{
  g_autoptr (WbOnnxModel) own = model;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "graph.onnx", NULL);
  g_autofree char *notes = NULL;
  WbProject *project;

  g_assert_true (wb_onnx_save (own, path, NULL));
  project = wb_import_read (path, &notes, error);
  fixture_remove (folder);
  return project;
}

static void
check_types (WbOnnxModel *model, const char *types)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbProject) project = import_graph (model, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 1; i < ae_model_get_n_layers (project->model); i++)
    g_string_append_printf (text, "%s%s", i > 1 ? " " : "",
                            ae_model_get_layer (project->model, i)->klass->type);
  g_assert_cmpstr (text->str, ==, types);
}

/* Linear as the newer exporter of PyTorch has it: MatMul and Add, then a function
 * of several nodes. */
static void
test_linear (void)
{
  WbOnnxModel *model = make_graph (1, (const guint[]) { 6 });

  add_node (model, "MatMul", "x", add_constant (model, "w", 2, (const gint64[]) { 6, 4 }), "p");
  add_node (model, "Add", add_constant (model, "b", 1, (const gint64[]) { 4 }), "p", "z");
  add_node (model, "Sigmoid", "z", NULL, "s");
  add_node (model, "Mul", "z", "s", "y");
  check_types (model, "Dense");
}

/* Channels first with an image that becomes a list: the Dense's rows are in
 * another order here, and no Permute is left. */
static void
test_channels_first (void)
{
  WbOnnxModel *model = make_graph (3, (const guint[]) { 3, 6, 5 });
  WbOnnxNode *node;

  node = add_node (model, "Conv", "x",
                   add_constant (model, "k", 4, (const gint64[]) { 2, 3, 3, 3 }), "c");
  wb_onnx_node_add_integers (node, "pads", 4, (const gint64[]) { 1, 1, 1, 1 });
  add_node (model, "Relu", "c", NULL, "r");
  add_node (model, "Flatten", "r", NULL, "f");
  add_node (model, "MatMul", "f", add_constant (model, "w", 2, (const gint64[]) { 60, 60 }), "d");
  wb_onnx_model_add_constant (model, "shape",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 2, 6, 5 }, 4));
  add_node (model, "Reshape", "d", "shape", "u");
  node = add_node (model, "ConvTranspose", "u",
                   add_constant (model, "t", 4, (const gint64[]) { 2, 3, 3, 3 }), "y");
  wb_onnx_node_add_integers (node, "strides", 2, (const gint64[]) { 2, 2 });
  wb_onnx_node_add_integers (node, "pads", 4, (const gint64[]) { 1, 1, 1, 1 });
  wb_onnx_node_add_integers (node, "output_padding", 2, (const gint64[]) { 1, 1 });
  check_types (model, "Conv2D Flatten Dense Reshape Conv2DTranspose Cropping2D");
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
      WbOnnxModel *model = make_graph (3, (const guint[]) { 3, 4, 5 });
      WbOnnxNode *node;

      node = add_node (model, "ConvTranspose", "x",
                       add_constant (model, "t", 4, (const gint64[]) { 3, 2, 2, 4 }), "y");
      g_ptr_array_add (node->inputs,
                       g_strdup (add_constant (model, "b", 1, (const gint64[]) { 2 })));
      wb_onnx_node_add_integers (node, "strides", 2, (const gint64[]) { 3, 2 });
      wb_onnx_node_add_integers (node, "pads", 4, pads[i]);
      wb_onnx_node_add_integers (node, "output_padding", 2, (const gint64[]) { 2, 1 });
      check_types (model, types[i]);
    }
}

/* Exported with one sample, which then is an axis of size 1 among others. */
static void
test_one_sample (void)
{
  WbOnnxModel *model = make_graph (2, (const guint[]) { 4, 1 });
  const char *inputs[] = { "t", "w", "r", NULL };
  WbOnnxNode *node;
  const gint64 copies[] = { 1, 4, 3 }, axis = 1;

  ((WbOnnxValueInfo *) model->inputs->pdata[0])->dims[0] = 1;
  node = add_node (model, "Transpose", "x", NULL, "t");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  add_constant (model, "w", 3, (const gint64[]) { 1, 12, 1 });
  add_constant (model, "r", 3, (const gint64[]) { 1, 12, 3 });
  node = wb_onnx_model_add_node (model, "LSTM", inputs, "");
  g_ptr_array_add (node->outputs, g_strdup ("last"));
  wb_onnx_node_add_integer (node, "hidden_size", 3);
  wb_onnx_model_add_constant (model, "zero",
                              wb_onnx_tensor_new_integers ((const gint64[]) { 0 }, 1));
  wb_onnx_model_add_constant (model, "one", wb_onnx_tensor_new_integers (&axis, 1));
  wb_onnx_model_add_constant (model, "copies", wb_onnx_tensor_new_integers (copies, 3));
  add_node (model, "Squeeze", "last", "zero", "code");
  add_node (model, "Unsqueeze", "code", "one", "step");
  add_node (model, "Expand", "step", "copies", "steps");
  add_node (model, "MatMul", "steps", add_constant (model, "d", 2, (const gint64[]) { 3, 1 }), "y");
  check_types (model, "LSTM RepeatVector Dense");
}

/* As TensorFlow's converter has them: convolutions between two transposes, padding
 * of its own, and a product over samples and steps at once. */
static void
test_transposed (void)
{
  WbOnnxModel *model = make_graph (3, (const guint[]) { 6, 5, 2 });
  WbOnnxNode *node;
  WbOnnxTensor *pads = wb_onnx_tensor_new_integers ((const gint64[]) { 0, 0, 0, 0, 0, 0, 1, 1 }, 8);

  node = add_node (model, "Transpose", "x", NULL, "t");
  wb_onnx_node_add_integers (node, "perm", 4, (const gint64[]) { 0, 3, 1, 2 });
  wb_onnx_model_add_constant (model, "pads", pads);
  add_node (model, "Pad", "t", "pads", "p");
  node = add_node (model, "Conv", "p",
                   add_constant (model, "k", 4, (const gint64[]) { 3, 2, 2, 2 }), "c");
  add_node (model, "Relu", "c", NULL, "r");
  node = add_node (model, "Transpose", "r", NULL, "back");
  wb_onnx_node_add_integers (node, "perm", 4, (const gint64[]) { 0, 2, 3, 1 });
  wb_onnx_model_add_constant (model, "steps",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 6, 15 }, 3));
  wb_onnx_model_add_constant (model, "rows",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 15 }, 2));
  wb_onnx_model_add_constant (model, "series",
                              wb_onnx_tensor_new_integers ((const gint64[]) { -1, 6, 4 }, 3));
  add_node (model, "Reshape", "back", "steps", "s");
  add_node (model, "Reshape", "s", "rows", "q");
  add_node (model, "MatMul", "q", add_constant (model, "w", 2, (const gint64[]) { 15, 4 }), "m");
  add_node (model, "Add", "m", add_constant (model, "b", 1, (const gint64[]) { 4 }), "z");
  add_node (model, "Reshape", "z", "series", "y");
  check_types (model, "Conv2D Reshape Dense");
}

/* Places that are repeated by hand, and a pool over a rim of its own. */
static void
test_repeated (void)
{
  WbOnnxModel *model = make_graph (3, (const guint[]) { 2, 4, 5 });
  WbOnnxNode *node;
  WbOnnxTensor *lowest = wb_onnx_tensor_new (FALSE, 0, NULL);
  const char *inputs[] = { "x", "pads", "lowest", NULL };

  lowest->reals[0] = -INFINITY;
  wb_onnx_model_add_constant (model, "lowest", lowest);
  wb_onnx_model_add_constant (
    model, "pads", wb_onnx_tensor_new_integers ((const gint64[]) { 0, 0, 0, 0, 0, 0, 0, 1 }, 8));
  wb_onnx_model_add_node (model, "Pad", inputs, "p");
  node = add_node (model, "MaxPool", "p", NULL, "m");
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
      add_node (model, "Unsqueeze", names[i][0], names[i][1], names[i][2]);
      add_node (model, "Expand", names[i][2], names[i][3], names[i][4]);
      add_node (model, "Reshape", names[i][4], shape, names[i][5]);
    }
  check_types (model, "MaxPooling2D UpSampling2D");
}

/* A normalization of several nodes with a function of several nodes behind it,
 * as exporters write both before version 17 and 20. */
static void
test_normalized (void)
{
  WbOnnxModel *model = make_graph (1, (const guint[]) { 7 });
  const gint64 channels[] = { 7 };
  const float numbers[] = { 1e-5f, (float) G_SQRT2, 1, 0.5f };
  const char *const names[] = { "epsilon", "root", "one", "half" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      WbOnnxTensor *number = wb_onnx_tensor_new (FALSE, 0, NULL);

      number->reals[0] = numbers[i];
      wb_onnx_model_add_constant (model, names[i], number);
    }
  add_node (model, "ReduceMean", "x", NULL, "m");
  add_node (model, "Sub", "x", "m", "d");
  add_node (model, "Mul", "d", "d", "q");
  add_node (model, "ReduceMean", "q", NULL, "v");
  add_node (model, "Add", "v", "epsilon", "s");
  add_node (model, "Sqrt", "s", NULL, "r");
  add_node (model, "Div", "d", "r", "n");
  add_node (model, "Mul", "n", add_constant (model, "gamma", 1, channels), "g");
  add_node (model, "Add", "g", add_constant (model, "beta", 1, channels), "z");
  add_node (model, "Div", "z", "root", "t");
  add_node (model, "Erf", "t", NULL, "e");
  add_node (model, "Add", "e", "one", "f");
  add_node (model, "Mul", "z", "f", "h");
  add_node (model, "Mul", "h", "half", "y");
  for (guint i = 0; i < model->nodes->len; i++)
    {
      WbOnnxNode *node = g_ptr_array_index (model->nodes, i);

      if (g_str_equal (node->type, "ReduceMean"))
        wb_onnx_node_add_integers (node, "axes", 1, (const gint64[]) { -1 });
    }
  check_types (model, "LayerNormalization Activation");
}

/* A skip around a convolution, and one that is put behind. */
static void
test_skips (void)
{
  WbOnnxModel *model = make_graph (3, (const guint[]) { 2, 4, 4 });
  WbOnnxNode *node;

  node = add_node (model, "Conv", "x",
                   add_constant (model, "k", 4, (const gint64[]) { 2, 2, 3, 3 }), "c");
  wb_onnx_node_add_text (node, "auto_pad", "SAME_UPPER");
  add_node (model, "Add", "c", "x", "a");
  add_node (model, "Tanh", "a", NULL, "t");
  wb_onnx_node_add_integer (add_node (model, "Concat", "t", "x", "y"), "axis", 1);
  check_types (model, "Conv2D Add Activation Concatenate");
}

/* The skip's channels first, as most people write it: the kernel behind makes it good. */
static void
test_swapped (void)
{
  WbOnnxModel *model = make_graph (3, (const guint[]) { 2, 4, 4 });
  WbOnnxNode *node;

  node = add_node (model, "Conv", "x",
                   add_constant (model, "k", 4, (const gint64[]) { 3, 2, 3, 3 }), "c");
  wb_onnx_node_add_text (node, "auto_pad", "SAME_UPPER");
  wb_onnx_node_add_integer (add_node (model, "Concat", "x", "c", "j"), "axis", 1);
  add_node (model, "Conv", "j", add_constant (model, "l", 4, (const gint64[]) { 2, 5, 2, 2 }), "y");
  check_types (model, "Conv2D Concatenate Conv2D");
}

/* z = mean + e^(v/2)·ε as people write it, Lambda or not: a Gaussian code. */
static void
test_sampling (void)
{
  WbOnnxModel *model = make_graph (1, (const guint[]) { 6 });
  const gint64 weights[] = { 6, 2 }, units[] = { 2 };
  float half = 0.5f;
  WbOnnxTensor *factor = wb_onnx_tensor_new (FALSE, 0, NULL);

  factor->reals[0] = half;
  wb_onnx_model_add_constant (model, "half", factor);
  add_node (model, "MatMul", "x", add_constant (model, "wm", 2, weights), "pm");
  add_node (model, "Add", "pm", add_constant (model, "bm", 1, units), "mean");
  add_node (model, "MatMul", "x", add_constant (model, "wv", 2, weights), "pv");
  add_node (model, "Add", "pv", add_constant (model, "bv", 1, units), "variance");
  add_node (model, "Mul", "variance", "half", "exponent");
  add_node (model, "Exp", "exponent", NULL, "deviation");
  add_node (model, "RandomNormalLike", "deviation", NULL, "noise");
  add_node (model, "Mul", "noise", "deviation", "step");
  add_node (model, "Add", "mean", "step", "y");
  check_types (model, "GaussianCode");
}

/* "name t" of a step; owned by the list. */
static const char *
name (GPtrArray *names, const char *word, guint t)
{
  char *text = g_strdup_printf ("%s %u", word, t);

  g_ptr_array_add (names, text);
  return text;
}

/* Columns of a value as the outputs of a Split. */
static void
split (WbOnnxModel *model,
       GPtrArray *names,
       const char *value,
       gint64 axis,
       guint n,
       const char *word)
{
  WbOnnxNode *node = add_node (model, "Split", value, NULL, name (names, word, 0));

  wb_onnx_node_add_integer (node, "axis", axis);
  wb_onnx_node_add_integer (node, "num_outputs", n);
  for (guint i = 1; i < n; i++)
    g_ptr_array_add (node->outputs, g_strdup (name (names, word, i)));
}

#define N_STEPS 4
#define N_UNITS 2

/* As Keras writes its cells on PyTorch: all gates at once; gives the name of the new state. */
static const char *
add_lstm_step (WbOnnxModel *model, GPtrArray *names, const char *x, const char *h, guint t)
{
  const char *z = name (names, "z", t), *c = t == 0 ? "zeros" : name (names, "c", t - 1);
  g_autofree char *gate = g_strdup_printf ("gate of %u", t);
  const char *word = gate;

  add_node (model, "MatMul", x, "w", name (names, "xw", t));
  add_node (model, "MatMul", h, "r", name (names, "hr", t));
  add_node (model, "Add", name (names, "xw", t), name (names, "hr", t), name (names, "sum", t));
  add_node (model, "Add", name (names, "sum", t), "b", z);
  split (model, names, z, 1, 4, word);
  add_node (model, "Sigmoid", name (names, word, 0), NULL, name (names, "i", t));
  add_node (model, "Sigmoid", name (names, word, 1), NULL, name (names, "f", t));
  add_node (model, "Tanh", name (names, word, 2), NULL, name (names, "g", t));
  add_node (model, "Sigmoid", name (names, word, 3), NULL, name (names, "o", t));
  add_node (model, "Mul", name (names, "f", t), c, name (names, "fc", t));
  add_node (model, "Mul", name (names, "i", t), name (names, "g", t), name (names, "ig", t));
  add_node (model, "Add", name (names, "fc", t), name (names, "ig", t), name (names, "c", t));
  add_node (model, "Tanh", name (names, "c", t), NULL, name (names, "tc", t));
  add_node (model, "Mul", name (names, "o", t), name (names, "tc", t), name (names, "h", t));
  return name (names, "h", t);
}

/* @after: the product comes before the reset. */
static const char *
add_gru_step (WbOnnxModel *model,
              GPtrArray *names,
              const char *x,
              const char *h,
              guint t,
              gboolean after)
{
  g_autofree char *of_x = g_strdup_printf ("x of %u", t), *of_h = g_strdup_printf ("h of %u", t);

  add_node (model, "MatMul", x, "w", name (names, "xw", t));
  add_node (model, "Add", name (names, "xw", t), "b", name (names, "sum", t));
  split (model, names, name (names, "sum", t), 1, 3, of_x);
  add_node (model, "MatMul", h, "r", name (names, "hr", t));
  add_node (model, "Add", name (names, "hr", t), "d", name (names, "hd", t));
  split (model, names, name (names, "hd", t), 1, 3, of_h);
  for (guint k = 0; k < 2; k++)
    {
      const char *word = k == 0 ? "update" : "reset";
      g_autofree char *z = g_strconcat (word, " sum", NULL);

      add_node (model, "Add", name (names, of_x, k), name (names, of_h, k), name (names, z, t));
      add_node (model, "Sigmoid", name (names, z, t), NULL, name (names, word, t));
    }
  if (after)
    add_node (model, "Mul", name (names, "reset", t), name (names, of_h, 2), name (names, "rh", t));
  else
    {
      add_node (model, "Mul", name (names, "reset", t), h, name (names, "part", t));
      add_node (model, "MatMul", name (names, "part", t), "r2", name (names, "rh", t));
    }
  add_node (model, "Add", name (names, of_x, 2), name (names, "rh", t), name (names, "n sum", t));
  add_node (model, "Tanh", name (names, "n sum", t), NULL, name (names, "n", t));
  add_node (model, "Mul", name (names, "update", t), h, name (names, "old", t));
  add_node (model, "Sub", "one", name (names, "update", t), name (names, "rest", t));
  add_node (model, "Mul", name (names, "rest", t), name (names, "n", t), name (names, "new", t));
  add_node (model, "Add", name (names, "old", t), name (names, "new", t), name (names, "h", t));
  return name (names, "h", t);
}

typedef enum
{
  CELL_LSTM,
  CELL_GRU_AFTER,
  CELL_GRU_BEFORE,
} Cell;

/* Samples of N_STEPS × 3, step by step, and all states or the last one; @odd: a step with
 * weights of its own, so that there is no layer that does the same. */
static WbOnnxModel *
make_loop (Cell cell, gboolean all, gboolean odd)
{
  WbOnnxModel *model = make_graph (2, (const guint[]) { N_STEPS, 3 });
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gint64 gates = cell == CELL_LSTM ? 4 : 3, zero = 0;
  const char *h = "zeros";
  WbOnnxNode *node;

  add_constant (model, "w", 2, (const gint64[]) { 3, gates * N_UNITS });
  add_constant (model, "r", 2, (const gint64[]) { N_UNITS, gates * N_UNITS });
  add_constant (model, "r2", 2, (const gint64[]) { N_UNITS, N_UNITS });
  add_constant (model, "b", 1, (const gint64[]) { gates * N_UNITS });
  add_constant (model, "d", 1, (const gint64[]) { gates * N_UNITS });
  wb_onnx_model_add_constant (model, "zeros",
                              wb_onnx_tensor_new (FALSE, 2, (const gint64[]) { 2, N_UNITS }));
  wb_onnx_model_add_constant (model, "one", wb_onnx_tensor_new (FALSE, 0, NULL));
  ((WbOnnxTensor *) g_hash_table_lookup (model->constants, "one"))->reals[0] = 1;
  wb_onnx_model_add_constant (model, "first", wb_onnx_tensor_new_integers (&zero, 1));
  if (odd)
    add_constant (model, "odd", 2, (const gint64[]) { 2, N_UNITS });
  node = add_node (model, "Transpose", "x", NULL, "series");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  split (model, names, "series", 0, N_STEPS, "part of");
  for (guint t = 0; t < N_STEPS; t++)
    {
      const char *x = name (names, "x", t);

      add_node (model, "Squeeze", name (names, "part of", t), "first", x);
      if (odd && t == 2)
        {
          add_node (model, "Add", h, "odd", "other");
          h = "other";
        }
      h = cell == CELL_LSTM ? add_lstm_step (model, names, x, h, t)
                            : add_gru_step (model, names, x, h, t, cell == CELL_GRU_AFTER);
      add_node (model, "Unsqueeze", h, "first", name (names, "row", t));
    }
  if (all)
    {
      node = add_node (model, "Concat", name (names, "row", 0), name (names, "row", 1), "rows");
      for (guint t = 2; t < N_STEPS; t++)
        g_ptr_array_add (node->inputs, g_strdup (name (names, "row", t)));
      wb_onnx_node_add_integer (node, "axis", 0);
      node = add_node (model, "Transpose", "rows", NULL, "y");
      wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
    }
  else
    add_node (model, "Identity", h, NULL, "y");
  return model;
}

static void
test_loops (void)
{
  g_autoptr (GError) error = NULL;

  for (guint cell = CELL_LSTM; cell <= CELL_GRU_BEFORE; cell++)
    for (guint all = 0; all < 2; all++)
      check_types (make_loop ((Cell) cell, all, FALSE), cell == CELL_LSTM ? "LSTM" : "GRU");
  g_assert_null (import_graph (make_loop (CELL_LSTM, TRUE, TRUE), &error));
  g_assert_nonnull (strstr (error->message, "step by step"));
}

/* Keras' TimeDistributed (Dense): the same product for each step; @odd: another for one of them. */
static WbOnnxModel *
make_distributed (gboolean odd)
{
  WbOnnxModel *model = make_graph (2, (const guint[]) { N_STEPS, 3 });
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const gint64 zero = 0;
  WbOnnxNode *node, *concat = NULL;

  add_constant (model, "w", 2, (const gint64[]) { 3, 2 });
  add_constant (model, "b", 1, (const gint64[]) { 2 });
  wb_onnx_model_add_constant (model, "first", wb_onnx_tensor_new_integers (&zero, 1));
  node = add_node (model, "Transpose", "x", NULL, "series");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  split (model, names, "series", 0, N_STEPS, "part of");
  for (guint t = 0; t < N_STEPS; t++)
    {
      add_node (model, "Squeeze", name (names, "part of", t), "first", name (names, "x", t));
      add_node (model, "MatMul", name (names, "x", t), "w", name (names, "xw", t));
      add_node (model, odd && t == 1 ? "Sub" : "Add", name (names, "xw", t), "b",
                name (names, "z", t));
      add_node (model, "Sigmoid", name (names, "z", t), NULL, name (names, "y", t));
      add_node (model, "Unsqueeze", name (names, "y", t), "first", name (names, "row", t));
    }
  concat = add_node (model, "Concat", name (names, "row", 0), name (names, "row", 1), "rows");
  for (guint t = 2; t < N_STEPS; t++)
    g_ptr_array_add (concat->inputs, g_strdup (name (names, "row", t)));
  wb_onnx_node_add_integer (concat, "axis", 0);
  node = add_node (model, "Transpose", "rows", NULL, "y");
  wb_onnx_node_add_integers (node, "perm", 3, (const gint64[]) { 1, 0, 2 });
  return model;
}

static void
test_distributed (void)
{
  g_autoptr (GError) error = NULL;

  check_types (make_distributed (FALSE), "Dense");
  g_assert_null (import_graph (make_distributed (TRUE), &error));
  g_assert_nonnull (strstr (error->message, "Split"));
}

static void
check_refused (WbOnnxModel *model, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (import_graph (model, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_refused (void)
{
  const guint list[] = { 6 }, image[] = { 2, 8, 8 };
  const gint64 kernel[] = { 2, 2, 3, 3 };
  WbOnnxModel *model = make_graph (1, list);

  add_node (model, "NonZero", "x", NULL, "y");
  check_refused (model, "NonZero “y”: this operator is not known");

  model = make_graph (1, list);
  add_node (model, "Add", "x", "y", "y");
  check_refused (model, "loop");

  model = make_graph (1, list);
  add_node (model, "Abs", "x", NULL, "y");
  check_refused (model, "“y”: the function that ends here");

  model = make_graph (3, image);
  wb_onnx_node_add_integers (add_node (model, "Conv", "x", add_constant (model, "k", 4, kernel),
                                       "y"),
                             "dilations", 2, (const gint64[]) { 2, 2 });
  check_refused (model, "Conv “y”: its window is dilated");

  model = make_graph (3, image);
  add_node (model, "Conv", "x", add_constant (model, "k", 4, kernel), "a");
  add_node (model, "Conv", "x", add_constant (model, "l", 4, kernel), "b");
  add_node (model, "Add", "a", "b", "y");
  check_refused (model, "other layers follow that already");

  model = make_graph (1, list);
  ((WbOnnxValueInfo *) model->inputs->pdata[0])->dims[1] = -1;
  add_node (model, "Relu", "x", NULL, "y");
  check_refused (model, "has no size in the file");

  model = make_graph (1, list);
  wb_onnx_model_add_input (model, "second", 1, list);
  add_node (model, "Add", "x", "second", "y");
  check_refused (model, "has 2 inputs");

  model = make_graph (1, list);
  model->opset = 6;
  add_node (model, "Relu", "x", NULL, "y");
  check_refused (model, "of version 6");
}

/* A file that ends too early, at every length, is refused in a sentence. */
static void
test_cut (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "graph.onnx", NULL);
  WbOnnxModel *model = make_graph (1, (const guint[]) { 6 });
  g_autoptr (GBytes) bytes = NULL;

  add_node (model, "MatMul", "x", add_constant (model, "w", 2, (const gint64[]) { 6, 4 }), "y");
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
    { "w.data", "0", 5, "go on behind the end" },   { "w.data", "12", 2, "go on behind the end" },
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
  g_test_add_func ("/import/onnx/loops", test_loops);
  g_test_add_func ("/import/onnx/distributed", test_distributed);
  g_test_add_func ("/import/onnx/refused", test_refused);
  g_test_add_func ("/import/onnx/cut", test_cut);
  g_test_add_func ("/import/onnx/external", test_external);
  g_test_add_func ("/import/other", test_other);
  return g_test_run ();
}
