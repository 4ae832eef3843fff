/* SPDX-License-Identifier: MIT */
/* Philox4x32-10: one block, and what its vectors are made of. */
#pragma once

#include <glib.h>

#define PHILOX_MULTIPLIER_0 0xD2511F53u
#define PHILOX_MULTIPLIER_1 0xCD9E8D57u
#define PHILOX_WEYL_0       0x9E3779B9u
#define PHILOX_WEYL_1       0xBB67AE85u
#define PHILOX_ROUNDS       10

/** A word's upper 24 bits times 2^-24. */
static inline float
philox_to_unit (guint32 word)
{
  return (float) (gint32) (word >> 8) * 0x1p-24f;
}

static inline void
philox (const guint32 counter[4], const guint32 key[2], guint32 words[4])
{
  guint32 c[4] = { counter[0], counter[1], counter[2], counter[3] };

  for (guint r = 0; r < PHILOX_ROUNDS; r++)
    {
      guint64 a = (guint64) PHILOX_MULTIPLIER_0 * c[0];
      guint64 b = (guint64) PHILOX_MULTIPLIER_1 * c[2];

      c[0] = (guint32) (b >> 32) ^ c[1] ^ (key[0] + r * PHILOX_WEYL_0);
      c[1] = (guint32) b;
      c[2] = (guint32) (a >> 32) ^ c[3] ^ (key[1] + r * PHILOX_WEYL_1);
      c[3] = (guint32) a;
    }
  for (guint i = 0; i < 4; i++)
    words[i] = c[i];
}
