/* SPDX-License-Identifier: MIT */
/*
 * The inner loops of reading: stored values to scaled floats. Chosen once for
 * the CPU that runs; every choice gives the same bits (see scaling.h).
 */
#pragma once

#include "data/scaling.h"

G_BEGIN_DECLS

/**
 * DsConvertBytes:
 *
 * out[i] = (in[i] - offset) * factor for i below n. in and out need no
 * alignment and do not overlap.
 */
typedef void (*DsConvertBytes) (const guint8 *in, gsize n, float offset, float factor, float *out);

/** The reference, and what runs on a CPU without a faster one. */
void ds_convert_bytes_plain (const guint8 *in, gsize n, float offset, float factor, float *out);

/** Returns: the fastest loop for the CPU that runs; any thread. */
DsConvertBytes ds_convert_choose_bytes (void);

/**
 * DS_CONVERT_AHEAD:
 *
 * How many samples before its turn a sample is asked for; 3 was best of 1 to 4
 * by a tenth.
 */
#define DS_CONVERT_AHEAD 3

/**
 * Asks for a sample that is read soon: samples of a shuffled epoch lie far
 * apart, and without it each begins with a wait for memory.
 *
 * @memory: where a sample begins
 * @n: its bytes
 */
static inline void
ds_convert_prefetch (gconstpointer memory, gsize n)
{
#if defined(__GNUC__)
  const char *line = memory;

  for (gsize i = 0; i < n; i += 64)
    __builtin_prefetch (line + i);
#endif
}

G_END_DECLS
