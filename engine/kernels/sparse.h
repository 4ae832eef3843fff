/* SPDX-License-Identifier: MIT */
/* Matrix products whose first factor is mostly zeros, as images of strokes
 * are: the zeros are skipped, found anew at every call. Below about a third of
 * nonzero values this is faster than a dense product; count() tells.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The longest row that can be skipped through. */
#define AE_SPARSE_MAX 65535

/** Floats of scratch for a product that sums over @k values. */
#define AE_SPARSE_SCRATCH(k) (9 * (gsize) (k) + 64)

/** The same for each of m rows of multiply_wide(), and once more whatever their number. */
#define AE_SPARSE_ROW(k)    ((gsize) (k) / 2 + 8)
#define AE_SPARSE_STRIPE(k) (128 * (gsize) (k))

typedef void (*AeSparseMultiply) (gsize m,
                                  gsize n,
                                  gsize k,
                                  const float *a,
                                  const float *b,
                                  gboolean add,
                                  float *c,
                                  float *scratch);

/**
 * AeSparseKernels:
 * @count: values of x [n] that are not zero
 * @multiply_nn: c [m, n] = a [m, k] · b [k, n], or c += a · b with @add
 * @multiply_tn: c [m, n] = aᵀ · b [k, n], or c += aᵀ · b; a stored as [k, m]
 * @multiply_wide: multiply_nn() without @add, to the bit, for a b that is too large for
 *   the caches: columns of it are copied into the scratch and stay there for all rows
 *
 * k is at most AE_SPARSE_MAX. Sums go in the order of k in several parts that
 * do not depend on m: a row's result is its own.
 */
typedef struct
{
  gsize (*count) (gsize n, const float *x);
  AeSparseMultiply multiply_nn;
  AeSparseMultiply multiply_tn;
  void (*multiply_wide) (gsize m,
                         gsize n,
                         gsize k,
                         const float *a,
                         const float *b,
                         float *c,
                         float *scratch);
} AeSparseKernels;

G_END_DECLS
