/* SPDX-License-Identifier: MIT */
/* Keras configurations: what other versions and people write is read, and what
 * cannot be read is said by name.
 */
#include <string.h>

#include "app/error.h"
#include "app/import/keras-reader.h"

#define INPUT \
  "{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"in\", \"batch_shape\": [null, 4]}}"
#define DENSE(name, units) \
  "{\"class_name\": \"Dense\", \"config\": {\"name\": \"" name "\", \"units\": " units \
  ", \"activation\": \"relu\"}}"
#define SEQUENTIAL(layers) \
  "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\": [" layers "]}}"
#define FROM(name) "[[[\"" name "\", 0, 0, {}]]]"
#define NODE(class, name, fields, from) \
  "{\"class_name\": \"" class "\", \"name\": \"" name "\", \"config\": {" fields \
                              "}, \"inbound_nodes\": " from "}"
#define FUNCTIONAL(layers, output) \
  "{\"class_name\": \"Functional\", \"config\": {\"name\": \"f\", \"layers\": [" NODE ( \
    "InputLayer", "in", "\"batch_input_shape\": [null, 4]", \
    "[]") ", " layers "], \"input_layers\": [[\"in\", 0, 0]], \"output_layers\": [[\"" output \
          "\", 0, 0]]}}"

static WbKerasModel *
read_text (const char *text, GError **error)
{
  g_autoptr (json_t) json = wb_json_parse (text, -1, error);

  g_assert_nonnull (json);
  return wb_keras_model_new_from_json (json, error);
}

static WbKerasModel *
read_well (const char *text)
{
  g_autoptr (GError) error = NULL;
  WbKerasModel *model = read_text (text, &error);

  g_assert_no_error (error);
  return model;
}

static void
check_refused (const char *text, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_sequential (void)
{
  g_autoptr (WbKerasModel) model = read_well (
    SEQUENTIAL (INPUT ", " DENSE ("a", "2") ", " DENSE ("b", "4")));

  g_assert_cmpuint (ae_model_get_n_layers (model->model), ==, 3);
  g_assert_cmpint (wb_keras_model_find (model, "b"), ==, 2);
  g_assert_cmpint (wb_keras_model_find (model, "c"), ==, -1);
  g_assert_cmpuint (model->left_out->len, ==, 0);
}

/* Keras 2's first layer has the input's shape; none has a layer of its own. */
static void
test_first_layer (void)
{
  g_autoptr (WbKerasModel) model = read_well (
    SEQUENTIAL ("{\"class_name\": \"Dense\", \"config\": {\"name\": \"a\", \"units\": 3, "
                "\"batch_input_shape\": [null, 5], \"activation\": \"swish\"}}"));

  g_assert_cmpuint (ae_model_get_n_layers (model->model), ==, 2);
  g_assert_cmpuint (ae_layer_class_activation (ae_model_get_layer (model->model, 1)->klass,
                                               ae_model_get_layer (model->model, 1)->options),
                    ==, AE_ACTIVATION_SILU);
}

static void
test_nested (void)
{
  g_autoptr (WbKerasModel) model = read_well (
    SEQUENTIAL (INPUT ", " SEQUENTIAL (INPUT ", " DENSE ("a", "2")) ", " DENSE ("b", "4")));

  g_assert_cmpuint (ae_model_get_n_layers (model->model), ==, 3);
  g_assert_cmpint (wb_keras_model_find (model, "a"), ==, 1);
}

static void
test_skip (void)
{
  g_autoptr (WbKerasModel) model = read_well (FUNCTIONAL (
    NODE ("Dense", "a", "\"units\": 2", FROM ("in")) ", " NODE (
      "Dense", "b", "\"units\": 4",
      FROM ("a")) ", " NODE ("Dense", "aside", "\"units\": 1",
                             FROM ("a")) ", " NODE ("Add", "sum", "",
                                                    "[[[\"in\", 0, 0, {}], [\"b\", 0, 0, {}]]]"),
    "sum"));

  g_assert_cmpuint (ae_model_get_n_layers (model->model), ==, 4);
  g_assert_cmpint (ae_model_get_source (model->model, 3), ==, 0);
  g_assert_cmpuint (model->left_out->len, ==, 1);
  g_assert_cmpstr (model->left_out->pdata[0], ==, "aside");
}

static void
test_refused (void)
{
  check_refused ("{\"class_name\": \"Odd\"}", "Sequential nor a Functional");
  check_refused (SEQUENTIAL (""), "no layers");
  check_refused (SEQUENTIAL (DENSE ("a", "2")), "shape of its input");
  check_refused (SEQUENTIAL (INPUT ", {\"class_name\": \"Lambda\", \"config\": {\"name\": \"l\"}}"),
                 "“l” (Lambda)");
  check_refused (SEQUENTIAL (INPUT ", " DENSE ("a", "0")), "units");
  check_refused (SEQUENTIAL (INPUT ", {\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", "
                                   "\"units\": 2, \"wonder\": 1}}"),
                 "“wonder”");
  check_refused (SEQUENTIAL (INPUT ", {\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", "
                                   "\"units\": 2, \"activation\": \"odd\"}}"),
                 "odd");
  check_refused (SEQUENTIAL (INPUT ", {\"class_name\": \"LSTM\", \"config\": {\"name\": \"r\", "
                                   "\"units\": 2}}"),
                 "“r” (LSTM)");
  check_refused (FUNCTIONAL (NODE ("Dense", "a", "\"units\": 2", FROM ("nowhere")), "a"),
                 "“nowhere”");
  check_refused (FUNCTIONAL (NODE ("Dense", "a", "\"units\": 2", FROM ("in")), "b"), "its output");
  check_refused (FUNCTIONAL (NODE ("Dense", "a", "\"units\": 2", FROM ("in")) ", " NODE (
                               "Dense", "b", "\"units\": 2",
                               FROM ("in")) ", " NODE ("Add", "sum", "",
                                                       "[[[\"a\", 0, 0, {}], [\"b\", 0, 0, {}]]]"),
                             "sum"),
                 "without branches");
  check_refused (FUNCTIONAL (NODE ("Dense", "a", "\"units\": 2", FROM ("in")) ", " NODE (
                               "Concatenate", "both", "",
                               "[[[\"in\", 0, 0, {}], [\"a\", 0, 0, {}]]]"),
                             "both"),
                 "Swap its inputs");
}

static WbKerasTensor *
make_tensor (const char *name, guint rank, guint a, guint b)
{
  AeShape shape = { rank, { a, b } };

  return wb_keras_tensor_new ("a", name, &shape);
}

/* By name, whatever their order, and refused where one is missing or another. */
static void
test_weights (void)
{
  g_autoptr (WbKerasModel) model = read_well (SEQUENTIAL (INPUT ", " DENSE ("a", "2")));
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_keras_tensor_free);
  g_autoptr (GError) error = NULL;
  AeNetwork *network;

  g_ptr_array_add (tensors, make_tensor ("bias:0", 1, 2, 0));
  g_assert_null (wb_keras_model_make_network (model, FALSE, tensors, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
  g_clear_error (&error);
  g_ptr_array_add (tensors, make_tensor ("kernel:0", 2, 4, 2));
  ((WbKerasTensor *) tensors->pdata[1])->values[3] = 5;
  network = wb_keras_model_make_network (model, FALSE, tensors, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ae_network_get_weight (network, 0)->values[3], ==, 5);
  ae_network_free (network);
  ((WbKerasTensor *) tensors->pdata[1])->shape.dims[0] = 3;
  g_assert_null (wb_keras_model_make_network (model, FALSE, tensors, &error));
  g_assert_nonnull (strstr (error->message, "kernel"));
}

/* The Lambda of a variational model, or a class of one's own, becomes a GaussianCode with the
 * weights of the two layers that it joins. */
static void
test_sampling (void)
{
  static const char *const classes[] = { "Lambda", "Sampling" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autofree char *text = g_strdup_printf (
        FUNCTIONAL (NODE ("Dense", "m", "\"units\": 2", FROM ("in")) ", " NODE (
                      "Dense", "v", "\"units\": 2, \"activation\": \"linear\"",
                      FROM ("in")) ", " NODE ("%s", "z", "\"function\": [\"?\"]",
                                              "[[[\"m\", 0, 0, {}], [\"v\", 0, 0, "
                                              "{}]]]") ", " NODE ("Dense", "out", "\"units\": 4",
                                                                  FROM ("z")),
                    "out"),
        classes[i]);
      g_autoptr (WbKerasModel) model = read_well (text);
      g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (
        (GDestroyNotify) wb_keras_tensor_free);
      g_autoptr (GError) error = NULL;
      static const char *const layers[] = { "m", "v", "out" };
      AeNetwork *network;

      g_assert_cmpuint (ae_model_get_n_layers (model->model), ==, 3);
      g_assert_cmpstr (ae_model_get_layer (model->model, 1)->klass->type, ==, "GaussianCode");
      g_assert_cmpuint (model->left_out->len, ==, 0);
      g_assert_cmpstr (model->drawn->pdata[0], ==, "z");
      for (guint k = 0; k < 3; k++)
        {
          AeShape kernel = AE_SHAPE (2, k < 2 ? 4 : 2, k < 2 ? 2 : 4);
          AeShape bias = AE_SHAPE (1, k < 2 ? 2 : 4);

          g_ptr_array_add (tensors, wb_keras_tensor_new (layers[k], "kernel:0", &kernel));
          g_ptr_array_add (tensors, wb_keras_tensor_new (layers[k], "bias:0", &bias));
        }
      ((WbKerasTensor *) tensors->pdata[2])->values[3] = 7;
      network = wb_keras_model_make_network (model, FALSE, tensors, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (ae_network_find_weight (network, ae_model_get_layer (model->model, 1)->id,
                                                 "log_variance_kernel")
                           ->values[3],
                         ==, 7);
      ae_network_free (network);
    }
}

/* A penalty that is a layer there is an option of the layer before it here. */
static void
test_penalty (void)
{
  g_autoptr (WbKerasModel) model = read_well (SEQUENTIAL (
    INPUT ", " DENSE ("a", "2") ", {\"class_name\": \"ActivityRegularization\", "
                                "\"config\": {\"name\": \"p\", \"l1\": 0.5}}, " DENSE ("b", "3")));
  const AeLayer *layer = ae_model_get_layer (model->model, 1);
  AeValue value;

  ae_option_get (ae_options_find (layer->klass->options, "activity_l1"), layer->options, &value);
  g_assert_cmpfloat (value.real, ==, 0.5);
  g_assert_cmpuint (ae_model_get_n_layers (model->model), ==, 3);
  g_assert_cmpuint (model->names->len, ==, 3);
  g_assert_cmpuint (model->left_out->len, ==, 0);
  check_refused (SEQUENTIAL (INPUT ", {\"class_name\": \"ActivityRegularization\", "
                                   "\"config\": {\"name\": \"p\", \"l2\": 1}}"),
                 "has none here");
}

#define TRANSPOSED(padding, kernel, extra) \
  SEQUENTIAL ( \
    "{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"in\", \"batch_shape\": [null, 3, " \
    "3, 1]}}, {\"class_name\": \"Conv2DTranspose\", \"config\": {\"name\": \"t\", \"filters\": " \
    "1, " \
    "\"strides\": [2, 2], \"padding\": \"" padding "\", \"kernel_size\": " kernel \
    ", \"output_padding\": " extra "}}")

/* What the last layer gives out, and how many layers there are. */
static void
check_transposed (const char *text, guint n_layers, guint side, guint kernel)
{
  g_autoptr (WbKerasModel) model = read_well (text);
  guint n = ae_model_get_n_layers (model->model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n);
  AeValue size;
  const AeLayer *layer = ae_model_get_layer (model->model, 1);

  g_assert_true (ae_model_infer (model->model, shapes, NULL, NULL));
  g_assert_cmpuint (n, ==, n_layers);
  g_assert_cmpuint (model->names->len, ==, n_layers);
  g_assert_cmpuint (shapes[n - 1].dims[1], ==, side);
  ae_option_get (ae_options_find (layer->klass->options, "kernel_size"), layer->options, &size);
  g_assert_cmpuint (size.sizes.dims[0], ==, kernel);
  g_assert_cmpuint (model->grown->len, ==, kernel > 3 ? 1 : 0);
}

/* Keras' output_padding: as the layer is, with rows cut off, and with a kernel that gets zeros. */
static void
test_output_padding (void)
{
  g_autoptr (WbKerasModel) grown = read_well (TRANSPOSED ("valid", "[3, 3]", "[1, 1]"));
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_keras_tensor_free);
  g_autoptr (GError) error = NULL;
  AeNetwork *network;
  const float *w;

  check_transposed (TRANSPOSED ("same", "[3, 3]", "null"), 2, 6, 3);
  check_transposed (TRANSPOSED ("same", "[3, 3]", "1"), 2, 6, 3);
  check_transposed (TRANSPOSED ("same", "[3, 3]", "0"), 3, 5, 3);
  check_transposed (TRANSPOSED ("valid", "[3, 3]", "[0, 0]"), 2, 7, 3);
  check_transposed (TRANSPOSED ("valid", "[3, 3]", "[1, 1]"), 2, 8, 4);
  check_refused (TRANSPOSED ("valid", "[3, 3]", "[2, 2]"), "not below its strides");
  g_ptr_array_add (tensors, wb_keras_tensor_new ("t", "kernel", &AE_SHAPE (4, 3, 3, 1, 1)));
  g_ptr_array_add (tensors, wb_keras_tensor_new ("t", "bias", &AE_SHAPE (1, 1)));
  for (guint i = 0; i < 9; i++)
    ((WbKerasTensor *) tensors->pdata[0])->values[i] = (float) i + 1;
  network = wb_keras_model_make_network (grown, FALSE, tensors, &error);
  g_assert_no_error (error);
  w = ae_network_get_weight (network, 0)->values;
  for (guint i = 0; i < 16; i++)
    g_assert_cmpfloat (w[i], ==, i % 4 < 3 && i < 12 ? (float) (i / 4 * 3 + i % 4) + 1 : 0);
  ae_network_free (network);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keras-reader/sequential", test_sequential);
  g_test_add_func ("/keras-reader/first-layer", test_first_layer);
  g_test_add_func ("/keras-reader/nested", test_nested);
  g_test_add_func ("/keras-reader/skip", test_skip);
  g_test_add_func ("/keras-reader/refused", test_refused);
  g_test_add_func ("/keras-reader/weights", test_weights);
  g_test_add_func ("/keras-reader/sampling", test_sampling);
  g_test_add_func ("/keras-reader/penalty", test_penalty);
  g_test_add_func ("/keras-reader/output-padding", test_output_padding);
  return g_test_run ();
}
