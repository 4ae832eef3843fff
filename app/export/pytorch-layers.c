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
#include <string.h>

#include "app/error.h"

typedef struct
{
  WbPytorchCode *code;
  const WbExportModel *model;
  const WbExportLayer *layer;
  const char *name;
  gboolean last;
} Writer;

#define RUN(...)  wb_script_line (writer->code->forward, 2, __VA_ARGS__)
#define MAKE(...) wb_script_line (writer->code->init, 2, __VA_ARGS__)

static guint
get_int (const Writer *writer, const char *name)
{
  return (guint) wb_script_get_option (writer->layer->klass->options, writer->layer->options, name);
}

static double
get_real (const Writer *writer, const char *name)
{
  return wb_script_get_option (writer->layer->klass->options, writer->layer->options, name);
}

static AeSizes
get_sizes (const Writer *writer, const char *name)
{
  AeValue value = { 0 };

  ae_option_get (ae_options_find (writer->layer->klass->options, name), writer->layer->options,
                 &value);
  return value.sizes;
}

static const char *
get_choice (const Writer *writer, const char *name)
{
  const AeOption *option = ae_options_find (writer->layer->klass->options, name);

  return option->choices[get_int (writer, name)];
}

static const char *
get_bool_text (gboolean value)
{
  return value ? "True" : "False";
}

/* Adds a weight with its axes in another order: axis i is @values's axis order[i]. */
static void
add_permuted (const Writer *writer,
              const char *suffix,
              const AeShape *shape,
              const float *values,
              const guint *order)
{
  WbPytorchWeight *weight = g_new0 (WbPytorchWeight, 1);
  gsize size = ae_shape_size (shape), strides[AE_MAX_RANK];

  weight->name = g_strconcat (writer->name, suffix, NULL);
  weight->shape.rank = shape->rank;
  weight->values = g_new (float, size);
  for (guint i = 0; i < shape->rank; i++)
    {
      weight->shape.dims[i] = shape->dims[order[i]];
      strides[i] = 1;
      for (guint k = order[i] + 1; k < shape->rank; k++)
        strides[i] *= shape->dims[k];
    }
  for (gsize n = 0; n < size; n++)
    {
      gsize rest = n, from = 0;

      for (guint i = shape->rank; i > 0; i--)
        {
          from += rest % weight->shape.dims[i - 1] * strides[i - 1];
          rest /= weight->shape.dims[i - 1];
        }
      weight->values[n] = values[from];
    }
  g_ptr_array_add (writer->code->weights, weight);
}

static void
add_param (const Writer *writer, const char *suffix, guint param, const guint *order)
{
  static const guint same[] = { 0, 1, 2, 3 };

  add_permuted (writer, suffix, &writer->layer->params[param].shape, writer->layer->weights[param],
                order != NULL ? order : same);
}

static void
write_activation (const Writer *writer)
{
  static const char *const calls[] = {
    [AE_ACTIVATION_LINEAR] = NULL,
    [AE_ACTIVATION_RELU] = "torch.relu(x)",
    [AE_ACTIVATION_LEAKY_RELU] = "F.leaky_relu(x, 0.2)",
    [AE_ACTIVATION_ELU] = "F.elu(x)",
    [AE_ACTIVATION_SELU] = "F.selu(x)",
    [AE_ACTIVATION_GELU] = "F.gelu(x)",
    [AE_ACTIVATION_SILU] = "F.silu(x)",
    [AE_ACTIVATION_TANH] = "torch.tanh(x)",
    [AE_ACTIVATION_SIGMOID] = "torch.sigmoid(x)",
    [AE_ACTIVATION_SOFTMAX] = "torch.softmax(x, -1)",
    [AE_ACTIVATION_SOFTPLUS] = "F.softplus(x)",
  };

  if (calls[writer->layer->activation] != NULL)
    RUN ("x = %s", calls[writer->layer->activation]);
}

/* Rows or columns of zeros before and after, for output sizes of padding "same". */
static void
get_padding (const Writer *writer,
             guint axis,
             guint size,
             guint stride,
             guint *before,
             guint *after)
{
  guint in = writer->layer->x_shape.dims[axis], out = writer->layer->y_shape.dims[axis];
  guint wanted = (out - 1) * stride + size, total = wanted > in ? wanted - in : 0;

  if (!g_str_equal (get_choice (writer, "padding"), "same"))
    total = 0;
  *before = total / 2;
  *after = total - *before;
}

static void
write_padding (const Writer *writer, const AeSizes *size, const AeSizes *strides, const char *more)
{
  guint top, bottom, left, right;

  get_padding (writer, 0, size->dims[0], strides->dims[0], &top, &bottom);
  if (size->rank == 1)
    {
      if (top + bottom > 0)
        RUN ("x = F.pad(x, (%u, %u)%s)", top, bottom, more);
      return;
    }
  get_padding (writer, 1, size->dims[1], strides->dims[1], &left, &right);
  if (top + bottom + left + right > 0)
    RUN ("x = F.pad(x, (%u, %u, %u, %u)%s)", left, right, top, bottom, more);
}

static void
write_dense (const Writer *writer)
{
  gboolean bias = get_int (writer, "use_bias") != 0;
  const AeShape *kernel = &writer->layer->params[0].shape;

  MAKE ("self.%s = nn.Linear(%u, %u, bias=%s)", writer->name, kernel->dims[0], kernel->dims[1],
        get_bool_text (bias));
  if (writer->layer->x_shape.rank > 2)
    RUN ("x = x.flatten(1)");
  RUN ("x = self.%s(x)", writer->name);
  add_param (writer, ".weight", 0, (const guint[]) { 1, 0 });
  if (bias)
    add_param (writer, ".bias", 1, NULL);
}

static void
write_nothing (const Writer *writer)
{
}

static void
write_leaky_relu (const Writer *writer)
{
  RUN ("x = F.leaky_relu(x, %.9g)", get_real (writer, "negative_slope"));
}

static void
write_elu (const Writer *writer)
{
  RUN ("x = F.elu(x, %.9g)", get_real (writer, "alpha"));
}

static void
write_prelu (const Writer *writer)
{
  g_autofree char *shape = wb_script_shape (&writer->layer->x_shape);

  MAKE ("self.%s = nn.Parameter(torch.zeros%s)", writer->name, shape);
  RUN ("x = torch.where(x > 0, x, self.%s * x)", writer->name);
  add_param (writer, "", 0, NULL);
}

static void
write_flatten (const Writer *writer)
{
  RUN ("x = x.flatten(1)");
}

static void
write_reshape (const Writer *writer)
{
  g_autofree char *shape = wb_script_shape (&writer->layer->y_shape);

  RUN ("x = x.reshape(-1, *%s)", shape);
}

static void
write_permute (const Writer *writer)
{
  AeSizes dims = get_sizes (writer, "dims");
  g_autofree char *order = wb_script_shape (&dims);

  RUN ("x = x.permute(0, *%s)", order);
}

static char *
name_value (int value)
{
  return value == 0 ? g_strdup ("samples") : g_strdup_printf ("skip_%d", value);
}

static void
write_add (const Writer *writer)
{
  g_autofree char *other = name_value (writer->layer->x2);

  RUN ("x = x + %s", other);
}

static void
write_concatenate (const Writer *writer)
{
  g_autofree char *other = name_value (writer->layer->x2);

  RUN ("x = torch.cat([x, %s], -1)", other);
}

static void
write_dropout (const Writer *writer)
{
  RUN ("x = F.dropout(x, %.9g, self.training)", get_real (writer, "rate"));
}

static void
write_noise (const Writer *writer)
{
  RUN ("if self.training:");
  RUN ("    x = x + %.9g * torch.randn_like(x)", get_real (writer, "stddev"));
}

static void
write_batch_normalization (const Writer *writer)
{
  guint rank = writer->layer->x_shape.rank;

  MAKE ("self.%s = nn.BatchNorm%ud(%u, eps=%.9g, momentum=%.9g)", writer->name, rank == 3 ? 2 : 1,
        ae_shape_last (&writer->layer->x_shape), get_real (writer, "epsilon"),
        1 - get_real (writer, "momentum"));
  RUN (rank == 1 ? "x = self.%s(x)" : "x = self.%s(x.movedim(-1, 1)).movedim(1, -1)", writer->name);
  add_param (writer, ".weight", 0, NULL);
  add_param (writer, ".bias", 1, NULL);
  add_param (writer, ".running_mean", 2, NULL);
  add_param (writer, ".running_var", 3, NULL);
}

static void
write_layer_normalization (const Writer *writer)
{
  MAKE ("self.%s = nn.LayerNorm(%u, eps=%.9g)", writer->name,
        ae_shape_last (&writer->layer->x_shape), get_real (writer, "epsilon"));
  RUN ("x = self.%s(x)", writer->name);
  add_param (writer, ".weight", 0, NULL);
  add_param (writer, ".bias", 1, NULL);
}

static void
add_bias (const Writer *writer)
{
  if (get_int (writer, "use_bias") != 0)
    add_param (writer, ".bias", 1, NULL);
}

static void
write_conv2d (const Writer *writer)
{
  AeSizes size = get_sizes (writer, "kernel_size"), strides = get_sizes (writer, "strides");
  guint in = ae_shape_last (&writer->layer->x_shape), out = ae_shape_last (&writer->layer->y_shape);
  gboolean depthwise = g_str_equal (writer->layer->klass->type, "DepthwiseConv2D");

  MAKE ("self.%s = nn.Conv2d(%u, %u, (%u, %u), (%u, %u), groups=%u, bias=%s)", writer->name, in,
        out, size.dims[0], size.dims[1], strides.dims[0], strides.dims[1], depthwise ? in : 1,
        get_bool_text (get_int (writer, "use_bias") != 0));
  RUN ("x = x.movedim(-1, 1)");
  write_padding (writer, &size, &strides, "");
  RUN ("x = self.%s(x).movedim(1, -1)", writer->name);
  if (depthwise)
    {
      /* [kh, kw, C, m]: a filter of channel c and multiple d is number c·m + d. */
      AeShape shape = AE_SHAPE (4, size.dims[0], size.dims[1], out, 1);

      add_permuted (writer, ".weight", &shape, writer->layer->weights[0],
                    (const guint[]) { 2, 3, 0, 1 });
    }
  else
    add_param (writer, ".weight", 0, (const guint[]) { 3, 2, 0, 1 });
  add_bias (writer);
}

/* The whole product of a transposed convolution, of which Keras keeps a window. */
static void
write_conv2d_transpose (const Writer *writer)
{
  AeSizes size = get_sizes (writer, "kernel_size"), strides = get_sizes (writer, "strides");
  gboolean same = g_str_equal (get_choice (writer, "padding"), "same");
  guint extra[2], first[2];

  for (guint i = 0; i < 2; i++)
    {
      guint over = size.dims[i] > strides.dims[i] ? size.dims[i] - strides.dims[i] : 0;

      extra[i] = strides.dims[i] > size.dims[i] ? strides.dims[i] - size.dims[i] : 0;
      first[i] = same ? over / 2 : 0;
    }
  MAKE (
    "self.%s = nn.ConvTranspose2d(%u, %u, (%u, %u), (%u, %u), output_padding=(%u, %u), bias=%s)",
    writer->name, ae_shape_last (&writer->layer->x_shape), ae_shape_last (&writer->layer->y_shape),
    size.dims[0], size.dims[1], strides.dims[0], strides.dims[1], extra[0], extra[1],
    get_bool_text (get_int (writer, "use_bias") != 0));
  RUN ("x = self.%s(x.movedim(-1, 1)).movedim(1, -1)", writer->name);
  RUN ("x = x[:, %u:%u, %u:%u]", first[0], first[0] + writer->layer->y_shape.dims[0], first[1],
       first[1] + writer->layer->y_shape.dims[1]);
  add_param (writer, ".weight", 0, (const guint[]) { 3, 2, 0, 1 });
  add_bias (writer);
}

static void
write_conv1d (const Writer *writer)
{
  AeSizes size = AE_SHAPE (1, get_int (writer, "kernel_size"));
  AeSizes strides = AE_SHAPE (1, get_int (writer, "strides"));

  MAKE ("self.%s = nn.Conv1d(%u, %u, %u, %u, bias=%s)", writer->name,
        ae_shape_last (&writer->layer->x_shape), ae_shape_last (&writer->layer->y_shape),
        size.dims[0], strides.dims[0], get_bool_text (get_int (writer, "use_bias") != 0));
  RUN ("x = x.movedim(-1, 1)");
  write_padding (writer, &size, &strides, "");
  RUN ("x = self.%s(x).movedim(1, -1)", writer->name);
  add_param (writer, ".weight", 0, (const guint[]) { 2, 1, 0 });
  add_bias (writer);
}

static void
get_pool (const Writer *writer, AeSizes *size, AeSizes *strides)
{
  *size = get_sizes (writer, "pool_size");
  *strides = get_sizes (writer, "strides");
  for (guint i = 0; i < size->rank; i++)
    strides->dims[i] = strides->dims[i] > 0 ? strides->dims[i] : size->dims[i];
}

static void
write_max_pooling2d (const Writer *writer)
{
  AeSizes size, strides;

  get_pool (writer, &size, &strides);
  RUN ("x = x.movedim(-1, 1)");
  write_padding (writer, &size, &strides, ", value=-torch.inf");
  RUN ("x = F.max_pool2d(x, (%u, %u), (%u, %u)).movedim(1, -1)", size.dims[0], size.dims[1],
       strides.dims[0], strides.dims[1]);
}

static void
write_max_pooling1d (const Writer *writer)
{
  AeSizes size = AE_SHAPE (1, get_int (writer, "pool_size"));
  AeSizes strides = AE_SHAPE (1, get_int (writer, "strides"));

  strides.dims[0] = strides.dims[0] > 0 ? strides.dims[0] : size.dims[0];
  RUN ("x = x.movedim(-1, 1)");
  write_padding (writer, &size, &strides, ", value=-torch.inf");
  RUN ("x = F.max_pool1d(x, %u, %u).movedim(1, -1)", size.dims[0], strides.dims[0]);
}

/* What lies beyond the rim does not count: the mean of what is there. */
static void
write_average_pooling2d (const Writer *writer)
{
  AeSizes size, strides;

  get_pool (writer, &size, &strides);
  RUN ("x = torch.stack([x, torch.ones_like(x)]).movedim(-1, 2).flatten(0, 1)");
  write_padding (writer, &size, &strides, "");
  RUN ("x, there = F.avg_pool2d(x, (%u, %u), (%u, %u)).movedim(1, -1).chunk(2)", size.dims[0],
       size.dims[1], strides.dims[0], strides.dims[1]);
  RUN ("x = x / there");
}

static void
write_global_average (const Writer *writer)
{
  RUN ("x = x.mean((1, 2))");
}

static void
write_up_sampling2d (const Writer *writer)
{
  AeSizes size = get_sizes (writer, "size");

  if (g_str_equal (get_choice (writer, "interpolation"), "nearest"))
    RUN ("x = x.repeat_interleave(%u, 1).repeat_interleave(%u, 2)", size.dims[0], size.dims[1]);
  else
    RUN ("x = F.interpolate(x.movedim(-1, 1), (%u, %u), mode=\"bilinear\").movedim(1, -1)",
         writer->layer->y_shape.dims[0], writer->layer->y_shape.dims[1]);
}

static void
write_up_sampling1d (const Writer *writer)
{
  RUN ("x = x.repeat_interleave(%u, 1)", get_int (writer, "size"));
}

static void
write_zero_padding (const Writer *writer)
{
  AeSizes m = get_sizes (writer, "padding");

  RUN ("x = F.pad(x, (0, 0, %u, %u, %u, %u))", m.dims[2], m.dims[3], m.dims[0], m.dims[1]);
}

static void
write_cropping (const Writer *writer)
{
  AeSizes m = get_sizes (writer, "cropping");

  RUN ("x = x[:, %u:%u, %u:%u]", m.dims[0], m.dims[0] + writer->layer->y_shape.dims[0], m.dims[2],
       m.dims[2] + writer->layer->y_shape.dims[1]);
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

static void
add_gates (const Writer *writer,
           const char *suffix,
           const AeShape *shape,
           const float *values,
           guint n_gates)
{
  gsize rows = shape->rank == 2 ? shape->dims[0] : 1;
  g_autofree float *ordered = order_gates (values, rows, ae_shape_last (shape) / n_gates, n_gates);

  add_permuted (writer, suffix, shape, ordered, (const guint[]) { shape->rank == 2 ? 1 : 0, 0 });
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

static void
make_recurrent (const Writer *writer, const char *class_name, gboolean both)
{
  gboolean bias = get_int (writer, "use_bias") != 0;

  MAKE ("self.%s = nn.%s(%u, %u, batch_first=True, bidirectional=%s, bias=%s)", writer->name,
        class_name, ae_shape_last (&writer->layer->x_shape), get_int (writer, "units"),
        get_bool_text (both), get_bool_text (bias));
  if (bias && g_str_equal (class_name, "LSTM"))
    {
      MAKE ("self.%s.bias_hh_l0.requires_grad_(False)  # one bias is trained, as in Keras",
            writer->name);
      if (both)
        MAKE ("self.%s.bias_hh_l0_reverse.requires_grad_(False)", writer->name);
    }
}

static void
write_recurrent (const Writer *writer)
{
  const char *class_name = writer->layer->klass->type;

  make_recurrent (writer, class_name, FALSE);
  RUN ("x = self.%s(x)[0]%s", writer->name,
       get_int (writer, "return_sequences") != 0 ? "" : "[:, -1]");
  add_direction (writer, 0, writer->layer->n_params, g_str_equal (class_name, "GRU") ? 3 : 4, "");
}

static void
write_bidirectional (const Writer *writer)
{
  const char *class_name = get_choice (writer, "layer"), *mode = get_choice (writer, "merge_mode");
  guint n = writer->layer->n_params / 2, n_gates = g_str_equal (class_name, "GRU") ? 3 : 4;

  make_recurrent (writer, class_name, TRUE);
  RUN ("ahead, back = self.%s(x)[0].chunk(2, -1)", writer->name);
  if (get_int (writer, "return_sequences") == 0)
    RUN ("ahead, back = ahead[:, -1], back[:, 0]");
  RUN ("x = %s", g_str_equal (mode, "concat") ? "torch.cat([ahead, back], -1)"
                 : g_str_equal (mode, "sum")  ? "ahead + back"
                 : g_str_equal (mode, "mul")  ? "ahead * back"
                                              : "(ahead + back) / 2");
  add_direction (writer, 0, n, n_gates, "");
  add_direction (writer, n, n, n_gates, "_reverse");
}

static void
write_repeat_vector (const Writer *writer)
{
  RUN ("x = x.unsqueeze(1).repeat(1, %u, 1)", get_int (writer, "n"));
}

static void
write_projection (const Writer *writer, const char *suffix, guint param)
{
  g_autofree char *name = g_strconcat (writer->name, suffix, NULL);
  const AeShape *kernel = &writer->layer->params[param].shape;
  Writer own = *writer;

  MAKE ("self.%s = nn.Linear(%u, %u)", name, kernel->dims[0], kernel->dims[1]);
  own.name = name;
  add_param (&own, ".weight", param, (const guint[]) { 1, 0 });
  add_param (&own, ".bias", param + 1, NULL);
}

static void
write_gaussian_code (const Writer *writer)
{
  write_projection (writer, "_mean", 0);
  write_projection (writer, "_log_variance", 2);
  if (writer->layer->x_shape.rank > 1)
    RUN ("x = x.flatten(1)");
  RUN ("mean, log_variance = self.%s_mean(x), self.%s_log_variance(x)", writer->name, writer->name);
  if (writer->model->part == WB_EXPORT_ENCODER && writer->last)
    {
      RUN ("x = mean, log_variance");
      return;
    }
  RUN ("x = mean");
  RUN ("if self.training:");
  RUN ("    x = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)");
  RUN ("    self.penalty = self.penalty - BETA * (");
  RUN ("        1 + log_variance - mean**2 - log_variance.exp()).sum(1).mean() / 2");
}

static void
write_sparse_code (const Writer *writer)
{
  RUN ("if self.training:  # the mean activity of each unit is kept near a target");
  RUN ("    rho, a = %.9g, x.mean(0)", get_real (writer, "rho"));
  RUN ("    at = a.detach().clamp(1e-3, 1 - 1e-3)");
  RUN ("    value = rho * torch.log(rho / at) + (1 - rho) * torch.log((1 - rho) / (1 - at))");
  RUN ("    slope = -rho / at + (1 - rho) / (1 - at)");
  RUN ("    self.penalty = self.penalty + %.9g * (value + slope * (a - at)).sum()",
       get_real (writer, "weight"));
}

static const struct
{
  const char *type;
  void (*write) (const Writer *writer);
} rows[] = {
  { "Dense", write_dense },
  { "Activation", write_nothing },
  { "LeakyReLU", write_leaky_relu },
  { "ELU", write_elu },
  { "PReLU", write_prelu },
  { "Flatten", write_flatten },
  { "Reshape", write_reshape },
  { "Permute", write_permute },
  { "Add", write_add },
  { "Concatenate", write_concatenate },
  { "Dropout", write_dropout },
  { "BatchNormalization", write_batch_normalization },
  { "LayerNormalization", write_layer_normalization },
  { "Conv2D", write_conv2d },
  { "Conv2DTranspose", write_conv2d_transpose },
  { "DepthwiseConv2D", write_conv2d },
  { "MaxPooling2D", write_max_pooling2d },
  { "AveragePooling2D", write_average_pooling2d },
  { "GlobalAveragePooling2D", write_global_average },
  { "UpSampling2D", write_up_sampling2d },
  { "ZeroPadding2D", write_zero_padding },
  { "Cropping2D", write_cropping },
  { "Conv1D", write_conv1d },
  { "MaxPooling1D", write_max_pooling1d },
  { "UpSampling1D", write_up_sampling1d },
  { "LSTM", write_recurrent },
  { "GRU", write_recurrent },
  { "Bidirectional", write_bidirectional },
  { "RepeatVector", write_repeat_vector },
  { "TimeDistributed", write_dense },
  { "GaussianCode", write_gaussian_code },
  { "SparseCode", write_sparse_code },
  { "GaussianNoise", write_noise },
};

static void (*find_row (const char *type)) (const Writer *)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, type))
      return rows[i].write;
  return NULL;
}

gboolean
wb_pytorch_accepts (const WbExportModel *model, GError **error)
{
  for (guint i = 0; i < model->n_layers; i++)
    {
      const WbExportLayer *layer = &model->layers[i];
      const AeOption *reset = ae_options_find (layer->klass->options, "reset_after");

      if (find_row (layer->klass->type) == NULL)
        return wb_refuse (error, WB_ERROR_EXPORT, _ ("%s, layer %u, cannot be written for %s: %s"),
                          layer->klass->type, model->first + i + 1, "PyTorch",
                          _ ("it has no such layer."));
      if (reset != NULL
          && wb_script_get_option (layer->klass->options, layer->options, "reset_after") == 0)
        return wb_refuse (error, WB_ERROR_EXPORT, _ ("%s, layer %u, cannot be written for %s: %s"),
                          layer->klass->type, model->first + i + 1, "PyTorch",
                          _ (
                            "a GRU resets after the product there. Train with “Reset after” on, or "
                            "choose another format."));
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
write_activity_penalty (const Writer *writer)
{
  double l1 = get_real (writer, "activity_l1"), l2 = get_real (writer, "activity_l2");

  if (l1 == 0 && l2 == 0)
    return;
  RUN ("if self.training:");
  RUN ("    size = %.9g * x.abs().sum() + %.9g * (x**2).sum()", l1, l2);
  RUN ("    self.penalty = self.penalty + size / len(x)");
}

static void
write_kernel_penalty (const Writer *writer)
{
  double l1 = get_real (writer, "kernel_l1"), l2 = get_real (writer, "kernel_l2");

  if (l1 == 0 && l2 == 0)
    return;
  wb_script_line (writer->code->penalties, 1,
                  "for w in (w for name, w in model.%s.named_parameters() if \"weight\" in name):",
                  writer->name);
  wb_script_line (writer->code->penalties, 2,
                  "model.penalty = model.penalty + %.9g * w.abs().sum() + %.9g * (w**2).sum()", l1,
                  l2);
}

static void
write_layer (WbPytorchCode *code, const WbExportModel *model, guint index)
{
  const WbExportLayer *layer = &model->layers[index];
  Writer own = { code, model, layer, layer->name, index + 1 == model->n_layers };
  const Writer *writer = &own;

  find_row (layer->klass->type) (writer);
  write_activation (writer);
  write_activity_penalty (writer);
  write_kernel_penalty (writer);
  if (is_skipped_from (model, (int) index + 1))
    RUN ("skip_%u = x", index + 1);
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
