/* SPDX-License-Identifier: MIT */
/* Pooling over windows of images, channels-last: x [N, H, W, C], y [N, OH, OW,
 * C]. Cells of a window that lie outside the image do not count. Nearest
 * up-sampling is pooling run backwards.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** AePool2d: see measure.h for padding and output size. */
typedef struct
{
  guint height;
  guint width;
  guint channels;
  guint pool_height;
  guint pool_width;
  guint stride_height;
  guint stride_width;
  guint pad_top;
  guint pad_left;
  guint out_height;
  guint out_width;
} AePool2d;

/**
 * AePoolKernels:
 * @max: y = the largest value of the window
 * @max_backward: dx gets dy at the first cell, row by row, whose x is y: of
 *   several that are equally large, one alone
 * @gather: y = the sum of the window times @scale, or its mean with @scale 0
 * @spread: the reverse: each dy times @scale (or by the cells of its window)
 *   is added to all cells of its window in dx
 */
typedef struct
{
  void (*max) (const AePool2d *pool, guint n, const float *x, float *y);
  void (*max_backward) (const AePool2d *pool,
                        guint n,
                        const float *x,
                        const float *y,
                        const float *dy,
                        float *dx);
  void (*gather) (const AePool2d *pool, guint n, float scale, const float *x, float *y);
  void (*spread) (const AePool2d *pool, guint n, float scale, const float *dy, float *dx);
} AePoolKernels;

G_END_DECLS
