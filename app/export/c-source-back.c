/* SPDX-License-Identifier: MIT */
/* The way back of each type of layers in C: one row a type, at the end. A type
 * without a row can be run, and not be trained. Layers that draw random numbers have
 * another way forward in training, too.
 */
#include <glib/gi18n-lib.h>

#include "app/export/c-source-private.h"
#include "engine/layers/padding.h"

typedef struct
{
  const char *type;
  void (*emit) (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);
  void (*forward) (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at);
} Row;

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

/* The slope by a weight, NULL where the layer has none of the name. */
static char *
name_slope (WbCSource *self, const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_weight (layer, name) != NULL
           ? g_strdup_printf ("%s_%s_%s_g", self->prefix, layer->name, name)
           : g_strdup ("NULL");
}

/* "head, x, kernel, dy, dx, dw, db)" */
static void
call_product (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at, const char *head)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "kernel");
  g_autofree char *dw = name_slope (self, layer, "kernel");
  g_autofree char *db = name_slope (self, layer, "bias");

  wb_c_source_call (self, "%s, %s, %s, %s, %s, %s, %s)", head, at->x, kernel, at->dy, at->dx, dw,
                    db);
}

static void
emit_dense (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  guint rows = layer->x_shape.rank == 2 ? layer->x_shape.dims[0] : 1;
  g_autofree char *head = g_strdup_printf ("dense_back (%u, %zu, %u", rows,
                                           ae_shape_size (&layer->x_shape) / rows,
                                           ae_shape_last (&layer->y_shape));

  call_product (self, layer, at, head);
}

static void
emit_convolution (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "kernel_size");
  g_autofree char *head = g_strdup_printf ("conv2d_back (%s, %u", window,
                                           ae_shape_last (&layer->y_shape));

  call_product (self, layer, at, head);
}

static void
emit_depthwise (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "kernel_size");
  g_autofree char *head = g_strdup_printf ("depthwise_conv2d_back (%s, %" G_GINT64_FORMAT, window,
                                           get_int (layer, "depth_multiplier"));

  call_product (self, layer, at, head);
}

static void
emit_transpose (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->y_shape, "kernel_size");
  g_autofree char *head = g_strdup_printf ("conv2d_transpose_back (%s, %u", window,
                                           ae_shape_last (&layer->x_shape));

  call_product (self, layer, at, head);
}

static void
emit_max_pool (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "pool_size");

  wb_c_source_call (self, "max_pool_back (%s, %s, %s, %s)", window, at->x, at->dy, at->dx);
}

static void
emit_average_pool (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *window = wb_c_layer_add_window (self, layer, &layer->x_shape, "pool_size");

  wb_c_source_call (self, "average_pool_back (%s, %s, %s)", window, at->dy, at->dx);
}

static void
emit_global_average (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "average_pool_back (&%s_%s_window, %s, %s)", self->prefix, layer->name,
                    at->dy, at->dx);
}

static void
emit_up_sampling2d (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const guint *d = layer->x_shape.dims;
  AeValue size = wb_c_layer_get_option (layer, "size");

  wb_c_source_call (self, "repeat_back (%u, %u, %u, %u, %u, %s, %s)", d[0], d[1], d[2],
                    size.sizes.dims[0], size.sizes.dims[1], at->dy, at->dx);
}

static void
emit_up_sampling1d (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const guint *d = layer->x_shape.dims;

  wb_c_source_call (self, "repeat_back (%u, 1, %u, %" G_GINT64_FORMAT ", 1, %s, %s)", d[0], d[1],
                    get_int (layer, "size"), at->dy, at->dx);
}

static void
emit_repeat_vector (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "repeat_back (1, 1, %u, %u, 1, %s, %s)", layer->x_shape.dims[0],
                    layer->y_shape.dims[0], at->dy, at->dx);
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

static void
emit_permute (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *sizes = wb_c_layer_describe_permute (layer);

  wb_c_source_call (self, "permute_back (%s, %s, %s)", sizes, at->dy, at->dx);
}

static void
emit_add_to (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "add_to (%zu, %s, %s)", get_size (layer), at->dy, at->dx);
}

static void
emit_add (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_add_to (self, layer, at);
  wb_c_source_call (self, "add_to (%zu, %s, %s)", get_size (layer), at->dy, at->dx2);
}

static void
emit_concatenate (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  guint a = ae_shape_last (&layer->x_shape), b = ae_shape_last (&layer->x2_shape);
  gsize rows = ae_shape_size (&layer->x_shape) / a;

  wb_c_source_call (self, "add_rows (%zu, %u, %s, %u, %s, %u)", rows, a, at->dy, a + b, at->dx, a);
  wb_c_source_call (self, "add_rows (%zu, %u, %s + %u, %u, %s, %u)", rows, b, at->dy, a, a + b,
                    at->dx2, b);
}

/* The slope of a bent line: it turns dy, which nobody reads afterwards, and adds it to dx. */
static void
emit_bent (WbCSource *self,
           const WbExportLayer *layer,
           const WbCPlaces *at,
           const char *function,
           const char *option)
{
  g_autoptr (GString) bend = g_string_new (NULL);

  wb_c_source_append_float (bend, wb_c_layer_get_option (layer, option).real);
  wb_c_source_call (self, "%s (%zu, %s, %s, %s)", function, get_size (layer), bend->str, at->y,
                    at->dy);
  emit_add_to (self, layer, at);
}

static void
emit_leaky_relu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_bent (self, layer, at, "leaky_relu_back", "negative_slope");
}

static void
emit_elu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_bent (self, layer, at, "elu_back", "alpha");
}

static void
emit_prelu (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *slope = wb_c_source_add_weight (self, layer, "alpha");
  g_autofree char *dw = name_slope (self, layer, "alpha");

  wb_c_source_call (self, "prelu_back (%zu, %s, %s, %s, %s, %s)", get_size (layer), at->x, slope,
                    at->dy, at->dx, dw);
}

static void
emit_layer_normalization (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *gamma = wb_c_source_add_weight (self, layer, "gamma");
  g_autofree char *dgamma = name_slope (self, layer, "gamma");
  g_autofree char *dbeta = name_slope (self, layer, "beta");
  g_autoptr (GString) epsilon = g_string_new (NULL);

  wb_c_source_append_float (epsilon, wb_c_layer_get_option (layer, "epsilon").real);
  wb_c_source_call (self, "normalize_rows_back (%zu, %u, %s, %s, %s, %s, %s, %s, %s)",
                    get_size (layer), ae_shape_last (&layer->x_shape), epsilon->str, at->x, gamma,
                    at->dy, at->dx, dgamma, dbeta);
}

/* Both cells keep all that their steps made. */
static void
emit_recurrent (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, "kernel");
  g_autofree char *recurrent = wb_c_source_add_weight (self, layer, "recurrent_kernel");
  g_autofree char *bias = wb_c_source_add_weight (self, layer, "bias");
  g_autofree char *dw = name_slope (self, layer, "kernel");
  g_autofree char *du = name_slope (self, layer, "recurrent_kernel");
  g_autofree char *db = name_slope (self, layer, "bias");

  wb_c_source_call (self, "%s (&%s_%s_series, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    g_str_equal (layer->klass->type, "LSTM") ? "lstm_back" : "gru_back",
                    self->prefix, layer->name, at->x, kernel, recurrent, bias, at->scratch, at->dy,
                    at->dx, dw, du, db);
}

/* The key of the numbers that a layer draws, as the engine's random.c makes it of the
 * seed and the layer's id, and the place in the run: "key, sample, step". */
static char *
add_key (WbCSource *self, const WbExportLayer *layer)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (self->model->checkpoint);
  guint64 key = (guint64) recipe->seed + (guint64) layer->id * 0x9E3779B97F4A7C15u;
  g_autofree char *name = g_strdup_printf ("%s_%s_key", self->prefix, layer->name);

  key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9u;
  key = (key ^ (key >> 27)) * 0x94D049BB133111EBu;
  key ^= key >> 31;
  if (g_hash_table_add (self->written, g_strdup (name)))
    g_string_append_printf (self->weights, "static const uint32_t %s[2] = { 0x%xu, 0x%xu };\n\n",
                            name, (guint) key, (guint) (key >> 32));
  return g_strdup_printf ("%s, %s_train_sample, %s_train_steps", name, self->prefix, self->prefix);
}

static void
call_drop (WbCSource *self, const WbExportLayer *layer, const char *from, const char *to)
{
  g_autofree char *key = add_key (self, layer);
  g_autoptr (GString) rate = g_string_new (NULL);

  wb_c_source_append_float (rate, wb_c_layer_get_option (layer, "rate").real);
  wb_c_source_call (self, "drop (%zu, %s, %s, %s, %s)", get_size (layer), rate->str, key, from, to);
}

static void
emit_dropout (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  call_drop (self, layer, at->dy, at->dx);
}

static void
forward_dropout (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  wb_c_source_call (self, "fill (%zu, 0, %s)", get_size (layer), at->y);
  call_drop (self, layer, at->x, at->y);
}

static void
forward_noise (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *key = add_key (self, layer);
  g_autoptr (GString) deviation = g_string_new (NULL);

  wb_c_source_append_float (deviation, wb_c_layer_get_option (layer, "stddev").real);
  wb_c_source_call (self, "copy (%zu, %s, %s)", get_size (layer), at->x, at->y);
  wb_c_source_call (self, "add_noise (%zu, %s, %s, %s)", get_size (layer), deviation->str, key,
                    at->y);
}

/* Means or variances of a code, at @y. */
static void
call_head (WbCSource *self,
           const WbExportLayer *layer,
           const WbCPlaces *at,
           const char *head,
           const char *y)
{
  g_autofree char *kernel_name = g_strconcat (head, "_kernel", NULL);
  g_autofree char *bias_name = g_strconcat (head, "_bias", NULL);
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, kernel_name);
  g_autofree char *bias = wb_c_source_add_weight (self, layer, bias_name);

  wb_c_source_call (self, "dense (1, %zu, %zu, %s, %s, %s, %s)", ae_shape_size (&layer->x_shape),
                    get_size (layer), at->x, kernel, bias, y);
}

static void
forward_code (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *key = add_key (self, layer);

  call_head (self, layer, at, "mean", at->y);
  call_head (self, layer, at, "log_variance", at->scratch);
  g_string_append_printf (self->body, "  %s_train_divergence += (double) %s_BETA *\n  ",
                          self->prefix, self->macro);
  wb_c_source_call (self, "sample_code (%zu, %s, %s, %s)", get_size (layer), key, at->scratch,
                    at->y);
}

static void
call_head_back (WbCSource *self,
                const WbExportLayer *layer,
                const WbCPlaces *at,
                const char *head,
                const char *dy)
{
  g_autofree char *kernel_name = g_strconcat (head, "_kernel", NULL);
  g_autofree char *bias_name = g_strconcat (head, "_bias", NULL);
  g_autofree char *kernel = wb_c_source_add_weight (self, layer, kernel_name);
  g_autofree char *dw = name_slope (self, layer, kernel_name);
  g_autofree char *db = name_slope (self, layer, bias_name);

  wb_c_source_call (self, "dense_back (1, %zu, %zu, %s, %s, %s, %s, %s, %s)",
                    ae_shape_size (&layer->x_shape), get_size (layer), at->x, kernel, dy, at->dx,
                    dw, db);
}

static void
emit_code (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  g_autofree char *key = add_key (self, layer);
  g_autofree char *v = g_strdup_printf ("%s + %zu", at->scratch, get_size (layer));

  call_head (self, layer, at, "mean", at->scratch);
  call_head (self, layer, at, "log_variance", v);
  wb_c_source_call (self, "split_code (%zu, %s_BETA * share, %s, %s, %s, %s)", get_size (layer),
                    self->macro, key, at->dy, at->scratch, v);
  call_head_back (self, layer, at, "mean", at->scratch);
  call_head_back (self, layer, at, "log_variance", v);
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
static const Row rows[] = {
  { "Activation", emit_add_to, NULL },
  { "Add", emit_add, NULL },
  { "AveragePooling2D", emit_average_pool, NULL },
  { "Concatenate", emit_concatenate, NULL },
  { "Conv1D", emit_convolution, NULL },
  { "Conv2D", emit_convolution, NULL },
  { "Conv2DTranspose", emit_transpose, NULL },
  { "Cropping2D", emit_cropping, NULL },
  { "Dense", emit_dense, NULL },
  { "DepthwiseConv2D", emit_depthwise, NULL },
  { "Dropout", emit_dropout, forward_dropout },
  { "ELU", emit_elu, NULL },
  { "Flatten", NULL, NULL },
  { "GRU", emit_recurrent, NULL },
  { "GaussianCode", emit_code, forward_code },
  { "GaussianNoise", emit_add_to, forward_noise },
  { "GlobalAveragePooling2D", emit_global_average, NULL },
  { "LSTM", emit_recurrent, NULL },
  { "LayerNormalization", emit_layer_normalization, NULL },
  { "LeakyReLU", emit_leaky_relu, NULL },
  { "MaxPooling1D", emit_max_pool, NULL },
  { "MaxPooling2D", emit_max_pool, NULL },
  { "PReLU", emit_prelu, NULL },
  { "Permute", emit_permute, NULL },
  { "RepeatVector", emit_repeat_vector, NULL },
  { "Reshape", NULL, NULL },
  { "TimeDistributed", emit_dense, NULL },
  { "UpSampling1D", emit_up_sampling1d, NULL },
  { "UpSampling2D", emit_up_sampling2d, NULL },
  { "ZeroPadding2D", emit_padding, NULL },
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
  gsize size = get_size (layer);

  switch (layer->activation)
    {
    case AE_ACTIVATION_LINEAR:
      break;
    case AE_ACTIVATION_RELU:
      wb_c_source_call (self, "leaky_relu_back (%zu, 0, %s, %s)", size, at->y, at->dy);
      break;
    case AE_ACTIVATION_LEAKY_RELU:
      wb_c_source_call (self, "leaky_relu_back (%zu, 0.2f, %s, %s)", size, at->y, at->dy);
      break;
    case AE_ACTIVATION_ELU:
      wb_c_source_call (self, "elu_back (%zu, 1, %s, %s)", size, at->y, at->dy);
      break;
    case AE_ACTIVATION_SOFTMAX:
      wb_c_source_call (self, "softmax_back (%zu, %u, %s, %s)", size,
                        ae_shape_last (&layer->y_shape), at->y, at->dy);
      break;
    default:
      wb_c_source_call (self, "%s_back (%zu, %s, %s)", ae_activation_names[layer->activation], size,
                        at->y, at->dy);
      break;
    }
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
    row->forward (self, layer, at);
  else
    wb_c_layer_emit (self, layer, at);
}

void
wb_c_layer_emit_back (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const Row *row = find_row (layer);
  gboolean reads = !g_str_equal (at->dx, "NULL") || layer->n_params > 0 || layer->x2 >= 0;

  if (row->emit == NULL || !reads)
    return;
  emit_activation (self, layer, at);
  row->emit (self, layer, at);
}
