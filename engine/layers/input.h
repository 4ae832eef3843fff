/* SPDX-License-Identifier: MIT */
/* The options of the Input layer, which the model fills in from a shape. */
#pragma once

#include "engine/layer.h"

typedef struct
{
  AeSizes shape;
} AeInputOptions;

extern const AeLayerClass ae_layer_input;
