/* SPDX-License-Identifier: MIT */
/* Input: y = x. It names the shape of one sample and begins every model. */
#include "engine/layers/input.h"

#include "engine/translation.h"

static const AeOption options[] = {
  { .name = "shape",
    .title = N_ ("Shape"),
    .kind = AE_OPTION_SIZES,
    .help = N_ ("Shape of one sample: height, width, channels; steps, features; "
                "or a number of values."),
    .offset = G_STRUCT_OFFSET (AeInputOptions, shape),
    .sizes = { 3, { 28, 28, 1 } },
    .min = 1,
    .max = 1 << 24,
    .min_count = 1,
    .max_count = 3 },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  *y_shape = ((const AeInputOptions *) values)->shape;
  return TRUE;
}

static const AeProbe probes[] = {
  { "shape=28,28,1", { 0 } },
  { "shape=7", { 0 } },
  { NULL },
};

const AeLayerClass ae_layer_input = {
  .type = "Input",
  .title = N_ ("Input"),
  .group = N_ ("Core"),
  .summary = N_ ("The samples as they come in."),
  .icon = "r 2.5 2.5 11 11 s m 5.5 8 l 10.5 8 m 8.5 6 l 10.5 8 l 8.5 10 s",
  .flags = AE_LAYER_VIEW | AE_LAYER_INPUT | AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (AeInputOptions),
  .options = options,
  .shape = shape,
  .probes = probes,
};
