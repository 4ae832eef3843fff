/* SPDX-License-Identifier: MIT */
/* One layer of a Keras configuration, as Keras 2, Keras 3 or TensorFlow.js
 * write it, read into a layer of this engine. What the engine cannot do is
 * refused in a sentence; nothing is guessed.
 */
#pragma once

#include "app/project/json.h"
#include "engine/model/model.h"

G_BEGIN_DECLS

/**
 * Reads a layer.
 *
 * @class_name: @config: Keras'
 * @x_shape: what it takes
 * @klass: (out): the class; NULL for one that does nothing here
 * @options: (out): [klass->options_size], (transfer full); without the source of a skip
 * @error: WB_ERROR_CONTENTS: what cannot be read, and what could be done; it
 *   does not name the layer
 */
gboolean wb_keras_layer_read (const char *class_name,
                              json_t *config,
                              const AeShape *x_shape,
                              const AeLayerClass **klass,
                              gpointer *options,
                              GError **error);

G_END_DECLS
