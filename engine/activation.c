/* SPDX-License-Identifier: MIT */
/* The names of activations; the arithmetic is the kernels'. */
#include "engine/activation.h"

#include "engine/kernels.h"

const char *const ae_activation_names[] = {
  [AE_ACTIVATION_LINEAR] = "linear",
  [AE_ACTIVATION_RELU] = "relu",
  [AE_ACTIVATION_LEAKY_RELU] = "leaky_relu",
  [AE_ACTIVATION_ELU] = "elu",
  [AE_ACTIVATION_SELU] = "selu",
  [AE_ACTIVATION_GELU] = "gelu",
  [AE_ACTIVATION_SILU] = "silu",
  [AE_ACTIVATION_TANH] = "tanh",
  [AE_ACTIVATION_SIGMOID] = "sigmoid",
  [AE_ACTIVATION_SOFTMAX] = "softmax",
  [AE_ACTIVATION_SOFTPLUS] = "softplus",
  [AE_N_ACTIVATIONS] = NULL,
};

gboolean
ae_activation_needs_input (AeActivation activation)
{
  g_return_val_if_fail (activation < AE_N_ACTIVATIONS, FALSE);
  return activation == AE_ACTIVATION_GELU || activation == AE_ACTIVATION_SILU;
}

void
ae_activation_forward (AeActivation activation, gsize rows, gsize row, const float *z, float *y)
{
  g_return_if_fail (activation < AE_N_ACTIVATIONS);
  ae_kernels ()->map->forward[activation](rows, row, z, y);
}

void
ae_activation_backward (AeActivation activation,
                        gsize rows,
                        gsize row,
                        const float *z,
                        const float *y,
                        float *d)
{
  g_return_if_fail (activation < AE_N_ACTIVATIONS);
  ae_kernels ()->map->backward[activation](rows, row, z, y, d);
}
