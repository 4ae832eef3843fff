/* SPDX-License-Identifier: MIT */
/* Products with weights, and normalizations. */
#include <glib/gi18n-lib.h>

#include "app/import/onnx-reader.h"

/* The constant [in, units], or its transpose, times @scale; (transfer full). */
static float *
copy_kernel (const WbOnnxTensor *w, gboolean transposed, double scale)
{
  gsize rows = (gsize) w->dims[0], columns = (gsize) w->dims[1];
  float *kernel = g_new (float, w->n);

  for (gsize i = 0; i < rows; i++)
    for (gsize k = 0; k < columns; k++)
      kernel[transposed ? k * rows + i : i * columns + k] = (float) (scale
                                                                     * w->reals[i * columns + k]);
  return kernel;
}

/* A product along the last axis of the layer, which is the value's last. */
static gboolean
put_product (WbOnnxReader *self,
             const WbOnnxTensor *w,
             gboolean transposed,
             double scale,
             GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error), product;

  if (view == NULL)
    return FALSE;
  if (w == NULL || w->rank != 2 || wb_onnx_reader_is_live (self, 1))
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it multiplies with something else than constant weights, "
                                     "which no layer here does."));
  if (!wb_onnx_reader_arrange_last (self, view, error))
    return FALSE;
  product = *view;
  product.kind = WB_VIEW_LINEAR;
  product.in = (gsize) w->dims[transposed ? 1 : 0];
  product.units = (gsize) w->dims[transposed ? 0 : 1];
  product.kernel = copy_kernel (w, transposed, scale);
  product.bias = NULL;
  wb_onnx_reader_put_copy (self, 0, &product);
  g_free (product.kernel);
  return TRUE;
}

static gboolean
read_gemm (WbOnnxReader *self, GError **error)
{
  const WbOnnxTensor *w = wb_onnx_reader_get_constant (self, 1);
  const WbOnnxTensor *c = wb_onnx_reader_get_constant (self, 2);
  double scale = wb_onnx_node_get_real (self->node, "beta", 1);
  WbOnnxView *product;

  if (!wb_onnx_reader_is_live (self, 0) || wb_onnx_node_get_integer (self->node, "transA", 0) != 0)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it multiplies with something else than constant weights, "
                                     "which no layer here does."));
  if (!put_product (self, w, wb_onnx_node_get_integer (self->node, "transB", 0) != 0,
                    wb_onnx_node_get_real (self->node, "alpha", 1), error))
    return FALSE;
  product = wb_onnx_reader_find_view (self, wb_onnx_node_get_output (self->node, 0));
  if (wb_onnx_node_get_input (self->node, 2) == NULL)
    return TRUE;
  if (c == NULL || (c->n != product->units && c->n != 1))
    return wb_onnx_reader_refuse (self, error, _ ("its offset is not a constant list of numbers."));
  product->bias = g_new (float, product->units);
  for (gsize i = 0; i < product->units; i++)
    product->bias[i] = (float) (scale * c->reals[c->n == 1 ? 0 : i]);
  return TRUE;
}

static gboolean
read_matmul (WbOnnxReader *self, GError **error)
{
  if (!wb_onnx_reader_is_live (self, 0))
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it multiplies with something else than constant weights, "
                                     "which no layer here does."));
  return put_product (self, wb_onnx_reader_get_constant (self, 1), FALSE, 1, error);
}

/* The weights of an input as a list of the layer's channels. */
static gboolean
add_channels (WbOnnxReader *self, guint index, const char *name, gsize n, GError **error)
{
  const WbOnnxTensor *w = wb_onnx_reader_get_constant (self, index);

  if (w == NULL || w->n != n)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("its weights must be a constant list with a number for each "
                                     "channel."));
  wb_onnx_reader_add_weight (self, name, n, g_memdup2 (w->reals, n * sizeof (float)));
  return TRUE;
}

static gboolean
append_normalization (WbOnnxReader *self, WbOnnxView *view, const char *type, GError **error)
{
  char epsilon[G_ASCII_DTOSTR_BUF_SIZE], momentum[G_ASCII_DTOSTR_BUF_SIZE];
  double keep = wb_onnx_node_get_real (self->node, "momentum", 0.9f);
  double small = wb_onnx_node_get_real (self->node, "epsilon", 1e-5f);

  g_ascii_formatd (epsilon, sizeof epsilon, "%.7g", CLAMP (small, 1e-9, 1));
  g_ascii_formatd (momentum, sizeof momentum, "%.7g", CLAMP (keep, 0, 0.99999));
  return g_str_equal (type, "BatchNormalization")
           ? wb_onnx_reader_append (self, view, error, type, "epsilon=%s,momentum=%s", epsilon,
                                    momentum)
           : wb_onnx_reader_append (self, view, error, type, "epsilon=%s", epsilon);
}

static gboolean
read_batch_normalization (WbOnnxReader *self, GError **error)
{
  static const char *const names[] = { "gamma", "beta", "moving_mean", "moving_variance" };
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  gsize n;

  if (view == NULL || !wb_onnx_reader_arrange_channels (self, view, error)
      || !append_normalization (self, view, "BatchNormalization", error))
    return FALSE;
  n = ae_shape_last (wb_onnx_reader_get_shape (self, view->layer));
  for (guint i = 0; i < 4; i++)
    if (!add_channels (self, i + 1, names[i], n, error))
      return FALSE;
  wb_onnx_reader_put_last (self, view);
  return TRUE;
}

static gboolean
read_layer_normalization (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  gint64 axis = wb_onnx_node_get_integer (self->node, "axis", -1);
  gsize n;

  if (view == NULL)
    return FALSE;
  axis += axis < 0 ? view->rank : 0;
  if (axis + 1 != view->rank)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it normalizes along other axes than the last one."));
  if (!wb_onnx_reader_arrange_last (self, view, error))
    return FALSE;
  if (!append_normalization (self, view, "LayerNormalization", error))
    return FALSE;
  n = ae_shape_last (wb_onnx_reader_get_shape (self, view->layer));
  if (!add_channels (self, 1, "gamma", n, error))
    return FALSE;
  if (wb_onnx_node_get_input (self->node, 2) == NULL)
    wb_onnx_reader_add_weight (self, "beta", n, g_new0 (float, n));
  else if (!add_channels (self, 2, "beta", n, error))
    return FALSE;
  wb_onnx_reader_put_last (self, view);
  return TRUE;
}

const WbOnnxReading wb_onnx_product_readings[] = {
  { "Gemm", read_gemm },
  { "MatMul", read_matmul },
  { "BatchNormalization", read_batch_normalization },
  { "LayerNormalization", read_layer_normalization },
  { NULL },
};
