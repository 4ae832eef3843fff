/* SPDX-License-Identifier: MIT */
/* Whole convolutions, planned once and run on any number of images: direct
 * kernels for few channels, matrix products for the rest.
 *
 * A plan is a plain value and a function of the shape and the kernels alone.
 * Weights are packed once a step. Nothing here allocates: the caller gives
 * plan.packed floats for the packed weights and plan.scratch floats a call,
 * whatever the number of images. Both begin at multiples of 16 floats.
 *
 * Letters: N images, H W height and width, C channels, K filters; x [N, H, W,
 * C], y [N, OH, OW, K], w [kh, kw, C, K].
 */
#pragma once

#include "engine/kernels.h"

G_BEGIN_DECLS

/**
 * AeConv2dShape:
 * @same: Keras' padding="same", else "valid"
 * @upsampled: x is upsampled in height and width (nearest) before the convolution,
 *   without ever being written out upsampled; see ae_conv2d_can_upsample()
 */
typedef struct
{
  guint height;
  guint width;
  guint channels;
  guint filters;
  guint kernel_height;
  guint kernel_width;
  guint stride_height;
  guint stride_width;
  gboolean same;
  gboolean upsampled;
} AeConv2dShape;

/** AeConv2dPlan: the sizes are for the caller; the rest is the plan's own. */
typedef struct
{
  AeConv2dShape shape;
  guint out_height;
  guint out_width;
  gsize packed;
  gsize scratch;

  guint pad_top;
  guint pad_left;
  gsize packed_input;
  const AeKernels *kernels;
  const AeConvKernels *forward;
  const AeConvKernels *input;
  const AeConvKernels *weights;
  const AeConvKernels *winograd;
} AeConv2dPlan;

/** Whether x can be upsampled on the way with these kernels: 3x3, stride 1, few channels. */
gboolean ae_conv2d_can_upsample (const AeConv2dShape *shape, const AeKernels *kernels);

/**
 * Plans a convolution whose kernel fits the image. Cheap: may be done anew for
 * every call.
 *
 * @kernels: usually ae_kernels()
 */
void ae_conv2d_plan (const AeConv2dShape *shape, const AeKernels *kernels, AeConv2dPlan *plan);

/** Writes plan->packed floats from w. */
void ae_conv2d_pack (const AeConv2dPlan *plan, const float *w, float *packed);

/**
 * y = x * w + b
 *
 * @b: (nullable)
 * @relu: y = max (x * w + b, 0)
 */
void ae_conv2d_forward (const AeConv2dPlan *plan,
                        guint n,
                        const float *x,
                        const float *packed,
                        const float *b,
                        gboolean relu,
                        float *y,
                        float *scratch);

/** dx = dLoss/dx; assigned. */
void ae_conv2d_backward_input (const AeConv2dPlan *plan,
                               guint n,
                               const float *dy,
                               const float *packed,
                               float *dx,
                               float *scratch);

/**
 * dw += dLoss/dw, db += dLoss/db; image by image, in their order.
 *
 * @db: (nullable)
 */
void ae_conv2d_backward_weights (const AeConv2dPlan *plan,
                                 guint n,
                                 const float *x,
                                 const float *dy,
                                 float *dw,
                                 float *db,
                                 float *scratch);

G_END_DECLS
