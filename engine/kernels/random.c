/* SPDX-License-Identifier: MIT */
/* Philox4x32-10, LANES blocks side by side: a vector of the first words, one of the
 * second ones, and so on.
 */
#include "engine/kernels/random.h"

#include <string.h>

#include "engine/kernels/philox.h"
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

INLINE Bits
w_set (guint32 a)
{
  return V_ (set1_epi32) ((int) a);
}

/* LANES blocks from number @first on. */
INLINE void
draw_blocks (const guint32 key[2], const guint32 counter[4], guint32 first, float out[4 * LANES])
{
  guint32 index[LANES];
  Bits c[4];
  V units[4];

  for (guint i = 0; i < LANES; i++)
    index[i] = counter[0] + first + i;
  memcpy (&c[0], index, sizeof c[0]);
  for (guint k = 1; k < 4; k++)
    c[k] = w_set (counter[k]);
  for (guint r = 0; r < PHILOX_ROUNDS; r++)
    {
      const Bits key_0 = w_set (key[0] + r * PHILOX_WEYL_0);
      const Bits key_1 = w_set (key[1] + r * PHILOX_WEYL_1);
      Bits high[2], low[2];

      w_multiply (c[0], w_set (PHILOX_MULTIPLIER_0), &high[0], &low[0]);
      w_multiply (c[2], w_set (PHILOX_MULTIPLIER_1), &high[1], &low[1]);
      c[0] = V_BITS (xor) (V_BITS (xor) (high[1], c[1]), key_0);
      c[1] = low[1];
      c[2] = V_BITS (xor) (V_BITS (xor) (high[0], c[3]), key_1);
      c[3] = low[0];
    }
  for (guint k = 0; k < 4; k++)
    units[k] = V_ (cvtepi32_ps) (V_ (srli_epi32) (c[k], 8)) * v_set (0x1p-24f);
  v_store_fours (out, units);
}

static void
uniform (const guint32 key[2], const guint32 counter[4], gsize n, float *out)
{
  float rest[4 * LANES];
  gsize at = 0;

  for (; at + 4 * LANES <= n; at += 4 * LANES)
    draw_blocks (key, counter, (guint32) (at / 4), out + at);
  if (at == n)
    return;
  draw_blocks (key, counter, (guint32) (at / 4), rest);
  memcpy (out + at, rest, (n - at) * sizeof *out);
}

const AeRandomKernels AE_KERNEL (random_kernels) = {
  .uniform = uniform,
};
