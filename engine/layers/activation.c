/* SPDX-License-Identifier: MIT */
/* Activation: y = f (x). The layer hands x on; the network applies f, as it
 * does for every layer that ends in an activation.
 */
#include <string.h>

#include "engine/layer.h"

typedef struct
{
  guint activation;
} Activation;

static const AeOption options[] = {
  { .name = "activation", .title = "Activation", .kind = AE_OPTION_CHOICE,
    .help = "The function that every number goes through.",
    .offset = G_STRUCT_OFFSET (Activation, activation),
    .choices = ae_activation_names, .value = AE_ACTIVATION_RELU },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  *y_shape = *x_shape;
  return TRUE;
}

static void
forward (const AePass *pass)
{
  memcpy (pass->y, pass->x, pass->n * ae_shape_size (&pass->x_shape) * sizeof (float));
}

static void
backward (const AePass *pass)
{
  if (pass->dx != NULL)
    memcpy (pass->dx, pass->dy, pass->n * ae_shape_size (&pass->x_shape) * sizeof (float));
}

static const AeProbe probes[] = {
  { "activation=relu", { 1, { 9 } } },
  { "activation=leaky_relu", { 1, { 9 } } },
  { "activation=elu", { 1, { 9 } } },
  { "activation=selu", { 1, { 9 } } },
  { "activation=gelu", { 1, { 9 } } },
  { "activation=silu", { 2, { 3, 4 } } },
  { "activation=tanh", { 3, { 2, 2, 3 } } },
  { "activation=sigmoid", { 1, { 9 } } },
  { "activation=softmax", { 2, { 3, 4 } } },
  { "activation=softplus", { 1, { 9 } } },
  { "activation=linear", { 1, { 9 } } },
  { NULL },
};

const AeLayerClass ae_layer_activation = {
  .type = "Activation",
  .title = "Activation",
  .group = "Core",
  .summary = "Puts every number through a function.",
  .options_size = sizeof (Activation),
  .options = options,
  .activation = "activation",
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
