/* SPDX-License-Identifier: MIT */
/* Adam's pass, in Keras 3's form; with a decay it is AdamW's:
 *   w -= decay·w;  m += (1 - beta_1)·(g - m);  v += (1 - beta_2)·(g² - v)
 *   w -= rate·√(1 - beta_2^t) / (1 - beta_1^t)·m / (√v + epsilon)   at step t
 */
#pragma once

#include <math.h>

#include "engine/optimizers/pass.h"

typedef struct
{
  double beta_1;
  double beta_2;
  double epsilon;
  double weight_decay;
} Adam;

#define ADAM_OPTIONS \
  AE_OPTION_SHARE (Adam, beta_1, N_ ("Beta 1"), N_ ("How long the mean gradient remembers."), 0.9, \
                   0.9999), \
    AE_OPTION_SHARE (Adam, beta_2, N_ ("Beta 2"), N_ ("How long the mean square remembers."), \
                     0.999, 0.999999), \
    AE_OPTION_EPSILON (Adam)

/* @decay: rate·weight_decay, 0 for Adam */
INLINE void
adam_pass (const AeUpdate *u, const Adam *self, double decay)
{
  double t = (double) u->step;
  const V alpha = v_set (
    (float) (u->learning_rate * sqrt (1 - pow (self->beta_2, t)) / (1 - pow (self->beta_1, t))));
  const V epsilon = v_set ((float) self->epsilon);
  const V rest_1 = v_set (1.0f - (float) self->beta_1);
  const V rest_2 = v_set (1.0f - (float) self->beta_2);
  const V shrink = v_set ((float) decay);
  float *m_slot = u->slots[0], *v_slot = u->slots[1];

  for (gsize i = 0; i < u->n; i += LANES)
    {
      const gsize left = u->n - i;
      const V g = load_gradient (u, i, left);
      const V w = v_load_upto (u->w + i, left);
      V m = v_load_upto (m_slot + i, left);
      V v = v_load_upto (v_slot + i, left);

      m = v_fma (rest_1, g - m, m);
      v = v_fma (rest_2, v_fma (g, g, -v), v);
      v_store_upto (m_slot + i, m, left);
      v_store_upto (v_slot + i, v, left);
      v_store_upto (u->w + i, v_fnma (shrink, w, w) - alpha * m / (v_sqrt (v) + epsilon), left);
    }
}
