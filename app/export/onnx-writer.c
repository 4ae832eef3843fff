/* SPDX-License-Identifier: MIT */
/* What the layers of onnx-private.h are written with. */
#include <string.h>

#include "app/export/onnx-private.h"

const char *
wb_onnx_writer_name (WbOnnxWriter *self, const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", self->layer->name, suffix);

  return g_string_chunk_insert (self->chunk, name);
}

/* The shape of value @value of the part. */
static const AeShape *
get_shape (const WbOnnxWriter *self, guint value)
{
  return value == 0 ? &self->model->input : &self->model->layers[value - 1].y_shape;
}

/* Where the channels go, after the batch's axis. */
static void
turn (WbOnnxWriter *self, const char *x, const char *y, guint rank, WbOnnxLayout to)
{
  static const gint64 orders[2][2][4] = {
    { { 0, 2, 1 }, { 0, 2, 3, 1 } },
    { { 0, 2, 1 }, { 0, 3, 1, 2 } },
  };

  wb_onnx_writer_add_transpose (self, x, y, rank + 1, orders[to][rank - 2]);
}

const char *
wb_onnx_writer_get_value (WbOnnxWriter *self, guint value, WbOnnxLayout layout)
{
  const char **names = self->names[value];
  WbOnnxLayout other = layout == WB_ONNX_LAST ? WB_ONNX_FIRST : WB_ONNX_LAST;
  guint rank = get_shape (self, value)->rank;
  g_autofree char *name = NULL;

  if (names[layout] != NULL)
    return names[layout];
  if (rank == 1)
    return names[layout] = names[other];
  name = g_strdup_printf ("%s/channels_%s", names[other],
                          layout == WB_ONNX_FIRST ? "first" : "last");
  names[layout] = g_string_chunk_insert (self->chunk, name);
  turn (self, names[other], names[layout], rank, layout);
  return names[layout];
}

const char *
wb_onnx_writer_add_reals (WbOnnxWriter *self,
                          const char *suffix,
                          const AeShape *shape,
                          const float *values)
{
  const char *name = wb_onnx_writer_name (self, suffix);
  gint64 dims[AE_MAX_RANK];
  WbOnnxTensor *tensor;

  for (guint i = 0; i < shape->rank; i++)
    dims[i] = shape->dims[i];
  tensor = wb_onnx_tensor_new (FALSE, shape->rank, dims);
  memcpy (tensor->reals, values, tensor->n * sizeof (float));
  wb_onnx_model_add_constant (self->onnx, name, tensor);
  return name;
}

const char *
wb_onnx_writer_add_real (WbOnnxWriter *self, const char *suffix, float value)
{
  const AeShape one = { 0 };

  return wb_onnx_writer_add_reals (self, suffix, &one, &value);
}

const char *
wb_onnx_writer_add_integers (WbOnnxWriter *self, const char *suffix, guint n, const gint64 *values)
{
  const char *name = wb_onnx_writer_name (self, suffix);

  wb_onnx_model_add_constant (self->onnx, name, wb_onnx_tensor_new_integers (values, n));
  return name;
}

const char *
wb_onnx_writer_add_turned (WbOnnxWriter *self, const char *name, const char *order)
{
  AeShape shape;
  g_autofree float *turned = wb_export_layer_turn_weight (self->layer, name, order, &shape);

  return turned != NULL ? wb_onnx_writer_add_reals (self, name, &shape, turned) : NULL;
}

const char *
wb_onnx_writer_add_weight (WbOnnxWriter *self, const char *name)
{
  return wb_onnx_writer_add_turned (self, name, "0123");
}

WbOnnxNode *
wb_onnx_writer_add (WbOnnxWriter *self,
                    const char *type,
                    const char *a,
                    const char *b,
                    const char *c,
                    const char *y)
{
  const char *inputs[] = { a, b, c, NULL };

  return wb_onnx_model_add_node (self->onnx, type, inputs, y);
}

void
wb_onnx_writer_add_transpose (WbOnnxWriter *self,
                              const char *x,
                              const char *y,
                              guint rank,
                              const gint64 *order)
{
  WbOnnxNode *node = wb_onnx_writer_add (self, "Transpose", x, NULL, NULL, y);

  wb_onnx_node_add_integers (node, "perm", rank, order);
}

/* z·Φ (z) = z/2·(1 + erf (z/√2)) */
static void
add_gelu (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *scaled = wb_onnx_writer_name (self, "scaled");
  const char *erf = wb_onnx_writer_name (self, "erf");
  const char *share = wb_onnx_writer_name (self, "share");
  const char *half = wb_onnx_writer_name (self, "half_of_input");

  wb_onnx_writer_add (self, "Mul", x, wb_onnx_writer_add_real (self, "root", (float) (G_SQRT2 / 2)),
                      NULL, scaled);
  wb_onnx_writer_add (self, "Erf", scaled, NULL, NULL, erf);
  wb_onnx_writer_add (self, "Add", erf, wb_onnx_writer_add_real (self, "one", 1), NULL, share);
  wb_onnx_writer_add (self, "Mul", x, wb_onnx_writer_add_real (self, "half", 0.5f), NULL, half);
  wb_onnx_writer_add (self, "Mul", half, share, NULL, y);
}

static void
add_silu (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *sigmoid = wb_onnx_writer_name (self, "sigmoid");

  wb_onnx_writer_add (self, "Sigmoid", x, NULL, NULL, sigmoid);
  wb_onnx_writer_add (self, "Mul", x, sigmoid, NULL, y);
}

void
wb_onnx_writer_add_activation (WbOnnxWriter *self,
                               AeActivation activation,
                               const char *x,
                               const char *y)
{
  static const char *const types[AE_N_ACTIVATIONS] = {
    [AE_ACTIVATION_LINEAR] = "Identity",
    [AE_ACTIVATION_RELU] = "Relu",
    [AE_ACTIVATION_LEAKY_RELU] = "LeakyRelu",
    [AE_ACTIVATION_ELU] = "Elu",
    [AE_ACTIVATION_SELU] = "Selu",
    [AE_ACTIVATION_TANH] = "Tanh",
    [AE_ACTIVATION_SIGMOID] = "Sigmoid",
    [AE_ACTIVATION_SOFTMAX] = "Softmax",
    [AE_ACTIVATION_SOFTPLUS] = "Softplus",
  };
  WbOnnxNode *node;

  if (activation == AE_ACTIVATION_GELU)
    add_gelu (self, x, y);
  else if (activation == AE_ACTIVATION_SILU)
    add_silu (self, x, y);
  else
    {
      node = wb_onnx_writer_add (self, types[activation], x, NULL, NULL, y);
      if (activation == AE_ACTIVATION_LEAKY_RELU)
        wb_onnx_node_add_real (node, "alpha", 0.2f);
      if (activation == AE_ACTIVATION_SOFTMAX)
        wb_onnx_node_add_integer (node, "axis", self->layout == WB_ONNX_FIRST ? 1 : -1);
    }
}
