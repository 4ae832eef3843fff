/* SPDX-License-Identifier: MIT */
/* Running a part that was read back from one of Keras' formats. */
#pragma once

#include "app/export/keras-config.h"
#include "app/import/keras-reader.h"

G_BEGIN_DECLS

/**
 * The values after a layer of the part, by the network that was read back.
 *
 * @read: @network: the same part as @model
 * @x: [n, model->input]
 * @layer: of @model
 * @y: [n, shape of its output]
 * @error: WB_ERROR_EXPORT where the layer was not found in what was read
 */
gboolean wb_keras_check_run (const WbExportModel *model,
                             WbKerasDialect dialect,
                             const WbKerasModel *read,
                             const AeNetwork *network,
                             gsize n,
                             const float *x,
                             guint layer,
                             float *y,
                             GError **error);

G_END_DECLS
