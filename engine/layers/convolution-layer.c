/* SPDX-License-Identifier: MIT */
#include "engine/layers/convolution-layer.h"

const AeOption ae_conv2d_options[] = {
  AE_OPTION_FILTERS (AeConv2dOptions, 16),
  AE_OPTION_KERNEL_SIZE (AeConv2dOptions),
  AE_OPTION_STRIDES (AeConv2dOptions),
  AE_OPTIONS_CONVOLUTION (AeConv2dOptions),
  { NULL },
};

AeConv2dShape
ae_conv2d_describe (const AeConv2dOptions *options, guint channels, guint filters)
{
  return (AeConv2dShape) {
    .channels = channels,
    .filters = filters,
    .kernel_height = options->kernel_size.dims[0],
    .kernel_width = options->kernel_size.dims[1],
    .stride_height = options->strides.dims[0],
    .stride_width = options->strides.dims[1],
    .same = options->padding == AE_PADDING_SAME,
  };
}

guint
ae_convolution_list_params (const AeShape *kernel,
                            guint in,
                            guint out,
                            guint initializer,
                            guint n_bias,
                            AeParam params[AE_MAX_PARAMS])
{
  gsize field = 1;

  for (guint i = 0; i + 2 < kernel->rank; i++)
    field *= kernel->dims[i];
  params[0] = (AeParam) { .name = "kernel",
                          .shape = *kernel,
                          .initializer = initializer,
                          .fan_in = field * in,
                          .fan_out = field * out };
  params[1] = (AeParam) { .name = "bias", .shape = AE_SHAPE (1, n_bias) };
  return n_bias > 0 ? 2 : 1;
}
