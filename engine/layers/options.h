/* SPDX-License-Identifier: MIT */
/* Options that many layers have, described once. `Type` is the layer's
 * options struct, which must have fields of these names.
 */
#pragma once

#include "engine/layer.h"
#include "engine/translation.h"

#define AE_OPTION_ACTIVATION(Type, default_) \
  { \
    .name = "activation", .title = N_ ("Activation"), .kind = AE_OPTION_CHOICE, \
    .help = N_ ("The function at the end of the layer."), \
    .offset = G_STRUCT_OFFSET (Type, activation), .choices = ae_activation_names, \
    .value = default_ \
  }

#define AE_OPTION_USE_BIAS(Type) \
  { \
    .name = "use_bias", .title = N_ ("Bias"), .kind = AE_OPTION_BOOL, \
    .help = N_ ("Add a learned number to every output."), \
    .offset = G_STRUCT_OFFSET (Type, use_bias), .value = TRUE \
  }

#define AE_OPTION_KERNEL_INITIALIZER(Type) \
  { \
    .name = "kernel_initializer", .title = N_ ("Kernel initializer"), .kind = AE_OPTION_CHOICE, \
    .help = N_ ("How the weights are drawn before the first step."), \
    .offset = G_STRUCT_OFFSET (Type, kernel_initializer), .choices = ae_initializer_names, \
    .value = AE_INIT_GLOROT_UNIFORM \
  }

#define AE_OPTION_PENALTY(Type, field, title_, help_) \
  { \
    .name = #field, .title = title_, .kind = AE_OPTION_FLOAT, .help = help_, \
    .offset = G_STRUCT_OFFSET (Type, penalties.field), .value = 0, .min = 0, .max = 100, \
    .live = TRUE, .logarithmic = TRUE \
  }

/** The field `penalties` of a layer that takes AE_OPTIONS_PENALTIES. */
typedef struct
{
  double kernel_l1;
  double kernel_l2;
  double activity_l1;
  double activity_l2;
} AePenalties;

/* The network reads these by their names: see AePlanStep. */
#define AE_OPTIONS_PENALTIES(Type) \
  AE_OPTION_PENALTY (Type, kernel_l1, N_ ("Kernel L1"), \
                     N_ ("Penalty on the sum of the weights' sizes.")), \
    AE_OPTION_PENALTY (Type, kernel_l2, N_ ("Kernel L2"), \
                       N_ ("Penalty on the sum of the weights' squares.")), \
    AE_OPTION_PENALTY (Type, activity_l1, N_ ("Activity L1"), \
                       N_ ("Penalty on the sum of the outputs' sizes: a sparse code.")), \
    AE_OPTION_PENALTY (Type, activity_l2, N_ ("Activity L2"), \
                       N_ ("Penalty on the sum of the outputs' squares."))
