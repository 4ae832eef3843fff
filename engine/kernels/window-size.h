/* SPDX-License-Identifier: MIT */
/* The size of what a sliding window makes, by Keras' rules. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * @size: of the image along one axis; @window: not larger than it unless @same
 * @out: positions of the window; @pad: cells it begins before the image (of an
 *   odd number, the larger half lies behind the image)
 */
static inline void
ae_count_windows (guint size, guint window, guint stride, gboolean same, guint *out, guint *pad)
{
  *pad = 0;
  *out = same ? (size + stride - 1) / stride : (size - window) / stride + 1;
  if (same && (*out - 1) * stride + window > size)
    *pad = ((*out - 1) * stride + window - size) / 2;
}

G_END_DECLS
