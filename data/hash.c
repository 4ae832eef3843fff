/* SPDX-License-Identifier: MIT */
/*
 * Four lanes, so that no product waits for the one before.
 */
#include "data/hash.h"

#include <string.h>

#define N_LANES 4
#define BLOCK   (N_LANES * sizeof (guint64))

static inline void
mix_block (guint64 *lanes, const guint8 *block)
{
  guint64 word;

  for (guint lane = 0; lane < N_LANES; lane++)
    {
      memcpy (&word, block + lane * sizeof word, sizeof word);
      lanes[lane] = (lanes[lane] ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      lanes[lane] ^= lanes[lane] >> 29;
    }
}

guint64
ds_hash_bytes (gconstpointer bytes, gsize n)
{
  guint64 lanes[N_LANES] = { 1, 2, 3, 4 }, hash = n;
  const guint8 *at = bytes;
  gsize left = n;

  for (; left >= BLOCK; at += BLOCK, left -= BLOCK)
    mix_block (lanes, at);
  if (left > 0)
    {
      guint8 rest[BLOCK] = { 0 };

      memcpy (rest, at, left);
      mix_block (lanes, rest);
    }
  for (guint lane = 0; lane < N_LANES; lane++)
    {
      hash = (hash ^ lanes[lane]) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
      hash ^= hash >> 32;
    }
  return hash;
}
