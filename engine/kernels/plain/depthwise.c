/* SPDX-License-Identifier: MIT */
/* Depthwise convolution, a value at a time. */
#include "engine/kernels/depthwise.h"

#include "engine/kernels/set.h"

static float
sum_taps (const AeDepthWindows *j, const float *in, const float *w)
{
  float sum = 0;

  for (guint l = 0; l < j->lines; l++, in += j->pitch)
    for (guint t = 0; t < j->taps; t++, w += j->width)
      sum += in[j->offsets[t]] * *w;
  return sum + *w;
}

static void
outputs (const AeDepthWindows *j, const float *w, float *out, gsize out_pitch)
{
  for (guint row = 0; row < j->rows; row++)
    for (gsize i = 0; i < j->n; i++)
      out[row * out_pitch + i] = sum_taps (j, j->in + row * j->advance + i, w + i % j->width);
}

static void
add_weights (const AeDepthWindows *j, const float *d, gsize channels, float *dw)
{
  for (guint row = 0; row < j->rows; row++, d += j->n)
    for (guint l = 0; l < j->lines; l++)
      for (guint t = 0; t < j->taps; t++)
        {
          const float *in = j->in + row * j->advance + l * j->pitch + j->offsets[t];
          float *at = dw + ((gsize) l * j->taps + t) * channels;

          for (gsize i = 0; i < j->n; i++)
            at[i % channels] += in[i] * d[i];
        }
}

const AeDepthKernels AE_KERNEL (depth_kernels) = {
  .lanes = 1,
  .outputs = outputs,
  .add_weights = add_weights,
};
