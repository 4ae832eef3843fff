/* SPDX-License-Identifier: MIT */
/* LayerNormalization over the last axis, D values (Ba, Kiros, Hinton, 2016):
 *   x̂ = (x - μ) / √(σ² + ε)    y = γ·x̂ + β, μ and σ² of each row
 *   dβ += Σ dy    dγ += Σ dy·x̂, over the rows; with g = γ·dy
 *   dx = (g - Σ g / D - x̂·Σ g·x̂ / D) / √(σ² + ε)
 */
#include <math.h>

#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  double epsilon;
} LayerNormalization;

static const AeOption options[] = {
  { .name = "epsilon",
    .title = N_ ("Epsilon"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Keeps the split away from zero."),
    .offset = G_STRUCT_OFFSET (LayerNormalization, epsilon),
    .value = 0.001,
    .min = 1e-9,
    .max = 1,
    .logarithmic = TRUE,
    .live = TRUE },
  { NULL },
};

enum
{
  GAMMA,
  BETA,
};

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  AeShape features = AE_SHAPE (1, ae_shape_last (x_shape));

  out[GAMMA] = (AeParam) { .name = "gamma", .shape = features, .initializer = AE_INIT_ONES };
  out[BETA] = (AeParam) { .name = "beta", .shape = features };
  return 2;
}

static void
get_moments (const AePass *pass, const float *x, float *mean, float *scale)
{
  double epsilon = ((const LayerNormalization *) pass->options)->epsilon;
  guint d = ae_shape_last (&pass->x_shape);
  double sum = 0, squares = 0;

  for (guint i = 0; i < d; i++)
    sum += x[i];
  sum /= d;
  for (guint i = 0; i < d; i++)
    squares += (x[i] - sum) * (x[i] - sum);
  *mean = (float) sum;
  *scale = (float) (1 / sqrt (squares / d + epsilon));
}

static void
forward (const AePass *pass)
{
  guint d = ae_shape_last (&pass->x_shape);
  gsize n = ae_pass_count (pass);

  for (gsize row = 0; row < n; row += d)
    {
      float mean, scale;

      get_moments (pass, pass->x + row, &mean, &scale);
      for (guint i = 0; i < d; i++)
        pass->y[row + i] = pass->w[GAMMA][i] * (pass->x[row + i] - mean) * scale + pass->w[BETA][i];
    }
}

static void
back_row (const AePass *pass, gsize row)
{
  guint d = ae_shape_last (&pass->x_shape);
  const float *x = pass->x + row, *dy = pass->dy + row;
  double sum = 0, sum_x = 0;
  float mean, scale;

  get_moments (pass, x, &mean, &scale);
  for (guint i = 0; i < d; i++)
    {
      float hat = (x[i] - mean) * scale;

      pass->dw[BETA][i] += dy[i];
      pass->dw[GAMMA][i] += dy[i] * hat;
      sum += (double) pass->w[GAMMA][i] * dy[i];
      sum_x += (double) pass->w[GAMMA][i] * dy[i] * hat;
    }
  for (guint i = 0; pass->dx != NULL && i < d; i++)
    {
      float hat = (x[i] - mean) * scale;

      pass->dx[row + i] = scale
                          * (pass->w[GAMMA][i] * dy[i] - (float) (sum / d)
                             - hat * (float) (sum_x / d));
    }
}

static void
backward (const AePass *pass)
{
  gsize n = ae_pass_count (pass);

  for (gsize row = 0; row < n; row += ae_shape_last (&pass->x_shape))
    back_row (pass, row);
}

static const AeProbe probes[] = {
  { "", { 1, { 7 } } },
  { "epsilon=0.1", { 2, { 3, 4 } } },
  { NULL },
};

const AeLayerClass ae_layer_layer_normalization = {
  .type = "LayerNormalization",
  .title = N_ ("LayerNormalization"),
  .group = N_ ("Core"),
  .summary = N_ ("Brings every sample's features to mean 0 and deviation 1."),
  .icon = "m 2 13 c 6.5 13 6 3 8 3 c 10 3 9.5 13 14 13 s m 3 8 l 13 8 s",
  .flags = AE_LAYER_MIRROR_REPEATS,
  .options_size = sizeof (LayerNormalization),
  .options = options,
  .shape = ae_shape_same,
  .params = params,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
