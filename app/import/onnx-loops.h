/* SPDX-License-Identifier: MIT */
/* What onnx-loops.c and onnx-gates.c share: a search among the values of the trial for steps that
 * one layer does. Names of values are resolved: no node between only passes them on.
 */
#pragma once

#include "app/import/onnx-reader.h"

G_BEGIN_DECLS

#define WB_ONNX_LOOP_DEPTH 32

/* One place of a series: the value @name of a step is @whole at that step. */
typedef struct
{
  const char *name;
  const char *whole;
} WbOnnxPart;

/* What a gate is before its activation; @sources: what is multiplied with @kernels, [in, U]: a
 * state, or a series, of which the gate has @parts of what became of it. */
typedef struct
{
  const char *sources[2];
  WbOnnxPart parts[2];
  float *kernels[2];
  gsize rows[2];
  float *bias; /* [U] */
} WbOnnxGate;

typedef struct
{
  WbOnnxReader *reader;
  GHashTable *producers; /* (element-type utf8 WbOnnxNode) */
  GArray *steps;         /* of the steps that were found, in the order of the nodes */
  guint n_loops;
} WbOnnxSearch;

/** The node that makes @name, or NULL. */
WbOnnxNode *wb_onnx_search_find_producer (const WbOnnxSearch *self, const char *name);
/** The value that @name is another name of. */
const char *wb_onnx_search_resolve (const WbOnnxSearch *self, const char *name);
/** The value that is input @index of a node, resolved; NULL where it is left out. */
const char *
wb_onnx_search_get_input (const WbOnnxSearch *self, const WbOnnxNode *node, guint index);
/** Whether a value depends on the model's input. */
gboolean wb_onnx_search_is_live (const WbOnnxSearch *self, const char *name);
/** The node that makes @name, where it is of this type. */
const WbOnnxNode *
wb_onnx_search_find_typed (const WbOnnxSearch *self, const char *name, const char *type);
/** The value that a node of this type made @name of, or NULL. */
const char *
wb_onnx_search_get_argument (const WbOnnxSearch *self, const char *name, const char *type);
/** The trial's numbers of a value, or NULL. */
const WbOnnxTensor *wb_onnx_search_find_reals (const WbOnnxSearch *self, const char *name);
/** The size of the last axis. */
gsize wb_onnx_search_get_width (const WbOnnxTensor *tensor);
/** Whether @name [N, D] is taken out of one value [T, N, D] or [N, T, D]. */
gboolean wb_onnx_search_find_part (const WbOnnxSearch *self, const char *name, WbOnnxPart *part);
/** Reads @name [N, @units] as a sum of products; FALSE where it is none. */
gboolean wb_onnx_search_read_gate (const WbOnnxSearch *self,
                                   const char *name,
                                   gsize units,
                                   WbOnnxGate *gate);
void wb_onnx_gate_clear (WbOnnxGate *self);

G_END_DECLS
