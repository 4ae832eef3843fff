/* SPDX-License-Identifier: MIT */
/* The sum of the buffers (lanes) that the shards of a step filled, along a
 * fixed binary tree: lanes 0 and 1, 2 and 3, …, then pairs of those sums.
 * Whoever adds up a whole branch, a thread or a process, gets the same bits.
 * For any V, see simd.h and engine/optimizers/pass.h.
 */
#pragma once

#include "engine/optimizer.h"

G_STATIC_ASSERT (AE_MAX_LANES == 16);

INLINE V
sum_two_lanes (const float *const *g, guint n, gsize i, gsize left)
{
  V sum = v_load_upto (g[0] + i, left);

  if (n > 1)
    sum += v_load_upto (g[1] + i, left);
  return sum;
}

INLINE V
sum_four_lanes (const float *const *g, guint n, gsize i, gsize left)
{
  V sum = sum_two_lanes (g, n, i, left);

  if (n > 2)
    sum += sum_two_lanes (g + 2, n - 2, i, left);
  return sum;
}

INLINE V
sum_eight_lanes (const float *const *g, guint n, gsize i, gsize left)
{
  V sum = sum_four_lanes (g, n, i, left);

  if (n > 4)
    sum += sum_four_lanes (g + 4, n - 4, i, left);
  return sum;
}

/** Values @i to @i + @left - 1 of the sum of @n lanes, at least one. */
INLINE V
sum_lanes_at (const float *const *g, guint n, gsize i, gsize left)
{
  V sum = sum_eight_lanes (g, n, i, left);

  if (n > 8)
    sum += sum_eight_lanes (g + 8, n - 8, i, left);
  return sum;
}
