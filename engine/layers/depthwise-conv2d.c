/* SPDX-License-Identifier: MIT */
/* DepthwiseConv2D: each channel by filters of its own,
 *   y[i, j, c·m + d] = b[c·m + d] + Σ w[p, q, c, d]·x[i·s + p, j·s + q, c]
 * with m = depth_multiplier; dx, dw and db as for Conv2D.
 *
 * w [kh, kw, C, m].
 */
#include "engine/kernels/depthwise-framed.h"
#include "engine/layers/convolution-layer.h"
#include "engine/translation.h"

typedef struct
{
  AeSizes kernel_size;
  AeSizes strides;
  guint padding;
  gint64 depth_multiplier;
  guint activation;
  gboolean use_bias;
  guint kernel_initializer;
  AePenalties penalties;
} DepthwiseConv2d;

static const AeOption options[] = {
  AE_OPTION_KERNEL_SIZE (DepthwiseConv2d),
  AE_OPTION_STRIDES (DepthwiseConv2d),
  AE_OPTION_PADDING (DepthwiseConv2d),
  { .name = "depth_multiplier",
    .title = N_ ("Depth multiplier"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How many filters every channel gets."),
    .offset = G_STRUCT_OFFSET (DepthwiseConv2d, depth_multiplier),
    .value = 1,
    .min = 1,
    .max = 64 },
  AE_OPTION_ACTIVATION (DepthwiseConv2d, AE_ACTIVATION_LINEAR),
  AE_OPTION_USE_BIAS (DepthwiseConv2d),
  AE_OPTION_KERNEL_INITIALIZER (DepthwiseConv2d),
  AE_OPTIONS_PENALTIES (DepthwiseConv2d),
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const DepthwiseConv2d *conv = values;
  AeWindow window;

  if (!ae_window_place (&window, "DepthwiseConv2D", x_shape, &conv->kernel_size, &conv->strides,
                        conv->padding, error))
    return FALSE;
  *y_shape = AE_SHAPE (3, window.out_height, window.out_width,
                       window.channels * (guint) conv->depth_multiplier);
  return TRUE;
}

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  const DepthwiseConv2d *conv = values;
  const guint *k = conv->kernel_size.dims;
  guint multiplier = (guint) conv->depth_multiplier;

  return ae_convolution_list_params (&AE_SHAPE (4, k[0], k[1], x_shape->dims[2], multiplier),
                                     x_shape->dims[2], multiplier, conv->kernel_initializer,
                                     conv->use_bias ? ae_shape_last (y_shape) : 0, out);
}

static AeConv2dShape
get_geometry (const DepthwiseConv2d *conv, const AeShape *x_shape)
{
  return (AeConv2dShape) {
    .height = x_shape->dims[0],
    .width = x_shape->dims[1],
    .channels = x_shape->dims[2],
    .filters = (guint) conv->depth_multiplier,
    .kernel_height = conv->kernel_size.dims[0],
    .kernel_width = conv->kernel_size.dims[1],
    .stride_height = conv->strides.dims[0],
    .stride_width = conv->strides.dims[1],
    .same = conv->padding == AE_PADDING_SAME,
  };
}

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  AeConv2dShape geometry = get_geometry (values, x_shape);

  out->scratch_fixed = ae_depthwise_count_scratch (&geometry, ae_kernels ());
}

static gsize
count_places (const AePass *pass)
{
  return pass->n * ae_shape_size (&pass->y_shape) / ae_shape_last (&pass->y_shape);
}

static void
forward (const AePass *pass)
{
  const DepthwiseConv2d *conv = pass->options;
  AeConv2dShape geometry = get_geometry (conv, &pass->x_shape);

  ae_depthwise_forward (&geometry, ae_kernels (), pass->n, pass->x, pass->w[0],
                        conv->use_bias ? pass->w[1] : NULL, pass->y, pass->scratch);
}

static void
backward (const AePass *pass)
{
  const DepthwiseConv2d *conv = pass->options;
  AeConv2dShape geometry = get_geometry (conv, &pass->x_shape);

  if (conv->use_bias)
    ae_kernels ()->sum->sum_rows (count_places (pass), ae_shape_last (&pass->y_shape), pass->dy,
                                  pass->dw[1]);
  ae_depthwise_backward_weights (&geometry, ae_kernels (), pass->n, pass->x, pass->dy, pass->dw[0],
                                 pass->scratch);
  if (pass->dx != NULL)
    ae_depthwise_backward_input (&geometry, ae_kernels (), pass->n, pass->dy, pass->w[0], pass->dx,
                                 pass->scratch);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  const guint *k = ((const DepthwiseConv2d *) values)->kernel_size.dims;

  return 2.0 * k[0] * k[1] * (double) ae_shape_size (y_shape);
}

static const AeProbe probes[] = {
  { "kernel_size=3,3,padding=same", { 3, { 3, 4, 2 } } },
  { "kernel_size=2,2,strides=2,1,depth_multiplier=2,activation=sigmoid", { 3, { 4, 3, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_depthwise_conv2d = {
  .type = "DepthwiseConv2D",
  .title = N_ ("DepthwiseConv2D"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Slides filters over each channel by itself."),
  .icon = "r 2.5 2.5 11 11 s m 2.5 8 l 13.5 8 m 8 2.5 l 8 13.5 s",
  .options_size = sizeof (DepthwiseConv2d),
  .options = options,
  .activation = "activation",
  .shape = shape,
  .params = params,
  .needs = needs,
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .mirror = ae_window_mirror,
  .probes = probes,
};
