/* SPDX-License-Identifier: MIT */
/* Convolution of any shape without copying windows out: what is compiled once
 * for each set. A window is some lines of neighbouring floats, since an image
 * is channels-last; nothing here depends on how many there are.
 *
 * "in" already holds whatever zeros the padding wants.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Up to so many filters fill a vector with values of the window, not with filters. */
#define AE_MAX_NARROW 4

/**
 * AeWindows: windows in an image, a matrix of outputs to them.
 * @in: the first window; @step: @advance: floats to the window of the next
 *   column, of the next row
 * @lines: @line: lines in a window, floats in a line; @pitch: from line to line
 * @rows: @cols: windows
 */
typedef struct
{
  const float *in;
  gsize step;
  gsize advance;
  guint lines;
  gsize line;
  gsize pitch;
  guint rows;
  guint cols;
} AeWindows;

/**
 * AeWindowOutputs: out [rows, cols, filters] = windows · w + bias, some filters
 * at a time.
 * @filters: how many; fewer than the vectors have lanes are padded with zeros in @w
 * @w: [lines, line, vectors · lanes]; for narrow(): [lines, line in whole
 *   vectors, filters, lanes], zeros behind the line
 * @bias: (nullable): [filters]
 * @out_step: @out_pitch: floats from column to column, from row to row
 * @relu: store max (out, 0)
 */
typedef struct
{
  AeWindows windows;
  guint filters;
  const float *w;
  const float *bias;
  gboolean relu;
  float *out;
  gsize out_step;
  gsize out_pitch;
} AeWindowOutputs;

/**
 * AeWindowWeights: dw [lines, line, filters] += Σ over the windows of in · d,
 * some filters at a time.
 * @d: [rows · cols, d_step]; @dw_step: floats from value to value of the window
 */
typedef struct
{
  AeWindows windows;
  guint filters;
  const float *d;
  gsize d_step;
  float *dw;
  gsize dw_step;
} AeWindowWeights;

/**
 * AeWindowKernels: for one width of vectors.
 * @wide: filters in @vectors vectors, 1 or 2
 * @narrow: at most AE_MAX_NARROW filters; reads whole vectors of a line, and so
 *   up to a vector behind it, where numbers must be finite
 * @add_weights: @add_narrow_weights: likewise
 */
typedef struct
{
  void (*wide) (const AeWindowOutputs *job, guint vectors);
  void (*narrow) (const AeWindowOutputs *job);
  void (*add_weights) (const AeWindowWeights *job, guint vectors);
  void (*add_narrow_weights) (const AeWindowWeights *job);
} AeWindowKernels;

G_END_DECLS
