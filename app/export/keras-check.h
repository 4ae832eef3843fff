/* SPDX-License-Identifier: MIT */
/* Reading a part back from one of Keras' formats, and running it. */
#pragma once

#include "app/export/keras-config.h"
#include "app/import/keras-reader.h"

G_BEGIN_DECLS

/**
 * The values after a layer of the part, by the network that was read back.
 *
 * @read: the format's reader, @path what it wrote of @model
 * @x: [n, model->input]
 * @layer: of @model
 * @y: [n, shape of its output]
 * @error: those of @read; WB_ERROR_EXPORT where the layer was not found in what was read
 */
gboolean wb_keras_check_run (const WbExportModel *model,
                             WbKerasDialect dialect,
                             WbKerasReadFunc read,
                             const char *path,
                             gsize n,
                             const float *x,
                             guint layer,
                             float *y,
                             GError **error);

G_END_DECLS
