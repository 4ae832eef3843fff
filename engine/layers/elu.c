/* SPDX-License-Identifier: MIT */
/* ELU: y = x > 0 ? x : alpha·(e^x - 1)     dx = x > 0 ? dy : (y + alpha)·dy */
#include <math.h>

#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  double alpha;
} Elu;

static const AeOption options[] = {
  { .name = "alpha",
    .title = N_ ("Alpha"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Minus this is what very negative numbers become."),
    .offset = G_STRUCT_OFFSET (Elu, alpha),
    .value = 1,
    .min = 0,
    .max = 10,
    .live = TRUE },
  { NULL },
};

static void
forward (const AePass *pass)
{
  float alpha = (float) ((const Elu *) pass->options)->alpha;
  gsize n = ae_pass_count (pass);

  for (gsize i = 0; i < n; i++)
    pass->y[i] = pass->x[i] > 0 ? pass->x[i] : alpha * expm1f (pass->x[i]);
}

static void
backward (const AePass *pass)
{
  float alpha = (float) ((const Elu *) pass->options)->alpha;
  gsize n = ae_pass_count (pass);

  for (gsize i = 0; pass->dx != NULL && i < n; i++)
    {
      const float negative = (pass->y[i] + alpha) * pass->dy[i];

      pass->dx[i] = pass->x[i] > 0 ? pass->dy[i] : negative;
    }
}

static const AeProbe probes[] = {
  { "", { 1, { 9 } } },
  { "alpha=0.5", { 3, { 2, 2, 3 } } },
  { NULL },
};

const AeLayerClass ae_layer_elu = {
  .type = "ELU",
  .title = N_ ("ELU"),
  .group = N_ ("Core"),
  .summary = N_ ("Passes positive numbers and bends negative ones."),
  .icon = "m 2 12.5 c 6 12.5 7 11.5 8 10 l 13.5 4 s",
  .flags = AE_LAYER_MIRROR_REPEATS,
  .options_size = sizeof (Elu),
  .options = options,
  .shape = ae_shape_same,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
