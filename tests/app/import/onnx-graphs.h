/* SPDX-License-Identifier: MIT */
/* Small ONNX graphs for the tests of their import. */
#pragma once

#include "app/onnx/onnx-model.h"
#include "app/project/project.h"

/** A graph with an input "x" of 2 channels and an output "y". */
WbOnnxModel *graph_make (guint rank, const guint *dims);
const char *
graph_add_constant (WbOnnxModel *model, const char *name, guint rank, const gint64 *dims);
WbOnnxNode *
graph_add_node (WbOnnxModel *model, const char *type, const char *a, const char *b, const char *y);
/** Imports the graph, which checks the result against it; NULL where it is refused. */
WbProject *graph_import (WbOnnxModel *model, GError **error);
void graph_check_types (WbOnnxModel *model, const char *types);
void graph_check_refused (WbOnnxModel *model, const char *words);
