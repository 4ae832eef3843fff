/* SPDX-License-Identifier: MIT */
/* Activation: y = f (x). The layer passes x on; the network applies f, as it
 * does for every layer that ends in an activation.
 */
#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  guint activation;
} Activation;

static const AeOption options[] = {
  { .name = "activation",
    .title = N_ ("Activation"),
    .kind = AE_OPTION_CHOICE,
    .help = N_ ("The function that every number goes through."),
    .offset = G_STRUCT_OFFSET (Activation, activation),
    .choices = ae_activation_names,
    .value = AE_ACTIVATION_RELU },
  { NULL },
};

static const AeProbe probes[] = {
  { "activation=relu", { 1, { 9 } } },       { "activation=leaky_relu", { 1, { 9 } } },
  { "activation=elu", { 1, { 9 } } },        { "activation=selu", { 1, { 9 } } },
  { "activation=gelu", { 1, { 9 } } },       { "activation=silu", { 2, { 3, 4 } } },
  { "activation=tanh", { 3, { 2, 2, 3 } } }, { "activation=sigmoid", { 1, { 9 } } },
  { "activation=softmax", { 2, { 3, 4 } } }, { "activation=softplus", { 1, { 9 } } },
  { "activation=linear", { 1, { 9 } } },     { NULL },
};

const AeLayerClass ae_layer_activation = {
  .type = "Activation",
  .title = N_ ("Activation"),
  .group = N_ ("Core"),
  .summary = N_ ("Puts every number through a function."),
  .icon = "m 2 11.5 l 8 11.5 l 13.5 4 s",
  .flags = AE_LAYER_MIRROR_REPEATS | AE_LAYER_IDENTITY | AE_LAYER_IN_PLACE,
  .options_size = sizeof (Activation),
  .options = options,
  .activation = "activation",
  .shape = ae_shape_same,
  .forward = ae_pass_forward_identity,
  .backward = ae_pass_backward_identity,
  .probes = probes,
};
