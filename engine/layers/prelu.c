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
  gsize size = ae_shape_size (&pass->x_shape), n = ae_pass_count (pass);

  for (gsize i = 0; i < n; i++)
    pass->y[i] = pass->x[i] > 0 ? pass->x[i] : pass->w[0][i % size] * pass->x[i];
}

static void
backward (const AePass *pass)
{
  gsize size = ae_shape_size (&pass->x_shape);

  for (guint s = 0; s < pass->n; s++)
    for (gsize i = 0; i < size; i++)
      {
        gsize at = s * size + i;
        gboolean positive = pass->x[at] > 0;

        if (!positive)
          pass->dw[0][i] += pass->x[at] * pass->dy[at];
        if (pass->dx != NULL)
          pass->dx[at] = positive ? pass->dy[at] : pass->w[0][i] * pass->dy[at];
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
