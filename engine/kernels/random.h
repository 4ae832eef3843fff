/* SPDX-License-Identifier: MIT */
/* Random numbers, many at once; see engine/random.h. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeRandomKernels:
 * @uniform: out [n] in [0, 1): the words of the blocks from @counter on, whose first word
 *   counts them; the same for every set
 */
typedef struct
{
  void (*uniform) (const guint32 key[2], const guint32 counter[4], gsize n, float *out);
} AeRandomKernels;

G_END_DECLS
