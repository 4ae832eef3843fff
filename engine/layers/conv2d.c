/* SPDX-License-Identifier: MIT */
/* Conv2D: y[i, j, k] = b[k] + Σ w[p, q, c, k]·x[i·s + p - pad, j·s + q - pad, c],
 * then the activation; beyond the rim x is 0.
 *   dx: the same sum the other way round    dw += Σ x·dy    db += Σ dy
 *
 * x [H, W, C], y [OH, OW, filters], w [kh, kw, C, filters].
 */
#include "engine/layers/convolution-layer.h"
#include "engine/layers/up-sampling2d.h"
#include "engine/translation.h"

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const AeConv2dOptions *conv = values;
  AeWindow window;

  if (!ae_window_place (&window, "Conv2D", x_shape, &conv->kernel_size, &conv->strides,
                        conv->padding, error))
    return FALSE;
  *y_shape = AE_SHAPE (3, window.out_height, window.out_width, (guint) conv->filters);
  return TRUE;
}

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  const AeConv2dOptions *conv = values;
  const guint *k = conv->kernel_size.dims;
  guint in = x_shape->dims[2], filters = (guint) conv->filters;

  return ae_convolution_list_params (&AE_SHAPE (4, k[0], k[1], in, filters), in, filters,
                                     conv->kernel_initializer, conv->use_bias ? filters : 0, out);
}

/* @x_shape is the input's; or, when the convolution fuses an up-sampling, the
 * up-sampling's. */
static AeConv2dShape
get_geometry (const AeConv2dOptions *conv, const AeShape *x_shape, gboolean upsampled)
{
  AeConv2dShape geometry = ae_conv2d_describe (conv, x_shape->dims[2], (guint) conv->filters);

  geometry.height = x_shape->dims[0];
  geometry.width = x_shape->dims[1];
  geometry.upsampled = upsampled;
  return geometry;
}

static void
plan (const AeConv2dOptions *conv, const AeShape *x_shape, gboolean upsampled, AeConv2dPlan *out)
{
  AeConv2dShape geometry = get_geometry (conv, x_shape, upsampled);

  ae_conv2d_plan (&geometry, ae_kernels (), out);
}

/* Whether an image of twice this size could come before its upsampling: plans how. */
static gboolean
plan_half (const AeConv2dOptions *conv, const AeShape *x_shape, AeConv2dPlan *out)
{
  const guint *d = x_shape->dims;
  AeShape half = AE_SHAPE (3, d[0] / 2, d[1] / 2, d[2]);
  AeConv2dShape geometry = get_geometry (conv, &half, TRUE);

  if (d[0] % 2 != 0 || d[1] % 2 != 0 || !ae_conv2d_can_upsample (&geometry, ae_kernels ()))
    return FALSE;
  ae_conv2d_plan (&geometry, ae_kernels (), out);
  return TRUE;
}

static gboolean
fuses (const void *values,
       const AeShape *x_shape,
       const AeLayerClass *before,
       const void *before_options)
{
  AeConv2dPlan convolution;

  return ae_up_sampling2d_doubles (before, before_options)
         && plan_half (values, x_shape, &convolution);
}

/* The plain weights come first, then those for the input before its upsampling. */
static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  AeConv2dPlan plain, half;

  plan (values, x_shape, FALSE, &plain);
  out->packed = plain.packed;
  out->scratch_fixed = plain.scratch;
  if (plan_half (values, x_shape, &half))
    {
      out->packed += half.packed;
      out->scratch_fixed = MAX (plain.scratch, half.scratch);
    }
}

static void
pack (const AePass *pass, float *packed)
{
  AeConv2dPlan plain, half;

  plan (pass->options, &pass->x_shape, FALSE, &plain);
  ae_conv2d_pack (&plain, pass->w[0], packed);
  if (plan_half (pass->options, &pass->x_shape, &half))
    ae_conv2d_pack (&half, pass->w[0], packed + plain.packed);
}

static const float *
plan_pass (const AePass *pass, AeConv2dPlan *convolution)
{
  const guint *d = pass->x_shape.dims;
  AeShape upsampled = AE_SHAPE (3, 2 * d[0], 2 * d[1], d[2]);
  AeConv2dPlan plain;

  plan (pass->options, &pass->x_shape, pass->fused, convolution);
  if (!pass->fused)
    return pass->packed;
  plan (pass->options, &upsampled, FALSE, &plain);
  return pass->packed + plain.packed;
}

static void
forward (const AePass *pass)
{
  const AeConv2dOptions *conv = pass->options;
  AeConv2dPlan convolution;
  const float *packed = plan_pass (pass, &convolution);

  ae_conv2d_forward (&convolution, pass->n, pass->x, packed, conv->use_bias ? pass->w[1] : NULL,
                     pass->relu, pass->y, pass->scratch);
}

static void
backward (const AePass *pass)
{
  const AeConv2dOptions *conv = pass->options;
  AeConv2dPlan convolution;
  const float *packed = plan_pass (pass, &convolution);

  ae_conv2d_backward_weights (&convolution, pass->n, pass->x, pass->dy, pass->dw[0],
                              conv->use_bias ? pass->dw[1] : NULL, pass->scratch);
  if (pass->dx != NULL)
    ae_conv2d_backward_input (&convolution, pass->n, pass->dy, packed, pass->dx, pass->scratch);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  const guint *k = ((const AeConv2dOptions *) values)->kernel_size.dims;

  return 2.0 * k[0] * k[1] * x_shape->dims[2] * (double) ae_shape_size (y_shape);
}

static const AeProbe probes[] = {
  { "filters=3,kernel_size=3,3,padding=same,activation=tanh", { 3, { 4, 5, 2 } } },
  { "filters=2,kernel_size=2,3,strides=2,1,padding=valid", { 3, { 5, 4, 3 } } },
  { "filters=1,kernel_size=3,3,strides=2,2,padding=same,use_bias=false", { 3, { 5, 6, 1 } } },
  { "filters=16,kernel_size=3,3,padding=same", { 3, { 4, 4, 1 } } },
  { "filters=8,kernel_size=3,3,padding=valid", { 3, { 4, 4, 8 } } },
  { "filters=3,kernel_size=3,3,padding=same", { 3, { 3, 4, 9 } } },
  { NULL },
};

const AeLayerClass ae_layer_conv2d = {
  .type = "Conv2D",
  .title = N_ ("Conv2D"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Slides small filters over an image."),
  .icon = "r 2.5 2.5 11 11 s r 4.6 4.6 4.4 4.4 f",
  .flags = AE_LAYER_FUSES_RELU,
  .options_size = sizeof (AeConv2dOptions),
  .options = ae_conv2d_options,
  .activation = "activation",
  .shape = shape,
  .params = params,
  .needs = needs,
  .fuses = fuses,
  .pack = pack,
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .mirror = ae_window_mirror,
  .probes = probes,
};
