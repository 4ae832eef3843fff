/* SPDX-License-Identifier: MIT */
/* What the convolution layers share: options and weights. */
#pragma once

#include "engine/kernels.h"
#include "engine/kernels/convolution.h"
#include "engine/layers/sliding-window.h"

G_BEGIN_DECLS

/** The descriptors that end those of every convolution. */
#define AE_OPTIONS_CONVOLUTION(Type) \
  AE_OPTION_PADDING (Type), AE_OPTION_ACTIVATION (Type, AE_ACTIVATION_LINEAR), \
    AE_OPTION_USE_BIAS (Type), AE_OPTION_KERNEL_INITIALIZER (Type), AE_OPTIONS_PENALTIES (Type)

/** Options of Conv2D and Conv2DTranspose, and their descriptors. */
typedef struct
{
  gint64 filters;
  AeSizes kernel_size;
  AeSizes strides;
  guint padding;
  guint activation;
  gboolean use_bias;
  guint kernel_initializer;
  AePenalties penalties;
} AeConv2dOptions;

extern const AeOption ae_conv2d_options[];

/** A convolution from @channels to @filters; height and width are the caller's to fill in. */
AeConv2dShape ae_conv2d_describe (const AeConv2dOptions *options, guint channels, guint filters);

/**
 * Keras' weights of a convolution; returns how many.
 *
 * @kernel: its shape: the window, then two axes of channels
 * @in: @out: channels as the initialisers count them
 * @n_bias: length of the bias; 0 for none
 */
guint ae_convolution_list_params (const AeShape *kernel,
                                  guint in,
                                  guint out,
                                  guint initializer,
                                  guint n_bias,
                                  AeParam params[AE_MAX_PARAMS]);

G_END_DECLS
