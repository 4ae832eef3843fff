/* SPDX-License-Identifier: MIT */
/* Conv2DTranspose: the gradient of a convolution from y to x, used forward;
 * so each way of the one is another way of the other:
 *   y = b + conv's dx of x    dx = conv of dy    dw += conv's dw of (dy, x)
 *
 * x [H, W, C], y [OH, OW, filters], w [kh, kw, filters, C] as Keras has it.
 * "same": OH = H·stride; "valid": OH = H·stride + max (kh - stride, 0).
 */
#include "engine/error.h"
#include "engine/layers/convolution-layer.h"
#include "engine/translation.h"

static guint
grow (const AeConv2dOptions *conv, const AeShape *x_shape, guint axis)
{
  guint size = conv->kernel_size.dims[axis], stride = conv->strides.dims[axis];
  guint out = x_shape->dims[axis] * stride;

  if (conv->padding == AE_PADDING_VALID && size > stride)
    out += size - stride;
  return out;
}

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const AeConv2dOptions *conv = values;
  g_autofree char *text = NULL;

  if (x_shape->rank == 3)
    {
      *y_shape = AE_SHAPE (3, grow (conv, x_shape, 0), grow (conv, x_shape, 1),
                           (guint) conv->filters);
      return TRUE;
    }
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("Conv2DTranspose needs height × width × channels and gets %s; put a "
                       "Reshape before it"),
                    text);
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

  return ae_convolution_list_params (&AE_SHAPE (4, k[0], k[1], filters, in), filters, in,
                                     conv->kernel_initializer, conv->use_bias ? filters : 0, out);
}

/* The convolution that goes from y to x. */
static void
plan (const AeConv2dOptions *conv, const AeShape *x_shape, AeConv2dPlan *out)
{
  AeConv2dShape geometry = ae_conv2d_describe (conv, (guint) conv->filters, x_shape->dims[2]);

  geometry.height = grow (conv, x_shape, 0);
  geometry.width = grow (conv, x_shape, 1);
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
  const AeConv2dOptions *conv = pass->options;
  gsize filters = (gsize) conv->filters;
  AeConv2dPlan convolution;

  plan (conv, &pass->x_shape, &convolution);
  ae_conv2d_backward_input (&convolution, pass->n, pass->x, pass->packed, pass->y, pass->scratch);
  if (conv->use_bias)
    ae_kernels ()->sum->add_bias (pass->n * ae_shape_size (&pass->y_shape) / filters, filters,
                                  pass->w[1], pass->y);
}

static void
backward (const AePass *pass)
{
  const AeConv2dOptions *conv = pass->options;
  gsize filters = (gsize) conv->filters;
  AeConv2dPlan convolution;

  plan (conv, &pass->x_shape, &convolution);
  ae_conv2d_backward_weights (&convolution, pass->n, pass->dy, pass->x, pass->dw[0], NULL,
                              pass->scratch);
  if (conv->use_bias)
    ae_kernels ()->sum->sum_rows (pass->n * ae_shape_size (&pass->y_shape) / filters, filters,
                                  pass->dy, pass->dw[1]);
  if (pass->dx != NULL)
    ae_conv2d_forward (&convolution, pass->n, pass->dy, pass->packed, NULL, FALSE, pass->dx,
                       pass->scratch);
}

static double
flops (const void *values, const AeShape *x_shape, const AeShape *y_shape)
{
  const guint *k = ((const AeConv2dOptions *) values)->kernel_size.dims;

  return 2.0 * k[0] * k[1] * y_shape->dims[2] * (double) ae_shape_size (x_shape);
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  return ae_window_append_mirror (self, index, "Conv2D", error);
}

static const AeProbe probes[] = {
  { "filters=3,kernel_size=3,3,strides=2,2,padding=same,activation=tanh", { 3, { 2, 3, 2 } } },
  { "filters=2,kernel_size=3,2,strides=1,3,padding=valid", { 3, { 3, 2, 3 } } },
  { NULL },
};

const AeLayerClass ae_layer_conv2d_transpose = {
  .type = "Conv2DTranspose",
  .title = N_ ("Conv2DTranspose"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Spreads every place of an image by learned filters: grows it."),
  .icon = "r 2.5 2.5 5 5 f r 7.5 7.5 6 6 s",
  .options_size = sizeof (AeConv2dOptions),
  .options = ae_conv2d_options,
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
