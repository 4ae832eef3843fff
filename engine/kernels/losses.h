/* SPDX-License-Identifier: MIT */
/* Loss kernels: the sum of the loss over n values, and its gradient times
 * @scale in the same pass. y: predictions, z: predictions before the sigmoid,
 * t: targets. The gradient may be NULL, and may lie on y or z. Sums are taken
 * in double, in an order that depends on n alone.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AE_BCE_EPSILON 1e-7f

/**
 * AeLossKernels:
 * @bce_logits: Σ -t·log y - (1 - t)·log (1 - y) with y = sigmoid (z), as
 *   max (z, 0) - z·t + log (1 + e^-|z|); y (nullable, may be z) is written;
 *   dz = (y - t)·scale
 * @bce: the same from probabilities, clipped to [1e-7, 1 - 1e-7] as Keras
 *   does; dy = (y - t) / (y·(1 - y))·scale, 0 where it was clipped
 * @mse: Σ (y - t)²; dy = 2·(y - t)·scale
 * @mae: Σ |y - t|; dy = sign (y - t)·scale
 * @huber: Σ |e| ≤ δ ? ½·e² : δ·|e| - ½·δ² with e = y - t;
 *   dy = clip (e, -δ, δ)·scale
 */
typedef struct
{
  double (*bce_logits) (const float *z, const float *t, gsize n, float *y, float *dz, float scale);
  double (*bce) (const float *y, const float *t, gsize n, float *dy, float scale);
  double (*mse) (const float *y, const float *t, gsize n, float *dy, float scale);
  double (*mae) (const float *y, const float *t, gsize n, float *dy, float scale);
  double (*huber) (const float *y, const float *t, gsize n, float delta, float *dy, float scale);
} AeLossKernels;

G_END_DECLS
