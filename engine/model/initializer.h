/* SPDX-License-Identifier: MIT */
/* How weights are drawn before the first step: Keras' initialisers. */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

/**
 * Fills a weight's values.
 *
 * @key: seed, the layer's id, and the weight's place in .sample; .step is ours
 * @values: as many as the parameter's shape has
 */
void ae_initialize (const AeParam *param, const AeRandomKey *key, float *values);

G_END_DECLS
