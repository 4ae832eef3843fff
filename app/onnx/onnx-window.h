/* SPDX-License-Identifier: MIT */
/* Where the windows of convolutions and pools go, as ONNX says it: channels
 * first, one or two axes of places. One axis is the width of an image of
 * height 1.
 */
#pragma once

#include "app/onnx/onnx-operators.h"

G_BEGIN_DECLS

/** One axis: places in and out, the window's places, its step, their distance, what is added before
 * and behind. */
typedef struct
{
  gint64 in;
  gint64 out;
  gint64 size;
  gint64 stride;
  gint64 dilation;
  gint64 before;
  gint64 after;
} WbOnnxAxis;

/** @n: @channels: @rank: of the input; axes[0] is the height. */
typedef struct
{
  gint64 n;
  gint64 channels;
  guint rank;
  WbOnnxAxis axes[2];
} WbOnnxWindow;

/**
 * Reads kernel_shape, strides, dilations, pads, auto_pad and ceil_mode.
 *
 * @x_rank: @x_dims: of the input, [N, C, places…]
 * @kernel: (nullable): places of the window where the node does not say
 * @transposed: for ConvTranspose, with output_padding and output_shape
 *
 * Returns: FALSE where they make no sense
 */
gboolean wb_onnx_window_read (WbOnnxWindow *self,
                              const WbOnnxNode *node,
                              guint x_rank,
                              const gint64 *x_dims,
                              const gint64 *kernel,
                              gboolean transposed);

G_END_DECLS
