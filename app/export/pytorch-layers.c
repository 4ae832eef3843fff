/* SPDX-License-Identifier: MIT */
/* Values are channels-last from layer to layer, as the model has them; PyTorch's
 * convolutions and pools want channels first, and get them so around each.
 *
 * Keras' weights become PyTorch's: Dense [in, out] to [out, in]; Conv2D
 * [kh, kw, in, out] to [out, in, kh, kw]; the gates of an LSTM stand in the same
 * order, those of a GRU are z, r, h and become r, z, n.
 */
#include "app/export/pytorch-layers.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  WbPytorchCode *code;
  const WbExportModel *model;
  const WbExportLayer *layer;
  gboolean last;
} Writer;

/**
 * Row: lines of __init__ and of forward with words in braces, which find_word() replaces; a line
 * whose word stands for nothing is left out.
 *
 * @weights: ".weight kernel 10; .bias bias": names in the state_dict, the layer's, and the order
 *   of the axes where it is another
 * @write: (nullable): writes what lines cannot say, after them
 */
typedef struct
{
  const char *type;
  const char *init;
  const char *forward;
  const char *weights;
  void (*write) (const Writer *writer);
} Row;

static gint64
get_int (const Writer *writer, const char *name)
{
  return wb_export_layer_get_option (writer->layer, name).integer;
}

static double
get_real (const Writer *writer, const char *name)
{
  return wb_export_layer_get_option (writer->layer, name).real;
}

/* An option of sizes, or a single number; a stride of 0 is the pool's size. */
static AeSizes
get_sizes (const Writer *writer, const char *name)
{
  const AeOption *option = ae_options_find (writer->layer->klass->options, name);
  AeValue value = wb_export_layer_get_option (writer->layer, name);
  AeSizes sizes = option->kind == AE_OPTION_SIZES ? value.sizes
                                                  : AE_SHAPE (1, (guint) value.integer);

  for (guint i = 0; g_str_equal (name, "strides") && i < sizes.rank; i++)
    if (sizes.dims[i] == 0)
      sizes.dims[i] = get_sizes (writer, "pool_size").dims[i];
  return sizes;
}

static AeSizes
get_window (const Writer *writer)
{
  gboolean pools = ae_options_find (writer->layer->klass->options, "pool_size") != NULL;

  return get_sizes (writer, pools ? "pool_size" : "kernel_size");
}

/* Zeros around the input, or @more, for output sizes of padding "same". */
static char *
describe_padding (const Writer *writer, const char *more)
{
  AeSizes size = get_window (writer), strides = get_sizes (writer, "strides");
  const guint *x = writer->layer->x_shape.dims, *y = writer->layer->y_shape.dims;
  GString *sides = g_string_new (NULL);
  gboolean any = FALSE;

  for (guint i = size.rank; i > 0; i--)
    {
      guint wanted = (y[i - 1] - 1) * strides.dims[i - 1] + size.dims[i - 1];
      guint total = get_int (writer, "padding") == 1 && wanted > x[i - 1] ? wanted - x[i - 1] : 0;

      g_string_append_printf (sides, "%s%u, %u", i < size.rank ? ", " : "", total / 2,
                              total - total / 2);
      any |= total > 0;
    }
  if (any)
    {
      g_string_prepend (sides, "x = F.pad(x, (");
      g_string_append_printf (sides, ")%s)", more);
    }
  else
    g_string_truncate (sides, 0);
  return g_string_free (sides, FALSE);
}

/* How much longer than its windows a transposed convolution's output is. */
static char *
describe_output_padding (const Writer *writer)
{
  AeSizes size = get_window (writer), strides = get_sizes (writer, "strides"), more = size;

  for (guint i = 0; i < size.rank; i++)
    more.dims[i] = MAX (strides.dims[i], size.dims[i]) - size.dims[i];
  return wb_script_shape (&more);
}

static char *
name_value (int value)
{
  return value == 0 ? g_strdup ("samples") : g_strdup_printf ("skip_%d", value);
}

static char *
option_to_text (const Writer *writer, const AeOption *option)
{
  AeValue value = wb_export_layer_get_option (writer->layer, option->name);
  AeSizes sizes;

  if (option->kind == AE_OPTION_FLOAT)
    return g_strdup_printf ("%.9g", value.real);
  if (option->kind == AE_OPTION_BOOL)
    return g_strdup (value.integer != 0 ? "True" : "False");
  if (option->kind == AE_OPTION_CHOICE)
    return g_strdup (option->choices[value.integer]);
  sizes = get_sizes (writer, option->name);
  return option->kind == AE_OPTION_SIZES ? wb_script_shape (&sizes)
                                         : g_strdup_printf ("%u", sizes.dims[0]);
}

/* A shape, sizes or a weight's shape by its name. */
static AeShape
find_shape (const Writer *writer, const char *name)
{
  const WbExportLayer *layer = writer->layer;

  if (g_str_equal (name, "x"))
    return layer->x_shape;
  if (g_str_equal (name, "y"))
    return layer->y_shape;
  for (guint i = 0; i < layer->n_params; i++)
    if (g_str_equal (layer->params[i].name, name))
      return layer->params[i].shape;
  return get_sizes (writer, name);
}

/* What a word in braces stands for: an option, "x" and "y", the shapes, or one of the numbers of
 * a shape, of sizes or of a weight's shape, which Python would index so: "kernel[0]", "x[-1]". */
static char *
find_word (const Writer *writer, const char *word)
{
  const WbExportLayer *layer = writer->layer;
  const AeOption *option = ae_options_find (layer->klass->options, word);
  g_auto (GStrv) parts = g_strsplit (word, "[", 2);
  AeShape shape;
  int index;

  if (option != NULL)
    return option_to_text (writer, option);
  if (g_str_equal (word, "name"))
    return g_strdup (layer->name);
  if (g_str_equal (word, "x2"))
    return name_value (layer->x2);
  if (g_str_equal (word, "flatten"))
    return g_strdup (layer->x_shape.rank > layer->y_shape.rank ? "x = x.flatten(1)" : "");
  if (g_str_equal (word, "pad"))
    return describe_padding (writer, "");
  if (g_str_equal (word, "pad_low"))
    return describe_padding (writer, ", value=-torch.inf");
  if (g_str_equal (word, "output_padding"))
    return describe_output_padding (writer);
  shape = find_shape (writer, parts[0]);
  if (parts[1] == NULL)
    return wb_script_shape (&shape);
  index = atoi (parts[1]);
  return g_strdup_printf ("%u", shape.dims[index < 0 ? (int) shape.rank + index : index]);
}

static void
add_lines (const Writer *writer, GString *code, const char *lines)
{
  g_auto (GStrv) list = g_strsplit (lines, "\n", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (list[i], "{}", -1);
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint k = 0; parts[k] != NULL; k++)
        {
          g_autofree char *word = k % 2 == 1 ? find_word (writer, parts[k]) : NULL;

          g_string_append (line, word != NULL ? word : parts[k]);
        }
      if (line->len > 0)
        wb_script_line (code, 2, "%s", line->str);
    }
}

static void
init (const Writer *writer, const char *lines)
{
  add_lines (writer, writer->code->init, lines);
}

static void
forward (const Writer *writer, const char *lines)
{
  add_lines (writer, writer->code->forward, lines);
}

/* @values: (transfer full) */
static void
add_weight (const Writer *writer, const char *suffix, const AeShape *shape, float *values)
{
  WbPytorchWeight *weight = g_new (WbPytorchWeight, 1);

  *weight = (WbPytorchWeight) { .name = g_strconcat (writer->layer->name, suffix, NULL),
                                .shape = *shape,
                                .values = values };
  g_ptr_array_add (writer->code->weights, weight);
}

/* Weights that the layer has, see Row. */
static void
add_weights (const Writer *writer, const char *weights)
{
  g_auto (GStrv) list = g_strsplit (weights, "; ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (list[i], " ", -1);
      AeShape shape;
      float *values = wb_export_layer_turn_weight (writer->layer, words[1],
                                                   words[2] != NULL ? words[2] : "0123", &shape);

      if (values != NULL)
        add_weight (writer, words[0], &shape, values);
    }
}

static void
write_activation (const Writer *writer)
{
  static const char *const calls[] = {
    [AE_ACTIVATION_LINEAR] = "",
    [AE_ACTIVATION_RELU] = "x = torch.relu(x)",
    [AE_ACTIVATION_LEAKY_RELU] = "x = F.leaky_relu(x, 0.2)",
    [AE_ACTIVATION_ELU] = "x = F.elu(x)",
    [AE_ACTIVATION_SELU] = "x = F.selu(x)",
    [AE_ACTIVATION_GELU] = "x = F.gelu(x)",
    [AE_ACTIVATION_SILU] = "x = F.silu(x)",
    [AE_ACTIVATION_TANH] = "x = torch.tanh(x)",
    [AE_ACTIVATION_SIGMOID] = "x = torch.sigmoid(x)",
    [AE_ACTIVATION_SOFTMAX] = "x = torch.softmax(x, -1)",
    [AE_ACTIVATION_SOFTPLUS] = "x = F.softplus(x)",
  };

  forward (writer, calls[writer->layer->activation]);
}

static void
write_batch_normalization (const Writer *writer)
{
  guint rank = writer->layer->x_shape.rank;

  wb_script_line (writer->code->init, 2, "self.%s = nn.BatchNorm%ud(%u, eps=%.9g, momentum=%.9g)",
                  writer->layer->name, rank == 3 ? 2 : 1, ae_shape_last (&writer->layer->x_shape),
                  get_real (writer, "epsilon"), 1 - get_real (writer, "momentum"));
  forward (writer,
           rank == 1 ? "x = self.{name}(x)" : "x = self.{name}(x.movedim(-1, 1)).movedim(1, -1)");
}

/* [kh, kw, C, m]: a filter of channel c and multiple d is number c·m + d. */
static void
write_depthwise (const Writer *writer)
{
  AeShape shape;
  float *values = wb_export_layer_turn_weight (writer->layer, "kernel", "2301", &shape);
  AeShape filters = AE_SHAPE (4, shape.dims[0] * shape.dims[1], 1, shape.dims[2], shape.dims[3]);

  add_weight (writer, ".weight", &filters, values);
  add_weights (writer, ".bias bias");
}

static void
write_slice (const Writer *writer, guint top, guint left)
{
  const guint *y = writer->layer->y_shape.dims;

  wb_script_line (writer->code->forward, 2, "x = x[:, %u:%u, %u:%u]", top, top + y[0], left,
                  left + y[1]);
}

/* The whole product of a transposed convolution, of which Keras keeps a window. */
static void
write_window (const Writer *writer)
{
  AeSizes size = get_window (writer), strides = get_sizes (writer, "strides");
  guint first[2] = { 0 };

  for (guint i = 0; i < 2 && get_int (writer, "padding") == 1; i++)
    first[i] = (MAX (size.dims[i], strides.dims[i]) - strides.dims[i]) / 2;
  write_slice (writer, first[0], first[1]);
}

static void
write_cropping (const Writer *writer)
{
  AeSizes m = get_sizes (writer, "cropping");

  write_slice (writer, m.dims[0], m.dims[2]);
}

static void
write_up_sampling2d (const Writer *writer)
{
  forward (writer, get_int (writer, "interpolation") == 0
                     ? "x = x.repeat_interleave({size[0]}, 1).repeat_interleave({size[1]}, 2)"
                     : "x = F.interpolate(x.movedim(-1, 1), ({y[0]}, {y[1]}), "
                       "mode=\"bilinear\").movedim(1, -1)");
}

/* Gates of [rows, 3 U] from z, r, h to r, z, n; those of an LSTM stay. */
static float *
order_gates (const float *values, gsize rows, gsize units, guint n_gates)
{
  static const guint order[] = { 1, 0, 2 };
  float *out = g_new (float, rows *n_gates *units);

  for (gsize r = 0; r < rows; r++)
    for (guint g = 0; g < n_gates; g++)
      memcpy (out + (r * n_gates + g) * units,
              values + (r * n_gates + (n_gates == 3 ? order[g] : g)) * units,
              units * sizeof (float));
  return out;
}

/* A row for each of the gates' values, as PyTorch has matrices. */
static void
add_gates (const Writer *writer,
           const char *suffix,
           const AeShape *shape,
           const float *values,
           guint n_gates)
{
  guint width = ae_shape_last (shape), rows = shape->rank == 2 ? shape->dims[0] : 1;
  g_autofree float *ordered = order_gates (values, rows, width / n_gates, n_gates);
  AeShape turned;
  float *gates = wb_export_turn (shape, ordered, shape->rank == 2 ? "10" : "0", &turned);

  add_weight (writer, suffix, &turned, gates);
}

/* One direction's weights; PyTorch has two biases, of which an LSTM here has one. */
static void
add_direction (const Writer *writer, guint first, guint n, guint n_gates, const char *side)
{
  static const char *const names[] = { ".weight_ih_l0", ".weight_hh_l0", ".bias_ih_l0",
                                       ".bias_hh_l0" };
  const AeParam *params = writer->layer->params + first;
  const float *const *weights = writer->layer->weights + first;
  guint width = ae_shape_last (&params[0].shape);
  AeShape bias = AE_SHAPE (1, width);
  g_autofree float *zeros = g_new0 (float, width);

  for (guint i = 0; i < (n > 2 ? 4u : 2u); i++)
    {
      g_autofree char *name = g_strconcat (names[i], side, NULL);

      if (i < 2)
        add_gates (writer, name, &params[i].shape, weights[i], n_gates);
      else if (params[2].shape.rank == 2)
        add_gates (writer, name, &bias, weights[2] + (i - 2) * width, n_gates);
      else
        add_gates (writer, name, &bias, i == 2 ? weights[2] : zeros, n_gates);
    }
}

static guint
count_gates (const char *cell)
{
  return g_str_equal (cell, "GRU") ? 3 : 4;
}

/* Keras trains one bias of an LSTM. */
static void
freeze_bias (const Writer *writer, const char *cell, gboolean both)
{
  if (!g_str_equal (cell, "LSTM") || get_int (writer, "use_bias") == 0)
    return;
  init (writer, "self.{name}.bias_hh_l0.requires_grad_(False)  # one bias is trained, as in Keras");
  if (both)
    init (writer, "self.{name}.bias_hh_l0_reverse.requires_grad_(False)");
}

static void
write_recurrent (const Writer *writer)
{
  const char *cell = writer->layer->klass->type;

  freeze_bias (writer, cell, FALSE);
  forward (writer, get_int (writer, "return_sequences") != 0 ? "x = self.{name}(x)[0]"
                                                             : "x = self.{name}(x)[0][:, -1]");
  add_direction (writer, 0, writer->layer->n_params, count_gates (cell), "");
}

static void
write_bidirectional (const Writer *writer)
{
  static const char *const merges[] = {
    "x = torch.cat([ahead, back], -1)",
    "x = ahead + back",
    "x = ahead * back",
    "x = (ahead + back) / 2",
  };
  const char *cell = wb_export_layer_get_choice (writer->layer, "layer");
  guint n = writer->layer->n_params / 2;

  freeze_bias (writer, cell, TRUE);
  if (get_int (writer, "return_sequences") == 0)
    forward (writer, "ahead, back = ahead[:, -1], back[:, 0]");
  forward (writer, merges[get_int (writer, "merge_mode")]);
  add_direction (writer, 0, n, count_gates (cell), "");
  add_direction (writer, n, n, count_gates (cell), "_reverse");
}

static void
write_gaussian_code (const Writer *writer)
{
  if (writer->model->part == WB_EXPORT_ENCODER && writer->last)
    forward (writer, "x = mean, log_variance");
  else
    forward (writer, "x = mean\n"
                     "if self.training:\n"
                     "    x = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)\n"
                     "    self.penalty = self.penalty - BETA * (\n"
                     "        1 + log_variance - mean**2 - log_variance.exp()).sum(1).mean() / 2");
}

/* clang-format off */
#define LINEAR "self.{name} = nn.Linear({kernel[0]}, {kernel[1]}, bias={use_bias})"
#define RECURRENT(cell, both) "self.{name} = nn." cell "({x[-1]}, {units}, batch_first=True, " \
                              "bidirectional=" both ", bias={use_bias})"
#define CONV2D(groups) "self.{name} = nn.Conv2d({x[-1]}, {y[-1]}, {kernel_size}, {strides}, " \
                       "groups=" groups ", bias={use_bias})"
#define CONVOLVE "x = x.movedim(-1, 1)\n{pad}\nx = self.{name}(x).movedim(1, -1)"
#define GAIN     ".weight gamma; .bias beta"

static const Row rows[] = {
  { "Dense", LINEAR, "{flatten}\nx = self.{name}(x)", ".weight kernel 10; .bias bias" },
  { "Activation", "", "", "" },
  { "LeakyReLU", "", "x = F.leaky_relu(x, {negative_slope})", "" },
  { "ELU", "", "x = F.elu(x, {alpha})", "" },
  { "PReLU", "self.{name} = nn.Parameter(torch.zeros{x})",
    "x = torch.where(x > 0, x, self.{name} * x)", " alpha" },
  { "Flatten", "", "x = x.flatten(1)", "" },
  { "Reshape", "", "x = x.reshape(-1, *{y})", "" },
  { "Permute", "", "x = x.permute(0, *{dims})", "" },
  { "Add", "", "x = x + {x2}", "" },
  { "Concatenate", "", "x = torch.cat([x, {x2}], -1)", "" },
  { "Dropout", "", "x = F.dropout(x, {rate}, self.training)", "" },
  { "BatchNormalization", "", "",
    GAIN "; .running_mean moving_mean; .running_var moving_variance", write_batch_normalization },
  { "LayerNormalization", "self.{name} = nn.LayerNorm({x[-1]}, eps={epsilon})",
    "x = self.{name}(x)", GAIN },
  { "Conv2D", CONV2D ("1"), CONVOLVE, ".weight kernel 3201; .bias bias" },
  { "Conv2DTranspose",
    "self.{name} = nn.ConvTranspose2d({x[-1]}, {y[-1]}, {kernel_size}, {strides}, "
    "output_padding={output_padding}, bias={use_bias})",
    "x = self.{name}(x.movedim(-1, 1)).movedim(1, -1)", ".weight kernel 3201; .bias bias",
    write_window },
  { "DepthwiseConv2D", CONV2D ("{x[-1]}"), CONVOLVE, "", write_depthwise },
  { "MaxPooling2D", "", "x = x.movedim(-1, 1)\n{pad_low}\n"
    "x = F.max_pool2d(x, {pool_size}, {strides}).movedim(1, -1)", "" },
  /* What lies beyond the rim does not count: the mean of what is there. */
  { "AveragePooling2D", "",
    "x = torch.stack([x, torch.ones_like(x)]).movedim(-1, 2).flatten(0, 1)\n{pad}\n"
    "x, there = F.avg_pool2d(x, {pool_size}, {strides}).movedim(1, -1).chunk(2)\n"
    "x = x / there", "" },
  { "GlobalAveragePooling2D", "", "x = x.mean((1, 2))", "" },
  { "UpSampling2D", "", "", "", write_up_sampling2d },
  { "ZeroPadding2D", "",
    "x = F.pad(x, (0, 0, {padding[2]}, {padding[3]}, {padding[0]}, {padding[1]}))", "" },
  { "Cropping2D", "", "", "", write_cropping },
  { "Conv1D",
    "self.{name} = nn.Conv1d({x[-1]}, {y[-1]}, {kernel_size}, {strides}, bias={use_bias})",
    CONVOLVE, ".weight kernel 210; .bias bias" },
  { "MaxPooling1D", "", "x = x.movedim(-1, 1)\n{pad_low}\n"
    "x = F.max_pool1d(x, {pool_size}, {strides}).movedim(1, -1)", "" },
  { "UpSampling1D", "", "x = x.repeat_interleave({size}, 1)", "" },
  { "LSTM", RECURRENT ("LSTM", "False"), "", "", write_recurrent },
  { "GRU", RECURRENT ("GRU", "False"), "", "", write_recurrent },
  { "Bidirectional", RECURRENT ("{layer}", "True"),
    "ahead, back = self.{name}(x)[0].chunk(2, -1)", "", write_bidirectional },
  { "RepeatVector", "", "x = x.unsqueeze(1).repeat(1, {n}, 1)", "" },
  { "TimeDistributed", LINEAR, "x = self.{name}(x)", ".weight kernel 10; .bias bias" },
  { "GaussianCode",
    "self.{name}_mean = nn.Linear({mean_kernel[0]}, {mean_kernel[1]})\n"
    "self.{name}_log_variance = nn.Linear({log_variance_kernel[0]}, {log_variance_kernel[1]})",
    "{flatten}\nmean, log_variance = self.{name}_mean(x), self.{name}_log_variance(x)",
    "_mean.weight mean_kernel 10; _mean.bias mean_bias; "
    "_log_variance.weight log_variance_kernel 10; _log_variance.bias log_variance_bias",
    write_gaussian_code },
  { "SparseCode", "",
    "if self.training:  # the mean activity of each unit is kept near a target\n"
    "    rho, a = {rho}, x.mean(0)\n"
    "    at = a.detach().clamp(1e-3, 1 - 1e-3)\n"
    "    value = rho * torch.log(rho / at) + (1 - rho) * torch.log((1 - rho) / (1 - at))\n"
    "    slope = -rho / at + (1 - rho) / (1 - at)\n"
    "    self.penalty = self.penalty + {weight} * (value + slope * (a - at)).sum()", "" },
  { "GaussianNoise", "",
    "if self.training:\n    x = x + {stddev} * torch.randn_like(x)", "" },
};
/* clang-format on */

static const Row *
find_row (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, type))
      return &rows[i];
  return NULL;
}

gboolean
wb_pytorch_accepts (const WbExportModel *model, GError **error)
{
  for (guint i = 0; i < model->n_layers; i++)
    {
      const WbExportLayer *layer = &model->layers[i];
      const char *reason = NULL;

      if (find_row (layer->klass->type) == NULL)
        reason = _ ("it has no such layer.");
      else if (ae_options_find (layer->klass->options, "reset_after") != NULL
               && wb_export_layer_get_option (layer, "reset_after").integer == 0)
        reason = _ ("a GRU resets after the product there. Train with “Reset after” on, or "
                    "choose another format.");
      if (reason != NULL)
        return wb_export_refuse_layer (model, i, "PyTorch", reason, error);
    }
  return TRUE;
}

static gboolean
is_skipped_from (const WbExportModel *model, int value)
{
  for (guint i = 0; i < model->n_layers; i++)
    if (model->layers[i].x2 == value)
      return TRUE;
  return FALSE;
}

static void
write_penalties (const Writer *writer)
{
  double l1 = get_real (writer, "kernel_l1"), l2 = get_real (writer, "kernel_l2");

  if (get_real (writer, "activity_l1") != 0 || get_real (writer, "activity_l2") != 0)
    forward (writer, "if self.training:\n"
                     "    size = {activity_l1} * x.abs().sum() + {activity_l2} * (x**2).sum()\n"
                     "    self.penalty = self.penalty + size / len(x)");
  if (l1 == 0 && l2 == 0)
    return;
  wb_script_line (writer->code->penalties, 1,
                  "for w in (w for name, w in model.%s.named_parameters() if \"weight\" in name):",
                  writer->layer->name);
  wb_script_line (writer->code->penalties, 2,
                  "model.penalty = model.penalty + %.9g * w.abs().sum() + %.9g * (w**2).sum()", l1,
                  l2);
}

static void
write_layer (WbPytorchCode *code, const WbExportModel *model, guint index)
{
  const WbExportLayer *layer = &model->layers[index];
  const Writer writer = { code, model, layer, index + 1 == model->n_layers };
  const Row *row = find_row (layer->klass->type);

  init (&writer, row->init);
  forward (&writer, row->forward);
  add_weights (&writer, row->weights);
  if (row->write != NULL)
    row->write (&writer);
  write_activation (&writer);
  write_penalties (&writer);
  if (is_skipped_from (model, (int) index + 1))
    wb_script_line (code->forward, 2, "skip_%u = x", index + 1);
}

static void
pytorch_weight_free (WbPytorchWeight *self)
{
  g_free (self->name);
  g_free (self->values);
  g_free (self);
}

WbPytorchCode *
wb_pytorch_code_new (const WbExportModel *model)
{
  WbPytorchCode *self = g_new0 (WbPytorchCode, 1);
  const AeShape *last = &model->layers[model->n_layers - 1].y_shape;

  self->init = g_string_new (NULL);
  self->forward = g_string_new (NULL);
  self->penalties = g_string_new (NULL);
  self->weights = g_ptr_array_new_with_free_func ((GDestroyNotify) pytorch_weight_free);
  wb_script_line (self->init, 2, "self.penalty = 0  # what layers add to the loss in training");
  if (is_skipped_from (model, 0))
    wb_script_line (self->forward, 2, "samples = x");
  for (guint i = 0; i < model->n_layers; i++)
    write_layer (self, model, i);
  if (ae_shape_equal (last, &model->output))
    wb_script_line (self->forward, 2, "return x");
  else
    {
      g_autofree char *shape = wb_script_shape (&model->output);

      wb_script_line (self->forward, 2, "return x.reshape(-1, *%s)", shape);
    }
  return self;
}

void
wb_pytorch_code_free (WbPytorchCode *self)
{
  g_string_free (self->init, TRUE);
  g_string_free (self->forward, TRUE);
  g_string_free (self->penalties, TRUE);
  g_ptr_array_unref (self->weights);
  g_free (self);
}
