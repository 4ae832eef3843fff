/* SPDX-License-Identifier: MIT */
/* Evaluates an ONNX model by the operators' definitions,
 * https://onnx.ai/onnx/operators: plain loops, sums in double precision. It is
 * what written files are checked with, and what tells the shapes and the
 * constants of read ones. Synchronous; any thread.
 */
#pragma once

#include "app/onnx/onnx-model.h"

G_BEGIN_DECLS

/** Products that a run may make where nobody says less; a value counts like some of them. */
#define WB_ONNX_MAX_WORK (G_GUINT64_CONSTANT (1) << 44)

/**
 * Runs the nodes of a model in their order.
 *
 * @inputs: (element-type utf8 WbOnnxTensor): values by name
 * @n_nodes: how many of the nodes to run
 * @max_work: where to give up
 * @error: WB_ERROR_CONTENTS, naming the node: an operator that is not known
 *   here, values that do not fit, too much work
 *
 * Returns: (transfer full) (element-type utf8 WbOnnxTensor): @inputs and every
 *   value that the nodes made; without the model's constants
 */
GHashTable *wb_onnx_run (const WbOnnxModel *model,
                         GHashTable *inputs,
                         guint n_nodes,
                         guint64 max_work,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** A table for wb_onnx_run()'s inputs. */
GHashTable *wb_onnx_values_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Runs one node.
 *
 * @values: (element-type utf8 WbOnnxTensor): gets its outputs; what is not in
 *   it is looked for among the model's constants
 * @work: (inout): what is left of it
 */
gboolean wb_onnx_run_node (const WbOnnxModel *model,
                           const WbOnnxNode *node,
                           GHashTable *values,
                           guint64 *work,
                           GError **error);

G_END_DECLS
