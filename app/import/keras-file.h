/* SPDX-License-Identifier: MIT */
/* Reads what Keras saves: a .keras archive, a legacy .h5 file, or a model as JSON with its
 * weights beside it. */
#pragma once

#include "app/import/keras-reader.h"

G_BEGIN_DECLS

/**
 * @path: which of them it is, its contents say
 * @network: (out) (transfer full): the model with its weights
 * @error: WB_ERROR_FILE, WB_ERROR_FORMAT, WB_ERROR_DAMAGED, WB_ERROR_CONTENTS
 */
WbKerasModel *wb_keras_file_read (const char *path,
                                  AeNetwork **network,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
