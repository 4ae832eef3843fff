/* SPDX-License-Identifier: MIT */
/*
 * One loop, compiled once for the base of the architecture and once for AVX2:
 * the compiler makes the vectors, the formula stands here alone.
 */
#include "data/convert.h"

static inline G_ALWAYS_INLINE void
convert (const guint8 *restrict in, gsize n, float offset, float factor, float *restrict out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = ((float) in[i] - offset) * factor;
}

void
ds_convert_bytes_plain (const guint8 *in, gsize n, float offset, float factor, float *out)
{
  convert (in, n, offset, factor, out);
}

#if defined(__x86_64__) && defined(__GNUC__)

__attribute__ ((target ("avx2"))) static void
convert_bytes_avx2 (const guint8 *in, gsize n, float offset, float factor, float *out)
{
  convert (in, n, offset, factor, out);
}

DsConvertBytes
ds_convert_choose_bytes (void)
{
  return __builtin_cpu_supports ("avx2") ? convert_bytes_avx2 : ds_convert_bytes_plain;
}

#else

DsConvertBytes
ds_convert_choose_bytes (void)
{
  return ds_convert_bytes_plain;
}

#endif
