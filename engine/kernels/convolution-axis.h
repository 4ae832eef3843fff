/* SPDX-License-Identifier: MIT */
/* Which outputs of a convolution look at which places, along one axis at a time.
 *
 * dx is itself a convolution, of dy in a frame of zeros. With strides, the
 * places of dx that look at the same taps are one phase: a convolution of its
 * own, whose outputs stand a stride apart.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeAxis: one phase along one axis.
 * @n_taps: @tap: @tap_step: the taps of its windows, from the first float on
 * @n_out: @out: @out_step: where its outputs stand
 * @in: @in_step: where their windows begin in the frame
 */
typedef struct
{
  guint n_taps;
  int tap;
  int tap_step;
  guint n_out;
  guint out;
  guint out_step;
  guint in;
  guint in_step;
} AeAxis;

static inline AeAxis
ae_forward_axis (guint taps, guint stride, guint n_out)
{
  return (AeAxis) {
    .n_taps = taps, .tap = 0, .tap_step = 1, .n_out = n_out, .out_step = 1, .in_step = stride
  };
}

/* Rows or columns that any place of dx looks at before its own: the frame's zeros before dy. */
static inline guint
ae_count_before (guint taps, guint stride)
{
  return (taps - 1) / stride;
}

/* Rows or columns of a frame for dx. */
static inline guint
ae_count_framed (guint taps, guint stride, guint pad, guint size, guint out)
{
  return ae_count_before (taps, stride) + MAX (out, (size - 1 + pad) / stride + 1);
}

/* Place i of dx looks at i + pad - tap of dy, spread by the stride. */
static inline AeAxis
ae_backward_axis (guint taps, guint stride, guint pad, guint size, guint phase)
{
  const guint first = (phase + stride - pad % stride) % stride;
  const guint n_taps = phase < taps ? (taps - phase + stride - 1) / stride : 0;

  return (AeAxis) {
    .n_taps = n_taps,
    .tap = (int) (phase + stride * n_taps) - (int) stride,
    .tap_step = -(int) stride,
    .n_out = first < size ? (size - first + stride - 1) / stride : 0,
    .out = first,
    .out_step = stride,
    .in = (first + pad) / stride + ae_count_before (taps, stride) + 1 - n_taps,
    .in_step = 1,
  };
}

G_END_DECLS
