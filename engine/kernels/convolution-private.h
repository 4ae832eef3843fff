/* SPDX-License-Identifier: MIT */
/* What the parts of the convolution share: direct ones (convolution.c), with
 * upsampled input (convolution-upsampled.c), with many channels
 * (convolution-winograd.c), of any shape (convolution-framed.c), and in the
 * plain set by matrix products (convolution-general.c).
 */
#pragma once

#include "engine/kernels/convolution.h"

G_BEGIN_DECLS

/** Floats that a kernel for one filter may read behind an image. */
#define AE_CONV_SLACK (18 * 32)

/** An image with a frame of zeros: height and width count the frame. */
typedef struct
{
  guint height;
  guint width;
  guint channels;
  guint top;
  guint left;
} AeFrame;

static inline gsize
ae_frame_size (const AeFrame *frame)
{
  return (gsize) frame->height * frame->width * frame->channels;
}

/** Writes x [height, width, channels] into a frame of zeros. */
void ae_frame_fill (const AeFrame *frame, guint height, guint width, const float *x, float *out);

/** The set of a width that suits @outputs outputs of vectors, or NULL. */
const AeConvKernels *ae_conv_kernels_for (const AeKernels *kernels, guint outputs);

/** The same for one output from @channels channels. */
const AeConvKernels *
ae_conv_kernels_for_single (const AeKernels *kernels, guint channels, gboolean folded);

/** The same for dw: @channels by @filters, @taps in a row. */
const AeConvKernels *
ae_conv_kernels_for_weights (const AeKernels *kernels, guint channels, guint filters, guint taps);

/** Calls the kernels for dw of one image; @g holds all but d, dw and the channel. */
void ae_conv_add_weights (const AeConvKernels *kernels,
                          guint channels,
                          guint filters,
                          guint taps,
                          const AeConvWeights *g);

/** The forms of ae_conv2d_forward(), ae_conv2d_backward_input() and, without db,
 * ae_conv2d_backward_weights(). */
typedef void AeConv2dForward (const AeConv2dPlan *plan,
                              guint n,
                              const float *x,
                              const float *packed,
                              const float *b,
                              gboolean relu,
                              float *y,
                              float *scratch);
typedef void AeConv2dBackwardInput (const AeConv2dPlan *plan,
                                    guint n,
                                    const float *dy,
                                    const float *packed,
                                    float *dx,
                                    float *scratch);
typedef void AeConv2dBackwardWeights (const AeConv2dPlan *plan,
                                      guint n,
                                      const float *x,
                                      const float *dy,
                                      float *dw,
                                      float *scratch);

void ae_conv2d_plan_upsampled (AeConv2dPlan *plan);
void ae_conv2d_pack_upsampled (const AeConv2dPlan *plan, const float *w, float *packed);
AeConv2dForward ae_conv2d_forward_upsampled;
AeConv2dBackwardInput ae_conv2d_backward_input_upsampled;
AeConv2dBackwardWeights ae_conv2d_backward_weights_upsampled;

/** Plans for Winograd where the shape suits it; FALSE leaves the plan alone. */
gboolean ae_conv2d_plan_winograd (AeConv2dPlan *plan);
void ae_conv2d_pack_winograd (const AeConv2dPlan *plan, const float *w, float *packed);
AeConv2dForward ae_conv2d_forward_winograd;
AeConv2dBackwardInput ae_conv2d_backward_input_winograd;
AeConv2dBackwardWeights ae_conv2d_backward_weights_winograd;

/** Plans what has no direct kernel yet; for sets with vectors. */
void ae_conv2d_plan_framed (AeConv2dPlan *plan);
void
ae_conv2d_pack_framed (const AeConv2dPlan *plan, gboolean backward, const float *w, float *packed);

/** y from x, or with @backward dx from dy; @packed is that direction's. */
void ae_conv2d_run_framed (const AeConv2dPlan *plan,
                           gboolean backward,
                           guint n,
                           const float *in,
                           const float *packed,
                           const float *b,
                           gboolean relu,
                           float *out,
                           float *scratch);
AeConv2dBackwardWeights ae_conv2d_add_weights_framed;

/** These take the weights themselves for @packed. */
gsize ae_conv2d_general_scratch (const AeConv2dPlan *plan);
AeConv2dForward ae_conv2d_forward_general;
AeConv2dBackwardInput ae_conv2d_backward_input_general;
AeConv2dBackwardWeights ae_conv2d_backward_weights_general;

G_END_DECLS
