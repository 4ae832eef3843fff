/* SPDX-License-Identifier: MIT */
/* Philox4x32-10, block by block. */
#include "engine/kernels/random.h"

#include "engine/kernels/philox.h"
#include "engine/kernels/set.h"

static void
uniform (const guint32 key[2], const guint32 counter[4], gsize n, float *out)
{
  for (gsize at = 0; at < n; at += 4)
    {
      const guint32 c[4] = { counter[0] + (guint32) (at / 4), counter[1], counter[2], counter[3] };
      guint32 words[4];

      philox (c, key, words);
      for (gsize i = 0; i < MIN (n - at, 4); i++)
        out[at + i] = philox_to_unit (words[i]);
    }
}

const AeRandomKernels AE_KERNEL (random_kernels) = {
  .uniform = uniform,
};
