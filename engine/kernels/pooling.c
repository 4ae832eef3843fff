/* SPDX-License-Identifier: MIT */
/* Pooling, a vector of channels at a time. */
#include "engine/kernels/pooling-walk.h"
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#include <math.h>

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

#define POOL_LANES LANES

#include "engine/kernels/pooling-table.h"
