/* SPDX-License-Identifier: MIT */
/* LeakyReLU: y = x > 0 ? x : slope·x     dx = x > 0 ? dy : slope·dy */
#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  double negative_slope;
} LeakyRelu;

static const AeOption options[] = {
  { .name = "negative_slope",
    .title = N_ ("Negative slope"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("What negative numbers are multiplied by."),
    .offset = G_STRUCT_OFFSET (LeakyRelu, negative_slope),
    .value = 0.3,
    .min = 0,
    .max = 1,
    .live = TRUE },
  { NULL },
};

static void
forward (const AePass *pass)
{
  float slope = (float) ((const LeakyRelu *) pass->options)->negative_slope;
  gsize n = ae_pass_count (pass);

  for (gsize i = 0; i < n; i++)
    pass->y[i] = pass->x[i] > 0 ? pass->x[i] : slope * pass->x[i];
}

static void
backward (const AePass *pass)
{
  float slope = (float) ((const LeakyRelu *) pass->options)->negative_slope;
  gsize n = ae_pass_count (pass);

  for (gsize i = 0; pass->dx != NULL && i < n; i++)
    pass->dx[i] = pass->x[i] > 0 ? pass->dy[i] : slope * pass->dy[i];
}

static const AeProbe probes[] = {
  { "", { 1, { 9 } } },
  { "negative_slope=0.01", { 3, { 2, 2, 3 } } },
  { NULL },
};

const AeLayerClass ae_layer_leaky_relu = {
  .type = "LeakyReLU",
  .title = N_ ("LeakyReLU"),
  .group = N_ ("Core"),
  .summary = N_ ("Passes positive numbers and shrinks negative ones."),
  .icon = "m 2 12.5 l 8 10.5 l 13.5 4 s",
  .flags = AE_LAYER_MIRROR_REPEATS,
  .options_size = sizeof (LeakyRelu),
  .options = options,
  .shape = ae_shape_same,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
