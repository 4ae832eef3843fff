/* SPDX-License-Identifier: MIT */
/* The output_padding of Keras' Conv2DTranspose, which layers here do not have: a larger kernel
 * and a Cropping2D compute the same.
 */
#pragma once

#include "app/project/json.h"
#include "engine/model/model.h"

G_BEGIN_DECLS

/**
 * @padding: Keras'
 * @x_shape: what the layer takes, [H, W, C]
 * @options: (inout): of @klass, Conv2DTranspose
 * @own: (out): the size of Keras' kernel; zeros follow it in a larger one here
 * @cut: (out): rows and columns to crop behind the layer
 * @error: WB_ERROR_CONTENTS; the engine's where no such kernel is allowed
 */
gboolean wb_keras_read_output_padding (json_t *padding,
                                       const AeShape *x_shape,
                                       const AeLayerClass *klass,
                                       gpointer options,
                                       AeSizes *own,
                                       AeSizes *cut,
                                       GError **error);

G_END_DECLS
