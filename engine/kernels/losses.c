/* SPDX-License-Identifier: MIT */
/* Losses and their gradients in one pass, a vector at a time. */
#include "engine/kernels/set.h"
#include "engine/kernels/vector-math.h"

INLINE void
store_gradient (float *dy, gsize i, V d, float scale, gsize left)
{
  if (dy != NULL)
    v_store_upto (dy + i, d * v_set (scale), left);
}

/* One split serves 1 / (1 + e) and e / (2 + e), the argument of the
 * logarithm's series: both denominators lie between 1 and 3. */
INLINE V
bce_logits_vector (V z, V t, V *y)
{
  const V one = v_set (1.0f);
  const V e = v_exp_negative (v_zero () - v_abs (z));
  const V a = one + e;
  const V b = a + one;
  const V r = one / (a * b);
  const V q = r * b;

  *y = v_select (v_greater (v_zero (), z), e * q, q);
  return v_fnma (z, t, v_max (v_zero (), z)) + v_atanh_twice (e * a * r);
}

/* Four vectors are added up in float before their sum goes on in double. */
static double
bce_logits (const float *z, const float *t, gsize n, float *y_out, float *dz, float scale)
{
  Sum sum = sum_start ();

  for (gsize i = 0; i < n;)
    {
      const gsize end = MIN (n, i + 4 * LANES);
      V part = v_zero ();

      for (; i < end; i += LANES)
        {
          const gsize left = n - i;
          const V target = v_load_upto (t + i, left);
          V y;
          const V loss = bce_logits_vector (v_load_upto (z + i, left), target, &y);

          if (y_out != NULL)
            v_store_upto (y_out + i, y, left);
          store_gradient (dz, i, y - target, scale, left);
          part += v_first (loss, left);
        }
      sum_add (&sum, part);
    }
  return sum_total (&sum);
}

static double
bce (const float *y_in, const float *t_in, gsize n, float *dy, float scale)
{
  const V one = v_set (1.0f);
  const V low = v_set (AE_BCE_EPSILON);
  const V high = v_set (1.0f - AE_BCE_EPSILON);
  Sum sum = sum_start ();

  for (gsize i = 0; i < n; i += LANES)
    {
      const gsize left = n - i;
      const V raw = v_load_upto (y_in + i, left);
      const V t = v_load_upto (t_in + i, left);
      const V y = v_min (high, v_max (low, raw));
      const V rest = one - y;
      const V loss = t * v_log (y) + (one - t) * v_log (rest);

      /* A clipped value equals neither itself nor passes a gradient. */
      store_gradient (dy, i, v_select (v_equal (y, raw), (y - t) / (y * rest), v_zero ()), scale,
                      left);
      sum_add (&sum, v_first (v_zero () - loss, left));
    }
  return sum_total (&sum);
}

/* Σ loss (e), e = y - t; dy = slope·scale. */
#define LOSS(name, parameter, loss, slope) \
  static double name (const float *y, const float *t, gsize n parameter, float *dy, float scale) \
  { \
    Sum sum = sum_start (); \
    for (gsize i = 0; i < n; i += LANES) \
      { \
        const gsize left = n - i; \
        const V e = v_load_upto (y + i, left) - v_load_upto (t + i, left); \
        store_gradient (dy, i, (slope), scale, left); \
        sum_add (&sum, v_first ((loss), left)); \
      } \
    return sum_total (&sum); \
  }

#define NOTHING
#define DELTA , float delta

INLINE V
sign_of (V e)
{
  return v_select (v_equal (e, v_zero ()), v_zero (), v_with_sign (v_set (1.0f), e));
}

INLINE V
clip (V e, float delta)
{
  return v_min (v_set (delta), v_max (v_set (-delta), e));
}

/* With c = clip (e): c·(e - ½ c) is ½ e² inside and δ|e| - ½ δ² outside. */
INLINE V
huber_of (V e, float delta)
{
  const V c = clip (e, delta);

  return c * v_fnma (c, v_set (0.5f), e);
}

LOSS (mse, NOTHING, e *e, e + e)
LOSS (mae, NOTHING, v_abs (e), sign_of (e))
LOSS (huber, DELTA, huber_of (e, delta), clip (e, delta))

const AeLossKernels AE_KERNEL (loss_kernels) = {
  .bce_logits = bce_logits,
  .bce = bce,
  .mse = mse,
  .mae = mae,
  .huber = huber,
};
