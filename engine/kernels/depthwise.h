/* SPDX-License-Identifier: MIT */
/* Convolution of each channel by itself. Neighbouring outputs of a row look at
 * neighbouring values through the same taps, so a row is one run of floats,
 * whatever the number of channels; depthwise-framed.h makes frames in which
 * that is true for any stride.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Floats behind a frame or weights that a kernel may read. */
#define AE_DEPTH_SLACK 16

/** The widest kernel along one axis. */
#define AE_DEPTH_MAX_TAPS 64

/**
 * AeDepthWindows: rows of windows.
 * @rows: @n: rows of outputs, floats in a row
 * @in: what the first output's first tap sees; @advance: to that of the next row
 * @lines: @pitch: rows of a window, and from one to the next
 * @taps: @offsets: what each tap in a row adds
 * @width: floats after which the weights come again: see ae_depth_width()
 */
typedef struct
{
  guint rows;
  gsize n;
  const float *in;
  gsize advance;
  guint lines;
  gsize pitch;
  guint taps;
  const gsize *offsets;
  gsize width;
} AeDepthWindows;

/**
 * AeDepthKernels:
 * @lanes: floats in a vector
 * @outputs: out [rows, n] = Σ over the taps of w · in, and bias; w [lines, taps, width]
 *   and then the bias [width], in whole vectors; rows of out are @out_pitch apart
 * @add_weights: dw [lines, taps, channels] += Σ over the rows of in · d; rows of
 *   d are n apart
 */
typedef struct
{
  guint lanes;
  void (*outputs) (const AeDepthWindows *windows, const float *w, float *out, gsize out_pitch);
  void (*add_weights) (const AeDepthWindows *windows, const float *d, gsize channels, float *dw);
} AeDepthKernels;

/** The width for @channels: rows of fewer than a vector are taken as many at a time as it has
 * lanes, so that they fill whole ones. */
static inline gsize
ae_depth_width (const AeDepthKernels *kernels, gsize channels)
{
  return channels < kernels->lanes ? channels * kernels->lanes : channels;
}

G_END_DECLS
