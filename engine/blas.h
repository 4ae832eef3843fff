/* SPDX-License-Identifier: MIT */
/* Matrix products, row-major, and eigenvectors; blas.c is the only file that knows OpenBLAS.
 * OpenBLAS is held to one thread: the pool splits the work, not the product.
 *
 * The suffix tells how the factors are stored: nn as multiplied, nt the second
 * one transposed, tn the first one transposed.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** c [m, n] = beta·c + a [m, k] · b [k, n] */
void ae_gemm_nn (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c);

/** c [m, n] = beta·c + a [m, k] · bᵀ, b stored as [n, k] */
void ae_gemm_nt (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c);

/** c [m, n] = beta·c + aᵀ · b [k, n], a stored as [k, m] */
void ae_gemm_tn (gsize m, gsize n, gsize k, const float *a, const float *b, float beta, float *c);

/**
 * Eigenvectors and eigenvalues of a symmetric matrix (LAPACK's dsyevd).
 *
 * @a: [n, n]: the matrix; afterwards row i is the eigenvector of @values[i], of length 1
 * @values: (out): [n]: ascending
 *
 * Returns: FALSE where it holds what is not finite
 */
gboolean ae_eigen_symmetric (gsize n, double *a, double *values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
