/* SPDX-License-Identifier: MIT */
/* Philox4x32-10. The numbers of one key are made block by block of four words. */
#include "engine/random.h"

#include <math.h>

#include "engine/kernels.h"
#include "engine/kernels/philox.h"

/* Numbers that are made at a time. */
#define CHUNK 64

void
ae_random_philox (const guint32 counter[4], const guint32 key[2], guint32 words[4])
{
  philox (counter, key, words);
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

/* @n uniform numbers of a key, from number @first, a multiple of 4, on. */
static void
draw (const AeRandomKey *key, gsize first, gsize n, float *out)
{
  const guint32 counter[4] = { (guint32) (first / 4), key->sample, (guint32) key->step,
                               (guint32) (key->step >> 32) };
  guint32 words[2];

  split_key (key, words);
  ae_kernels ()->random->uniform (words, counter, n, out);
}

void
ae_random_uniform (const AeRandomKey *key, float *out, gsize n)
{
  draw (key, 0, n, out);
}

void
ae_random_normal (const AeRandomKey *key, float *out, gsize n)
{
  float units[CHUNK];

  for (gsize at = 0; at < n; at += CHUNK)
    {
      const gsize count = MIN (n - at, CHUNK);

      draw (key, at, CHUNK, units);
      for (gsize i = 0; i < count; i += 2)
        {
          const float radius = sqrtf (-2 * logf (1 - units[i]));
          const float angle = 2 * (float) G_PI * units[i + 1];

          out[at + i] = radius * cosf (angle);
          if (i + 1 < count)
            out[at + i + 1] = radius * sinf (angle);
        }
    }
}
