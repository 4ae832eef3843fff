/* SPDX-License-Identifier: MIT */
/* Philox4x32-10. The numbers of one key are made block by block of four
 * words; LANES blocks are made side by side so that the compiler can keep them
 * in vectors. The result does not depend on LANES.
 */
#include "engine/random.h"

#include <math.h>

#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define WEYL_0       0x9E3779B9u
#define WEYL_1       0xBB67AE85u
#define ROUNDS       10
#define LANES        16

static inline void
round_lanes (guint32 c[4][LANES], guint32 key_0, guint32 key_1)
{
  for (guint i = 0; i < LANES; i++)
    {
      guint64 a = (guint64) MULTIPLIER_0 * c[0][i];
      guint64 b = (guint64) MULTIPLIER_1 * c[2][i];
      guint32 w0 = (guint32) (b >> 32) ^ c[1][i] ^ key_0;
      guint32 w2 = (guint32) (a >> 32) ^ c[3][i] ^ key_1;

      c[0][i] = w0;
      c[1][i] = (guint32) b;
      c[2][i] = w2;
      c[3][i] = (guint32) a;
    }
}

static void
run_lanes (guint32 c[4][LANES], const guint32 key[2])
{
  guint32 key_0 = key[0], key_1 = key[1];

  for (guint r = 0; r < ROUNDS; r++)
    {
      round_lanes (c, key_0, key_1);
      key_0 += WEYL_0;
      key_1 += WEYL_1;
    }
}

void
ae_random_philox (const guint32 counter[4], const guint32 key[2], guint32 words[4])
{
  guint32 c[4][LANES] = { { 0 } };

  for (guint i = 0; i < 4; i++)
    c[i][0] = counter[i];
  run_lanes (c, key);
  for (guint i = 0; i < 4; i++)
    words[i] = c[i][0];
}

/* The key takes seed and layer, the counter block, sample and step: no two
 * draws of a run share a counter. A mix keeps seeds that differ by the
 * multiple of a layer's number apart. */
static void
split_key (const AeRandomKey *key, guint32 words[2])
{
  guint64 mixed = key->seed + (guint64) key->layer * 0x9E3779B97F4A7C15u;

  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  mixed ^= mixed >> 31;
  words[0] = (guint32) mixed;
  words[1] = (guint32) (mixed >> 32);
}

/* Words of blocks first to first + LANES - 1, word k of block i at [k][i]. */
static void
draw_blocks (const AeRandomKey *key, gsize first, guint32 c[4][LANES])
{
  guint32 words[2];

  split_key (key, words);
  for (guint i = 0; i < LANES; i++)
    {
      c[0][i] = (guint32) (first + i);
      c[1][i] = key->sample;
      c[2][i] = (guint32) key->step;
      c[3][i] = (guint32) (key->step >> 32);
    }
  run_lanes (c, words);
}

static inline float
unit (guint32 word)
{
  return (float) (word >> 8) * 0x1p-24f;
}

void
ae_random_uniform (const AeRandomKey *key, float *out, gsize n)
{
  guint32 c[4][LANES];

  for (gsize at = 0; at < n; at += 4 * LANES)
    {
      gsize count = MIN (n - at, 4 * LANES);

      draw_blocks (key, at / 4, c);
      for (gsize i = 0; i < count; i++)
        out[at + i] = unit (c[i % 4][i / 4]);
    }
}

void
ae_random_normal (const AeRandomKey *key, float *out, gsize n)
{
  guint32 c[4][LANES];

  for (gsize at = 0; at < n; at += 4 * LANES)
    {
      gsize count = MIN (n - at, 4 * LANES);

      draw_blocks (key, at / 4, c);
      for (gsize i = 0; i < count; i++)
        {
          guint block = i / 4, pair = i % 4 & 2;
          float radius = sqrtf (-2 * logf (1 - unit (c[pair][block])));
          float angle = 2 * (float) G_PI * unit (c[pair + 1][block]);

          out[at + i] = radius * (i % 2 == 0 ? cosf (angle) : sinf (angle));
        }
    }
}
