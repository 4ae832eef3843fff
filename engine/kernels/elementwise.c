/* SPDX-License-Identifier: MIT */
/* Activations and elementary functions, a vector at a time. */
#include "engine/kernels/set.h"
#include "engine/kernels/vector-math.h"

#include <string.h>

#define LEAK             0.2f
#define SELU_SCALE       1.05070098f
#define SELU_SCALE_ALPHA 1.75809934f /* 1.05070098 · 1.67326324 */

/* Below these the exact results are under 1e-36 and a sigmoid or a normal
 * distribution stops at its smallest number: a factor that still grew would
 * lead away from zero again. */
#define SILU_TAIL -88.0f
#define GELU_TAIL -13.5f

/* y = expression of x. */
#define MAP_EACH(name, expression) \
  static void name##_each (gsize n, const float *in, float *out) \
  { \
    for (gsize i = 0; i < n; i += LANES) \
      { \
        const V x = v_load_upto (in + i, n - i); \
        v_store_upto (out + i, (expression), n - i); \
      } \
  }

#define MAP(name, expression) \
  MAP_EACH (name, expression) \
  static void name##_forward (gsize rows, gsize row, const float *z, float *y) \
  { \
    const gsize n = rows * row; \
    name##_each (n, z, y); \
  }

/* d *= expression of x, which is z or y. */
#define MAP_BACK(name, source, expression) \
  static void name##_backward (gsize rows, gsize row, const float *z, const float *y, float *d) \
  { \
    const gsize n = rows * row; \
    for (gsize i = 0; i < n; i += LANES) \
      { \
        const V x = v_load_upto (source + i, n - i); \
        const V g = v_load_upto (d + i, n - i); \
        v_store_upto (d + i, (expression), n - i); \
      } \
  }

#define POSITIVE(x)     v_greater (x, v_zero ())
#define NOT_POSITIVE(x) v_min (v_zero (), x)

INLINE V
silu_slope (V x)
{
  const V one = v_set (1.0f);
  const V s = v_sigmoid (x);

  return s * v_fma (v_max (v_set (SILU_TAIL), x), one - s, one);
}

INLINE V
gelu_slope (V x)
{
  const Normal normal = v_normal (x);

  const V near = v_min (v_set (-GELU_TAIL), v_max (v_set (GELU_TAIL), x));

  return v_fma (near, normal.density, normal.integral);
}

/* Products, which would be taken for pointers. */
/* clang-format off */
MAP (relu, v_max (v_zero (), x))
MAP (leaky_relu, v_select (POSITIVE (x), x, x * v_set (LEAK)))
MAP (elu, v_select (POSITIVE (x), x, v_expm1_negative (NOT_POSITIVE (x))))
MAP (selu, v_select (POSITIVE (x), x * v_set (SELU_SCALE),
                     v_expm1_negative (NOT_POSITIVE (x)) * v_set (SELU_SCALE_ALPHA)))
MAP (gelu, v_max (v_set (GELU_TAIL), x) * v_normal (x).integral)
MAP (silu, v_max (v_set (SILU_TAIL), x) * v_sigmoid (x))
MAP (tanh, v_tanh (x))
MAP (sigmoid, v_sigmoid (x))
MAP (softplus, v_softplus (x))
MAP_EACH (exp, v_exp (x))
MAP_EACH (log, v_log (x))

MAP_BACK (relu, y, v_select (POSITIVE (x), g, v_zero ()))
MAP_BACK (leaky_relu, y, v_select (POSITIVE (x), g, g * v_set (LEAK)))
MAP_BACK (elu, y, v_select (POSITIVE (x), g, v_fma (g, x, g)))
MAP_BACK (selu, y, g * v_select (POSITIVE (x), v_set (SELU_SCALE), x + v_set (SELU_SCALE_ALPHA)))
MAP_BACK (gelu, z, g * gelu_slope (x))
MAP_BACK (silu, z, g * silu_slope (x))
MAP_BACK (tanh, y, g * v_fnma (x, x, v_set (1.0f)))
MAP_BACK (sigmoid, y, g * v_fnma (x, x, x))
MAP_BACK (softplus, y, g * (v_zero () - v_expm1_negative (v_zero () - x)))
/* clang-format on */

static void
linear_forward (gsize rows, gsize row, const float *z, float *y)
{
  if (y != z)
    memcpy (y, z, rows * row * sizeof *y);
}

static void
linear_backward (gsize rows, gsize row, const float *z, const float *y, float *d)
{
}

static float
largest_of (gsize n, const float *z)
{
  V largest = v_set (-INFINITY);
  gsize i = 0;
  float result;

  for (; i + LANES <= n; i += LANES)
    largest = v_max (v_load (z + i), largest);
  result = v_largest (largest);
  for (; i < n; i++)
    result = z[i] > result ? z[i] : result;
  return result;
}

static void
softmax_forward (gsize rows, gsize row, const float *z, float *y)
{
  for (gsize r = 0; r < rows; r++, z += row, y += row)
    {
      const V largest = v_set (largest_of (row, z));
      V sum = v_zero ();
      V factor;

      for (gsize i = 0; i < row; i += LANES)
        {
          const V e = v_exp_negative (v_load_upto (z + i, row - i) - largest);

          v_store_upto (y + i, e, row - i);
          sum += v_first (e, row - i);
        }
      factor = v_set (1.0f / v_total (sum));
      for (gsize i = 0; i < row; i += LANES)
        v_store_upto (y + i, v_load_upto (y + i, row - i) * factor, row - i);
    }
}

/* d = y · (d - Σ y·d) */
static void
softmax_backward (gsize rows, gsize row, const float *z, const float *y, float *d)
{
  for (gsize r = 0; r < rows; r++, y += row, d += row)
    {
      V sum = v_zero ();

      for (gsize i = 0; i < row; i += LANES)
        sum = v_fma (v_load_upto (y + i, row - i), v_load_upto (d + i, row - i), sum);
      sum = v_set (v_total (sum));
      for (gsize i = 0; i < row; i += LANES)
        v_store_upto (d + i, v_load_upto (y + i, row - i) * (v_load_upto (d + i, row - i) - sum),
                      row - i);
    }
}

#include "engine/kernels/elementwise-table.h"
