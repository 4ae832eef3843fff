/* SPDX-License-Identifier: MIT */
/* The table that ends every set's elementwise.c. */

#define MAP_ROWS(suffix) \
  { \
    [AE_ACTIVATION_LINEAR] = linear##suffix, [AE_ACTIVATION_RELU] = relu##suffix, \
    [AE_ACTIVATION_LEAKY_RELU] = leaky_relu##suffix, [AE_ACTIVATION_ELU] = elu##suffix, \
    [AE_ACTIVATION_SELU] = selu##suffix, [AE_ACTIVATION_GELU] = gelu##suffix, \
    [AE_ACTIVATION_SILU] = silu##suffix, [AE_ACTIVATION_TANH] = tanh##suffix, \
    [AE_ACTIVATION_SIGMOID] = sigmoid##suffix, [AE_ACTIVATION_SOFTMAX] = softmax##suffix, \
    [AE_ACTIVATION_SOFTPLUS] = softplus##suffix, \
  }

const AeElementwiseKernels AE_KERNEL (map_kernels) = {
  .forward = MAP_ROWS (_forward),
  .backward = MAP_ROWS (_backward),
  .exp = exp_each,
  .log = log_each,
};
