/* SPDX-License-Identifier: MIT */
/* Matrix products of the small and odd sizes that these models have, where a
 * general library loses time packing. Row-major; the suffixes are those of
 * engine/blas.h, whose functions choose between these and OpenBLAS.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeMatmulKernels: c [m, n] = a · b, or c += a · b with @add.
 * @fast: whether these are worth choosing; the plain ones are not
 * @nn: a [m, k], b [k, n]
 * @nt: a [m, k], b stored as [n, k]
 * @tn: a stored as [k, m], b [k, n]
 */
typedef struct
{
  gboolean fast;
  void (*nn) (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c);
  void (*nt) (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c);
  void (*tn) (gsize m, gsize n, gsize k, const float *a, const float *b, gboolean add, float *c);
} AeMatmulKernels;

G_END_DECLS
