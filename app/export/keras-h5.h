/* SPDX-License-Identifier: MIT */
/* The graph's weights, as .keras and .h5 files have them. */
#pragma once

#include "app/export/keras-config.h"

G_BEGIN_DECLS

/** A whole .h5 file of Keras 2's kind, configuration included. @origin: metadata, as JSON. */
GBytes *wb_keras_graph_to_h5 (const WbKerasGraph *self,
                              const char *origin,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The model.weights.h5 of a .keras file. */
GBytes *wb_keras_graph_to_weights_h5 (const WbKerasGraph *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Writes @bytes to a file. */
gboolean wb_keras_write_bytes (GBytes *bytes, const char *path, GError **error);

G_END_DECLS
