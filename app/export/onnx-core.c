/* SPDX-License-Identifier: MIT */
/* Dense layers, activations, shapes, joins, normalizations and codes as ONNX. */
#include "app/export/onnx-private.h"

/* An image or a series as one list. */
static const char *
add_list (WbOnnxWriter *self, const char *x)
{
  const char *list = wb_onnx_writer_name (self, "list");

  if (self->layer->x_shape.rank == 1)
    return x;
  wb_onnx_node_add_integer (wb_onnx_writer_add (self, "Flatten", x, NULL, NULL, list), "axis", 1);
  return list;
}

/* y = x·kernel + bias */
static void
write_product (WbOnnxWriter *self,
               const char *x,
               const char *kernel,
               const char *bias,
               const char *y)
{
  const char *k = wb_onnx_writer_add_weight (self, kernel);
  const char *b = wb_onnx_writer_add_weight (self, bias);

  wb_onnx_writer_add (self, "Gemm", x, k, b, y);
}

/* The same at every step of a series. */
static void
write_product_of_steps (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *kernel = wb_onnx_writer_add_weight (self, "kernel");
  const char *bias = wb_onnx_writer_add_weight (self, "bias");
  const char *product = bias != NULL ? wb_onnx_writer_name (self, "product") : y;

  wb_onnx_writer_add (self, "MatMul", x, kernel, NULL, product);
  if (bias != NULL)
    wb_onnx_writer_add (self, "Add", product, bias, NULL, y);
}

static void
write_dense (WbOnnxWriter *self, const char *x, const char *y)
{
  if (self->layer->x_shape.rank == 2)
    write_product_of_steps (self, x, y);
  else
    write_product (self, add_list (self, x), "kernel", "bias", y);
}

/* The mean; an encoder outputs the logarithm of the variance, too. */
static void
write_gaussian_code (WbOnnxWriter *self, const char *x, const char *y)
{
  x = add_list (self, x);
  write_product (self, x, "mean_kernel", "mean_bias", y);
  if (self->model->part != WB_EXPORT_ENCODER)
    return;
  write_product (self, x, "log_variance_kernel", "log_variance_bias", "log_variance");
  wb_onnx_model_add_output (self->onnx, "log_variance", 1, self->layer->y_shape.dims);
}

/* The activation that ends every layer does the work. */
static void
write_activation (WbOnnxWriter *self, const char *x, const char *y)
{
  wb_onnx_writer_add (self, "Identity", x, NULL, NULL, y);
}

static void
write_leaky_relu (WbOnnxWriter *self, const char *x, const char *y)
{
  wb_onnx_node_add_real (wb_onnx_writer_add (self, "LeakyRelu", x, NULL, NULL, y), "alpha",
                         (float) wb_export_layer_get_option (self->layer, "negative_slope").real);
}

static void
write_elu (WbOnnxWriter *self, const char *x, const char *y)
{
  wb_onnx_node_add_real (wb_onnx_writer_add (self, "Elu", x, NULL, NULL, y), "alpha",
                         (float) wb_export_layer_get_option (self->layer, "alpha").real);
}

static void
write_prelu (WbOnnxWriter *self, const char *x, const char *y)
{
  wb_onnx_writer_add (self, "PRelu", x, wb_onnx_writer_add_weight (self, "alpha"), NULL, y);
}

static void
write_flatten (WbOnnxWriter *self, const char *x, const char *y)
{
  wb_onnx_node_add_integer (wb_onnx_writer_add (self, "Flatten", x, NULL, NULL, y), "axis", 1);
}

static void
write_reshape (WbOnnxWriter *self, const char *x, const char *y)
{
  const AeShape *shape = &self->layer->y_shape;
  gint64 dims[AE_MAX_RANK + 1] = { 0 };

  for (guint i = 0; i < shape->rank; i++)
    dims[i + 1] = shape->dims[i];
  wb_onnx_writer_add (self, "Reshape", x,
                      wb_onnx_writer_add_integers (self, "shape", shape->rank + 1, dims), NULL, y);
}

static void
write_permute (WbOnnxWriter *self, const char *x, const char *y)
{
  AeSizes dims = wb_export_layer_get_option (self->layer, "dims").sizes;
  gint64 order[AE_MAX_RANK + 1] = { 0 };

  for (guint i = 0; i < dims.rank; i++)
    order[i + 1] = dims.dims[i];
  wb_onnx_writer_add_transpose (self, x, y, dims.rank + 1, order);
}

static void
write_add (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *x2 = wb_onnx_writer_get_value (self, (guint) self->layer->x2, self->layout);

  wb_onnx_writer_add (self, "Add", x, x2, NULL, y);
}

static void
write_concatenate (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *x2 = wb_onnx_writer_get_value (self, (guint) self->layer->x2, self->layout);

  wb_onnx_node_add_integer (wb_onnx_writer_add (self, "Concat", x, x2, NULL, y), "axis",
                            self->layout == WB_ONNX_FIRST ? 1 : self->layer->x_shape.rank);
}

/* Outside training it does nothing, and it says how much is dropped there. */
static void
write_dropout (WbOnnxWriter *self, const char *x, const char *y)
{
  float rate = (float) wb_export_layer_get_option (self->layer, "rate").real;

  wb_onnx_writer_add (self, "Dropout", x, wb_onnx_writer_add_real (self, "rate", rate), NULL, y);
}

static void
write_batch_normalization (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *inputs[] = {
    x,
    wb_onnx_writer_add_weight (self, "gamma"),
    wb_onnx_writer_add_weight (self, "beta"),
    wb_onnx_writer_add_weight (self, "moving_mean"),
    wb_onnx_writer_add_weight (self, "moving_variance"),
    NULL,
  };
  WbOnnxNode *node = wb_onnx_model_add_node (self->onnx, "BatchNormalization", inputs, y);

  wb_onnx_node_add_real (node, "epsilon",
                         (float) wb_export_layer_get_option (self->layer, "epsilon").real);
  wb_onnx_node_add_real (node, "momentum",
                         (float) wb_export_layer_get_option (self->layer, "momentum").real);
}

/* The mean of each row. ReduceMean says its axes in one way up to version 17 and
 * in another from 18 on; ReduceSum is the same in all. */
static const char *
add_mean (WbOnnxWriter *self, const char *x, const char *suffix)
{
  g_autofree char *sum_name = g_strconcat ("sum_of_", suffix, NULL);
  const char *sum = wb_onnx_writer_name (self, sum_name), *y = wb_onnx_writer_name (self, suffix);
  const gint64 axis = -1;
  float share = 1 / (float) ae_shape_last (&self->layer->x_shape);

  wb_onnx_writer_add (self, "ReduceSum", x, wb_onnx_writer_add_integers (self, "axis", 1, &axis),
                      NULL, sum);
  wb_onnx_writer_add (self, "Mul", sum, wb_onnx_writer_add_real (self, "share", share), NULL, y);
  return y;
}

/* Opset 13 has no operator for it: (x - mean) / √(variance + ε)·γ + β */
static void
write_layer_normalization (WbOnnxWriter *self, const char *x, const char *y)
{
  float epsilon = (float) wb_export_layer_get_option (self->layer, "epsilon").real;
  const char *centred = wb_onnx_writer_name (self, "centred");
  const char *square = wb_onnx_writer_name (self, "square");
  const char *shifted = wb_onnx_writer_name (self, "shifted_variance");
  const char *deviation = wb_onnx_writer_name (self, "deviation");
  const char *normal = wb_onnx_writer_name (self, "normal");
  const char *scaled = wb_onnx_writer_name (self, "scaled_normal");

  wb_onnx_writer_add (self, "Sub", x, add_mean (self, x, "mean"), NULL, centred);
  wb_onnx_writer_add (self, "Mul", centred, centred, NULL, square);
  wb_onnx_writer_add (self, "Add", add_mean (self, square, "variance"),
                      wb_onnx_writer_add_real (self, "epsilon", epsilon), NULL, shifted);
  wb_onnx_writer_add (self, "Sqrt", shifted, NULL, NULL, deviation);
  wb_onnx_writer_add (self, "Div", centred, deviation, NULL, normal);
  wb_onnx_writer_add (self, "Mul", normal, wb_onnx_writer_add_weight (self, "gamma"), NULL, scaled);
  wb_onnx_writer_add (self, "Add", scaled, wb_onnx_writer_add_weight (self, "beta"), NULL, y);
}

const WbOnnxRow wb_onnx_core_rows[] = {
  { "Dense", WB_ONNX_LAST, write_dense },
  { "TimeDistributed", WB_ONNX_LAST, write_product_of_steps },
  { "GaussianCode", WB_ONNX_LAST, write_gaussian_code },
  { "Activation", WB_ONNX_ANY, write_activation },
  { "LeakyReLU", WB_ONNX_ANY, write_leaky_relu },
  { "ELU", WB_ONNX_ANY, write_elu },
  { "PReLU", WB_ONNX_LAST, write_prelu },
  { "Flatten", WB_ONNX_LAST, write_flatten },
  { "Reshape", WB_ONNX_LAST, write_reshape },
  { "Permute", WB_ONNX_LAST, write_permute },
  { "Add", WB_ONNX_ANY, write_add },
  { "Concatenate", WB_ONNX_ANY, write_concatenate },
  { "Dropout", WB_ONNX_ANY, write_dropout },
  { "GaussianNoise", WB_ONNX_ANY, NULL },
  { "SparseCode", WB_ONNX_ANY, NULL },
  { "BatchNormalization", WB_ONNX_FIRST, write_batch_normalization },
  { "LayerNormalization", WB_ONNX_LAST, write_layer_normalization },
  { NULL },
};
