/* SPDX-License-Identifier: MIT */
/* Whole depthwise convolutions, on any number of images. The shape is that of a
 * convolution whose filters are the depth multiplier: x [N, H, W, C], y [N, OH,
 * OW, C·filters], w [kh, kw, C, filters]; never upsampled. Nothing here allocates.
 */
#pragma once

#include "engine/kernels/convolution.h"

G_BEGIN_DECLS

/** Floats of scratch for a call. */
gsize ae_depthwise_count_scratch (const AeConv2dShape *shape, const AeKernels *kernels);

/**
 * y = x * w + b
 *
 * @b: (nullable)
 */
void ae_depthwise_forward (const AeConv2dShape *shape,
                           const AeKernels *kernels,
                           guint n,
                           const float *x,
                           const float *w,
                           const float *b,
                           float *y,
                           float *scratch);

/** dx = dLoss/dx; assigned. */
void ae_depthwise_backward_input (const AeConv2dShape *shape,
                                  const AeKernels *kernels,
                                  guint n,
                                  const float *dy,
                                  const float *w,
                                  float *dx,
                                  float *scratch);

/** dw += dLoss/dw; image by image, in their order. */
void ae_depthwise_backward_weights (const AeConv2dShape *shape,
                                    const AeKernels *kernels,
                                    guint n,
                                    const float *x,
                                    const float *dy,
                                    float *dw,
                                    float *scratch);

G_END_DECLS
