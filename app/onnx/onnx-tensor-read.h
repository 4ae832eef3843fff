/* SPDX-License-Identifier: MIT */
/* Reads one tensor of an ONNX file; part of onnx-read.c. */
#pragma once

#include "app/onnx/onnx-model.h"
#include "app/onnx/protobuf.h"

G_BEGIN_DECLS

/**
 * Reads a TensorProto, which gives its @name, too.
 *
 * @folder: (nullable): where other files with weights may lie
 */
WbOnnxTensor *wb_onnx_read_tensor (WbProtobuf message,
                                   const char *folder,
                                   char **name,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
