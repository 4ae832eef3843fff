/* SPDX-License-Identifier: MIT */
/* DepthwiseConv2D: each channel by filters of its own,
 *   y[i, j, c·m + d] = b[c·m + d] + Σ w[p, q, c, d]·x[i·s + p, j·s + q, c]
 * with m = depth_multiplier; dx, dw and db as for Conv2D.
 *
 * w [kh, kw, C, m].
 */
#include <string.h>

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

/* What happens where a filter's row of weights meets a place of the image. */
typedef void (*Meet) (guint channels, guint multiplier, const float *a, const float *b, float *out);

/* y += w·x */
static void
add_output (guint channels, guint multiplier, const float *w, const float *x, float *y)
{
  for (guint c = 0; c < channels; c++)
    for (guint d = 0; d < multiplier; d++)
      y[c * multiplier + d] += w[c * multiplier + d] * x[c];
}

/* dx += w·dy */
static void
add_input (guint channels, guint multiplier, const float *w, const float *dy, float *dx)
{
  for (guint c = 0; c < channels; c++)
    for (guint d = 0; d < multiplier; d++)
      dx[c] += w[c * multiplier + d] * dy[c * multiplier + d];
}

/* dw += x·dy */
static void
add_weight (guint channels, guint multiplier, const float *x, const float *dy, float *dw)
{
  for (guint c = 0; c < channels; c++)
    for (guint d = 0; d < multiplier; d++)
      dw[c * multiplier + d] += x[c] * dy[c * multiplier + d];
}

typedef struct
{
  AeWindow window;
  guint multiplier;
  gsize x_size;
  gsize y_size;
} Geometry;

static Geometry
get_geometry (const AePass *pass)
{
  const DepthwiseConv2d *conv = pass->options;
  Geometry geometry = { .multiplier = (guint) conv->depth_multiplier,
                        .x_size = ae_shape_size (&pass->x_shape),
                        .y_size = ae_shape_size (&pass->y_shape) };

  ae_window_place (&geometry.window, "", &pass->x_shape, &conv->kernel_size, &conv->strides,
                   conv->padding, NULL);
  return geometry;
}

/* Goes over every meeting of sample @s at output place (i, j); the offsets of
 * x, y and w there are added to the three bases by their kind. */
static void
walk (const Geometry *g,
      Meet meet,
      guint i,
      guint j,
      const float *w,
      const float *x,
      const float *y,
      float *out)
{
  const AeWindow *window = &g->window;
  guint r0, r1, c0, c1, c = window->channels, m = g->multiplier;
  gsize y_at = ((gsize) i * window->out_width + j) * c * m;

  ae_window_clip (window, i, j, &r0, &r1, &c0, &c1);
  for (guint row = r0; row < r1; row++)
    for (guint column = c0; column < c1; column++)
      {
        gsize x_at = ((gsize) row * window->width + column) * c;
        gsize w_at = ((gsize) (row + window->top - i * window->stride_h) * window->size_w
                      + (column + window->left - j * window->stride_w))
                     * c * m;

        if (meet == add_output)
          meet (c, m, w + w_at, x + x_at, out + y_at);
        else if (meet == add_input)
          meet (c, m, w + w_at, y + y_at, out + x_at);
        else
          meet (c, m, x + x_at, y + y_at, out + w_at);
      }
}

static void
forward (const AePass *pass)
{
  const DepthwiseConv2d *conv = pass->options;
  Geometry g = get_geometry (pass);
  gsize filters = ae_shape_last (&pass->y_shape);

  memset (pass->y, 0, pass->n * g.y_size * sizeof (float));
  if (conv->use_bias)
    ae_kernels ()->sum->add_bias (pass->n * g.y_size / filters, filters, pass->w[1], pass->y);
  for (guint s = 0; s < pass->n; s++)
    for (guint i = 0; i < g.window.out_height; i++)
      for (guint j = 0; j < g.window.out_width; j++)
        walk (&g, add_output, i, j, pass->w[0], pass->x + s * g.x_size, NULL,
              pass->y + s * g.y_size);
}

static void
backward (const AePass *pass)
{
  const DepthwiseConv2d *conv = pass->options;
  Geometry g = get_geometry (pass);
  gsize filters = ae_shape_last (&pass->y_shape);

  if (conv->use_bias)
    ae_kernels ()->sum->sum_rows (pass->n * g.y_size / filters, filters, pass->dy, pass->dw[1]);
  if (pass->dx != NULL)
    memset (pass->dx, 0, pass->n * g.x_size * sizeof (float));
  for (guint s = 0; s < pass->n; s++)
    for (guint i = 0; i < g.window.out_height; i++)
      for (guint j = 0; j < g.window.out_width; j++)
        {
          const float *dy = pass->dy + s * g.y_size;

          walk (&g, add_weight, i, j, NULL, pass->x + s * g.x_size, dy, pass->dw[0]);
          if (pass->dx != NULL)
            walk (&g, add_input, i, j, pass->w[0], NULL, dy, pass->dx + s * g.x_size);
        }
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
  .forward = forward,
  .backward = backward,
  .flops = flops,
  .mirror = ae_window_mirror,
  .probes = probes,
};
