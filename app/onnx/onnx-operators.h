/* SPDX-License-Identifier: MIT */
/* One operator at work. The tables of operators, one a file, are put together
 * in onnx-run.c; a new operator is one function and one row.
 */
#pragma once

#include "app/onnx/onnx-model.h"

G_BEGIN_DECLS

#define WB_ONNX_MAX_OUTPUTS 8

/**
 * WbOnnxCall:
 * @inputs: [n_inputs]; NULL where one is left out
 * @outputs: filled by the operator
 * @work: what may still be done
 */
typedef struct
{
  const WbOnnxNode *node;
  gint64 opset;
  guint n_inputs;
  const WbOnnxTensor *const *inputs;
  WbOnnxTensor *outputs[WB_ONNX_MAX_OUTPUTS];
  guint64 *work;
} WbOnnxCall;

/**
 * WbOnnxOperator:
 * @inputs: a letter for each of the first inputs, which are there when it runs: "r" of real
 *   numbers, "a" of any
 */
typedef struct
{
  const char *type;
  const char *inputs;
  gboolean (*run) (WbOnnxCall *call, GError **error);
} WbOnnxOperator;

extern const WbOnnxOperator wb_onnx_elementwise_operators[];
extern const WbOnnxOperator wb_onnx_shape_operators[];
extern const WbOnnxOperator wb_onnx_matrix_operators[];
extern const WbOnnxOperator wb_onnx_window_operators[];
extern const WbOnnxOperator wb_onnx_recurrent_operators[];

/** Input @index of any numbers, or NULL with @error. */
const WbOnnxTensor *wb_onnx_call_get_input (const WbOnnxCall *call, guint index, GError **error);

/**
 * A list of whole numbers that is an attribute in old versions of an operator
 * and an input in new ones.
 *
 * Returns: (transfer none): NULL where there is neither
 */
const gint64 *
wb_onnx_call_get_integers (const WbOnnxCall *call, const char *name, guint index, guint *n);

/** Makes output @index; NULL with @error where it would be too large. */
WbOnnxTensor *wb_onnx_call_make (WbOnnxCall *call,
                                 guint index,
                                 gboolean is_integer,
                                 guint rank,
                                 const gint64 *dims,
                                 GError **error);

/** Takes @amount from the work that is left; FALSE with @error where there is less. */
gboolean wb_onnx_call_spend (const WbOnnxCall *call, double amount, GError **error);

/** FALSE, with "Gemm “name”: reason" as the error; @reason is translated. */
gboolean wb_onnx_call_refuse (const WbOnnxCall *call, GError **error, const char *reason);

/** The same for inputs whose shapes do not fit. */
gboolean wb_onnx_call_refuse_shapes (const WbOnnxCall *call, GError **error);

/** An axis that may be counted from the end as one from the beginning; FALSE where there is none.
 */
gboolean wb_onnx_axis (gint64 axis, guint rank, guint *index);

/** Copies to all of @out from @in at @offset + Σ index · stride, which is inside. */
void wb_onnx_copy_strided (const WbOnnxTensor *in,
                           gint64 offset,
                           const gint64 *strides,
                           WbOnnxTensor *out);

/** The distances between neighbours along each axis. */
void wb_onnx_get_strides (const WbOnnxTensor *tensor, gint64 strides[WB_ONNX_MAX_RANK]);

/** The shape that two broadcast to; FALSE where they do not. */
gboolean wb_onnx_broadcast (const WbOnnxTensor *a,
                            const WbOnnxTensor *b,
                            guint *rank,
                            gint64 dims[WB_ONNX_MAX_RANK]);

/** The distances of @tensor seen with a shape that it broadcasts to: 0 along repeated axes. */
void wb_onnx_get_broadcast_strides (const WbOnnxTensor *tensor,
                                    guint rank,
                                    gint64 strides[WB_ONNX_MAX_RANK]);

G_END_DECLS
