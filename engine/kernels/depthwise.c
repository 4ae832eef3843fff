/* SPDX-License-Identifier: MIT */
/* Depthwise convolution: a vector of neighbouring outputs, a width apart from
 * the next ones that have the same weights.
 */
#include "engine/kernels/depthwise.h"

#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#define BLOCK 4
#define TAPS  4

/* Outputs next to each other that share what they look at: as many as there are registers for. */
#ifdef __AVX512VL__
#  define RUN 8
#else
#  define RUN 6
#endif

INLINE gsize
count_whole (const AeDepthWindows *j)
{
  return (j->width + LANES - 1) / LANES * LANES;
}

/* RUN outputs from the first on, where a tap of one sees what the tap before sees of the next. */
INLINE void
run_outputs (const AeDepthWindows *j, const float *in, const float *w, float *out, gsize left)
{
  const gsize whole = count_whole (j), width = j->width;
  V total[RUN];

  UNROLL
  for (guint u = 0; u < RUN; u++)
    total[u] = v_zero ();
  for (guint l = 0; l < j->lines; l++, in += j->pitch)
    {
      V x[RUN];

      UNROLL
      for (guint u = 1; u < RUN; u++)
        x[u] = v_load (in + (u - 1) * width);
      for (guint t = 0; t < j->taps; t++, w += whole)
        {
          const V weight = v_load (w);

          UNROLL
          for (guint u = 1; u < RUN; u++)
            x[u - 1] = x[u];
          x[RUN - 1] = v_load (in + (t + RUN - 1) * width);
          UNROLL
          for (guint u = 0; u < RUN; u++)
            total[u] = v_fma (x[u], weight, total[u]);
        }
    }
  UNROLL
  for (guint u = 0; u < RUN; u++)
    v_store_upto (out + u * width, total[u] + v_load (w), left);
}

/* Outputs at @places, all with the weights from @w on. */
INLINE void
block_outputs (const AeDepthWindows *j,
               const float *in,
               const gsize places[BLOCK],
               const float *w,
               V total[BLOCK])
{
  const gsize whole = count_whole (j);

  UNROLL
  for (guint u = 0; u < BLOCK; u++)
    total[u] = v_zero ();
  for (guint l = 0; l < j->lines; l++, in += j->pitch)
    for (guint t = 0; t < j->taps; t++, w += whole)
      {
        const V weight = v_load (w);
        const float *at = in + j->offsets[t];

        UNROLL
        for (guint u = 0; u < BLOCK; u++)
          total[u] = v_fma (v_load (at + places[u]), weight, total[u]);
      }
  UNROLL
  for (guint u = 0; u < BLOCK; u++)
    total[u] += v_load (w);
}

/* One row, the vector at @k of every width. */
INLINE void
row_outputs (const AeDepthWindows *j, const float *in, const float *w, gsize k, float *out)
{
  const gsize run = (RUN - 1) * j->width;
  gsize at = k;

  if (j->taps == 1 || j->offsets[1] == j->width)
    for (; at + run < j->n; at += run + j->width)
      run_outputs (j, in + at, w + k, out + at, j->width - k);
  for (; at < j->n; at += BLOCK * j->width)
    {
      gsize places[BLOCK];
      V total[BLOCK];

      UNROLL
      for (guint u = 0; u < BLOCK; u++)
        places[u] = at + u * j->width < j->n ? at + u * j->width : at;
      block_outputs (j, in, places, w + k, total);
      UNROLL
      for (guint u = 0; u < BLOCK; u++)
        v_store_upto (out + places[BLOCK - 1 - u], total[BLOCK - 1 - u],
                      MIN (j->width - k, j->n - places[BLOCK - 1 - u]));
    }
}

static void
outputs (const AeDepthWindows *j, const float *w, float *out, gsize out_pitch)
{
  for (gsize k = 0; k < j->width; k += LANES)
    for (guint row = 0; row < j->rows; row++)
      row_outputs (j, j->in + row * j->advance, w, k, out + row * out_pitch);
}

/* Taps @first to @first + @taps - 1 of line @line, the vector at @k. */
INLINE void
add_taps (const AeDepthWindows *j,
          const float *d,
          gsize channels,
          guint line,
          guint first,
          guint taps,
          gsize k,
          float *dw)
{
  V total[TAPS];

  UNROLL
  for (guint t = 0; t < taps; t++)
    total[t] = v_zero ();
  for (guint row = 0; row < j->rows; row++)
    {
      const float *in = j->in + row * j->advance + line * j->pitch;

      for (gsize at = k; at < j->n; at += j->width)
        {
          const V slope = v_load_upto (d + row * j->n + at, MIN (j->width - k, j->n - at));

          UNROLL
          for (guint t = 0; t < taps; t++)
            total[t] = v_fma (v_load (in + j->offsets[first + t] + at), slope, total[t]);
        }
    }
  for (guint t = 0; t < taps; t++)
    {
      float sums[LANES];

      v_store (sums, total[t]);
      for (gsize i = 0; i < MIN (LANES, j->width - k); i++)
        dw[((gsize) line * j->taps + first + t) * channels + (k + i) % channels] += sums[i];
    }
}

static void
add_weights (const AeDepthWindows *j, const float *d, gsize channels, float *dw)
{
  for (gsize k = 0; k < j->width; k += LANES)
    for (guint line = 0; line < j->lines; line++)
      {
        guint t = 0;

        for (; t + TAPS <= j->taps; t += TAPS)
          add_taps (j, d, channels, line, t, TAPS, k, dw);
        if (t + 3 == j->taps)
          add_taps (j, d, channels, line, t, 3, k, dw);
        else
          for (; t < j->taps; t++)
            add_taps (j, d, channels, line, t, 1, k, dw);
      }
}

const AeDepthKernels AE_KERNEL (depth_kernels) = {
  .lanes = LANES,
  .outputs = outputs,
  .add_weights = add_weights,
};
