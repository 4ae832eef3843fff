/* SPDX-License-Identifier: MIT */
/* The arithmetic kernels: pure functions over arrays of floats, in one set for
 * each kind of CPU. The set is chosen once, for the CPU that runs.
 *
 * What always holds: no kernel allocates, locks or keeps state. Arrays need no
 * alignment. A value's result does not depend on where a caller cuts a range,
 * as long as he cuts at multiples of 64 floats, nor on the thread; sums go in
 * a fixed order. Two sets may differ in the last bits; the tests say by how
 * much.
 */
#pragma once

#include "engine/kernels/bilinear.h"
#include "engine/kernels/convolution-rows.h"
#include "engine/kernels/depthwise.h"
#include "engine/kernels/losses.h"
#include "engine/kernels/elementwise.h"
#include "engine/kernels/pooling.h"
#include "engine/kernels/matmul.h"
#include "engine/kernels/normalization.h"
#include "engine/kernels/random.h"
#include "engine/kernels/recurrent.h"
#include "engine/kernels/sparse.h"
#include "engine/kernels/reductions.h"
#include "engine/optimizer.h"

G_BEGIN_DECLS

#define AE_MAX_CONV_KERNELS 2

/**
 * AeKernels: one set.
 * @name: "plain", "avx2" or "avx512"
 * @conv: widest vectors first, then NULL; none in the plain set, which
 *   convolves by matrix products
 * @optimizers: by their rows, see ae_optimizer_classes()
 */
typedef struct
{
  const char *name;
  const AeElementwiseKernels *map;
  const AeLossKernels *loss;
  const AePoolKernels *pool;
  const AeRecurrentKernels *recurrent;
  const AeMatmulKernels *product;
  const AeSparseKernels *sparse;
  const AeReductionKernels *sum;
  const AeNormalizationKernels *normalization;
  const AeDepthKernels *depth;
  const AeBilinearKernels *bilinear;
  const AeRandomKernels *random;
  const AeOptimizerClass *const *optimizers;
  const AeConvKernels *conv[AE_MAX_CONV_KERNELS];
} AeKernels;

/**
 * The set in use: the fastest that this CPU can run, or the one named in the
 * environment variable HOURGLASS_KERNELS. Chosen at the first call, for good.
 * Any thread.
 */
const AeKernels *ae_kernels (void);

/** The set called @name if it was built and this CPU can run it, else NULL. Any thread. */
const AeKernels *ae_kernels_find (const char *name);

/**
 * A sentence for the user when HOURGLASS_KERNELS asked for a set that is
 * unknown or cannot run here (the fastest one is used then), else NULL; static.
 */
const char *ae_kernels_get_problem (void);

G_END_DECLS
