/* SPDX-License-Identifier: MIT */
/* Pooling, a vector of channels at a time. */
#include "engine/kernels/pooling-walk.h"
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#include <math.h>

/* Places of a row that are worked on at a time. */
#define PLACES 512

INLINE gsize
cell (const Window *w, guint row, guint col, gsize channel)
{
  return row * w->pitch + col * w->channels + channel;
}

INLINE void
window_max (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c += LANES)
    {
      const gsize left = lanes > 0 ? lanes : w->channels - c;
      V largest = v_set (-INFINITY);

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          largest = v_max (largest, v_load_upto (pass->x + w->x + cell (w, i, j, c), left));
      v_store_upto (pass->out + w->y + c, largest, left);
    }
}

/* What is left of dy is zero after the first cell that took it. */
INLINE void
window_max_backward (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c += LANES)
    {
      const gsize left = lanes > 0 ? lanes : w->channels - c;
      const V largest = v_load_upto (pass->y + w->y + c, left);
      V rest = v_load_upto (pass->dy + w->y + c, left);

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          {
            const gsize at = w->x + cell (w, i, j, c);
            const M hit = v_equal (v_load_upto (pass->x + at, left), largest);
            V d = v_select (hit, rest, v_zero ());

            rest = v_select (hit, v_zero (), rest);
            if (pass->shared)
              d += v_load_upto (pass->out + at, left);
            v_store_upto (pass->out + at, d, left);
          }
    }
}

INLINE void
window_gather (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c += LANES)
    {
      const gsize left = lanes > 0 ? lanes : w->channels - c;
      V sum = v_zero ();

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          sum += v_load_upto (pass->x + w->x + cell (w, i, j, c), left);
      v_store_upto (pass->out + w->y + c, sum * v_set (w->factor), left);
    }
}

INLINE void
window_spread (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c += LANES)
    {
      const gsize left = lanes > 0 ? lanes : w->channels - c;
      const V part = v_load_upto (pass->dy + w->y + c, left) * v_set (w->factor);

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          {
            float *at = pass->out + w->x + cell (w, i, j, c);

            if (pass->shared)
              v_store_upto (at, v_load_upto (at, left) + part, left);
            else
              v_store_upto (at, part, left);
          }
    }
}

/* Every @step-th group of channels. */
INLINE void
pick (gsize count, gsize channels, gsize step, const float *from, float *to)
{
  for (gsize k = 0; k < count; k++)
    for (gsize c = 0; c < channels; c++)
      to[k * channels + c] = from[k * step + c];
}

/* The values of windows at all places where one might begin, of which those are
 * picked where one does. */
INLINE void
fold_row (const Pass *pass,
          const Window *w,
          const AePool2d *pool,
          guint rows,
          guint count,
          gboolean largest)
{
  const gsize channels = w->channels, step = pool->stride_width * channels;
  const gsize most = (PLACES - channels) / step + 1;
  float values[PLACES + LANES];

  for (gsize done = 0; done < count; done += most)
    {
      const gsize n = MIN (most, count - done), places = (n - 1) * step + channels;
      const float *x = pass->x + w->x + done * step;
      float *y = pass->out + w->y + done * channels;

      for (gsize p = 0; p < places; p += LANES)
        {
          V value = v_set (largest ? -INFINITY : 0);

          for (guint i = 0; i < rows; i++)
            for (guint j = 0; j < pool->pool_width; j++)
              {
                const V cell = v_load_upto (x + i * w->pitch + j * channels + p, places - p);

                if (largest)
                  value = v_max (value, cell);
                else
                  value += cell;
              }
          if (!largest)
            value *= v_set (w->factor);
          v_store (values + p, value);
        }
      if (channels == 1)
        pick (n, 1, step, values, y);
      else if (channels == 3)
        pick (n, 3, step, values, y);
      else
        pick (n, channels, step, values, y);
    }
}

static void
narrow_max (const Pass *pass, const Window *w, const AePool2d *pool, guint rows, guint count)
{
  fold_row (pass, w, pool, rows, count, TRUE);
}

static void
narrow_gather (const Pass *pass, const Window *w, const AePool2d *pool, guint rows, guint count)
{
  fold_row (pass, w, pool, rows, count, FALSE);
}

INLINE void
repeat (gsize count, gsize channels, guint times, float factor, const float *from, float *to)
{
  for (gsize k = 0; k < count; k++, from += channels)
    for (guint j = 0; j < times; j++, to += channels)
      for (gsize c = 0; c < channels; c++)
        to[c] = from[c] * factor;
}

/* Windows that share no cell: their first row, and copies of it. */
static void
narrow_spread (const Pass *pass, const Window *w, const AePool2d *pool, guint rows, guint count)
{
  const gsize channels = w->channels;
  const guint times = pool->pool_width;
  const float *dy = pass->dy + w->y;
  float *out = pass->out + w->x;

  if (channels == 1 && times == 2)
    repeat (count, 1, 2, w->factor, dy, out);
  else if (channels == 1)
    repeat (count, 1, times, w->factor, dy, out);
  else if (channels == 3)
    repeat (count, 3, times, w->factor, dy, out);
  else
    repeat (count, channels, times, w->factor, dy, out);
  for (guint i = 1; i < rows; i++)
    memcpy (out + i * w->pitch, out, count * times * channels * sizeof *out);
}

#define POOL_LANES    LANES
#define NARROW_MAX    narrow_max
#define NARROW_GATHER narrow_gather
#define NARROW_SPREAD narrow_spread

#include "engine/kernels/pooling-table.h"
