/* SPDX-License-Identifier: MIT */
/* Conv1D: y[t, k] = b[k] + Σ w[p, c, k]·x[t·s + p - pad, c], then the
 * activation: a convolution over images of height 1.
 *
 * x [T, C], y [OT, filters], w [k, C, filters].
 */
#include "engine/layers/convolution-layer.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

typedef struct
{
  gint64 filters;
  gint64 kernel_size;
  gint64 strides;
  guint padding;
  guint activation;
  gboolean use_bias;
  guint kernel_initializer;
  AePenalties penalties;
} Conv1d;

static const AeOption options[] = {
  AE_OPTION_FILTERS (Conv1d, 16),
  { .name = "kernel_size",
    .title = N_ ("Kernel size"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How many steps a filter sees."),
    .offset = G_STRUCT_OFFSET (Conv1d, kernel_size),
    .value = 3,
    .min = 1,
    .max = 1024 },
  { .name = "strides",
    .title = N_ ("Strides"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How far the filter moves."),
    .offset = G_STRUCT_OFFSET (Conv1d, strides),
    .value = 1,
    .min = 1,
    .max = 1024 },
  AE_OPTIONS_CONVOLUTION (Conv1d),
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const Conv1d *conv = values;
  AeWindow window;

  if (!ae_window_place_1d (&window, "Conv1D", x_shape, (guint) conv->kernel_size,
                           (guint) conv->strides, conv->padding, error))
    return FALSE;
  *y_shape = AE_SHAPE (2, window.out_width, (guint) conv->filters);
  return TRUE;
}

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  const Conv1d *conv = values;
  guint k = (guint) conv->kernel_size, in = x_shape->dims[1];
  guint filters = (guint) conv->filters;

  return ae_convolution_list_params (&AE_SHAPE (3, k, in, filters), in, filters,
                                     conv->kernel_initializer, conv->use_bias ? filters : 0, out);
}

static void
plan (const Conv1d *conv, const AeShape *x_shape, AeConv2dPlan *out)
{
  AeConv2dShape geometry = {
    .height = 1,
    .width = x_shape->dims[0],
    .channels = x_shape->dims[1],
    .filters = (guint) conv->filters,
    .kernel_height = 1,
    .kernel_width = (guint) conv->kernel_size,
    .stride_height = 1,
    .stride_width = (guint) conv->strides,
    .same = conv->padding == AE_PADDING_SAME,
  };

  ae_conv2d_plan (&geometry, ae_kernels (), out);
}

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  AeConv2dPlan convolution;

  plan (values, x_shape, &convolution);
  out->packed = convolution.packed;
  out->scratch_fixed = convolution.scratch;
}

static void
pack (const AePass *pass, float *packed)
{
  AeConv2dPlan convolution;

  plan (pass->options, &pass->x_shape, &convolution);
  ae_conv2d_pack (&convolution, pass->w[0], packed);
}

static void
forward (const AePass *pass)
{
  const Conv1d *conv = pass->options;
  AeConv2dPlan convolution;

  plan (conv, &pass->x_shape, &convolution);
  ae_conv2d_forward (&convolution, pass->n, pass->x, pass->packed,
                     conv->use_bias ? pass->w[1] : NULL, pass->relu, pass->y, pass->scratch);
}

static void
backward (const AePass *pass)
{
  const Conv1d *conv = pass->options;
  AeConv2dPlan convolution;

  plan (conv, &pass->x_shape, &convolution);
  ae_conv2d_backward_weights (&convolution, pass->n, pass->x, pass->dy, pass->dw[0],
                              conv->use_bias ? pass->dw[1] : NULL, pass->scratch);
  if (pass->dx != NULL)
    ae_conv2d_backward_input (&convolution, pass->n, pass->dy, pass->packed, pass->dx,
                              pass->scratch);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  double k = (double) ((const Conv1d *) values)->kernel_size;

  return 2 * k * x_shape->dims[1] * (double) ae_shape_size (y_shape);
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  g_autofree char *activation = ae_mirror_get_activation (self, index);

  return ae_mirror_stretch (self, index, ae_mirror_get_int (self, index, "strides"), error)
         && ae_mirror_append (self, error, "Conv1D",
                              "filters=%u,kernel_size=%" G_GINT64_FORMAT
                              ",padding=same,activation=%s",
                              self->shapes[index - 1].dims[1],
                              ae_mirror_get_int (self, index, "kernel_size"), activation);
}

static const AeProbe probes[] = {
  { "filters=3,padding=same,activation=tanh", { 2, { 6, 2 } } },
  { "filters=2,kernel_size=2,strides=2,use_bias=false", { 2, { 5, 3 } } },
  { NULL },
};

const AeLayerClass ae_layer_conv1d = {
  .type = "Conv1D",
  .title = N_ ("Conv1D"),
  .group = N_ ("Sequence"),
  .summary = N_ ("Slides small filters along a series."),
  .icon = "r 2 5.5 12 5 s r 4.2 5.5 4 5 f",
  .flags = AE_LAYER_FUSES_RELU,
  .options_size = sizeof (Conv1d),
  .options = options,
  .activation = "activation",
  .shape = shape,
  .params = params,
  .needs = needs,
  .pack = pack,
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .mirror = mirror,
  .probes = probes,
};
