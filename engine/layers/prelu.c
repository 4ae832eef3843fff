/* SPDX-License-Identifier: MIT */
/* PReLU: y = x > 0 ? x : a·x, with a learned slope a for every number of a
 * sample, as in Keras without shared axes.
 *   dx = x > 0 ? dy : a·dy     da += x > 0 ? 0 : x·dy
 */
#include "engine/layers/elementwise.h"
#include "engine/translation.h"

static guint
params (const void *options,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  out[0] = (AeParam) { .name = "alpha", .shape = *x_shape };
  return 1;
}

static void
forward (const AePass *pass)
{
  const gsize size = ae_shape_size (&pass->x_shape);
  const float *a = pass->w[0], *x = pass->x;
  float *y = pass->y;

  for (guint s = 0; s < pass->n; s++, x += size, y += size)
    for (gsize i = 0; i < size; i++)
      {
        const float negative = a[i] * x[i];

        y[i] = x[i] > 0 ? x[i] : negative;
      }
}

static void
backward (const AePass *pass)
{
  const gsize size = ae_shape_size (&pass->x_shape);
  const float *a = pass->w[0], *x = pass->x, *dy = pass->dy;
  float *da = pass->dw[0];

  for (guint s = 0; s < pass->n; s++, x += size, dy += size)
    {
      float *dx = pass->dx + s * size;

      for (gsize i = 0; i < size; i++)
        {
          const float product = da[i] + x[i] * dy[i];

          da[i] = x[i] > 0 ? da[i] : product;
        }
      for (gsize i = 0; pass->dx != NULL && i < size; i++)
        {
          const float negative = a[i] * dy[i];

          dx[i] = x[i] > 0 ? dy[i] : negative;
        }
    }
}

static const AeProbe probes[] = {
  { "", { 1, { 9 } } },
  { "", { 3, { 2, 2, 3 } } },
  { NULL },
};

const AeLayerClass ae_layer_prelu = {
  .type = "PReLU",
  .title = N_ ("PReLU"),
  .group = N_ ("Core"),
  .summary = N_ ("A leaky ReLU that learns its slopes."),
  .icon = "m 2 13.5 l 8 10 l 13.5 4 s o 8 10 1.6 f",
  .flags = AE_LAYER_MIRROR_REPEATS,
  .shape = ae_shape_same,
  .params = params,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
