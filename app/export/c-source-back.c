/* SPDX-License-Identifier: MIT */
/* The way back of each type of layers in C: one row a type, at the end, of calls as in
 * c-source-layers.c. A type without a row can be run, and not be trained. Layers that
 * draw random numbers have another way forward in training, too.
 */
#include <glib/gi18n-lib.h>

#include "app/export/c-source-private.h"
#include "engine/layers/padding.h"

/**
 * Row:
 * @calls: of the way back; NULL where @emit appends them, or there are none
 * @forward: (nullable): of the way forward in training, where it is another one
 * @emit: (nullable): appends what cannot be said in @calls
 */
typedef struct
{
  const char *type;
  const char *calls;
  const char *forward;
  void (*emit) (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);
} Row;

static gint64
get_int (const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_option (layer, name).integer;
}

static void
emit_padding (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  AeMargins m = ae_margins_get (layer->options);
  const guint *x = layer->x_shape.dims, *y = layer->y_shape.dims;

  wb_c_source_call (self, "add_rows (%u, %u, %s + %u, %u, %s, %u)", x[0], x[1] * x[2], at->dy,
                    (m.top * y[1] + m.left) * y[2], y[1] * y[2], at->dx, x[1] * x[2]);
}

static void
emit_cropping (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  AeMargins m = ae_margins_get (layer->options);
  const guint *x = layer->x_shape.dims, *y = layer->y_shape.dims;

  wb_c_source_call (self, "add_rows (%u, %u, %s, %u, %s + %u, %u)", y[0], y[1] * y[2], at->dy,
                    y[1] * y[2], at->dx, (m.top * x[1] + m.left) * x[2], x[1] * x[2]);
}

gsize
wb_c_layer_count_back_work (const WbExportLayer *layer)
{
  gsize units = (gsize) get_int (layer, "units"), steps = layer->x_shape.dims[0];

  if (g_str_equal (layer->klass->type, "LSTM"))
    return units * (6 * steps + 2);
  if (g_str_equal (layer->klass->type, "GaussianCode"))
    return 2 * units;
  return g_str_equal (layer->klass->type, "GRU") ? units * (7 * steps + 2) : 0;
}

/* clang-format off */
#define PRODUCT "{kernel}, {dy}, {dx}, {d_kernel}, {d_bias})"
#define ADD_TO "add_to ({n}, {dy}, {dx})"
#define DENSE "dense_back ({rows}, {row_n}, {channels}, {x}, " PRODUCT
#define CONVOLUTION "conv2d_back ({window}, {channels}, {x}, " PRODUCT
#define SERIES \
  " ({series}, {x}, {kernel}, {recurrent_kernel}, {bias}, {scratch}, {dy}, {dx}, {d_kernel}, " \
  "{d_recurrent_kernel}, {d_bias})"
#define MEAN "dense (1, {x_n}, {n}, {x}, {mean_kernel}, {mean_bias}, "
#define LOG_VARIANCE "dense (1, {x_n}, {n}, {x}, {log_variance_kernel}, {log_variance_bias}, "

/* The gradients of a bent line turn dy, which nobody reads afterwards, and add it to dx. */
static const Row rows[] = {
  { "Activation", ADD_TO },
  { "Add", ADD_TO "; add_to ({n}, {dy}, {dx2})" },
  { "AveragePooling2D", "average_pool_back ({window}, {dy}, {dx})" },
  { "Concatenate",
    "add_rows ({pixels}, {x_channels}, {dy}, {channels}, {dx}, {x_channels}); "
    "add_rows ({pixels}, {x2_channels}, {dy} + {x_channels}, {channels}, {dx2}, {x2_channels})" },
  { "Conv1D", CONVOLUTION },
  { "Conv2D", CONVOLUTION },
  { "Conv2DTranspose", "conv2d_transpose_back ({y_window}, {x_channels}, {x}, " PRODUCT },
  { "Cropping2D", NULL, NULL, emit_cropping },
  { "Dense", DENSE },
  { "DepthwiseConv2D", "depthwise_conv2d_back ({window}, {depth_multiplier}, {x}, " PRODUCT },
  { "Dropout", "drop ({n}, {rate}, {key}, {dy}, {dx})",
    "fill ({n}, 0, {y}); drop ({n}, {rate}, {key}, {x}, {y})" },
  { "ELU", "elu_back ({n}, {alpha}, {y}, {dy}); " ADD_TO },
  { "Flatten" },
  { "GRU", "gru_back" SERIES },
  { "GaussianCode",
    MEAN "{scratch}); "
    LOG_VARIANCE "{scratch} + {n}); "
    "split_code ({n}, {kl_weight} * share, {key}, {dy}, {scratch}, {scratch} + {n}); "
    "dense_back (1, {x_n}, {n}, {x}, {mean_kernel}, {scratch}, {dx}, {d_mean_kernel}, "
    "{d_mean_bias}); "
    "dense_back (1, {x_n}, {n}, {x}, {log_variance_kernel}, {scratch} + {n}, {dx}, "
    "{d_log_variance_kernel}, {d_log_variance_bias})",
    MEAN "{y}); "
    LOG_VARIANCE "{scratch}); "
    "sample_code ({n}, {kl_weight}, {key}, {scratch}, {y}, {divergence})" },
  { "GaussianNoise", ADD_TO, "copy ({n}, {x}, {y}); add_noise ({n}, {stddev}, {key}, {y})" },
  { "GlobalAveragePooling2D", "average_pool_back ({window}, {dy}, {dx})" },
  { "LSTM", "lstm_back" SERIES },
  { "LayerNormalization",
    "normalize_rows_back ({n}, {channels}, {epsilon}, {x}, {gamma}, {dy}, {dx}, {d_gamma}, "
    "{d_beta})" },
  { "LeakyReLU", "leaky_relu_back ({n}, {negative_slope}, {y}, {dy}); " ADD_TO },
  { "MaxPooling1D", "max_pool_back ({window}, {x}, {dy}, {dx})" },
  { "MaxPooling2D", "max_pool_back ({window}, {x}, {dy}, {dx})" },
  { "PReLU", "prelu_back ({n}, {x}, {alpha}, {dy}, {dx}, {d_alpha})" },
  { "Permute", "permute_back ({permute}, {dy}, {dx})" },
  { "RepeatVector", "repeat_back (1, 1, {x_0}, {y_0}, 1, {dy}, {dx})" },
  { "Reshape" },
  { "TimeDistributed", DENSE },
  { "UpSampling1D", "repeat_back ({x_0}, 1, {x_1}, {size}, 1, {dy}, {dx})" },
  { "UpSampling2D", "repeat_back ({x_0}, {x_1}, {channels}, {size}, {dy}, {dx})" },
  { "ZeroPadding2D", NULL, NULL, emit_padding },
};
/* clang-format on */

static const Row *
find_row (const WbExportLayer *layer)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, layer->klass->type))
      return &rows[i];
  return NULL;
}

const char *
wb_c_layer_find_back_obstacle (const WbExportLayer *layer)
{
  if (find_row (layer) == NULL)
    return _ ("its way back is not in C source");
  if (ae_options_find (layer->klass->options, "reset_after") != NULL
      && !get_int (layer, "reset_after"))
    return _ ("its way back with a reset before the product is not in C source");
  if (get_int (layer, "interpolation") != 0)
    return _ ("the way back of interpolation is not in C source");
  return NULL;
}

static void
emit_activation (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  static const char *const calls[AE_N_ACTIVATIONS] = {
    [AE_ACTIVATION_RELU] = "leaky_relu_back ({n}, 0, {y}, {dy})",
    [AE_ACTIVATION_LEAKY_RELU] = "leaky_relu_back ({n}, 0.2f, {y}, {dy})",
    [AE_ACTIVATION_ELU] = "elu_back ({n}, 1, {y}, {dy})",
    [AE_ACTIVATION_SOFTMAX] = "softmax_back ({n}, {channels}, {y}, {dy})",
  };
  g_autofree char *call = g_strconcat (ae_activation_names[layer->activation],
                                       "_back ({n}, {y}, {dy})", NULL);

  if (layer->activation != AE_ACTIVATION_LINEAR)
    wb_c_layer_emit_calls (self, layer, at,
                           calls[layer->activation] != NULL ? calls[layer->activation] : call);
}

gboolean
wb_c_layer_draws (const WbExportLayer *layer)
{
  const Row *row = find_row (layer);

  return row != NULL && row->forward != NULL;
}

void
wb_c_layer_emit_training (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const Row *row = find_row (layer);

  if (row->forward != NULL)
    wb_c_layer_emit_calls (self, layer, at, row->forward);
  else
    wb_c_layer_emit (self, layer, at);
}

void
wb_c_layer_emit_back (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const Row *row = find_row (layer);
  gboolean reads = !g_str_equal (at->dx, "NULL") || layer->n_params > 0 || layer->x2 >= 0;

  if ((row->calls == NULL && row->emit == NULL) || !reads)
    return;
  emit_activation (self, layer, at);
  if (row->calls != NULL)
    wb_c_layer_emit_calls (self, layer, at, row->calls);
  else
    row->emit (self, layer, at);
}
