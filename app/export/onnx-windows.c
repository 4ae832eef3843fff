/* SPDX-License-Identifier: MIT */
/* Convolutions, pools, and images that grow and shrink, as ONNX: all of them
 * channels-first. Padding is explicit: what Keras adds on each side.
 */
#include "app/export/onnx-private.h"

/* The axes of places: two of an image, one of a series. */
static guint
count_axes (const WbOnnxWriter *self)
{
  return self->layer->x_shape.rank - 1;
}

/* An option of sizes, or a single number, for axis @axis. */
static gint64
get_size (const WbOnnxWriter *self, const char *name, guint axis)
{
  AeValue value = wb_export_layer_get_option (self->layer, name);

  return count_axes (self) == 1 ? value.integer : value.sizes.dims[axis];
}

/* A stride of 0 is the window's size. */
static gint64
get_stride (const WbOnnxWriter *self, const char *size, guint axis)
{
  gint64 stride = get_size (self, "strides", axis);

  return stride > 0 ? stride : get_size (self, size, axis);
}

/* What Keras adds: as much as the last window needs, half of it before. */
static void
add_window (WbOnnxWriter *self, WbOnnxNode *node, const char *size)
{
  const AeShape *x = &self->layer->x_shape, *y = &self->layer->y_shape;
  gint64 kernel[2], strides[2], pads[4];
  guint n = count_axes (self);

  for (guint i = 0; i < n; i++)
    {
      gint64 total;

      kernel[i] = get_size (self, size, i);
      strides[i] = get_stride (self, size, i);
      total = MAX ((y->dims[i] - 1) * strides[i] + kernel[i] - x->dims[i], 0);
      pads[i] = total / 2;
      pads[n + i] = total - total / 2;
    }
  wb_onnx_node_add_integers (node, "kernel_shape", n, kernel);
  wb_onnx_node_add_integers (node, "strides", n, strides);
  wb_onnx_node_add_integers (node, "pads", 2 * n, pads);
}

static void
write_conv2d (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *w = wb_onnx_writer_add_turned (self, "kernel", "3201");
  const char *b = wb_onnx_writer_add_weight (self, "bias");

  add_window (self, wb_onnx_writer_add (self, "Conv", x, w, b, y), "kernel_size");
}

static void
write_conv1d (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *w = wb_onnx_writer_add_turned (self, "kernel", "210");
  const char *b = wb_onnx_writer_add_weight (self, "bias");

  add_window (self, wb_onnx_writer_add (self, "Conv", x, w, b, y), "kernel_size");
}

/* Filter d of channel c is channel c·m + d: [h, w, C, m] becomes [C·m, 1, h, w]. */
static void
write_depthwise_conv2d (WbOnnxWriter *self, const char *x, const char *y)
{
  guint channels = ae_shape_last (&self->layer->x_shape),
        filters = ae_shape_last (&self->layer->y_shape);
  const char *name = wb_onnx_writer_add_turned (self, "kernel", "2301");
  WbOnnxTensor *kernel = g_hash_table_lookup (self->onnx->constants, name);
  WbOnnxNode *node;

  kernel->dims[0] = filters;
  kernel->dims[1] = 1;
  node = wb_onnx_writer_add (self, "Conv", x, name, wb_onnx_writer_add_weight (self, "bias"), y);
  wb_onnx_node_add_integer (node, "group", channels);
  add_window (self, node, "kernel_size");
}

/* The places that x spreads over, less those of y, are cut off at both ends. */
static void
write_conv2d_transpose (WbOnnxWriter *self, const char *x, const char *y)
{
  const AeShape *in = &self->layer->x_shape, *out = &self->layer->y_shape;
  const char *w = wb_onnx_writer_add_turned (self, "kernel", "3201");
  const char *b = wb_onnx_writer_add_weight (self, "bias");
  WbOnnxNode *node = wb_onnx_writer_add (self, "ConvTranspose", x, w, b, y);
  gint64 kernel[2], strides[2], pads[4], extra[2];

  for (guint i = 0; i < 2; i++)
    {
      gint64 full;

      kernel[i] = get_size (self, "kernel_size", i);
      strides[i] = get_size (self, "strides", i);
      full = (in->dims[i] - 1) * strides[i] + kernel[i];
      pads[i] = MAX (full - out->dims[i], 0) / 2;
      pads[2 + i] = MAX (full - out->dims[i], 0) - pads[i];
      extra[i] = MAX (out->dims[i] - full, 0);
    }
  wb_onnx_node_add_integers (node, "kernel_shape", 2, kernel);
  wb_onnx_node_add_integers (node, "strides", 2, strides);
  wb_onnx_node_add_integers (node, "pads", 4, pads);
  wb_onnx_node_add_integers (node, "output_padding", 2, extra);
}

static void
write_max_pooling (WbOnnxWriter *self, const char *x, const char *y)
{
  add_window (self, wb_onnx_writer_add (self, "MaxPool", x, NULL, NULL, y), "pool_size");
}

static void
write_average_pooling (WbOnnxWriter *self, const char *x, const char *y)
{
  WbOnnxNode *node = wb_onnx_writer_add (self, "AveragePool", x, NULL, NULL, y);

  wb_onnx_node_add_integer (node, "count_include_pad", 0);
  add_window (self, node, "pool_size");
}

static void
write_global_average_pooling (WbOnnxWriter *self, const char *x, const char *y)
{
  const char *mean = wb_onnx_writer_name (self, "mean");

  wb_onnx_writer_add (self, "GlobalAveragePool", x, NULL, NULL, mean);
  wb_onnx_node_add_integer (wb_onnx_writer_add (self, "Flatten", mean, NULL, NULL, y), "axis", 1);
}

static void
write_up_sampling (WbOnnxWriter *self, const char *x, const char *y)
{
  gboolean linear = wb_export_layer_get_option (self->layer, "interpolation").integer != 0;
  AeShape shape = AE_SHAPE (1, count_axes (self) + 2);
  float scales[4] = { 1, 1 };
  const char *inputs[] = { x, "", NULL, NULL };
  WbOnnxNode *node;

  for (guint i = 0; i < count_axes (self); i++)
    scales[2 + i] = (float) get_size (self, "size", i);
  inputs[2] = wb_onnx_writer_add_reals (self, "scales", &shape, scales);
  node = wb_onnx_model_add_node (self->onnx, "Resize", inputs, y);
  wb_onnx_node_add_text (node, "mode", linear ? "linear" : "nearest");
  wb_onnx_node_add_text (node, "coordinate_transformation_mode",
                         linear ? "half_pixel" : "asymmetric");
  wb_onnx_node_add_text (node, "nearest_mode", "floor");
}

static void
write_zero_padding (WbOnnxWriter *self, const char *x, const char *y)
{
  const guint *m = wb_export_layer_get_option (self->layer, "padding").sizes.dims;
  gint64 pads[] = { 0, 0, m[0], m[2], 0, 0, m[1], m[3] };

  wb_onnx_writer_add (self, "Pad", x, wb_onnx_writer_add_integers (self, "pads", 8, pads), NULL, y);
}

static void
write_cropping (WbOnnxWriter *self, const char *x, const char *y)
{
  const guint *m = wb_export_layer_get_option (self->layer, "cropping").sizes.dims;
  const guint *d = self->layer->x_shape.dims;
  const char *inputs[] = {
    x,
    wb_onnx_writer_add_integers (self, "starts", 2, (const gint64[]) { m[0], m[2] }),
    wb_onnx_writer_add_integers (self, "ends", 2, (const gint64[]) { d[0] - m[1], d[1] - m[3] }),
    wb_onnx_writer_add_integers (self, "axes", 2, (const gint64[]) { 2, 3 }),
    NULL,
  };

  wb_onnx_model_add_node (self->onnx, "Slice", inputs, y);
}

const WbOnnxRow wb_onnx_window_rows[] = {
  { "Conv2D", WB_ONNX_FIRST, write_conv2d },
  { "Conv2DTranspose", WB_ONNX_FIRST, write_conv2d_transpose },
  { "DepthwiseConv2D", WB_ONNX_FIRST, write_depthwise_conv2d },
  { "MaxPooling2D", WB_ONNX_FIRST, write_max_pooling },
  { "AveragePooling2D", WB_ONNX_FIRST, write_average_pooling },
  { "GlobalAveragePooling2D", WB_ONNX_FIRST, write_global_average_pooling },
  { "UpSampling2D", WB_ONNX_FIRST, write_up_sampling },
  { "ZeroPadding2D", WB_ONNX_FIRST, write_zero_padding },
  { "Cropping2D", WB_ONNX_FIRST, write_cropping },
  { "Conv1D", WB_ONNX_FIRST, write_conv1d },
  { "MaxPooling1D", WB_ONNX_FIRST, write_max_pooling },
  { "UpSampling1D", WB_ONNX_FIRST, write_up_sampling },
  { NULL },
};
