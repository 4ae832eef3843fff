/* SPDX-License-Identifier: MIT */
/* Reads a TensorFlow.js Layers model: model.json and the weight files that it names. */
#pragma once

#include "app/import/keras-reader.h"

G_BEGIN_DECLS

/**
 * @path: of the model.json; its weight files are in the same folder
 * @network: (out) (transfer full): the model with its weights
 * @error: WB_ERROR_FILE, WB_ERROR_FORMAT, WB_ERROR_DAMAGED, WB_ERROR_CONTENTS
 */
WbKerasModel *
wb_tfjs_read (const char *path, AeNetwork **network, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
