/* SPDX-License-Identifier: MIT */
/* The table of activations; the arithmetic is the kernels'. */
#include "engine/activation.h"

#include "engine/kernels.h"
#include "engine/translation.h"

typedef struct
{
  const char *title;
  const char *help;
  gboolean needs_input;
} Row;

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

static const Row table[AE_N_ACTIVATIONS] = {
  [AE_ACTIVATION_LINEAR] = { "Linear", N_ ("Leaves values as they are.") },
  [AE_ACTIVATION_RELU] = { "ReLU", N_ ("Passes positive values; the rest becomes zero.") },
  [AE_ACTIVATION_LEAKY_RELU] = { "Leaky ReLU",
                                 N_ ("Passes positive values; keeps a fifth of negative ones.") },
  [AE_ACTIVATION_ELU] = { "ELU",
                          N_ ("Passes positive values; negative ones level off smoothly at −1.") },
  [AE_ACTIVATION_SELU] = { "SELU",
                           N_ ("An ELU scaled so that deep stacks keep mean 0 and deviation 1.") },
  [AE_ACTIVATION_GELU] = { "GELU",
                           N_ ("Weighs each value by its place in the normal distribution."),
                           TRUE },
  [AE_ACTIVATION_SILU] = { "SiLU", N_ ("Weighs each value by its own sigmoid; also called Swish."),
                           TRUE },
  [AE_ACTIVATION_TANH] = { "Tanh", N_ ("Squeezes values smoothly into −1 to 1.") },
  [AE_ACTIVATION_SIGMOID] = { "Sigmoid", N_ ("Squeezes values smoothly into 0 to 1.") },
  [AE_ACTIVATION_SOFTMAX] = { "Softmax",
                              N_ ("Turns each row into shares that are positive and sum to 1.") },
  [AE_ACTIVATION_SOFTPLUS] = { "Softplus", N_ ("A ReLU with a rounded corner; always positive.") },
};

const char *
ae_activation_get_title (AeActivation activation)
{
  g_return_val_if_fail (activation < AE_N_ACTIVATIONS, NULL);
  return table[activation].title;
}

const char *
ae_activation_get_help (AeActivation activation)
{
  g_return_val_if_fail (activation < AE_N_ACTIVATIONS, NULL);
  return table[activation].help;
}

gboolean
ae_activation_needs_input (AeActivation activation)
{
  g_return_val_if_fail (activation < AE_N_ACTIVATIONS, FALSE);
  return table[activation].needs_input;
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
