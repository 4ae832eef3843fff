/* SPDX-License-Identifier: MIT */
/* Reading a part back from one of Keras' formats, and running it. */
#pragma once

#include "app/export/keras-config.h"
#include "app/import/keras-reader.h"

G_BEGIN_DECLS

/**
 * The values after a layer of the part, by the network that was read back.
 *
 * @read: the format's reader
 * @error: those of @read; WB_ERROR_EXPORT where the layer was not found in what was read
 */
gboolean wb_keras_check_run (const WbExportRun *run,
                             WbKerasDialect dialect,
                             WbKerasReadFunc read,
                             GError **error);

G_END_DECLS
