/* SPDX-License-Identifier: MIT */
/* How each type of layers is written in C: one row a type, at the end. */
#include <math.h>

#include "app/export/c-source-private.h"
#include "engine/layers/padding.h"
#include "engine/layers/sliding-window.h"

AeValue
wb_c_layer_get_option (const WbExportLayer *layer, const char *name)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);
  AeValue value = { 0 };

  if (option != NULL)
    ae_option_get (option, layer->options, &value);
  return value;
}

static gint64
get_int (const WbExportLayer *layer, const char *name)
{
  return wb_c_layer_get_option (layer, name).integer;
}

static gsize
get_size (const WbExportLayer *layer)
{
  return ae_shape_size (&layer->y_shape);
}

/* A number as a literal; (transfer full). */
static char *
make_float (double value)
{
  GString *text = g_string_new (NULL);

  wb_c_source_append_float (text, value);
  return g_string_free (text, FALSE);
}

/* The sizes of an option as two numbers, of an image or, after a 1, of a series. */
static AeSizes
get_sizes (const WbExportLayer *layer, const char *name)
{
  AeValue value = wb_c_layer_get_option (layer, name);

  return value.sizes.rank == 2 ? value.sizes : AE_SHAPE (2, 1, (guint) value.integer);
}

char *
wb_c_layer_add_window (WbCSource *self,
                       const WbExportLayer *layer,
                       const AeShape *shape,
                       const char *size)
{
  AeSizes sizes = get_sizes (layer, size), strides = get_sizes (layer, "strides");
  AeShape image = shape->rank == 3 ? *shape : AE_SHAPE (3, 1, shape->dims[0], shape->dims[1]);
  AeWindow w = { 0 };
  g_autofree char *name = g_strdup_printf ("%s_%s_window", self->prefix, layer->name);

  if (shape->rank == 2 && strides.dims[1] > 0)
    strides.dims[0] = 1;
  ae_window_place (&w, "", &image, &sizes, &strides, (guint) get_int (layer, "padding"), NULL);
  g_hash_table_add (self->used, g_strdup ("window"));
  if (g_hash_table_add (self->written, g_strdup (name)))
    g_string_append_printf (self->weights,
                            "static const %s_window %s\n"
                            "  = { %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %u };\n\n",
                            self->prefix, name, w.height, w.width, w.channels, w.size_h, w.size_w,
                            w.stride_h, w.stride_w, w.top, w.left, w.out_height, w.out_width);
  return g_strconcat ("&", name, NULL);
}

static void
emit_dense (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "kernel");
  g_autofree char *bias = wb_c_source_add_weight (self, layer, "bias");
  guint rows = layer->x_shape.rank == 2 ? layer->x_shape.dims[0] : 1;

  wb_c_source_call (self, "dense (%u, %zu, %u, %s, %s, %s, %s)", rows,
                    ae_shape_size (&layer->x_shape) / rows, ae_shape_last (&layer->y_shape), at->x,
                    kernel, bias, at->y);
}

static void
emit_gaussian_code (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "mean_kernel");
  g_autofree char *bias = wb_c_source_add_weight (self, layer, "mean_bias");

  wb_c_source_call (self, "dense (1, %zu, %zu, %s, %s, %s, %s)", ae_shape_size (&layer->x_shape),
                    get_size (layer), at->x, kernel, bias, at->y);
}

static void
emit_convolution (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "kernel");
  g_autofree char *bias = wb_c_source_add_weight (self, layer, "bias");
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "kernel_size");

  wb_c_source_call (self, "conv2d (%s, %u, %s, %s, %s, %s)", window,
                    ae_shape_last (&layer->y_shape), at->x, kernel, bias, at->y);
}

static void
emit_depthwise (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "kernel");
  g_autofree char *bias = wb_c_source_add_weight (self, layer, "bias");
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "kernel_size");

  wb_c_source_call (self, "depthwise_conv2d (%s, %" G_GINT64_FORMAT ", %s, %s, %s, %s)", window,
                    get_int (layer, "depth_multiplier"), at->x, kernel, bias, at->y);
}

static void
emit_transpose (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "kernel");
  g_autofree char *bias = wb_c_source_add_weight (self, layer, "bias");
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->y_shape, "kernel_size");

  wb_c_source_call (self, "conv2d_transpose (%s, %u, %s, %s, %s, %s)", window,
                    ae_shape_last (&layer->x_shape), at->x, kernel, bias, at->y);
}

static void
emit_max_pool (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "pool_size");

  wb_c_source_call (self, "max_pool (%s, %s, %s)", window, at->x, at->y);
}

static void
emit_average_pool (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "pool_size");

  wb_c_source_call (self, "average_pool (%s, %s, %s)", window, at->x, at->y);
}

/* The mean of an image is the only place of a pool as large as it. */
static void
emit_global_average (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const guint *d = layer->x_shape.dims;
  g_autofree char *name = g_strdup_printf ("%s_%s_window", self->prefix, layer->name);

  g_hash_table_add (self->used, g_strdup ("window"));
  if (g_hash_table_add (self->written, g_strdup (name)))
    g_string_append_printf (self->weights,
                            "static const %s_window %s\n"
                            "  = { %u, %u, %u, %u, %u, %u, %u, 0, 0, 1, 1 };\n\n",
                            self->prefix, name, d[0], d[1], d[2], d[0], d[1], d[0], d[1]);
  wb_c_source_call (self, "average_pool (&%s, %s, %s)", name, at->x, at->y);
}

static void
emit_up_sampling2d (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const guint *d = layer->x_shape.dims;
  AeSizes size = get_sizes (layer, "size");
  gboolean blends = get_int (layer, "interpolation") != 0;

  wb_c_source_call (self, "%s (%u, %u, %u, %u, %u, %s, %s)", blends ? "blend" : "repeat", d[0],
                    d[1], d[2], size.dims[0], size.dims[1], at->x, at->y);
}

static void
emit_up_sampling1d (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const guint *d = layer->x_shape.dims;

  wb_c_source_call (self, "repeat (%u, 1, %u, %" G_GINT64_FORMAT ", 1, %s, %s)", d[0], d[1],
                    get_int (layer, "size"), at->x, at->y);
}

static void
emit_repeat_vector (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "repeat (1, 1, %u, %u, 1, %s, %s)", layer->x_shape.dims[0],
                    layer->y_shape.dims[0], at->x, at->y);
}

static void
emit_padding (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  AeMargins m = ae_margins_get (layer->options);
  const guint *x = layer->x_shape.dims, *y = layer->y_shape.dims;

  wb_c_source_call (self, "fill (%zu, %s, %s)", get_size (layer), self->zero, at->y);
  wb_c_source_call (self, "copy_rows (%u, %u, %s, %u, %s + %u, %u)", x[0], x[1] * x[2], at->x,
                    x[1] * x[2], at->y, (m.top * y[1] + m.left) * y[2], y[1] * y[2]);
}

static void
emit_cropping (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  AeMargins m = ae_margins_get (layer->options);
  const guint *x = layer->x_shape.dims, *y = layer->y_shape.dims;

  wb_c_source_call (self, "copy_rows (%u, %u, %s + %u, %u, %s, %u)", y[0], y[1] * y[2], at->x,
                    (m.top * x[1] + m.left) * x[2], x[1] * x[2], at->y, y[1] * y[2]);
}

char *
wb_c_layer_describe_permute (const WbExportLayer *layer)
{
  AeValue dims = wb_c_layer_get_option (layer, "dims");
  gsize strides[3] = { 1, 1, 1 }, out[3] = { 0 };
  guint counts[3] = { 1, 1, 1 };

  for (guint i = layer->x_shape.rank - 1; i > 0; i--)
    strides[i - 1] = strides[i] * layer->x_shape.dims[i];
  for (guint i = 0; i < layer->x_shape.rank; i++)
    {
      out[i] = strides[dims.sizes.dims[i] - 1];
      counts[i] = layer->y_shape.dims[i];
    }
  return g_strdup_printf ("%u, %u, %u, %zu, %zu, %zu", counts[0], counts[1], counts[2], out[0],
                          out[1], out[2]);
}

static void
emit_permute (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *sizes = wb_c_layer_describe_permute (layer);

  wb_c_source_call (self, "permute (%s, %s, %s)", sizes, at->x, at->y);
}

static void
emit_copy (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  if (!g_str_equal (at->x, at->y))
    wb_c_source_call (self, "copy (%zu, %s, %s)", get_size (layer), at->x, at->y);
}

static void
emit_add (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_copy (self, layer, at);
  wb_c_source_call (self, "add (%zu, %s, %s)", get_size (layer), at->x2, at->y);
}

static void
emit_concatenate (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  guint a = ae_shape_last (&layer->x_shape), b = ae_shape_last (&layer->x2_shape);
  gsize rows = ae_shape_size (&layer->x_shape) / a;

  wb_c_source_call (self, "copy_rows (%zu, %u, %s, %u, %s, %u)", rows, a, at->x, a, at->y, a + b);
  wb_c_source_call (self, "copy_rows (%zu, %u, %s, %u, %s + %u, %u)", rows, b, at->x2, b, at->y, a,
                    a + b);
}

static void
emit_leaky_relu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *slope = make_float (wb_c_layer_get_option (layer, "negative_slope").real);

  emit_copy (self, layer, at);
  wb_c_source_call (self, "leaky_relu (%zu, %s, %s)", get_size (layer), slope, at->y);
}

static void
emit_elu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *alpha = make_float (wb_c_layer_get_option (layer, "alpha").real);

  emit_copy (self, layer, at);
  wb_c_source_call (self, "elu (%zu, %s, %s)", get_size (layer), alpha, at->y);
}

static void
emit_prelu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *slope = wb_c_source_add_weight (self, layer, "alpha");

  wb_c_source_call (self, "prelu (%zu, %s, %s, %s)", get_size (layer), at->x, slope, at->y);
}

/* Folded to y = x * scale + shift. */
static void
emit_batch_normalization (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  guint channels = ae_shape_last (&layer->x_shape);
  double epsilon = wb_c_layer_get_option (layer, "epsilon").real;
  const float *gamma = wb_export_layer_get_weight (layer, "gamma");
  const float *beta = wb_export_layer_get_weight (layer, "beta");
  const float *mean = wb_export_layer_get_weight (layer, "moving_mean");
  const float *variance = wb_export_layer_get_weight (layer, "moving_variance");
  g_autofree float *values = g_new (float, 2 * channels);
  g_autofree char *scale = NULL, *shift = NULL;

  for (guint c = 0; c < channels; c++)
    {
      values[c] = (float) (gamma[c] / sqrt (variance[c] + epsilon));
      values[channels + c] = beta[c] - mean[c] * values[c];
    }
  scale = wb_c_source_add_values (self, layer, "scale", channels, values);
  shift = wb_c_source_add_values (self, layer, "shift", channels, values + channels);
  wb_c_source_call (self, "scale_channels (%zu, %u, %s, %s, %s, %s)", get_size (layer), channels,
                    at->x, scale, shift, at->y);
}

static void
emit_layer_normalization (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *epsilon = make_float (wb_c_layer_get_option (layer, "epsilon").real);
  g_autofree char *gamma = wb_c_source_add_weight (self, layer, "gamma");
  g_autofree char *beta = wb_c_source_add_weight (self, layer, "beta");

  wb_c_source_call (self, "normalize_rows (%zu, %u, %s, %s, %s, %s, %s)", get_size (layer),
                    ae_shape_last (&layer->x_shape), epsilon, at->x, gamma, beta, at->y);
}

/* Which function runs a recurrent layer: its own type, or the one it reads with. */
static const char *
find_cell (const WbExportLayer *layer)
{
  const AeOption *inner = ae_options_find (layer->klass->options, "layer");
  gboolean resets_after = inner != NULL || get_int (layer, "reset_after");
  const char *cell = inner != NULL ? inner->choices[get_int (layer, "layer")] : layer->klass->type;

  if (g_str_equal (cell, "LSTM"))
    return "lstm";
  return resets_after ? "gru" : "gru_reset_before";
}

static gsize
count_cell_scratch (const WbExportLayer *layer)
{
  const char *cell = find_cell (layer);
  gsize units = (gsize) get_int (layer, "units");

  return units * (g_str_equal (cell, "lstm") ? 6 : g_str_equal (cell, "gru") ? 7 : 5);
}

/* One way through a series; @side begins the names of its weights. */
static void
emit_series (WbCSource *self,
             const WbExportLayer *layer,
             const char *side,
             const char *x,
             const char *scratch,
             const char *y)
{
  gboolean reversed = g_str_equal (side, "backward_");
  g_autofree char *kernel_name = g_strconcat (side, "kernel", NULL);
  g_autofree char *recurrent_name = g_strconcat (side, "recurrent_kernel", NULL);
  g_autofree char *bias_name = g_strconcat (side, "bias", NULL);
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, kernel_name);
  g_autofree char *recurrent = wb_c_source_add_weight (self, layer, recurrent_name);
  g_autofree char *bias = wb_c_source_add_weight (self, layer, bias_name);
  g_autofree char *series = g_strdup_printf ("%s_%s_%sseries", self->prefix, layer->name, side);

  g_hash_table_add (self->used, g_strdup ("series"));
  if (g_hash_table_add (self->written, g_strdup (series)))
    g_string_append_printf (self->weights,
                            "static const %s_series %s\n  = { %u, %u, %" G_GINT64_FORMAT
                            ", %d, %d };\n\n",
                            self->prefix, series, layer->x_shape.dims[0], layer->x_shape.dims[1],
                            get_int (layer, "units"), reversed,
                            get_int (layer, "return_sequences") != 0);
  wb_c_source_call (self, "%s (&%s, %s, %s, %s, %s, %s, %s)", find_cell (layer), series, x, kernel,
                    recurrent, bias, scratch, y);
}

static void
emit_recurrent (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_series (self, layer, "", at->x, at->scratch, at->y);
}

/* Rows of a bidirectional layer's output. */
static guint
count_rows (const WbExportLayer *layer)
{
  return layer->y_shape.rank == 2 ? layer->y_shape.dims[0] : 1;
}

static gsize
count_bidirectional_scratch (const WbExportLayer *layer)
{
  return count_cell_scratch (layer) + 2 * count_rows (layer) * (gsize) get_int (layer, "units");
}

static void
emit_bidirectional (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const AeOption *mode = ae_options_find (layer->klass->options, "merge_mode");
  gsize units = (gsize) get_int (layer, "units"), side = count_rows (layer) * units;
  g_autofree char *forward = g_strdup_printf ("%s + %zu", at->scratch, count_cell_scratch (layer));
  g_autofree char *backward = g_strdup_printf ("%s + %zu", at->scratch,
                                               count_cell_scratch (layer) + side);

  emit_series (self, layer, "forward_", at->x, at->scratch, forward);
  emit_series (self, layer, "backward_", at->x, at->scratch, backward);
  wb_c_source_call (self, "merge_%s (%u, %zu, %s, %s, %s)",
                    mode->choices[get_int (layer, "merge_mode")], count_rows (layer), units,
                    forward, backward, at->y);
}

void
wb_c_layer_emit_activation (WbCSource *self, const WbExportLayer *layer, const char *y)
{
  const char *name = ae_activation_names[layer->activation];
  gsize size = get_size (layer);

  switch (layer->activation)
    {
    case AE_ACTIVATION_LINEAR:
      break;
    case AE_ACTIVATION_LEAKY_RELU:
      wb_c_source_call (self, "leaky_relu (%zu, 0.2f, %s)", size, y);
      break;
    case AE_ACTIVATION_ELU:
      wb_c_source_call (self, "elu (%zu, 1, %s)", size, y);
      break;
    case AE_ACTIVATION_SOFTMAX:
      wb_c_source_call (self, "softmax (%zu, %u, %s)", size, ae_shape_last (&layer->y_shape), y);
      break;
    default:
      wb_c_source_call (self, "%s (%zu, %s)", name, size, y);
      break;
    }
}

void
wb_c_layer_emit (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const WbCLayer *row = wb_c_layer_find (layer->klass);

  if (row->emit != NULL)
    row->emit (self, layer, at);
  wb_c_layer_emit_activation (self, layer, at->y);
}

/* clang-format off */
static const WbCLayer rows[] = {
  { "Activation", WB_C_LAYER_IN_PLACE, emit_copy, NULL },
  { "Add", WB_C_LAYER_IN_PLACE, emit_add, NULL },
  { "AveragePooling2D", 0, emit_average_pool, NULL },
  { "BatchNormalization", WB_C_LAYER_IN_PLACE, emit_batch_normalization, NULL },
  { "Bidirectional", 0, emit_bidirectional, count_bidirectional_scratch },
  { "Concatenate", 0, emit_concatenate, NULL },
  { "Conv1D", 0, emit_convolution, NULL },
  { "Conv2D", 0, emit_convolution, NULL },
  { "Conv2DTranspose", 0, emit_transpose, NULL },
  { "Cropping2D", WB_C_LAYER_MOVES, emit_cropping, NULL },
  { "Dense", 0, emit_dense, NULL },
  { "DepthwiseConv2D", 0, emit_depthwise, NULL },
  { "Dropout", WB_C_LAYER_PASSES, NULL, NULL },
  { "ELU", WB_C_LAYER_IN_PLACE, emit_elu, NULL },
  { "Flatten", WB_C_LAYER_PASSES, NULL, NULL },
  { "GRU", 0, emit_recurrent, count_cell_scratch },
  { "GaussianCode", 0, emit_gaussian_code, NULL },
  { "GaussianNoise", WB_C_LAYER_PASSES, NULL, NULL },
  { "GlobalAveragePooling2D", 0, emit_global_average, NULL },
  { "LSTM", 0, emit_recurrent, count_cell_scratch },
  { "LayerNormalization", WB_C_LAYER_IN_PLACE, emit_layer_normalization, NULL },
  { "LeakyReLU", WB_C_LAYER_IN_PLACE, emit_leaky_relu, NULL },
  { "MaxPooling1D", WB_C_LAYER_MOVES, emit_max_pool, NULL },
  { "MaxPooling2D", WB_C_LAYER_MOVES, emit_max_pool, NULL },
  { "PReLU", WB_C_LAYER_IN_PLACE, emit_prelu, NULL },
  { "Permute", WB_C_LAYER_MOVES, emit_permute, NULL },
  { "RepeatVector", WB_C_LAYER_MOVES, emit_repeat_vector, NULL },
  { "Reshape", WB_C_LAYER_PASSES, NULL, NULL },
  { "SparseCode", WB_C_LAYER_PASSES, NULL, NULL },
  { "TimeDistributed", 0, emit_dense, NULL },
  { "UpSampling1D", WB_C_LAYER_MOVES, emit_up_sampling1d, NULL },
  { "UpSampling2D", WB_C_LAYER_MOVES, emit_up_sampling2d, NULL },
  { "ZeroPadding2D", WB_C_LAYER_MOVES, emit_padding, NULL },
};
/* clang-format on */

const WbCLayer *
wb_c_layer_find (const AeLayerClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, klass->type))
      return &rows[i];
  return NULL;
}
