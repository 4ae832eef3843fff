/* SPDX-License-Identifier: MIT */
/* Products that skip zeros. The places of a row's nonzero values are listed
 * without a branch, eight at a time; the rows of b at those places are then
 * added up in registers.
 */
#include "engine/kernels/set.h"
#include "engine/kernels/simd.h"

#include <string.h>

#define EIGHT    8
#define STRIPE   (8 * LANES)
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

/* c = or, with @add, c += the sum of a[where]·b[where], for @vectors vectors of
 * columns, in @parts sums that take turns. */
INLINE void
add_rows (gsize listed,
          const guint16 *where,
          const float *a,
          const float *b,
          gsize pitch,
          gboolean add,
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
    v_store_upto (c + s * LANES, (add ? v_load_upto (c + s * LANES, left) : v_zero ()) + total[s],
                  left);
}

/* One row of c from the places of its row of a; b's rows are @pitch apart. */
static void
multiply_listed (gsize n,
                 gsize listed,
                 const guint16 *where,
                 const float *a,
                 const float *b,
                 gsize pitch,
                 gboolean add,
                 float *c)
{
  gsize j = 0;

  for (; j + 4 * LANES <= n; j += 4 * LANES)
    add_rows (listed, where, a, b + j, pitch, add, c + j, LANES, 4, 2);
  for (; j + 2 * LANES <= n; j += 2 * LANES)
    add_rows (listed, where, a, b + j, pitch, add, c + j, LANES, 2, 4);
  for (; j < n; j += LANES)
    add_rows (listed, where, a, b + j, pitch, add, c + j, MIN (LANES, n - j), 1, 4);
}

static void
multiply_nn (gsize m,
             gsize n,
             gsize k,
             const float *a,
             const float *b,
             gboolean add,
             float *c,
             float *scratch)
{
  guint16 *where = (guint16 *) scratch;

  for (gsize i = 0; i < m; i++)
    multiply_listed (n, list_nonzero (k, a + i * k, where), where, a + i * k, b, n, add, c + i * n);
}

/* Columns go in the same groups as in multiply_nn(). The number of places of a row
 * stands after them. */
static void
multiply_wide (gsize m, gsize n, gsize k, const float *a, const float *b, float *c, float *scratch)
{
  const gsize room = 2 * AE_SPARSE_ROW (k);
  guint16 *lists = (guint16 *) (scratch + AE_SPARSE_STRIPE (k));

  for (gsize i = 0; i < m; i++)
    lists[(i + 1) * room - 1] = (guint16) list_nonzero (k, a + i * k, lists + i * room);
  for (gsize j = 0; j < n; j += STRIPE)
    {
      const gsize width = MIN (STRIPE, n - j);

      for (gsize s = 0; s < k; s++)
        memcpy (scratch + s * STRIPE, b + s * n + j, width * sizeof *b);
      for (gsize i = 0; i < m; i++)
        multiply_listed (width, lists[(i + 1) * room - 1], lists + i * room, a + i * k, scratch,
                         STRIPE, FALSE, c + i * n + j);
    }
}

/* out [count, k] = up to eight columns of a [k, m]. */
static void
take_columns (gsize m, gsize k, gsize count, const float *a, float *out)
{
  gsize i = 0;

  for (; i + EIGHT <= k && count == EIGHT; i += EIGHT)
    transpose_eight (a + i * m, m, out + i, k);
  for (; i < k; i++)
    for (guint r = 0; r < count; r++)
      out[r * k + i] = a[i * m + r];
}

static void
multiply_tn (gsize m,
             gsize n,
             gsize k,
             const float *a,
             const float *b,
             gboolean add,
             float *c,
             float *scratch)
{
  float *columns = scratch;
  guint16 *where = (guint16 *) (scratch + EIGHT * k);

  for (gsize i = 0; i < m; i += EIGHT)
    {
      const gsize count = MIN (EIGHT, m - i);

      take_columns (m, k, count, a + i, columns);
      for (gsize r = 0; r < count; r++)
        multiply_nn (1, n, k, columns + r * k, b, add, c + (i + r) * n, (float *) where);
    }
}

const AeSparseKernels AE_KERNEL (sparse_kernels) = {
  .count = count,
  .multiply_nn = multiply_nn,
  .multiply_tn = multiply_tn,
  .multiply_wide = multiply_wide,
};
