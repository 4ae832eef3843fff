/* SPDX-License-Identifier: MIT */
/* One vector of AE_LANES floats, and what the kernels do with it: the only
 * file that knows the intrinsics. V is a vector type of the compiler, so that
 * + - * / work on it; a fused multiplication and addition is always written
 * out, and the sources are compiled with -ffp-contract=off, so that a lane's
 * result never depends on how a loop was unrolled.
 *
 * The end of an array is done in the same loop: *_upto() reads zeros and
 * writes nothing past @left floats.
 */
#pragma once

#include <glib.h>
#include <immintrin.h>

#define INLINE static inline __attribute__ ((always_inline))
#define LANES  AE_LANES

/* Before a loop with constant bounds: straight code instead. */
#ifdef __clang__
#  define UNROLL _Pragma ("clang loop unroll(full)")
#else
#  define UNROLL _Pragma ("GCC unroll 64")
#endif

#if AE_LANES == 16

typedef __m512 V;
typedef __m512d D;
typedef __mmask16 M;
typedef gint32 I __attribute__ ((vector_size (64)));

#  define V_(name)          _mm512_##name
#  define V_BITS(name)      _mm512_##name##_si512
#  define V_GREATER(a, b)   _mm512_cmp_ps_mask (a, b, _CMP_GT_OQ)
#  define V_EQUAL(a, b)     _mm512_cmp_ps_mask (a, b, _CMP_EQ_OQ)
#  define V_SELECT(m, a, b) _mm512_mask_blend_ps (m, b, a)
#  define V_LOW(v)          _mm512_castps512_ps256 (v)
#  define V_HIGH(v)         _mm512_extractf32x8_ps (v, 1)
typedef __m512i Bits;

#else

typedef __m256 V;
typedef __m256d D;
typedef __m256 M;
typedef gint32 I __attribute__ ((vector_size (32)));

#  define V_(name)          _mm256_##name
#  define V_BITS(name)      _mm256_##name##_si256
#  define V_GREATER(a, b)   _mm256_cmp_ps (a, b, _CMP_GT_OQ)
#  define V_EQUAL(a, b)     _mm256_cmp_ps (a, b, _CMP_EQ_OQ)
#  define V_SELECT(m, a, b) _mm256_blendv_ps (b, a, m)
#  define V_LOW(v)          _mm256_castps256_ps128 (v)
#  define V_HIGH(v)         _mm256_extractf128_ps (v, 1)
typedef __m256i Bits;

#endif

INLINE V
v_set (float a)
{
  return V_ (set1_ps) (a);
}

INLINE V
v_zero (void)
{
  return V_ (setzero_ps) ();
}

INLINE V
v_load (const float *p)
{
  return V_ (loadu_ps) (p);
}

INLINE void
v_store (float *p, V v)
{
  V_ (storeu_ps) (p, v);
}

/** a·b + c, rounded once. */
INLINE V
v_fma (V a, V b, V c)
{
  return V_ (fmadd_ps) (a, b, c);
}

/** c - a·b, rounded once. */
INLINE V
v_fnma (V a, V b, V c)
{
  return V_ (fnmadd_ps) (a, b, c);
}

/** The larger one; @b when either is not a number. */
INLINE V
v_max (V a, V b)
{
  return V_ (max_ps) (a, b);
}

/** The smaller one; @b when either is not a number. */
INLINE V
v_min (V a, V b)
{
  return V_ (min_ps) (a, b);
}

INLINE V
v_sqrt (V a)
{
  return V_ (sqrt_ps) (a);
}

INLINE V
v_and (V a, V b)
{
  return (V) V_BITS (and) ((Bits) a, (Bits) b);
}

INLINE V
v_or (V a, V b)
{
  return (V) V_BITS (or) ((Bits) a, (Bits) b);
}

INLINE V
v_abs (V a)
{
  return (V) V_BITS (andnot) ((Bits) v_set (-0.0f), (Bits) a);
}

/** @a with the sign of @b. @a must not be negative. */
INLINE V
v_with_sign (V a, V b)
{
  return v_or (a, v_and (b, v_set (-0.0f)));
}

INLINE M
v_greater (V a, V b)
{
  return V_GREATER (a, b);
}

INLINE M
v_equal (V a, V b)
{
  return V_EQUAL (a, b);
}

/** @a where @m holds, else @b. */
INLINE V
v_select (M m, V a, V b)
{
  return V_SELECT (m, a, b);
}

/* Parts of a vector are loaded and stored in quarters and single floats, not
 * with a mask: a masked access counts as a whole one when the processor looks
 * for overlaps with stores under way, and then waits for them. */

/* Two floats from anywhere: _mm_load_sd() wants them where a double may stand. */
INLINE __m128
pair_load (const float *p)
{
  return _mm_castsi128_ps (_mm_loadl_epi64 ((const __m128i_u *) p));
}

INLINE __m128
quarter_load_part (const float *p, gsize n)
{
  switch (n)
    {
    case 0:
      return _mm_setzero_ps ();
    case 1:
      return _mm_load_ss (p);
    case 2:
      return pair_load (p);
    default:
      return _mm_movelh_ps (pair_load (p), _mm_load_ss (p + 2));
    }
}

INLINE void
quarter_store_part (float *p, __m128 v, gsize n)
{
  if (n >= 2)
    _mm_storel_pi ((__m64 *) p, v);
  if (n == 3)
    _mm_store_ss (p + 2, _mm_movehl_ps (v, v));
  else if (n == 1)
    _mm_store_ss (p, v);
}

INLINE __m256
half_load_part (const float *p, gsize n)
{
  __m128 low, high;

  if (n < 4)
    return _mm256_zextps128_ps256 (quarter_load_part (p, n));
  low = _mm_loadu_ps (p);
  high = quarter_load_part (p + 4, n - 4);
  return _mm256_insertf128_ps (_mm256_castps128_ps256 (low), high, 1);
}

INLINE void
half_store_part (float *p, __m256 v, gsize n)
{
  const __m128 low = _mm256_castps256_ps128 (v);

  if (n < 4)
    quarter_store_part (p, low, n);
  else
    {
      _mm_storeu_ps (p, low);
      quarter_store_part (p + 4, _mm256_extractf128_ps (v, 1), n - 4);
    }
}

#if AE_LANES == 16

INLINE V
v_load_part (const float *p, gsize n)
{
  __m256 low, high;

  if (n < 8)
    return _mm512_zextps256_ps512 (half_load_part (p, n));
  low = _mm256_loadu_ps (p);
  high = half_load_part (p + 8, n - 8);
  return _mm512_insertf32x8 (_mm512_castps256_ps512 (low), high, 1);
}

INLINE void
v_store_part (float *p, V v, gsize n)
{
  const __m256 low = _mm512_castps512_ps256 (v);

  if (n < 8)
    half_store_part (p, low, n);
  else
    {
      _mm256_storeu_ps (p, low);
      half_store_part (p + 8, _mm512_extractf32x8_ps (v, 1), n - 8);
    }
}

/** The first @n lanes; zeros after them. */
INLINE V
v_first (V v, gsize n)
{
  return n >= LANES ? v : _mm512_maskz_mov_ps ((__mmask16) ((1u << n) - 1), v);
}

#else

INLINE V
v_load_part (const float *p, gsize n)
{
  return half_load_part (p, n);
}

INLINE void
v_store_part (float *p, V v, gsize n)
{
  half_store_part (p, v, n);
}

/** The first @n lanes; zeros after them. */
INLINE V
v_first (V v, gsize n)
{
  const __m256i index = _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7);

  return n >= LANES ? v : v_and (v, (V) _mm256_cmpgt_epi32 (_mm256_set1_epi32 ((int) n), index));
}

#endif

INLINE V
v_load_upto (const float *p, gsize left)
{
  return G_LIKELY (left >= LANES) ? v_load (p) : v_load_part (p, left);
}

INLINE void
v_store_upto (float *p, V v, gsize left)
{
  if (G_LIKELY (left >= LANES))
    v_store (p, v);
  else
    v_store_part (p, v, left);
}

/** The sum of the lanes: one half on the other, and again. */
INLINE float
v_total (V v)
{
#if AE_LANES == 16
  const __m256 half = V_LOW (v) + V_HIGH (v);
#else
  const __m256 half = v;
#endif
  __m128 quarter = _mm256_castps256_ps128 (half) + _mm256_extractf128_ps (half, 1);

  quarter += _mm_movehl_ps (quarter, quarter);
  return quarter[0] + quarter[1];
}

INLINE float
v_largest (V v)
{
  float lanes[LANES];
  float largest;

  v_store (lanes, v);
  largest = lanes[0];
  for (guint i = 1; i < LANES; i++)
    largest = lanes[i] > largest ? lanes[i] : largest;
  return largest;
}

/* Three steps of summing the lanes of LANES vectors at once, each of which
 * halves the number of vectors (or of quarters) that are left. */

/** In each quarter: a0 + a2, b0 + b2, a1 + a3, b1 + b3. */
INLINE V
v_interleave_sum (V a, V b)
{
  return V_ (unpacklo_ps) (a, b) + V_ (unpackhi_ps) (a, b);
}

/** In each quarter: a0 + a2, a1 + a3, b0 + b2, b1 + b3. */
INLINE V
v_interleave_pairs_sum (V a, V b)
{
  return (V) V_ (unpacklo_pd) ((D) a, (D) b) + (V) V_ (unpackhi_pd) ((D) a, (D) b);
}

/** The sums of the quarters of v[0], v[4], …, one after the other. */
INLINE V
v_sum_quarters (const V v[LANES])
{
#if AE_LANES == 16
  const V a = _mm512_shuffle_f32x4 (v[0], v[4], 0x44) + _mm512_shuffle_f32x4 (v[0], v[4], 0xee);
  const V b = _mm512_shuffle_f32x4 (v[8], v[12], 0x44) + _mm512_shuffle_f32x4 (v[8], v[12], 0xee);

  return _mm512_shuffle_f32x4 (a, b, 0x88) + _mm512_shuffle_f32x4 (a, b, 0xdd);
#else
  return _mm256_permute2f128_ps (v[0], v[4], 0x20) + _mm256_permute2f128_ps (v[0], v[4], 0x31);
#endif
}

/** Sums the lanes of each of LANES vectors, which it changes: lane i is the sum of v[i]. */
INLINE V
v_sum_each (V v[LANES])
{
  UNROLL
  for (guint i = 0; i < LANES; i += 2)
    v[i] = v_interleave_sum (v[i], v[i + 1]);
  UNROLL
  for (guint i = 0; i < LANES; i += 4)
    v[i] = v_interleave_pairs_sum (v[i], v[i + 2]);
  return v_sum_quarters (v);
}

/** Stores lane 0 of all four, lane 1 of all four, and so on. */
INLINE void
v_store_fours (float *p, const V v[4])
{
  const D low[2] = { (D) V_ (unpacklo_ps) (v[0], v[1]), (D) V_ (unpacklo_ps) (v[2], v[3]) };
  const D high[2] = { (D) V_ (unpackhi_ps) (v[0], v[1]), (D) V_ (unpackhi_ps) (v[2], v[3]) };
  const D fours[4] = { V_ (unpacklo_pd) (low[0], low[1]), V_ (unpackhi_pd) (low[0], low[1]),
                       V_ (unpacklo_pd) (high[0], high[1]), V_ (unpackhi_pd) (high[0], high[1]) };

  UNROLL
  for (guint i = 0; i < LANES; i++)
    __builtin_memcpy (p + 4 * i, (const float *) &fours[i % 4] + i / 4 * 4, 4 * sizeof *p);
}

/** The products of the lanes, as whole numbers without a sign: both halves of their bits. */
INLINE void
w_multiply (Bits a, Bits b, Bits *high, Bits *low)
{
  const Bits even = V_ (mul_epu32) (a, b);
  const Bits odd = V_ (mul_epu32) (V_ (srli_epi64) (a, 32), b);

#if AE_LANES == 16
  *low = _mm512_mask_blend_epi32 (0xaaaa, even, _mm512_slli_epi64 (odd, 32));
  *high = _mm512_mask_blend_epi32 (0xaaaa, _mm512_srli_epi64 (even, 32), odd);
#else
  *low = _mm256_blend_epi32 (even, _mm256_slli_epi64 (odd, 32), 0xaa);
  *high = _mm256_blend_epi32 (_mm256_srli_epi64 (even, 32), odd, 0xaa);
#endif
}

/** A sum in double of the values of many vectors, lane by lane. */
typedef struct
{
  D low;
  D high;
} Sum;

INLINE Sum
sum_start (void)
{
  return (Sum) { V_ (setzero_pd) (), V_ (setzero_pd) () };
}

INLINE void
sum_add (Sum *sum, V v)
{
  sum->low += V_ (cvtps_pd) (V_LOW (v));
  sum->high += V_ (cvtps_pd) (V_HIGH (v));
}

/** Adds the squares, taken in double: they may not overflow. */
INLINE void
sum_add_square (Sum *sum, V v)
{
  const D low = V_ (cvtps_pd) (V_LOW (v));
  const D high = V_ (cvtps_pd) (V_HIGH (v));

  sum->low += low * low;
  sum->high += high * high;
}

/** Adds the products, taken in double. */
INLINE void
sum_add_product (Sum *sum, V a, V b)
{
  sum->low += V_ (cvtps_pd) (V_LOW (a)) * V_ (cvtps_pd) (V_LOW (b));
  sum->high += V_ (cvtps_pd) (V_HIGH (a)) * V_ (cvtps_pd) (V_HIGH (b));
}

/** The sums of the lanes, each by itself. */
INLINE void
sum_store (const Sum *sum, double out[LANES])
{
  for (guint i = 0; i < LANES / 2; i++)
    {
      out[i] = sum->low[i];
      out[LANES / 2 + i] = sum->high[i];
    }
}

INLINE double
sum_total (const Sum *sum)
{
  const D both = sum->low + sum->high;
#if AE_LANES == 16
  const __m256d half = _mm512_castpd512_pd256 (both) + _mm512_extractf64x4_pd (both, 1);
#else
  const __m256d half = both;
#endif
  const __m128d quarter = _mm256_castpd256_pd128 (half) + _mm256_extractf128_pd (half, 1);

  return quarter[0] + quarter[1];
}

/** out [8, 8] = the transpose of in [8, 8]; pitches are floats from row to row. */
INLINE void
transpose_eight (const float *in, gsize in_pitch, float *out, gsize out_pitch)
{
  __m256 v[8], w[8];

  UNROLL
  for (guint r = 0; r < 8; r++)
    v[r] = _mm256_loadu_ps (in + r * in_pitch);
  UNROLL
  for (guint r = 0; r < 8; r += 2)
    {
      w[r] = _mm256_unpacklo_ps (v[r], v[r + 1]);
      w[r + 1] = _mm256_unpackhi_ps (v[r], v[r + 1]);
    }
  UNROLL
  for (guint r = 0; r < 8; r += 4)
    {
      v[r] = _mm256_shuffle_ps (w[r], w[r + 2], 0x44);
      v[r + 1] = _mm256_shuffle_ps (w[r], w[r + 2], 0xee);
      v[r + 2] = _mm256_shuffle_ps (w[r + 1], w[r + 3], 0x44);
      v[r + 3] = _mm256_shuffle_ps (w[r + 1], w[r + 3], 0xee);
    }
  UNROLL
  for (guint r = 0; r < 4; r++)
    {
      _mm256_storeu_ps (out + r * out_pitch, _mm256_permute2f128_ps (v[r], v[r + 4], 0x20));
      _mm256_storeu_ps (out + (r + 4) * out_pitch, _mm256_permute2f128_ps (v[r], v[r + 4], 0x31));
    }
}
