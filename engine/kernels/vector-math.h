/* SPDX-License-Identifier: MIT */
/* Elementary functions of one vector. Each has one path for all arguments, is
 * exact at zero, passes on what is not a number, and is good to a few units in
 * the last place; the tests state the figures.
 *
 * e^x is split as 2^n · e^r with |r| <= ½ log 2 (log 2 in two parts, so that r
 * keeps its bits). The polynomials are minimax fits in the relative error of
 * the whole function, made with a Lawson iteration in double precision.
 */
#pragma once

#include "engine/kernels/simd.h"

#include <math.h>

/** e^x = s·(1 + p): s a power of two, p = e^r - 1. */
typedef struct
{
  V s;
  V p;
} Exponential;

/** @x: in [-87.3, 88.0], where s is a normal number. */
INLINE Exponential
v_exp_split (V x)
{
  const V shifter = v_set (12582912.0f); /* 1.5 · 2^23: adding it rounds */
  const V t = v_fma (x, v_set (1.44269504f), shifter);
  const V n = t - shifter;
  const V r = v_fnma (n, v_set (-2.12194440e-4f), v_fnma (n, v_set (0.693359375f), x));
  V q = v_set (1.388251898e-3f);

  q = v_fma (q, r, v_set (8.366520517e-3f));
  q = v_fma (q, r, v_set (4.166720062e-2f));
  q = v_fma (q, r, v_set (1.666654348e-1f));
  q = v_fma (q, r, v_set (0.4999999702f));
  return (Exponential) {
    .s = (V) (((I) t << 23) + 0x3f800000),
    .p = v_fma (q, r * r, r),
  };
}

/** e^x for x <= 0; 1e-38 at the least. */
INLINE V
v_exp_negative (V x)
{
  const Exponential e = v_exp_split (v_max (v_set (-87.3f), x));

  return v_fma (e.s, e.p, e.s);
}

/** e^x; 0 below -87.3, infinite above 88.7. */
INLINE V
v_exp (V x)
{
  const V low = v_set (-87.3f);
  const V high = v_set (88.72283f);
  const Exponential e = v_exp_split (v_min (high, v_max (low, x)));
  /* 2^128 would be infinite: for x > 0 work with half the power of two. */
  const M positive = v_greater (x, v_zero ());
  const V one_bit = v_select (positive, v_set (0x1p-126f), v_zero ());
  const V s = (V) ((I) e.s - (I) one_bit);
  V y = v_fma (s, e.p, s);

  y *= v_select (positive, v_set (2.0f), v_set (1.0f));
  y = v_select (v_greater (low, x), v_zero (), y);
  return v_select (v_greater (x, high), v_set (INFINITY), y);
}

/** e^x - 1 for x <= 0; keeps its bits near 0. */
INLINE V
v_expm1_negative (V x)
{
  const Exponential e = v_exp_split (v_max (v_set (-20.0f), x));

  return v_fma (e.s, e.p, e.s - v_set (1.0f));
}

/** (e^2|x| - 1) / (e^2|x| + 1) with the sign of x. */
INLINE V
v_tanh (V x)
{
  const V twice = v_min (v_set (20.0f), v_abs (x) * v_set (2.0f));
  const Exponential e = v_exp_split (twice);
  const V m = v_fma (e.s, e.p, e.s - v_set (1.0f));

  return v_with_sign (m / (m + v_set (2.0f)), x);
}

/** 1 / (1 + e^-x); @e is e^-|x|. */
INLINE V
v_sigmoid_of (V x, V e)
{
  const V one = v_set (1.0f);
  const V q = one / (one + e);

  return v_select (v_greater (v_zero (), x), e * q, q);
}

INLINE V
v_sigmoid (V x)
{
  return v_sigmoid_of (x, v_exp_negative (v_zero () - v_abs (x)));
}

/** 2·atanh (s) for 0 <= |s| <= 1/3. */
INLINE V
v_atanh_twice (V s)
{
  const V u = s * s;
  const V twice = s + s;
  V a = v_set (1.401258111e-1f);

  a = v_fma (a, u, v_set (1.399950385e-1f));
  a = v_fma (a, u, v_set (2.001085281e-1f));
  a = v_fma (a, u, v_set (3.333320618e-1f));
  return v_fma (a * u, twice, twice);
}

/** log (1 + e) for 0 <= e <= 1. */
INLINE V
v_log1p (V e)
{
  return v_atanh_twice (e / (e + v_set (2.0f)));
}

/** log (1 + e^x). */
INLINE V
v_softplus (V x)
{
  const V e = v_exp_negative (v_zero () - v_abs (x));

  return v_max (v_zero (), x) + v_log1p (e);
}

/** log (x) for normal x > 0; -infinity at 0; not a number below. */
INLINE V
v_log (V x)
{
  const V one = v_set (1.0f);
  /* x = 2^n · m with m in [√½, √2): 0x3f3504f3 is √½. */
  const I shifted = (I) x - 0x3f3504f3;
  const I n = shifted >> 23;
  const V m = (V) ((I) x - (n << 23));
  const V log_m = v_atanh_twice ((m - one) / (m + one));
  const V exponent = __builtin_convertvector(n, V);
  V y = v_fma (exponent, v_set (-2.12194440e-4f), log_m);

  y = v_fma (exponent, v_set (0.693359375f), y);
  y = v_select (v_greater (v_set (0x1p-126f), x), v_set (-INFINITY), y);
  y = v_select (v_greater (v_zero (), x), v_set (NAN), y);
  return v_select (v_greater (v_set (INFINITY), x), y, x + x);
}

/**
 * @integral: Φ (x), of the normal distribution
 * @density: φ (x), its slope
 */
typedef struct
{
  V integral;
  V density;
} Normal;

/** Φ (-a) = e^(-½ a²) · t · w (t) with t = 1 / (1 + 0.35 a), a = |x|. */
INLINE Normal
v_normal (V x)
{
  const V one = v_set (1.0f);
  const V a = v_min (v_set (13.0f), v_abs (x));
  /* a² = high + low: what rounding took is given back to the bell. */
  const V high = a * a;
  const V low = v_fma (a, a, v_zero () - high);
  const V half = v_set (-0.5f);
  const V e = v_exp_negative (high * half);
  const V bell = v_fma (e, low * half, e);
  const V t = one / v_fma (a, v_set (0.35f), one);
  V w = v_set (-2.915799990e-2f);

  w = v_fma (w, t, v_set (1.440314800e-1f));
  w = v_fma (w, t, v_set (-2.558401525e-1f));
  w = v_fma (w, t, v_set (1.593210101e-1f));
  w = v_fma (w, t, v_set (-2.321324684e-2f));
  w = v_fma (w, t, v_set (1.055528745e-1f));
  w = v_fma (w, t, v_set (1.198211983e-1f));
  w = v_fma (w, t, v_set (1.398635209e-1f));
  w = v_fma (w, t, v_set (1.396213025e-1f));
  w = w * t * bell;
  return (Normal) {
    .integral = v_select (v_greater (x, v_zero ()), one - w, w),
    .density = bell * v_set (0.398942280f),
  };
}
