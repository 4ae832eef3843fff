/* SPDX-License-Identifier: MIT */
/* How each type of layers is written in C: one row a type, at the end. Most are calls
 * with words in braces, which fill_in() replaces.
 */
#include <math.h>

#include "app/export/c-source-private.h"
#include "engine/layers/padding.h"
#include "engine/layers/sliding-window.h"

static gint64
get_int (const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_option (layer, name).integer;
}

static gsize
get_size (const WbExportLayer *layer)
{
  return ae_shape_size (&layer->y_shape);
}

/* The sizes of an option as two numbers, of an image or, after a 1, of a series. */
static AeSizes
get_sizes (const WbExportLayer *layer, const char *name)
{
  AeValue value = wb_export_layer_get_option (layer, name);

  return value.sizes.rank == 2 ? value.sizes : AE_SHAPE (2, 1, (guint) value.integer);
}

/* A layer without sizes has one place for all of the image. */
static char *
add_window (WbCSource *self, const WbExportLayer *layer, const AeShape *shape)
{
  const AeOption *options = layer->klass->options;
  AeShape image = shape->rank == 3 ? *shape : AE_SHAPE (3, 1, shape->dims[0], shape->dims[1]);
  AeSizes size = AE_SHAPE (2, image.dims[0], image.dims[1]), strides = size;
  AeWindow w = { 0 };
  g_autofree char *name = g_strdup_printf ("%s_%s_window", self->prefix, layer->name);

  if (ae_options_find (options, "strides") != NULL)
    {
      strides = get_sizes (layer, "strides");
      size = get_sizes (layer, ae_options_find (options, "pool_size") != NULL ? "pool_size"
                                                                              : "kernel_size");
    }
  ae_window_place (&w, "", &image, &size, &strides, (guint) get_int (layer, "padding"), NULL);
  g_hash_table_add (self->used, g_strdup ("window"));
  if (g_hash_table_add (self->written, g_strdup (name)))
    g_string_append_printf (self->weights,
                            "static const %s_window %s\n"
                            "  = { %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %u };\n\n",
                            self->prefix, name, w.height, w.width, w.channels, w.size_h, w.size_w,
                            w.stride_h, w.stride_w, w.top, w.left, w.out_height, w.out_width);
  return g_strconcat ("&", name, NULL);
}

/* The series that a recurrent layer reads; @side begins the names of its weights. */
static char *
add_series (WbCSource *self, const WbExportLayer *layer, const char *side)
{
  g_autofree char *name = g_strdup_printf ("%s_%s_%sseries", self->prefix, layer->name, side);

  g_hash_table_add (self->used, g_strdup ("series"));
  if (g_hash_table_add (self->written, g_strdup (name)))
    g_string_append_printf (self->weights,
                            "static const %s_series %s\n  = { %u, %u, %" G_GINT64_FORMAT
                            ", %d, %d };\n\n",
                            self->prefix, name, layer->x_shape.dims[0], layer->x_shape.dims[1],
                            get_int (layer, "units"), g_str_equal (side, "backward_"),
                            get_int (layer, "return_sequences") != 0);
  return g_strconcat ("&", name, NULL);
}

/* The sizes of a Permute's output and how far apart its values lie in the input, as six
 * arguments. */
static char *
describe_permute (const WbExportLayer *layer)
{
  AeValue dims = wb_export_layer_get_option (layer, "dims");
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

/* The gradient by a weight, NULL where the layer has none of the name. */
static char *
name_gradient (WbCSource *self, const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_weight (layer, name) != NULL
           ? g_strdup_printf ("%s_%s_%s_g", self->prefix, layer->name, name)
           : g_strdup ("NULL");
}

static char *
option_to_text (const WbExportLayer *layer, const AeOption *option)
{
  AeValue value = wb_export_layer_get_option (layer, option->name);
  GString *text = g_string_new (NULL);

  if (option->kind == AE_OPTION_FLOAT)
    wb_c_source_append_float (text, value.real);
  else if (option->kind == AE_OPTION_SIZES)
    g_string_append_printf (text, "%u, %u", value.sizes.dims[0], value.sizes.dims[1]);
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT, value.integer);
  return g_string_free (text, FALSE);
}

/* What a word in braces stands for; NULL where it is neither a place nor a number. */
static char *
fill_in_place (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at, const char *word)
{
  const AeShape *x = &layer->x_shape, *y = &layer->y_shape;
  guint rows = x->rank == 2 ? x->dims[0] : 1;
  const struct
  {
    const char *word;
    const char *text;
  } places[] = {
    { "x", at->x },   { "x2", at->x2 },   { "y", at->y },   { "scratch", at->scratch },
    { "dx", at->dx }, { "dx2", at->dx2 }, { "dy", at->dy },
  };
  const struct
  {
    const char *word;
    gsize number;
  } numbers[] = {
    { "n", ae_shape_size (y) },
    { "x_n", ae_shape_size (x) },
    { "channels", ae_shape_last (y) },
    { "x_channels", ae_shape_last (x) },
    { "x2_channels", ae_shape_last (&layer->x2_shape) },
    { "pixels", ae_shape_size (y) / ae_shape_last (y) },
    { "rows", rows },
    { "row_n", ae_shape_size (x) / rows },
    { "x_0", x->dims[0] },
    { "x_1", x->dims[1] },
    { "y_0", y->dims[0] },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (word, places[i].word))
      return g_strdup (places[i].text);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (word, numbers[i].word))
      return g_strdup_printf ("%zu", numbers[i].number);
  return NULL;
}

/* What a word in braces stands for: a place or a number of fill_in_place(), a constant that
 * the file then gets, an option, a weight, or "d_" and a weight: its gradient. */
static char *
fill_in (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at, const char *word)
{
  const AeOption *option = ae_options_find (layer->klass->options, word);
  char *text = fill_in_place (self, layer, at, word);

  if (text != NULL)
    return text;
  if (g_str_equal (word, "window"))
    return add_window (self, layer, &layer->x_shape);
  if (g_str_equal (word, "y_window"))
    return add_window (self, layer, &layer->y_shape);
  if (g_str_equal (word, "series"))
    return add_series (self, layer, "");
  if (g_str_equal (word, "permute"))
    return describe_permute (layer);
  if (g_str_equal (word, "key"))
    return add_key (self, layer);
  if (g_str_equal (word, "kl_weight"))
    return g_strconcat (self->macro, "_BETA", NULL);
  if (g_str_equal (word, "divergence"))
    return g_strdup_printf ("&%s_train_divergence", self->prefix);
  if (g_str_has_prefix (word, "d_"))
    return name_gradient (self, layer, word + 2);
  return option != NULL ? option_to_text (layer, option)
                        : wb_c_source_add_weight (self, layer, word);
}

static void
append_call (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at, const char *call)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit_set (call, "{}", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *filled = i % 2 == 1 ? fill_in (self, layer, at, parts[i]) : NULL;

      g_string_append (text, filled != NULL ? filled : parts[i]);
    }
  wb_c_source_call (self, "%s", text->str);
}

void
wb_c_layer_emit_calls (WbCSource *self,
                       const WbExportLayer *layer,
                       const WbCPlaces *at,
                       const char *calls)
{
  g_auto (GStrv) list = g_strsplit (calls, "; ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (!g_str_has_prefix (list[i], "copy (") || !g_str_equal (at->x, at->y))
      append_call (self, layer, at, list[i]);
}

static void
emit_up_sampling2d (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  gboolean blends = get_int (layer, "interpolation") != 0;

  wb_c_layer_emit_calls (self, layer, at,
                         blends ? "blend ({x_0}, {x_1}, {channels}, {size}, {x}, {y})"
                                : "repeat ({x_0}, {x_1}, {channels}, {size}, {x}, {y})");
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

/* Folded to y = x * scale + shift. */
static void
emit_batch_normalization (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  guint channels = ae_shape_last (&layer->x_shape);
  double epsilon = wb_export_layer_get_option (layer, "epsilon").real;
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
emit_series (WbCSource *self, const WbExportLayer *layer, const char *side, const WbCPlaces *at)
{
  g_autofree char *series = add_series (self, layer, side);
  g_autofree char *call = g_strdup_printf ("%s (%s, {x}, {%skernel}, {%srecurrent_kernel}, "
                                           "{%sbias}, {scratch}, {y})",
                                           find_cell (layer), series, side, side, side);

  wb_c_layer_emit_calls (self, layer, at, call);
}

static void
emit_recurrent (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  emit_series (self, layer, "", at);
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

  emit_series (self, layer, "forward_",
               &(WbCPlaces) { .x = at->x, .scratch = at->scratch, .y = forward });
  emit_series (self, layer, "backward_",
               &(WbCPlaces) { .x = at->x, .scratch = at->scratch, .y = backward });
  wb_c_source_call (self, "merge_%s (%u, %zu, %s, %s, %s)",
                    mode->choices[get_int (layer, "merge_mode")], count_rows (layer), units,
                    forward, backward, at->y);
}

void
wb_c_layer_emit_activation (WbCSource *self, const WbExportLayer *layer, const char *y)
{
  static const char *const calls[AE_N_ACTIVATIONS] = {
    [AE_ACTIVATION_LEAKY_RELU] = "leaky_relu ({n}, 0.2f, {y})",
    [AE_ACTIVATION_ELU] = "elu ({n}, 1, {y})",
    [AE_ACTIVATION_SOFTMAX] = "softmax ({n}, {channels}, {y})",
  };
  const WbCPlaces at = { .x = "", .y = (char *) y };
  g_autofree char *call = g_strconcat (ae_activation_names[layer->activation], " ({n}, {y})", NULL);

  if (layer->activation != AE_ACTIVATION_LINEAR)
    wb_c_layer_emit_calls (self, layer, &at,
                           calls[layer->activation] != NULL ? calls[layer->activation] : call);
}

void
wb_c_layer_emit (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  const WbCLayer *row = wb_c_layer_find (layer->klass);

  if (row->emit != NULL)
    row->emit (self, layer, at);
  else if (row->calls != NULL)
    wb_c_layer_emit_calls (self, layer, at, row->calls);
  wb_c_layer_emit_activation (self, layer, at->y);
}

/* clang-format off */
#define COPY "copy ({n}, {x}, {y})"
#define DENSE "dense ({rows}, {row_n}, {channels}, {x}, {kernel}, {bias}, {y})"
#define CONVOLUTION "conv2d ({window}, {channels}, {x}, {kernel}, {bias}, {y})"

static const WbCLayer rows[] = {
  { "Activation", WB_C_LAYER_IN_PLACE, COPY },
  { "Add", WB_C_LAYER_IN_PLACE, COPY "; add ({n}, {x2}, {y})" },
  { "AveragePooling2D", 0, "average_pool ({window}, {x}, {y})" },
  { "BatchNormalization", WB_C_LAYER_IN_PLACE, NULL, emit_batch_normalization },
  { "Bidirectional", 0, NULL, emit_bidirectional, count_bidirectional_scratch },
  { "Concatenate", 0,
    "copy_rows ({pixels}, {x_channels}, {x}, {x_channels}, {y}, {channels}); "
    "copy_rows ({pixels}, {x2_channels}, {x2}, {x2_channels}, {y} + {x_channels}, {channels})" },
  { "Conv1D", 0, CONVOLUTION },
  { "Conv2D", 0, CONVOLUTION },
  { "Conv2DTranspose", 0,
    "conv2d_transpose ({y_window}, {x_channels}, {x}, {kernel}, {bias}, {y})" },
  { "Cropping2D", WB_C_LAYER_MOVES, NULL, emit_cropping },
  { "Dense", 0, DENSE },
  { "DepthwiseConv2D", 0,
    "depthwise_conv2d ({window}, {depth_multiplier}, {x}, {kernel}, {bias}, {y})" },
  { "Dropout", WB_C_LAYER_PASSES },
  { "ELU", WB_C_LAYER_IN_PLACE, COPY "; elu ({n}, {alpha}, {y})" },
  { "Flatten", WB_C_LAYER_PASSES },
  { "GRU", 0, NULL, emit_recurrent, count_cell_scratch },
  { "GaussianCode", 0, "dense (1, {x_n}, {n}, {x}, {mean_kernel}, {mean_bias}, {y})" },
  { "GaussianNoise", WB_C_LAYER_PASSES },
  { "GlobalAveragePooling2D", 0, "average_pool ({window}, {x}, {y})" },
  { "LSTM", 0, NULL, emit_recurrent, count_cell_scratch },
  { "LayerNormalization", WB_C_LAYER_IN_PLACE,
    "normalize_rows ({n}, {channels}, {epsilon}, {x}, {gamma}, {beta}, {y})" },
  { "LeakyReLU", WB_C_LAYER_IN_PLACE, COPY "; leaky_relu ({n}, {negative_slope}, {y})" },
  { "MaxPooling1D", WB_C_LAYER_MOVES, "max_pool ({window}, {x}, {y})" },
  { "MaxPooling2D", WB_C_LAYER_MOVES, "max_pool ({window}, {x}, {y})" },
  { "PReLU", WB_C_LAYER_IN_PLACE, "prelu ({n}, {x}, {alpha}, {y})" },
  { "Permute", WB_C_LAYER_MOVES, "permute ({permute}, {x}, {y})" },
  { "RepeatVector", WB_C_LAYER_MOVES, "repeat (1, 1, {x_0}, {y_0}, 1, {x}, {y})" },
  { "Reshape", WB_C_LAYER_PASSES },
  { "SparseCode", WB_C_LAYER_PASSES },
  { "TimeDistributed", 0, DENSE },
  { "UpSampling1D", WB_C_LAYER_MOVES, "repeat ({x_0}, 1, {x_1}, {size}, 1, {x}, {y})" },
  { "UpSampling2D", WB_C_LAYER_MOVES, NULL, emit_up_sampling2d },
  { "ZeroPadding2D", WB_C_LAYER_MOVES, NULL, emit_padding },
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
