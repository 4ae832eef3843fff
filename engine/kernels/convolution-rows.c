/* SPDX-License-Identifier: MIT */
/* Direct convolution for few channels. One vector holds LANES filters of one
 * output; a block of P outputs stays in registers while every value of the
 * window is broadcast once and used for all the taps that see it.
 *
 * All shapes are constants of an inlined template, so that the loops over taps
 * and outputs unroll into straight code with fixed offsets.
 */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#define MAX_TAPS  4
#define MAX_BLOCK 14

/* @outputs neighbouring outputs of one row. */
INLINE void
row_block (const AeConvRows *r,
           const float *in,
           float *out,
           guint channels,
           guint taps,
           guint stride,
           guint outputs)
{
  V total[MAX_BLOCK];
  const float *w = r->w;
  const V bias = r->bias != NULL ? v_load (r->bias) : v_zero ();

  UNROLL
  for (guint p = 0; p < outputs; p++)
    total[p] = bias;
  for (guint kh = 0; kh < taps; kh++, in += r->in_pitch)
    for (guint c = 0; c < channels; c++, w += taps * LANES)
      {
        V weight[MAX_TAPS];

        UNROLL
        for (guint k = 0; k < taps; k++)
          weight[k] = v_load (w + k * LANES);
        UNROLL
        for (guint i = 0; i < (outputs - 1) * stride + taps; i++)
          {
            const V x = v_set (in[i * channels + c]);

            UNROLL
            for (guint k = 0; k < taps; k++)
              if (i >= k && (i - k) % stride == 0 && (i - k) / stride < outputs)
                total[(i - k) / stride] = v_fma (x, weight[k], total[(i - k) / stride]);
          }
      }
  UNROLL
  for (guint p = 0; p < outputs; p++)
    v_store (out + p * r->out_step, r->relu ? v_max (v_zero (), total[p]) : total[p]);
}

INLINE void
rows_of_vectors (const AeConvRows *r, guint channels, guint taps, guint stride, guint outputs)
{
  for (guint row = 0; row < r->rows; row++)
    {
      const float *in = r->in + row * r->in_advance;
      float *out = r->out + row * r->out_pitch;
      guint col = 0;

      for (; col + outputs <= r->cols; col += outputs)
        row_block (r, in + col * stride * channels, out + col * r->out_step, channels, taps, stride,
                   outputs);
      for (; col < r->cols; col++)
        row_block (r, in + col * stride * channels, out + col * r->out_step, channels, taps, stride,
                   1);
    }
}

/* LANES neighbouring outputs of the one filter. With @folded, outputs come in
 * pairs that look at two of three neighbouring columns each. */
INLINE void
single_block (const AeConvRows *r,
              const float *in,
              float *out,
              guint left,
              guint channels,
              gboolean folded)
{
  const guint taps = folded ? 2 : 3;
  const guint filters = folded ? 4 : 3; /* columns of weights */
  const guint columns = folded ? LANES / 2 + 2 : LANES + 2;
  const float *w = r->w;
  V total[LANES];
  V sum;

  UNROLL
  for (guint p = 0; p < LANES; p++)
    total[p] = v_zero ();
  for (guint kh = 0; kh < taps; kh++, in += r->in_pitch, w += filters * channels)
    for (guint c = 0; c < channels; c += LANES)
      {
        V weight[4];

        UNROLL
        for (guint k = 0; k < filters; k++)
          weight[k] = v_load (w + k * channels + c);
        UNROLL
        for (guint i = 0; i < columns; i++)
          {
            const V x = v_load (in + i * channels + c);

            UNROLL
            for (guint p = 0; p < LANES; p++)
              {
                const guint first = folded ? p / 2 + p % 2 : p;

                if (i >= first && i < first + taps)
                  total[p] = v_fma (x, weight[i - first + (folded ? p % 2 * 2 : 0)], total[p]);
              }
          }
      }
  sum = v_sum_each (total);
  if (r->bias != NULL)
    sum += v_set (r->bias[0]);
  if (r->relu)
    sum = v_max (v_zero (), sum);
  v_store_upto (out, sum, left);
}

INLINE void
rows_of_singles (const AeConvRows *r, guint channels, gboolean folded)
{
  const guint step = folded ? channels / 2 : channels;

  for (guint row = 0; row < r->rows; row++)
    {
      const float *in = r->in + row * r->in_advance;
      float *out = r->out + row * r->out_pitch;

      for (guint col = 0; col < r->cols; col += LANES)
        single_block (r, in + col * step, out + col, r->cols - col, channels, folded);
    }
}

/* @rows · @taps taps of @block channels, against one vector of d. */
INLINE void
weights_of_vectors (const AeConvWeights *g, guint tap_rows, guint taps, guint block)
{
  V total[3][MAX_TAPS][8];

  UNROLL
  for (guint t = 0; t < tap_rows * taps * block; t++)
    total[t / (taps * block)][t / block % taps][t % block] = v_zero ();
  for (guint row = 0; row < g->rows; row++)
    {
      const float *in = g->in + row * g->in_advance;
      const float *d = g->d + row * g->d_pitch;

      for (guint col = 0; col < g->cols; col++, in += g->in_step, d += g->d_step)
        {
          const V slope = v_load (d);

          UNROLL
          for (guint t = 0; t < tap_rows * taps; t++)
            {
              const float *at = in + t / taps * g->in_pitch + t % taps * g->in_tap;

              UNROLL
              for (guint c = 0; c < block; c++)
                total[t / taps][t % taps][c] = v_fma (v_set (at[c]), slope,
                                                      total[t / taps][t % taps][c]);
            }
        }
    }
  UNROLL
  for (guint t = 0; t < tap_rows * taps; t++)
    UNROLL
  for (guint c = 0; c < block; c++)
    {
      float *dw = g->dw + t / taps * g->dw_row + t % taps * g->dw_tap + c * g->dw_channel;

      v_store (dw, v_load (dw) + total[t / taps][t % taps][c]);
    }
}

/* All taps of the one filter, for a vector of channels. */
INLINE void
weights_of_single (const AeConvWeights *g, guint taps)
{
  V total[9];

  UNROLL
  for (guint t = 0; t < taps * taps; t++)
    total[t] = v_zero ();
  for (guint row = 0; row < g->rows; row++)
    {
      const float *in = g->in + row * g->in_advance;
      const float *d = g->d + row * g->d_pitch;

      for (guint col = 0; col < g->cols; col++, in += g->in_step, d += g->d_step)
        {
          const V slope = v_set (*d);

          UNROLL
          for (guint t = 0; t < taps * taps; t++)
            total[t] = v_fma (v_load (in + t / taps * g->in_pitch + t % taps * g->in_tap), slope,
                              total[t]);
        }
    }
  UNROLL
  for (guint t = 0; t < taps * taps; t++)
    {
      float *dw = g->dw + t / taps * g->dw_row + t % taps * g->dw_tap;

      v_store (dw, v_load (dw) + total[t]);
    }
}

#define ROWS(channels, taps, stride, outputs) \
  static void rows_##channels##_##taps##_##stride##_##outputs (const AeConvRows *r) \
  { \
    rows_of_vectors (r, channels, taps, stride, outputs); \
  }
#define ROWS_ENTRY(channels, taps, stride, outputs) \
  { channels, taps, stride, outputs, rows_##channels##_##taps##_##stride##_##outputs },

/* Blocks that divide the usual widths: 28 and 14, 8, 7, 4. The longest one
 * wants more than sixteen vector registers. */
#ifdef __AVX512VL__
#  define EACH_BLOCK(X, channels, taps, stride) \
    X (channels, taps, stride, 14) \
    X (channels, taps, stride, 8) \
    X (channels, taps, stride, 7) \
    X (channels, taps, stride, 4)
#else
#  define EACH_BLOCK(X, channels, taps, stride) \
    X (channels, taps, stride, 8) \
    X (channels, taps, stride, 7) \
    X (channels, taps, stride, 4)
#endif

#define EACH_SHAPE(X) \
  EACH_BLOCK (X, 1, 3, 1) \
  EACH_BLOCK (X, 3, 3, 1) \
  EACH_BLOCK (X, 8, 3, 1) \
  EACH_BLOCK (X, 16, 3, 1) \
  EACH_BLOCK (X, 32, 3, 1) \
  EACH_BLOCK (X, 8, 2, 1) \
  EACH_BLOCK (X, 16, 2, 1) \
  EACH_BLOCK (X, 32, 2, 1) \
  EACH_BLOCK (X, 1, 4, 2) \
  EACH_BLOCK (X, 8, 4, 2) \
  EACH_BLOCK (X, 16, 4, 2) \
  EACH_BLOCK (X, 32, 4, 2)

EACH_SHAPE (ROWS)

static const struct
{
  guint channels;
  guint taps;
  guint stride;
  guint outputs;
  AeConvRowsKernel kernel;
} rows_table[] = { EACH_SHAPE (ROWS_ENTRY) };

/* The longest block that divides the row, else the shortest one. */
static AeConvRowsKernel
find_rows (guint channels, guint taps, guint stride, guint cols)
{
  AeConvRowsKernel found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows_table); i++)
    if (rows_table[i].channels == channels && rows_table[i].taps == taps
        && rows_table[i].stride == stride)
      {
        found = rows_table[i].kernel;
        if (cols % rows_table[i].outputs == 0)
          break;
      }
  return found;
}

#define SINGLE(channels, folded) \
  static void single_##channels##_##folded (const AeConvRows *r) \
  { \
    rows_of_singles (r, channels, folded); \
  }

#if LANES == 8
SINGLE (8, 0)
SINGLE (8, 1)
#endif
SINGLE (16, 0)
SINGLE (16, 1)
SINGLE (32, 0)
SINGLE (32, 1)

static AeConvRowsKernel
find_single (guint channels, gboolean folded)
{
#if LANES == 8
  if (channels == 8)
    return folded ? single_8_1 : single_8_0;
#endif
  if (channels == 16)
    return folded ? single_16_1 : single_16_0;
  if (channels == 32)
    return folded ? single_32_1 : single_32_0;
  return NULL;
}

#define WEIGHTS(block, tap_rows, taps) \
  static void weights_##block##_##taps (const AeConvWeights *g) \
  { \
    weights_of_vectors (g, tap_rows, taps, block); \
  }

#define SINGLE_WEIGHTS(taps) \
  static void single_weights_##taps (const AeConvWeights *g) { weights_of_single (g, taps); }

/* As many sums as there are registers for. */
#ifdef __AVX512VL__
#  define BLOCK 8
#else
#  define BLOCK 4
#endif
#define WEIGHTS_OF(block, tap_rows, taps) WEIGHTS (block, tap_rows, taps)

WEIGHTS (1, 3, 3)
WEIGHTS (3, 1, 3)
WEIGHTS_OF (BLOCK, 1, 2)
WEIGHTS_OF (BLOCK, 1, 3)
SINGLE_WEIGHTS (2)
SINGLE_WEIGHTS (3)

static AeConvWeightsKernel
find_weights (guint block, guint taps)
{
  if (taps == 3 && block == 1)
    return weights_1_3;
  if (taps == 3 && block == 3)
    return weights_3_3;
  if (taps == 3 && block == BLOCK)
    return G_PASTE (G_PASTE (weights_, BLOCK), _3);
  if (taps == 2 && block == BLOCK)
    return G_PASTE (G_PASTE (weights_, BLOCK), _2);
  return NULL;
}

static AeConvWeightsKernel
find_single_weights (guint taps)
{
  return taps == 2 ? single_weights_2 : taps == 3 ? single_weights_3 : NULL;
}

const AeConvKernels AE_KERNEL (conv_kernels) = {
  .lanes = LANES,
  .weights_block = BLOCK,
  .find_rows = find_rows,
  .find_single = find_single,
  .find_weights = find_weights,
  .find_single_weights = find_single_weights,
  .winograd = &AE_KERNEL (winograd_kernels),
  .windows = &AE_KERNEL (window_kernels),
};
