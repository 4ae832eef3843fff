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

/**
 * AeSparseKernels:
 * @count: values of x [n] that are not zero
 * @multiply_nn: c [m, n] += a [m, k] · b [k, n]
 * @multiply_tn: c [m, n] += aᵀ · b [k, n], a stored as [k, m]
 *
 * k is at most AE_SPARSE_MAX. Sums go in the order of k in several parts that
 * do not depend on m: a row's result is its own.
 */
typedef struct
{
  gsize (*count) (gsize n, const float *x);
  void (*multiply_nn) (gsize m,
                       gsize n,
                       gsize k,
                       const float *a,
                       const float *b,
                       float *c,
                       float *scratch);
  void (*multiply_tn) (gsize m,
                       gsize n,
                       gsize k,
                       const float *a,
                       const float *b,
                       float *c,
                       float *scratch);
} AeSparseKernels;

G_END_DECLS
