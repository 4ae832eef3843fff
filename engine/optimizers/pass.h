/* SPDX-License-Identifier: MIT */
/* What an optimizer's file is written with. Such a file is compiled once for each
 * set of kernels (engine/kernels/set.h): V is a vector of LANES floats, or a single
 * one in the plain set. The end of a piece is done in the same loop: *_upto() reads
 * zeros and writes nothing past @left floats.
 */
#pragma once

#include "engine/kernels/set.h"
#include "engine/translation.h"

#ifdef AE_LANES
#  include "engine/kernels/simd.h"
#else
#  include <math.h>

#  define INLINE static inline
#  define LANES  1

typedef float V;

INLINE V
v_set (float a)
{
  return a;
}

INLINE V
v_fma (V a, V b, V c)
{
  return a * b + c;
}

INLINE V
v_fnma (V a, V b, V c)
{
  return c - a * b;
}

INLINE V
v_sqrt (V a)
{
  return sqrtf (a);
}

INLINE V
v_load_upto (const float *p, gsize left)
{
  return *p;
}

INLINE void
v_store_upto (float *p, V v, gsize left)
{
  *p = v;
}
#endif

#include "engine/kernels/lanes.h"

/** The class that the file defines, under the name of its row. */
#define AE_OPTIMIZER(name) AE_KERNEL (optimizer_##name)

/** The gradient of the values from @i on: the sum over the lanes, scaled. */
INLINE V
load_gradient (const AeUpdate *update, gsize i, gsize left)
{
  return sum_lanes_at (update->g, update->n_lanes, i, left) * v_set (update->g_scale);
}

/** a·rho + b·(1 - rho) */
INLINE V
blend (V a, V b, float rho)
{
  return v_fma (a, v_set (rho), b * v_set (1.0f - rho));
}

/* Options that several optimizers have: fields of these names in the struct Type. */

#define AE_OPTION_EPSILON(Type) \
  { \
    .name = "epsilon", .title = N_ ("Epsilon"), .kind = AE_OPTION_FLOAT, \
    .help = N_ ("Keeps the split away from zero."), .offset = G_STRUCT_OFFSET (Type, epsilon), \
    .value = 1e-7, .min = 1e-12, .max = 1, .logarithmic = TRUE, .live = TRUE \
  }

#define AE_OPTION_SHARE(Type, field, title_, help_, default_, max_) \
  { \
    .name = #field, .title = title_, .kind = AE_OPTION_FLOAT, .help = help_, \
    .offset = G_STRUCT_OFFSET (Type, field), .value = default_, .min = 0, .max = max_, \
    .live = TRUE \
  }
