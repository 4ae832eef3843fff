/* SPDX-License-Identifier: MIT */
/* Names of what each set exports. The vector sources are compiled once for
 * each instruction set, with AE_SET as avx2 or avx512 and AE_LANES as the
 * floats in one vector; the plain ones once, as plain.
 */
#pragma once

#include "engine/kernels.h"

#define AE_SET_NAME(set, name) G_PASTE (ae_, G_PASTE (set, G_PASTE (_, name)))
#define AE_KERNEL(name)        AE_SET_NAME (AE_SET, name)

#define AE_DECLARE_SET(set) \
  extern const AeElementwiseKernels AE_SET_NAME (set, map_kernels); \
  extern const AeLossKernels AE_SET_NAME (set, loss_kernels); \
  extern const AeRecurrentKernels AE_SET_NAME (set, recurrent_kernels); \
  extern const AeMatmulKernels AE_SET_NAME (set, product_kernels); \
  extern const AeSparseKernels AE_SET_NAME (set, sparse_kernels); \
  extern const AeReductionKernels AE_SET_NAME (set, sum_kernels); \
  extern const AeNormalizationKernels AE_SET_NAME (set, normalization_kernels); \
  extern const AeDepthKernels AE_SET_NAME (set, depth_kernels); \
  extern const AeBilinearKernels AE_SET_NAME (set, bilinear_kernels); \
  extern const AeRandomKernels AE_SET_NAME (set, random_kernels); \
  extern const AeOptimizerClass *const AE_SET_NAME (set, optimizers)[];

/* What choose.c needs of a set; the kernels for convolutions follow. */
#define AE_SET_FIELDS(set) \
  .name = G_STRINGIFY (set), .map = &AE_SET_NAME (set, map_kernels), \
  .loss = &AE_SET_NAME (set, loss_kernels), .recurrent = &AE_SET_NAME (set, recurrent_kernels), \
  .product = &AE_SET_NAME (set, product_kernels), .sparse = &AE_SET_NAME (set, sparse_kernels), \
  .sum = &AE_SET_NAME (set, sum_kernels), .optimizers = AE_SET_NAME (set, optimizers), \
  .normalization = &AE_SET_NAME (set, normalization_kernels), \
  .depth = &AE_SET_NAME (set, depth_kernels), .bilinear = &AE_SET_NAME (set, bilinear_kernels), \
  .random = &AE_SET_NAME (set, random_kernels)

AE_DECLARE_SET (plain)
AE_DECLARE_SET (avx2)
AE_DECLARE_SET (avx512)

/* Pooling waits for memory: AVX2's is as fast for any vectors. */
extern const AePoolKernels AE_SET_NAME (plain, pool_kernels);
extern const AePoolKernels AE_SET_NAME (avx2, pool_kernels);

/* The AVX-512 set has vectors of 16 filters, and of 8 with as many registers. */
extern const AeConvKernels AE_SET_NAME (avx2, conv_kernels);
extern const AeConvKernels AE_SET_NAME (avx512, conv_kernels);
extern const AeConvKernels AE_SET_NAME (avx512_narrow, conv_kernels);
extern const AeWindowKernels AE_SET_NAME (avx2, window_kernels);
extern const AeWindowKernels AE_SET_NAME (avx512, window_kernels);
extern const AeWindowKernels AE_SET_NAME (avx512_narrow, window_kernels);
extern const AeWinogradKernels AE_SET_NAME (avx2, winograd_kernels);
extern const AeWinogradKernels AE_SET_NAME (avx512, winograd_kernels);
extern const AeWinogradKernels AE_SET_NAME (avx512_narrow, winograd_kernels);
