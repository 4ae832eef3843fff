/* SPDX-License-Identifier: MIT */
/* Optimizer kernels: one pass over the parameters that also adds up the
 * gradient from the buffers (lanes) in which the shards left it. The formulas
 * are Keras 3's; what is the same for all parameters (bias correction) is
 * computed by the caller. Where gradient and slots are zero, w stays as it is
 * (but for AdamW's decay).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AE_MAX_SLOTS:
 *
 * An optimizer has no more values of its own for each weight.
 */
#define AE_MAX_SLOTS 3

/**
 * AeSweep: what a pass goes over.
 * @n: values; pieces of one arena begin at multiples of 64
 * @w: weights, written
 * @g: the gradient is the sum of these @n_lanes buffers in their order,
 *   times @g_scale
 * @slots: the optimizer's own values, in the order of its struct below
 */
typedef struct
{
  gsize n;
  float *w;
  const float *const *g;
  guint n_lanes;
  float g_scale;
  float *slots[AE_MAX_SLOTS];
} AeSweep;

/**
 * AeSgd: slots: m (unused without momentum)
 *   m = momentum·m - rate·g;  w += nesterov ? momentum·m - rate·g : m
 */
typedef struct
{
  float rate;
  float momentum;
  gboolean nesterov;
} AeSgd;

/**
 * AeRmsProp: slots: v, m (unused without momentum), a (only when centered)
 *   v = rho·v + (1 - rho)·g²;  a = rho·a + (1 - rho)·g
 *   s = rate·g / √(v - a² + epsilon);  m = momentum·m + s;  w -= m
 */
typedef struct
{
  float rate;
  float rho;
  float momentum;
  float epsilon;
  gboolean centered;
} AeRmsProp;

/** AeAdagrad: slots: v (0.1 at the start);  v += g²;  w -= rate·g / √(v + epsilon) */
typedef struct
{
  float rate;
  float epsilon;
} AeAdagrad;

/**
 * AeAdadelta: slots: v, u
 *   v = rho·v + (1 - rho)·g²;  s = g·√(u + epsilon) / √(v + epsilon)
 *   u = rho·u + (1 - rho)·s²;  w -= rate·s
 */
typedef struct
{
  float rate;
  float rho;
  float epsilon;
} AeAdadelta;

/**
 * AeAdam: slots: m, v
 *   w -= decay·w;  m += (1 - beta_1)·(g - m);  v += (1 - beta_2)·(g² - v)
 *   w -= alpha·m / (√v + epsilon)
 *
 * @alpha: rate·√(1 - beta_2^t) / (1 - beta_1^t) at step t
 * @decay: AdamW's rate·weight_decay, 0 for Adam
 */
typedef struct
{
  float alpha;
  float beta_1;
  float beta_2;
  float epsilon;
  float decay;
} AeAdam;

typedef struct
{
  void (*sgd) (const AeSweep *sweep, const AeSgd *sgd);
  void (*rmsprop) (const AeSweep *sweep, const AeRmsProp *rmsprop);
  void (*adagrad) (const AeSweep *sweep, const AeAdagrad *adagrad);
  void (*adadelta) (const AeSweep *sweep, const AeAdadelta *adadelta);
  void (*adam) (const AeSweep *sweep, const AeAdam *adam);
} AeUpdateKernels;

G_END_DECLS
