/* SPDX-License-Identifier: MIT */
/* The functions and the table that end every set's pooling.c, from its
 * window_max, window_max_backward, window_gather and window_spread,
 * POOL_LANES, the channels it takes at once, and for fewer of them NARROW_MAX,
 * NARROW_GATHER and NARROW_SPREAD, which may be NULL.
 */

static void
max_forward (const AePool2d *pool, guint n, const float *x, float *y)
{
  walk (pool, n, &(Pass) { .x = x, .out = y, .scale = 1 }, window_max, NARROW_MAX, POOL_LANES);
}

static void
max_backward (const AePool2d *pool,
              guint n,
              const float *x,
              const float *y,
              const float *dy,
              float *dx)
{
  const Pass pass = {
    .x = x,
    .y = y,
    .dy = dy,
    .out = dx,
    .scale = 1,
    .shared = start_backward (pool, n, dx),
  };

  walk (pool, n, &pass, window_max_backward, NULL, POOL_LANES);
}

static void
gather (const AePool2d *pool, guint n, float scale, const float *x, float *y)
{
  walk (pool, n, &(Pass) { .x = x, .out = y, .scale = scale }, window_gather, NARROW_GATHER,
        POOL_LANES);
}

static void
spread (const AePool2d *pool, guint n, float scale, const float *dy, float *dx)
{
  const Pass pass = {
    .dy = dy,
    .out = dx,
    .scale = scale,
    .shared = start_backward (pool, n, dx),
  };

  if (pass.shared)
    walk (pool, n, &pass, window_spread, NULL, POOL_LANES);
  else
    walk (pool, n, &pass, window_spread, NARROW_SPREAD, POOL_LANES);
}

const AePoolKernels AE_KERNEL (pool_kernels) = {
  .max = max_forward,
  .max_backward = max_backward,
  .gather = gather,
  .spread = spread,
};
