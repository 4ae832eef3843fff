/* SPDX-License-Identifier: MIT */
/* LayerNormalization over the last axis, D values (Ba, Kiros, Hinton, 2016):
 *   x̂ = (x - μ) / √(σ² + ε)    y = γ·x̂ + β, μ and σ² of each row
 *   dβ += Σ dy    dγ += Σ dy·x̂, over the rows; with g = γ·dy
 *   dx = (g - Σ g / D - x̂·Σ g·x̂ / D) / √(σ² + ε)
 */
#include "engine/kernels.h"
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

static gsize
count_rows (const AePass *pass)
{
  return ae_pass_count (pass) / ae_shape_last (&pass->x_shape);
}

static double
get_epsilon (const AePass *pass)
{
  return ((const LayerNormalization *) pass->options)->epsilon;
}

static void
forward (const AePass *pass)
{
  ae_kernels ()->normalization->rows (count_rows (pass), ae_shape_last (&pass->x_shape),
                                      get_epsilon (pass), pass->x, pass->w[GAMMA], pass->w[BETA],
                                      pass->y);
}

static void
backward (const AePass *pass)
{
  ae_kernels ()->normalization->rows_back (&(AeRowsBack) {
    .rows = count_rows (pass),
    .cols = ae_shape_last (&pass->x_shape),
    .epsilon = get_epsilon (pass),
    .x = pass->x,
    .gamma = pass->w[GAMMA],
    .dy = pass->dy,
    .dx = pass->dx,
    .dgamma = pass->dw[GAMMA],
    .dbeta = pass->dw[BETA],
  });
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
