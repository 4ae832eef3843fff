/* SPDX-License-Identifier: MIT */
/* Kernels that map value to value: the activations and their slopes, and the
 * elementary functions that layers need. Exact at zero: tanh (0) = 0.
 */
#pragma once

#include "engine/activation.h"

G_BEGIN_DECLS

/** y [rows, row] = f (z); y may be z. */
typedef void (*AeForwardKernel) (gsize rows, gsize row, const float *z, float *y);

/** d [rows, row] *= f' (z), from z or from y = f (z). */
typedef void (*AeBackwardKernel) (gsize rows, gsize row, const float *z, const float *y, float *d);

/**
 * AeElementwiseKernels:
 * @forward: @backward: by activation; see ae_activation_forward()
 * @exp: y = e^x; 0 below -87.3 and infinite above 88.7; y may be x
 * @log: y = log (x) for normal x > 0, -infinity at 0; y may be x
 */
typedef struct
{
  AeForwardKernel forward[AE_N_ACTIVATIONS];
  AeBackwardKernel backward[AE_N_ACTIVATIONS];
  void (*exp) (gsize n, const float *x, float *y);
  void (*log) (gsize n, const float *x, float *y);
} AeElementwiseKernels;

G_END_DECLS
