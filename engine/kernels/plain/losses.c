/* SPDX-License-Identifier: MIT */
/* Losses and their gradients, value by value. */
#include "engine/kernels/set.h"

#include <math.h>

static float
clip (float x, float low, float high)
{
  return x < low ? low : x > high ? high : x;
}

static double
bce_logits (const float *z_in, const float *t_in, gsize n, float *y_out, float *dz, float scale)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const float z = z_in[i];
      const float t = t_in[i];
      const float e = expf (-fabsf (z));
      const float y = z < 0 ? e / (1 + e) : 1 / (1 + e);

      if (y_out != NULL)
        y_out[i] = y;
      if (dz != NULL)
        dz[i] = (y - t) * scale;
      sum += (z < 0 ? 0 : z) - z * t + log1pf (e);
    }
  return sum;
}

static double
bce (const float *y_in, const float *t_in, gsize n, float *dy, float scale)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const float raw = y_in[i];
      const float t = t_in[i];
      const float y = clip (raw, AE_BCE_EPSILON, 1.0f - AE_BCE_EPSILON);

      if (dy != NULL)
        dy[i] = y == raw ? (y - t) / (y * (1 - y)) * scale : 0;
      sum -= t * logf (y) + (1 - t) * logf (1 - y);
    }
  return sum;
}

static double
mse (const float *y, const float *t, gsize n, float *dy, float scale)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const float e = y[i] - t[i];

      if (dy != NULL)
        dy[i] = 2 * e * scale;
      sum += e * e;
    }
  return sum;
}

static double
mae (const float *y, const float *t, gsize n, float *dy, float scale)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const float e = y[i] - t[i];

      if (dy != NULL)
        dy[i] = ((e > 0) - (e < 0)) * scale;
      sum += fabsf (e);
    }
  return sum;
}

static double
huber (const float *y, const float *t, gsize n, float delta, float *dy, float scale)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const float e = y[i] - t[i];
      const float size = fabsf (e);

      if (dy != NULL)
        dy[i] = clip (e, -delta, delta) * scale;
      sum += size <= delta ? 0.5f * e * e : delta * (size - 0.5f * delta);
    }
  return sum;
}

const AeLossKernels AE_KERNEL (loss_kernels) = {
  .bce_logits = bce_logits,
  .bce = bce,
  .mse = mse,
  .mae = mae,
  .huber = huber,
};
