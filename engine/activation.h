/* SPDX-License-Identifier: MIT */
/* Activations, with Keras 3's names and definitions. An activation is a pure
 * function of the values before it; softmax alone looks at a whole row.
 *
 * Forward may work in place, and backward always does. One value's result does
 * not depend on which other values are passed with it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  AE_ACTIVATION_LINEAR,     /* z */
  AE_ACTIVATION_RELU,       /* max (z, 0) */
  AE_ACTIVATION_LEAKY_RELU, /* z > 0 ? z : 0.2 z */
  AE_ACTIVATION_ELU,        /* z > 0 ? z : e^z - 1 */
  AE_ACTIVATION_SELU,       /* 1.0507 (z > 0 ? z : 1.6733 (e^z - 1)) */
  AE_ACTIVATION_GELU,       /* z Φ (z), Φ the normal distribution's integral */
  AE_ACTIVATION_SILU,       /* z / (1 + e^-z) */
  AE_ACTIVATION_TANH,
  AE_ACTIVATION_SIGMOID,  /* 1 / (1 + e^-z) */
  AE_ACTIVATION_SOFTMAX,  /* e^z / Σ e^z along the row */
  AE_ACTIVATION_SOFTPLUS, /* log (1 + e^z) */
  AE_N_ACTIVATIONS,
} AeActivation;

/** Keras' names in the order of AeActivation, NULL-terminated. */
extern const char *const ae_activation_names[];

/** Whether ae_activation_backward() has to see z: y alone does not tell the slope. */
gboolean ae_activation_needs_input (AeActivation activation);

/**
 * y = f (z) for [@rows, @row] values.
 *
 * @y: may be @z
 */
void
ae_activation_forward (AeActivation activation, gsize rows, gsize row, const float *z, float *y);

/**
 * Turns dLoss/dy into dLoss/dz, in place. The slope of a corner (ReLU at 0) is
 * that of its left side.
 *
 * @z: (nullable): read only where ae_activation_needs_input() is true
 * @y: what forward made of z
 */
void ae_activation_backward (AeActivation activation,
                             gsize rows,
                             gsize row,
                             const float *z,
                             const float *y,
                             float *d);

G_END_DECLS
