/* SPDX-License-Identifier: MIT */
/* GaussianNoise: y = x + stddev·ε in training, ε normal; else y = x.
 *   dx = dy
 */
#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  double stddev;
} GaussianNoise;

static const AeOption options[] = {
  { .name = "stddev",
    .title = N_ ("Standard deviation"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How strong the noise is."),
    .offset = G_STRUCT_OFFSET (GaussianNoise, stddev),
    .value = 0.1,
    .min = 0,
    .max = 10,
    .live = TRUE },
  { NULL },
};

static void
forward (const AePass *pass)
{
  float stddev = (float) ((const GaussianNoise *) pass->options)->stddev;
  gsize size = ae_shape_size (&pass->x_shape);

  if (!pass->training)
    {
      ae_pass_forward_identity (pass);
      return;
    }
  for (guint s = 0; s < pass->n; s++)
    {
      AeRandomKey key = pass->random;
      const float *x = pass->x + s * size;
      float *y = pass->y + s * size;

      key.sample += s;
      ae_random_normal (&key, y, size);
      for (gsize i = 0; i < size; i++)
        y[i] = x[i] + stddev * y[i];
    }
}

static const AeProbe probes[] = {
  { "stddev=0.3", { 1, { 12 } } },
  { "stddev=0", { 3, { 2, 2, 3 } } },
  { NULL },
};

const AeLayerClass ae_layer_gaussian_noise = {
  .type = "GaussianNoise",
  .title = N_ ("Gaussian noise"),
  .group = N_ ("Noise"),
  .summary = N_ ("Adds normal noise while training."),
  .icon = "m 1.5 8 l 4 8 l 5.5 4 l 8 12.5 l 10.5 4 l 12 8 l 14.5 8 s",
  .flags = AE_LAYER_RANDOM | AE_LAYER_REGULARISES | AE_LAYER_MIRROR_OMITS | AE_LAYER_IN_PLACE,
  .options_size = sizeof (GaussianNoise),
  .options = options,
  .shape = ae_shape_same,
  .forward = forward,
  .backward = ae_pass_backward_identity,
  .probes = probes,
};
