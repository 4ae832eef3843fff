/* SPDX-License-Identifier: MIT */
/* Products that skip zeros. The places of a row's nonzero values are listed
 * without a branch, eight at a time; the rows of b at those places are then
 * added up in registers.
 */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#define EIGHT    8
#define MAX_SUMS 8

static guint
mask_of_nonzero (const float *x)
{
  const __m256 unequal = _mm256_cmp_ps (_mm256_loadu_ps (x), _mm256_setzero_ps (), _CMP_NEQ_UQ);

  return _mm256_movemask_ps (unequal);
}

static gsize
count (gsize n, const float *x)
{
  gsize total = 0;
  gsize i = 0;

  for (; i + EIGHT <= n; i += EIGHT)
    total += __builtin_popcount (mask_of_nonzero (x + i));
  for (; i < n; i++)
    total += x[i] != 0;
  return total;
}

/* Writes the places of nonzero values to @where, which has room for eight more
 * than n, and returns how many there are. A bit of the mask becomes a byte of
 * ones, and the numbers under such bytes move together. */
static gsize
list_nonzero (gsize n, const float *x, guint16 *where)
{
  gsize total = 0;
  gsize i = 0;

  for (; i + EIGHT <= n; i += EIGHT)
    {
      const guint mask = mask_of_nonzero (x + i);
      const guint64 bytes = _pdep_u64 (mask, 0x0101010101010101) * 0xff;
      const guint64 places = _pext_u64 (0x0706050403020100, bytes);
      const __m128i wide = _mm_cvtepu8_epi16 (_mm_cvtsi64_si128 ((gint64) places));

      _mm_storeu_si128 ((__m128i *) (where + total),
                        _mm_add_epi16 (wide, _mm_set1_epi16 ((gint16) i)));
      total += __builtin_popcount (mask);
    }
  for (; i < n; i++)
    {
      where[total] = i;
      total += x[i] != 0;
    }
  return total;
}

/* c += the sum of a[where]·b[where], for @vectors vectors of columns, in
 * @parts sums that take turns. */
INLINE void
add_rows (gsize listed,
          const guint16 *where,
          const float *a,
          const float *b,
          gsize pitch,
          float *c,
          gsize left,
          guint vectors,
          guint parts)
{
  V total[MAX_SUMS];
  gsize i = 0;

  UNROLL
  for (guint s = 0; s < vectors * parts; s++)
    total[s] = v_zero ();
  for (; i + parts <= listed; i += parts)
    UNROLL
  for (guint s = 0; s < vectors * parts; s++)
    {
      const gsize at = where[i + s / vectors];

      total[s] = v_fma (v_set (a[at]), v_load_upto (b + at * pitch + s % vectors * LANES, left),
                        total[s]);
    }
  for (; i < listed; i++)
    UNROLL
  for (guint s = 0; s < vectors; s++)
    total[s] = v_fma (v_set (a[where[i]]), v_load_upto (b + where[i] * pitch + s * LANES, left),
                      total[s]);
  UNROLL
  for (guint s = vectors; s < vectors * parts; s++)
    total[s % vectors] += total[s];
  UNROLL
  for (guint s = 0; s < vectors; s++)
    v_store_upto (c + s * LANES, v_load_upto (c + s * LANES, left) + total[s], left);
}

static void
multiply_row (gsize n, gsize k, const float *a, const float *b, float *c, guint16 *where)
{
  const gsize listed = list_nonzero (k, a, where);
  gsize j = 0;

  for (; j + 4 * LANES <= n; j += 4 * LANES)
    add_rows (listed, where, a, b + j, n, c + j, LANES, 4, 2);
  for (; j + 2 * LANES <= n; j += 2 * LANES)
    add_rows (listed, where, a, b + j, n, c + j, LANES, 2, 4);
  for (; j < n; j += LANES)
    add_rows (listed, where, a, b + j, n, c + j, MIN (LANES, n - j), 1, 4);
}

static void
multiply_nn (gsize m, gsize n, gsize k, const float *a, const float *b, float *c, float *scratch)
{
  for (gsize i = 0; i < m; i++)
    multiply_row (n, k, a + i * k, b, c + i * n, (guint16 *) scratch);
}

/* out [8, k] = eight columns of a [k, m]. */
static void
take_columns (gsize m, gsize k, const float *a, float *out)
{
  gsize i = 0;

  for (; i + EIGHT <= k; i += EIGHT)
    transpose_eight (a + i * m, m, out + i, k);
  for (; i < k; i++)
    for (guint r = 0; r < EIGHT; r++)
      out[r * k + i] = a[i * m + r];
}

static void
multiply_tn (gsize m, gsize n, gsize k, const float *a, const float *b, float *c, float *scratch)
{
  float *columns = scratch;
  guint16 *where = (guint16 *) (scratch + EIGHT * k);
  gsize i = 0;

  for (; i + EIGHT <= m; i += EIGHT)
    {
      take_columns (m, k, a + i, columns);
      for (guint r = 0; r < EIGHT; r++)
        multiply_row (n, k, columns + r * k, b, c + (i + r) * n, where);
    }
  for (; i < m; i++)
    {
      for (gsize r = 0; r < k; r++)
        columns[r] = a[r * m + i];
      multiply_row (n, k, columns, b, c + i * n, where);
    }
}

const AeSparseKernels AE_KERNEL (sparse_kernels) = {
  .count = count,
  .multiply_nn = multiply_nn,
  .multiply_tn = multiply_tn,
};
