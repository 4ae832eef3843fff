/* SPDX-License-Identifier: MIT */
/* The optimizers' passes over the parameters, a vector at a time. */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

/* What every formula below starts from: g and w of the values at i. */
INLINE V
gradient (const AeSweep *sweep, gsize i, gsize left)
{
  V g = v_load_upto (sweep->g[0] + i, left);

  for (guint lane = 1; lane < sweep->n_lanes; lane++)
    g += v_load_upto (sweep->g[lane] + i, left);
  return g * v_set (sweep->g_scale);
}

/* a·rho + b·(1 - rho) */
INLINE V
blend (V a, V b, float rho)
{
  return v_fma (a, v_set (rho), b * v_set (1.0f - rho));
}

static void
sgd (const AeSweep *sweep, const AeSgd *o)
{
  const V rate = v_set (o->rate);
  const V momentum = v_set (o->momentum);
  float *m_slot = sweep->slots[0];

  for (gsize i = 0; i < sweep->n; i += LANES)
    {
      const gsize left = sweep->n - i;
      const V g = gradient (sweep, i, left);
      V w = v_load_upto (sweep->w + i, left);

      if (o->momentum == 0)
        w = v_fnma (rate, g, w);
      else
        {
          const V m = v_fnma (rate, g, momentum * v_load_upto (m_slot + i, left));

          v_store_upto (m_slot + i, m, left);
          w += o->nesterov ? v_fnma (rate, g, momentum * m) : m;
        }
      v_store_upto (sweep->w + i, w, left);
    }
}

static void
rmsprop (const AeSweep *sweep, const AeRmsProp *o)
{
  float *const *slots = sweep->slots;

  for (gsize i = 0; i < sweep->n; i += LANES)
    {
      const gsize left = sweep->n - i;
      const V g = gradient (sweep, i, left);
      const V v = blend (v_load_upto (slots[0] + i, left), g * g, o->rho);
      V below = v + v_set (o->epsilon);
      V step;

      v_store_upto (slots[0] + i, v, left);
      if (o->centered)
        {
          const V a = blend (v_load_upto (slots[2] + i, left), g, o->rho);

          v_store_upto (slots[2] + i, a, left);
          below = v_fnma (a, a, v) + v_set (o->epsilon);
        }
      step = g * v_set (o->rate) / v_sqrt (below);
      if (o->momentum != 0)
        {
          step = v_fma (v_load_upto (slots[1] + i, left), v_set (o->momentum), step);
          v_store_upto (slots[1] + i, step, left);
        }
      v_store_upto (sweep->w + i, v_load_upto (sweep->w + i, left) - step, left);
    }
}

static void
adagrad (const AeSweep *sweep, const AeAdagrad *o)
{
  float *v_slot = sweep->slots[0];

  for (gsize i = 0; i < sweep->n; i += LANES)
    {
      const gsize left = sweep->n - i;
      const V g = gradient (sweep, i, left);
      const V v = v_fma (g, g, v_load_upto (v_slot + i, left));
      const V step = g * v_set (o->rate) / v_sqrt (v + v_set (o->epsilon));

      v_store_upto (v_slot + i, v, left);
      v_store_upto (sweep->w + i, v_load_upto (sweep->w + i, left) - step, left);
    }
}

static void
adadelta (const AeSweep *sweep, const AeAdadelta *o)
{
  const V epsilon = v_set (o->epsilon);
  float *v_slot = sweep->slots[0];
  float *u_slot = sweep->slots[1];

  for (gsize i = 0; i < sweep->n; i += LANES)
    {
      const gsize left = sweep->n - i;
      const V g = gradient (sweep, i, left);
      const V v = blend (v_load_upto (v_slot + i, left), g * g, o->rho);
      const V u = v_load_upto (u_slot + i, left);
      const V step = g * v_sqrt ((u + epsilon) / (v + epsilon));

      v_store_upto (v_slot + i, v, left);
      v_store_upto (u_slot + i, blend (u, step * step, o->rho), left);
      v_store_upto (sweep->w + i, v_fnma (v_set (o->rate), step, v_load_upto (sweep->w + i, left)),
                    left);
    }
}

static void
adam (const AeSweep *sweep, const AeAdam *o)
{
  const V alpha = v_set (o->alpha);
  const V epsilon = v_set (o->epsilon);
  const V rest_1 = v_set (1.0f - o->beta_1);
  const V rest_2 = v_set (1.0f - o->beta_2);
  const V decay = v_set (o->decay);
  float *m_slot = sweep->slots[0];
  float *v_slot = sweep->slots[1];

  for (gsize i = 0; i < sweep->n; i += LANES)
    {
      const gsize left = sweep->n - i;
      const V g = gradient (sweep, i, left);
      const V w = v_load_upto (sweep->w + i, left);
      V m = v_load_upto (m_slot + i, left);
      V v = v_load_upto (v_slot + i, left);

      m = v_fma (rest_1, g - m, m);
      v = v_fma (rest_2, v_fma (g, g, v_zero () - v), v);
      v_store_upto (m_slot + i, m, left);
      v_store_upto (v_slot + i, v, left);
      v_store_upto (sweep->w + i, v_fnma (decay, w, w) - alpha * m / (v_sqrt (v) + epsilon), left);
    }
}

const AeUpdateKernels AE_KERNEL (update_kernels) = {
  .sgd = sgd,
  .rmsprop = rmsprop,
  .adagrad = adagrad,
  .adadelta = adadelta,
  .adam = adam,
};
