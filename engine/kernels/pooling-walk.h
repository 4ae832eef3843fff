/* SPDX-License-Identifier: MIT */
/* What every set's pooling shares: the walk over windows, clipped to the image.
 * The work on one window is an inlined function of the set; the usual 2x2
 * windows reach it with constant bounds.
 */
#pragma once

#include "engine/kernels/pooling.h"

#include <string.h>

/** What a pass reads and writes; see AePoolKernels. */
typedef struct
{
  const float *x;
  const float *y;
  const float *dy;
  float *out; /* y or dx */
  float scale;
  gboolean shared; /* windows overlap or leave cells out: add, do not assign */
} Pass;

/** A window: its first cell in x or dx, its place in y or dy. */
typedef struct
{
  gsize pitch;
  gsize channels;
  gsize x;
  gsize y;
  float factor;
} Window;

/** @lanes: channels to take at once, all of them there; 0 when they may end within a vector. */
typedef void (*WindowFunc) (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes);

/** The same for @count windows side by side, none of them clipped at its sides. */
typedef void (
  *RowFunc) (const Pass *pass, const Window *w, const AePool2d *pool, guint rows, guint count);

/* Cells of a window beginning at @start that lie in [0, size). */
static inline guint
clip (gint start, guint window, guint size, guint *first)
{
  const gint end = MIN (start + (gint) window, (gint) size);

  *first = MAX (start, 0);
  return end - (gint) *first;
}

/* The columns from @first to @end - 1 of the output whose windows are not clipped. */
static inline void
find_whole (const AePool2d *pool, guint *first, guint *end)
{
  const guint size = pool->width + pool->pad_left;

  *first = MIN ((pool->pad_left + pool->stride_width - 1) / pool->stride_width, pool->out_width);
  *end = size < pool->pool_width ? 0 : (size - pool->pool_width) / pool->stride_width + 1;
  *end = CLAMP (*end, *first, pool->out_width);
}

/* @row_func: (nullable) */
static inline __attribute__ ((always_inline)) void
walk_row (const AePool2d *pool,
          guint image,
          guint row,
          const Pass *pass,
          WindowFunc func,
          RowFunc row_func)
{
  Window w = { .pitch = (gsize) pool->width * pool->channels, .channels = pool->channels };
  const gint start = (gint) (row * pool->stride_height) - (gint) pool->pad_top;
  guint top, left, whole, end;
  const guint rows = clip (start, pool->pool_height, pool->height, &top);
  const gsize first = ((gsize) image * pool->height + top) * w.pitch;

  w.y = ((gsize) image * pool->out_height + row) * pool->out_width * w.channels;
  find_whole (pool, &whole, &end);
  for (guint col = 0; col < pool->out_width;)
    {
      const gint from = (gint) (col * pool->stride_width) - (gint) pool->pad_left;
      const guint cols = clip (from, pool->pool_width, pool->width, &left);
      const guint count = row_func != NULL && col == whole && end > col ? end - col : 1;

      w.x = first + (gsize) left * w.channels;
      w.factor = pass->scale != 0 ? pass->scale : 1.0f / (rows * cols);
      if (row_func != NULL && count > 1)
        row_func (pass, &w, pool, rows, count);
      else
        func (pass, &w, rows, cols, 0);
      col += count;
      w.y += count * w.channels;
    }
}

/* The usual case: 2x2 windows side by side, none of them clipped. */
static inline __attribute__ ((always_inline)) void
walk_pairs (const AePool2d *pool,
            guint image,
            guint row,
            const Pass *pass,
            WindowFunc func,
            guint lanes)
{
  Window w = { .pitch = (gsize) pool->width * pool->channels, .channels = pool->channels };

  w.x = ((gsize) image * pool->height + 2 * row) * w.pitch;
  w.y = ((gsize) image * pool->out_height + row) * pool->out_width * w.channels;
  w.factor = pass->scale != 0 ? pass->scale : 0.25f;
  for (guint col = 0; col < pool->out_width; col++, w.y += w.channels, w.x += 2 * w.channels)
    func (pass, &w, 2, 2, lanes);
}

static inline gboolean
is_pairs (const AePool2d *pool)
{
  return pool->pool_height == 2 && pool->pool_width == 2 && pool->stride_height == 2
         && pool->stride_width == 2 && pool->pad_top == 0 && pool->pad_left == 0
         && 2 * pool->out_height <= pool->height && 2 * pool->out_width <= pool->width;
}

/* @row_func: (nullable): for fewer channels than @lanes */
static inline __attribute__ ((always_inline)) void
walk (const AePool2d *pool,
      guint n,
      const Pass *pass,
      WindowFunc func,
      RowFunc row_func,
      guint lanes)
{
  const gboolean narrow = row_func != NULL && pool->channels < lanes;
  const gboolean pairs = !narrow && is_pairs (pool);

  for (guint image = 0; image < n; image++)
    for (guint row = 0; row < pool->out_height; row++)
      if (pairs && pool->channels % lanes == 0)
        walk_pairs (pool, image, row, pass, func, lanes);
      else if (pairs)
        walk_pairs (pool, image, row, pass, func, 0);
      else if (narrow)
        walk_row (pool, image, row, pass, func, row_func);
      else
        walk_row (pool, image, row, pass, func, NULL);
}

/* Each cell of the image lies in exactly one window. */
static inline gboolean
is_exact (const AePool2d *pool)
{
  return pool->stride_height == pool->pool_height && pool->stride_width == pool->pool_width
         && pool->out_height * pool->pool_height >= pool->height + pool->pad_top
         && pool->out_width * pool->pool_width >= pool->width + pool->pad_left;
}

/* Clears dx where its cells are not all assigned; says whether they are shared. */
static inline gboolean
start_backward (const AePool2d *pool, guint n, float *dx)
{
  if (is_exact (pool))
    return FALSE;
  memset (dx, 0, (gsize) n * pool->height * pool->width * pool->channels * sizeof *dx);
  return TRUE;
}
