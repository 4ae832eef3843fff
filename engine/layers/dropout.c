/* SPDX-License-Identifier: MIT */
/* Dropout: in training each number is set to 0 with probability `rate`, and
 * the others are divided by 1 - rate; outside training y = x.
 *   y = x·m    dx = dy·m    m = 0 or 1 / (1 - rate)
 */
#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  double rate;
} Dropout;

static const AeOption options[] = {
  { .name = "rate",
    .title = N_ ("Rate"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("The share of numbers set to zero in training."),
    .offset = G_STRUCT_OFFSET (Dropout, rate),
    .value = 0.5,
    .min = 0,
    .max = 0.99,
    .live = TRUE },
  { NULL },
};

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  out->kept = ae_shape_size (x_shape);
}

/* The multiplier of every number, a function of the sample alone. */
static void
draw_mask (const AePass *pass, gsize size)
{
  float rate = (float) ((const Dropout *) pass->options)->rate;
  float survivor = 1 / (1 - rate);

  for (guint s = 0; s < pass->n; s++)
    {
      AeRandomKey key = pass->random;
      float *mask = pass->kept + s * size;

      key.sample += s;
      ae_random_uniform (&key, mask, size);
      for (gsize i = 0; i < size; i++)
        mask[i] = mask[i] < rate ? 0 : survivor;
    }
}

static void
forward (const AePass *pass)
{
  gsize size = ae_shape_size (&pass->x_shape);

  if (!pass->training)
    {
      ae_pass_forward_identity (pass);
      return;
    }
  draw_mask (pass, size);
  for (gsize i = 0; i < pass->n * size; i++)
    pass->y[i] = pass->x[i] * pass->kept[i];
}

static void
backward (const AePass *pass)
{
  gsize n = pass->n * ae_shape_size (&pass->x_shape);

  if (pass->dx == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    pass->dx[i] = pass->dy[i] * pass->kept[i];
}

static const AeProbe probes[] = {
  { "rate=0.4", { 1, { 12 } } },
  { "rate=0", { 2, { 3, 4 } } },
  { NULL },
};

const AeLayerClass ae_layer_dropout = {
  .type = "Dropout",
  .title = N_ ("Dropout"),
  .group = N_ ("Core"),
  .summary = N_ ("Sets some numbers to zero while training."),
  .icon = "o 4 4 1.7 o 12 12 1.7 o 8 8 1.7 f o 12 4 1.4 z o 4 12 1.4 s",
  .flags = AE_LAYER_RANDOM | AE_LAYER_REGULARISES | AE_LAYER_MIRROR_OMITS,
  .options_size = sizeof (Dropout),
  .options = options,
  .shape = ae_shape_same,
  .needs = needs,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
