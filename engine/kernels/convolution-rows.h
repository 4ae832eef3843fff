/* SPDX-License-Identifier: MIT */
/* The inner parts of a convolution: what is compiled once for each set, with
 * shapes fixed at compile time. convolution.h puts whole convolutions together
 * from them.
 *
 * Images are channels-last. "in" already holds whatever zeros the padding
 * wants, so that no kernel looks at a border. A kernel works on one image and,
 * but for those with one filter, on one vector of filters.
 */
#pragma once

#include "engine/kernels/convolution-windows.h"
#include "engine/kernels/winograd-tiles.h"

G_BEGIN_DECLS

/**
 * AeConvRows: out [rows, cols, one vector of filters or one filter].
 * @in: the window of the first output; @in_pitch: floats from row to row
 * @in_advance: floats from one output row's window to the next one's
 * @w: [kh, ci, kw, lanes] for vectors of filters; [kh, kw, ci] for one filter
 * @bias: (nullable): one vector, or one number
 * @out_pitch: @out_step: floats from row to row, from column to column
 * @relu: store max (out, 0)
 */
typedef struct
{
  const float *in;
  gsize in_pitch;
  gsize in_advance;
  guint rows;
  guint cols;
  const float *w;
  const float *bias;
  float *out;
  gsize out_pitch;
  gsize out_step;
  gboolean relu;
} AeConvRows;

typedef void (*AeConvRowsKernel) (const AeConvRows *rows);

/**
 * AeConvWeights: dw [taps, ci, lanes] += Σ over rows and columns of in · d,
 * for a block of taps and input channels that share one vector of filters.
 * @in: the window's first value; @in_step: floats from column to column
 * @tap: floats in @in from one tap to the next
 * @d: gradient of the output; @d_step: floats from column to column
 * @dw_tap: @dw_channel: floats in @dw from tap to tap, from channel to channel
 */
typedef struct
{
  const float *in;
  gsize in_advance;
  gsize in_step;
  gsize in_tap;
  gsize in_pitch;
  guint rows;
  guint cols;
  const float *d;
  gsize d_pitch;
  gsize d_step;
  float *dw;
  gsize dw_tap;
  gsize dw_row;
  gsize dw_channel;
} AeConvWeights;

typedef void (*AeConvWeightsKernel) (const AeConvWeights *weights);

/**
 * AeConvKernels: for one width of vectors.
 * @lanes: filters in a vector
 * @weights_block: channels that a kernel of @find_weights takes at once, apart
 *   from 1 and 3
 * @find_rows: out for a vector of filters from @channels channels, a square
 *   kernel of @taps, a stride and @cols columns; NULL when there is none
 * @find_single: out for one filter; with @folded, of the four phases that make
 *   up an up-sampling before a 3x3 kernel
 * @find_weights: dw for @taps taps in a row and a block of @block channels;
 *   a block of 1 takes @taps rows of taps at once
 * @winograd: for many channels
 * @windows: for any shape
 * @find_single_weights: dw [taps, taps, lanes of channels] of one filter
 */
typedef struct
{
  guint lanes;
  guint weights_block;
  AeConvRowsKernel (*find_rows) (guint channels, guint taps, guint stride, guint cols);
  AeConvRowsKernel (*find_single) (guint channels, gboolean folded);
  AeConvWeightsKernel (*find_weights) (guint block, guint taps);
  AeConvWeightsKernel (*find_single_weights) (guint taps);
  const AeWinogradKernels *winograd;
  const AeWindowKernels *windows;
} AeConvKernels;

G_END_DECLS
