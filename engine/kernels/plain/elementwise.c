/* SPDX-License-Identifier: MIT */
/* Activations and elementary functions, as the C library has them: what runs
 * on any CPU, and what the fast kernels are compared with.
 */
#include "engine/kernels/set.h"

#include <math.h>
#include <string.h>

#define LEAK       0.2f
#define SELU_SCALE 1.05070098f
#define SELU_ALPHA 1.67326324f

#define MAP(name, expression) \
  static void name##_forward (gsize rows, gsize row, const float *z, float *y) \
  { \
    for (gsize i = 0; i < rows * row; i++) \
      { \
        const float x = z[i]; \
        y[i] = (expression); \
      } \
  }

/* d *= expression of x, which is z or y. */
#define MAP_BACK(name, source, expression) \
  static void name##_backward (gsize rows, gsize row, const float *z, const float *y, float *d) \
  { \
    for (gsize i = 0; i < rows * row; i++) \
      { \
        const float x = source[i]; \
        d[i] *= (expression); \
      } \
  }

static float
sigmoid_of (float x)
{
  const float e = expf (-fabsf (x));

  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

static float
normal_integral (float x)
{
  /* In double: a rounded argument of erfcf costs ten bits in the far tail. */
  return 0.5 * erfc (-x * M_SQRT1_2);
}

static float
silu_slope (float x)
{
  const float s = sigmoid_of (x);

  return s * (1 + x * (1 - s));
}

static float
gelu_slope (float x)
{
  const float density = 0.398942280f * expf (-0.5f * x * x);

  return normal_integral (x) + x * density;
}

MAP (relu, x < 0 ? 0 : x)
MAP (leaky_relu, x > 0 ? x : LEAK * x)
MAP (elu, x > 0 ? x : expm1f (x))
MAP (selu, SELU_SCALE *(x > 0 ? x : SELU_ALPHA * expm1f (x)))
MAP (gelu, x *normal_integral (x))
MAP (silu, x *sigmoid_of (x))
MAP (tanh, tanhf (x))
MAP (sigmoid, sigmoid_of (x))
MAP (softplus, (x < 0 ? 0 : x) + log1pf (expf (-fabsf (x))))

MAP_BACK (relu, y, x > 0 ? 1 : 0)
MAP_BACK (leaky_relu, y, x > 0 ? 1 : LEAK)
MAP_BACK (elu, y, x > 0 ? 1 : x + 1)
MAP_BACK (selu, y, x > 0 ? SELU_SCALE : x + SELU_SCALE * SELU_ALPHA)
MAP_BACK (gelu, z, gelu_slope (x))
MAP_BACK (silu, z, silu_slope (x))
MAP_BACK (tanh, y, 1 - x * x)
MAP_BACK (sigmoid, y, x *(1 - x))
MAP_BACK (softplus, y, -expm1f (-x))

static void
exp_each (gsize n, const float *x, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = expf (x[i]);
}

static void
log_each (gsize n, const float *x, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = logf (x[i]);
}

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

static void
softmax_forward (gsize rows, gsize row, const float *z, float *y)
{
  for (gsize r = 0; r < rows; r++, z += row, y += row)
    {
      float largest = -INFINITY;
      float sum = 0;

      for (gsize i = 0; i < row; i++)
        largest = z[i] > largest ? z[i] : largest;
      for (gsize i = 0; i < row; i++)
        {
          y[i] = expf (z[i] - largest);
          sum += y[i];
        }
      for (gsize i = 0; i < row; i++)
        y[i] /= sum;
    }
}

/* d = y · (d - Σ y·d) */
static void
softmax_backward (gsize rows, gsize row, const float *z, const float *y, float *d)
{
  for (gsize r = 0; r < rows; r++, y += row, d += row)
    {
      float sum = 0;

      for (gsize i = 0; i < row; i++)
        sum += y[i] * d[i];
      for (gsize i = 0; i < row; i++)
        d[i] = y[i] * (d[i] - sum);
    }
}

#include "engine/kernels/elementwise-table.h"
