/* SPDX-License-Identifier: MIT */
/* ONNX models in files: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 * The reader trusts nothing: every size is checked against what the file
 * holds before memory is taken. Synchronous; any thread.
 */
#pragma once

#include "app/onnx/onnx-model.h"

G_BEGIN_DECLS

/** Writes a whole file or none. WB_ERROR_FILE, WB_ERROR_EXPORT where it would be above 2 GB. */
gboolean wb_onnx_save (const WbOnnxModel *model, const char *path, GError **error);

/**
 * Reads a model; weights that lie in files beside it are read, too.
 *
 * @error: WB_ERROR_FILE; WB_ERROR_FORMAT where it is no ONNX model;
 *   WB_ERROR_DAMAGED; WB_ERROR_CONTENTS for what is valid and not readable
 *   here: sparse or text tensors, quantized weights
 */
WbOnnxModel *wb_onnx_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The same from memory.
 *
 * @folder: (nullable): where weights may lie that the model keeps in other
 *   files; NULL refuses such
 */
WbOnnxModel *wb_onnx_parse (gconstpointer bytes, gsize n, const char *folder, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
