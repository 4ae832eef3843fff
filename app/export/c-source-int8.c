/* SPDX-License-Identifier: MIT */
/* C source in 8-bit integers. Weights have a step for each output channel, values
 * one for each tensor, found from the ranges that samples take. Products of bytes
 * are summed exactly in 32 bits; what a sum means is computed in float, once a sum.
 *
 * The last layer gives floats. Layers that have no form in bytes, such as LSTM,
 * compute in floats between bytes.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/export/c-source-private.h"

/* Where the weights of an output channel stand, and how they are written: channel by
 * channel, or in Keras' order. */
typedef struct
{
  const char *kernel;
  const char *bias;
  gsize channels;
  gsize inner; /* values of one channel that follow each other in Keras' order */
  gboolean by_channel;
} Product;

/* What a layer is as a product; FALSE where it is none. */
static gboolean
describe_product (const WbExportLayer *layer, Product *out)
{
  const char *type = layer->klass->type;

  *out = (Product) { "kernel", "bias", ae_shape_last (&layer->y_shape), 1, TRUE };
  if (g_str_equal (type, "GaussianCode"))
    {
      out->kernel = "mean_kernel";
      out->bias = "mean_bias";
      return TRUE;
    }
  if (g_str_equal (type, "DepthwiseConv2D"))
    {
      out->by_channel = FALSE;
      return TRUE;
    }
  if (g_str_equal (type, "Conv2DTranspose"))
    {
      out->inner = ae_shape_last (&layer->x_shape);
      out->by_channel = FALSE;
      return TRUE;
    }
  return g_str_equal (type, "Dense") || g_str_equal (type, "TimeDistributed")
         || g_str_equal (type, "Conv1D") || g_str_equal (type, "Conv2D");
}

static gboolean
moves (const WbExportLayer *layer)
{
  const WbCLayer *row = wb_c_layer_find (layer->klass);

  if (row->flags & WB_C_LAYER_PASSES)
    return TRUE;
  return (row->flags & WB_C_LAYER_MOVES)
         && wb_export_layer_get_option (layer, "interpolation").integer == 0;
}

/* The step and zero for values from @low to @high, which hold 0. */
static WbCTensor
make_tensor (double low, double high)
{
  double step = high > low ? (high - low) / 255 : 1;

  return (WbCTensor) { step, (int) CLAMP (round (-128 - low / step), -128, 127) };
}

static gboolean
find_range (WbCSource *self,
            AeNetwork *network,
            guint value,
            gsize n,
            const float *x,
            WbCTensor *out,
            GError **error)
{
  guint first = self->model->first - 1;
  gsize size = ae_shape_size (ae_network_get_shape (network, first + value));
  g_autofree float *y = g_new (float, n * size);
  double low = 0, high = 0;

  if (value == 0)
    memcpy (y, x, n * size * sizeof (float));
  else if (!ae_network_predict (network, first, first + value, n, x, y, error))
    return FALSE;
  for (gsize i = 0; i < n * size; i++)
    {
      low = MIN (low, y[i]);
      high = MAX (high, y[i]);
    }
  *out = make_tensor (low, high);
  return TRUE;
}

/* The last layer that computes gives floats, if it stands behind the code. */
static int
find_float_layer (const WbCSource *self)
{
  const WbExportModel *model = self->model;
  guint first = model->part == WB_EXPORT_WHOLE ? self->n_encoder : 0;

  for (guint i = model->n_layers; i-- > first;)
    if ((wb_c_layer_find (model->layers[i].klass)->flags & WB_C_LAYER_PASSES) == 0)
      return (int) i;
  return -1;
}

gboolean
wb_c_int8_calibrate (WbCSource *self,
                     AeNetwork *network,
                     const WbExportOptions *options,
                     GError **error)
{
  const WbExportModel *model = self->model;
  gsize n = MIN (options->n_samples, WB_EXPORT_N_CALIBRATED);
  g_autofree float *x = NULL;

  if (n == 0)
    return wb_refuse (error, WB_ERROR_EXPORT,
                      _ ("8-bit integers need samples to find the range of every value. Name data "
                         "such as the model was trained on."));
  x = wb_export_make_inputs (model, network, options, n, error);
  if (x == NULL)
    return FALSE;
  self->tensors = g_new (WbCTensor, model->n_layers + 1);
  for (guint i = 0; i <= model->n_layers; i++)
    if (i > 0 && moves (&model->layers[i - 1]))
      self->tensors[i] = self->tensors[i - 1];
    else if (!find_range (self, network, i, n, x, &self->tensors[i], error))
      return FALSE;
  self->float_layer = find_float_layer (self);
  self->output = 0;
  return TRUE;
}

/* Whether a layer's output is made in floats before it becomes bytes. */
static gboolean
makes_floats (const WbCSource *self, guint index)
{
  const WbExportLayer *layer = &self->model->layers[index];

  return (int) index == self->float_layer
         || (layer->activation != AE_ACTIVATION_LINEAR && layer->activation != AE_ACTIVATION_RELU);
}

/* A layer in floats: y first, then x (y itself where the layer may), x2 and scratch. */
typedef struct
{
  gsize x;
  gsize x2;
  gsize scratch;
  gsize size;
} Room;

static Room
get_room (const WbExportLayer *layer)
{
  const WbCLayer *row = wb_c_layer_find (layer->klass);
  Room room = { 0 };

  room.x = row->flags & WB_C_LAYER_IN_PLACE ? 0 : ae_shape_size (&layer->y_shape);
  room.x2 = room.x + ae_shape_size (&layer->x_shape);
  room.scratch = room.x2 + (layer->x2 >= 0 ? ae_shape_size (&layer->x2_shape) : 0);
  room.size = room.scratch + (row->scratch != NULL ? row->scratch (layer) : 0);
  return room;
}

/* Floats that the layers work with, one at a time. */
static gsize
count_work (const WbCSource *self)
{
  const WbExportModel *model = self->model;
  gsize size = ae_shape_size (&model->layers[model->n_layers - 1].y_shape);
  Product product;

  for (guint i = 0; i < model->n_layers; i++)
    if (describe_product (&model->layers[i], &product))
      size = MAX (size, makes_floats (self, i) ? ae_shape_size (&model->layers[i].y_shape) : 0);
    else if (!moves (&model->layers[i]))
      size = MAX (size, get_room (&model->layers[i]).size);
  return size;
}

void
wb_c_int8_begin (WbCSource *self)
{
  self->n_work = count_work (self);
  wb_c_source_append_format (self, self->weights,
                             "static int8_t $_bytes[%zu];\n"
                             "static float $_memory[%zu];\n\n"
                             "/* What the bytes mean: the input's, then every layer's output. */\n"
                             "static const $_tensor $_tensors[%u] = {\n",
                             self->memory.size, self->n_work, self->model->n_layers + 1);
  for (guint i = 0; i <= self->model->n_layers; i++)
    {
      g_string_append (self->weights, "  { ");
      wb_c_source_append_float (self->weights, self->tensors[i].step);
      g_string_append_printf (self->weights, ", %d },\n", self->tensors[i].zero);
    }
  g_string_append (self->weights, "};\n\n");
  g_hash_table_add (self->used, g_strdup ("tensor"));
}

/* Appends whole numbers as a constant of the file. */
static void
append_integers (WbCSource *self,
                 const WbExportLayer *layer,
                 const char *type,
                 const char *name,
                 gsize n,
                 const int *values)
{
  gsize line;

  g_string_append_printf (self->weights, "static const %s %s_%s_%s[%zu] = {\n ", type, self->prefix,
                          layer->name, name, n);
  line = self->weights->len;
  for (gsize i = 0; i < n; i++)
    {
      if (self->weights->len - line > 90)
        {
          g_string_append (self->weights, "\n ");
          line = self->weights->len;
        }
      g_string_append_printf (self->weights, " %d,", values[i]);
    }
  g_string_append (self->weights, "\n};\n\n");
}

/* The channel of value @i in Keras' order, and where it stands in the file. */
static gsize
find_place (const Product *product, gsize n, gsize i, gsize *channel)
{
  *channel = i / product->inner % product->channels;
  return product->by_channel ? *channel * (n / product->channels) + i / product->channels : i;
}

/* Writes the kernel in bytes; @steps gets the step of every channel. */
static void
add_kernel (WbCSource *self,
            const WbExportLayer *layer,
            const Product *product,
            gsize n,
            double *steps)
{
  const float *w = wb_export_layer_get_weight (layer, product->kernel);
  g_autofree int *bytes = g_new (int, n);
  gsize channel;

  for (gsize i = 0; i < n; i++)
    {
      find_place (product, n, i, &channel);
      steps[channel] = MAX (steps[channel], fabs (w[i]) / 127);
    }
  for (gsize i = 0; i < n; i++)
    {
      gsize at = find_place (product, n, i, &channel);

      bytes[at] = steps[channel] > 0 ? (int) round (w[i] / steps[channel]) : 0;
    }
  append_integers (self, layer, "int8_t", "kernel", n, bytes);
}

/* Writes numbers as integers of @most at the most; returns what 1 of them means. */
static double
add_scaled (WbCSource *self,
            const WbExportLayer *layer,
            const char *type,
            const char *name,
            gsize n,
            const double *values,
            double most)
{
  g_autofree int *integers = g_new (int, n);
  double step = 0;

  for (gsize i = 0; i < n; i++)
    step = MAX (step, fabs (values[i]) / most);
  for (gsize i = 0; i < n; i++)
    integers[i] = step > 0 ? (int) round (values[i] / step) : 0;
  append_integers (self, layer, type, name, n, integers);
  return step;
}

static gsize
count_kernel (const WbExportLayer *layer, const char *name)
{
  for (guint i = 0; i < layer->n_params; i++)
    if (g_str_equal (layer->params[i].name, name))
      return ae_shape_size (&layer->params[i].shape);
  return 0;
}

/* Writes what the sums of a product become, and all its weights. */
static void
add_product (WbCSource *self, guint index, const Product *product)
{
  const WbExportLayer *layer = &self->model->layers[index];
  const float *b = wb_export_layer_get_weight (layer, product->bias);
  g_autofree double *scale = g_new0 (double, product->channels);
  g_autofree double *bias = g_new0 (double, product->channels);
  double scale_step, bias_step;

  add_kernel (self, layer, product, count_kernel (layer, product->kernel), scale);
  for (gsize k = 0; k < product->channels; k++)
    {
      scale[k] *= self->tensors[index].step;
      bias[k] = b != NULL ? b[k] : 0;
    }
  scale_step = add_scaled (self, layer, "uint16_t", "scale", product->channels, scale, 65535);
  bias_step = add_scaled (self, layer, "int16_t", "bias", product->channels, bias, 32767);
  wb_c_source_append_format (self, self->weights, "static const $_sums $_%s_sums\n  = { ",
                             layer->name);
  wb_c_source_append_format (self, self->weights, "$_%s_scale, $_%s_bias, ", layer->name,
                             layer->name);
  wb_c_source_append_float (self->weights, scale_step);
  g_string_append (self->weights, ", ");
  wb_c_source_append_float (self->weights, bias_step);
  if (makes_floats (self, index))
    wb_c_source_append_format (self, self->weights, ", %d, NULL, NULL, $_memory };\n\n",
                               self->tensors[index].zero);
  else
    wb_c_source_append_format (self, self->weights,
                               ", %d, $_tensors + %u, $_bytes + %zu, NULL };\n\n",
                               self->tensors[index].zero, index + 1,
                               self->memory.values[index + 1]);
  g_hash_table_add (self->used, g_strdup ("sums"));
}

/* "$_bytes + 12" and "$_memory + 12" */
static char *
place (const WbCSource *self, const char *array, gsize offset)
{
  return offset > 0 ? g_strdup_printf ("%s_%s + %zu", self->prefix, array, offset)
                    : g_strdup_printf ("%s_%s", self->prefix, array);
}

static void
emit_product (WbCSource *self, guint index, const Product *product)
{
  static const char *const calls[][2] = {
    { "Conv1D", "conv2d_q ({window}, {channels}" },
    { "Conv2D", "conv2d_q ({window}, {channels}" },
    { "Conv2DTranspose", "conv2d_transpose_q ({y_window}, {x_channels}" },
    { "DepthwiseConv2D", "depthwise_conv2d_q ({window}, {depth_multiplier}" },
  };
  const WbExportLayer *layer = &self->model->layers[index];
  g_autofree char *x = place (self, "bytes", self->memory.values[index]), *whole = NULL;
  const char *call = "dense_q ({rows}, {row_n}, {channels}";

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (g_str_equal (calls[i][0], layer->klass->type))
      call = calls[i][1];
  whole = g_strdup_printf ("%s, %s, %s_%s_kernel, &%s_%s_sums)", call, x, self->prefix, layer->name,
                           self->prefix, layer->name);
  add_product (self, index, product);
  wb_c_layer_emit_calls (self, layer, &(WbCPlaces) { NULL }, whole);
}

/* Puts value @index into floats at @y, or floats at @y into it. */
static void
emit_turn (WbCSource *self, guint index, gboolean to_floats, const char *floats)
{
  const WbExportModel *model = self->model;
  const AeShape *shape = index == 0 ? &model->input : &model->layers[index - 1].y_shape;
  g_autofree char *bytes = place (self, "bytes", self->memory.values[index]);

  wb_c_source_call (self, "%s (%zu, %s_tensors + %u, %s, %s)", to_floats ? "to_floats" : "to_bytes",
                    ae_shape_size (shape), self->prefix, index, to_floats ? bytes : floats,
                    to_floats ? floats : bytes);
}

static void
emit_moves (WbCSource *self, guint index)
{
  const WbExportLayer *layer = &self->model->layers[index];
  g_autofree char *x = place (self, "bytes", self->memory.values[index]);
  g_autofree char *y = place (self, "bytes", self->memory.values[index + 1]);
  WbCPlaces at = { x, NULL, y, NULL };

  g_free (self->zero);
  self->zero = g_strdup_printf ("%d", self->tensors[index].zero);
  self->suffix = "_q";
  wb_c_layer_emit (self, layer, &at);
  self->suffix = "";
}

/* A layer that has no form in bytes. */
static void
emit_in_floats (WbCSource *self, guint index)
{
  const WbExportLayer *layer = &self->model->layers[index];
  Room room = get_room (layer);
  g_autofree char *x = place (self, "memory", room.x), *x2 = place (self, "memory", room.x2);
  g_autofree char *y = place (self, "memory", 0);
  g_autofree char *scratch = place (self, "memory", room.scratch);
  WbCPlaces at = { x, x2, y, scratch };

  emit_turn (self, index, TRUE, x);
  if (layer->x2 >= 0)
    emit_turn (self, (guint) layer->x2, TRUE, x2);
  wb_c_layer_emit (self, layer, &at);
}

void
wb_c_int8_emit (WbCSource *self, guint index)
{
  const WbExportLayer *layer = &self->model->layers[index];
  g_autofree char *memory = place (self, "memory", 0);
  gboolean last = index + 1 == self->model->n_layers, in_floats = makes_floats (self, index);
  Product product;

  if (describe_product (layer, &product))
    {
      emit_product (self, index, &product);
      if (in_floats)
        wb_c_layer_emit_activation (self, layer, memory);
    }
  else if (moves (layer))
    {
      if (self->float_layer < 0 || (int) index <= self->float_layer)
        emit_moves (self, index);
      in_floats = FALSE;
    }
  else
    {
      emit_in_floats (self, index);
      in_floats = TRUE;
    }
  if (in_floats && (int) index != self->float_layer)
    emit_turn (self, index + 1, FALSE, memory);
  if (moves (layer) && ((int) index == self->float_layer || (last && self->float_layer < 0)))
    emit_turn (self, index + 1, TRUE, memory);
}
