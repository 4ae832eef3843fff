/* SPDX-License-Identifier: MIT */
/* How layers are written as ONNX. A layer is one function and one row in one
 * of the tables; onnx.c goes over the part.
 *
 * Values of a part are channels-last, as Keras has them, and ONNX' windows
 * are channels-first. A value has a name for each layout that somebody asked
 * for, and one is made from the other where it is missing, so that neighbours
 * do not transpose back and forth. Lists of numbers are the same in both.
 */
#pragma once

#include "app/export/export-model.h"
#include "app/onnx/onnx-model.h"

G_BEGIN_DECLS

typedef enum
{
  WB_ONNX_LAST,  /* [N, H, W, C], [N, T, D] */
  WB_ONNX_FIRST, /* [N, C, H, W], [N, D, T] */
  WB_ONNX_ANY,   /* the one that is there */
} WbOnnxLayout;

/**
 * WbOnnxWriter:
 * @onnx: what is written into
 * @layer: the one at hand
 * @layout: of its input and output
 * @names: [n_layers + 1][2]: of the part's values by layout, NULL where not made
 * @chunk: owns the names
 */
typedef struct
{
  const WbExportModel *model;
  WbOnnxModel *onnx;
  const WbExportLayer *layer;
  WbOnnxLayout layout;
  const char *(*names)[2];
  GStringChunk *chunk;
} WbOnnxWriter;

/**
 * WbOnnxRow:
 * @layout: what the layer works on, and makes
 * @write: makes @y, the value before the layer's activation, from @x; NULL for
 *   a layer that only training needs
 */
typedef struct
{
  const char *type;
  WbOnnxLayout layout;
  void (*write) (WbOnnxWriter *self, const char *x, const char *y);
} WbOnnxRow;

extern const WbOnnxRow wb_onnx_core_rows[];
extern const WbOnnxRow wb_onnx_window_rows[];
extern const WbOnnxRow wb_onnx_sequence_rows[];

/** A value of the part in a layout; (transfer none). */
const char *wb_onnx_writer_get_value (WbOnnxWriter *self, guint value, WbOnnxLayout layout);

/** "dense_1/suffix"; (transfer none). */
const char *wb_onnx_writer_name (WbOnnxWriter *self, const char *suffix);

/** A constant of the layer at hand; its name, (transfer none). */
const char *wb_onnx_writer_add_reals (WbOnnxWriter *self,
                                      const char *suffix,
                                      const AeShape *shape,
                                      const float *values);
const char *wb_onnx_writer_add_real (WbOnnxWriter *self, const char *suffix, float value);
const char *
wb_onnx_writer_add_integers (WbOnnxWriter *self, const char *suffix, guint n, const gint64 *values);

/** The weight @name as it is; NULL where the layer has none. */
const char *wb_onnx_writer_add_weight (WbOnnxWriter *self, const char *name);

/** The weight @name as wb_export_turn() has it; NULL where the layer has none. */
const char *wb_onnx_writer_add_turned (WbOnnxWriter *self, const char *name, const char *order);

/** Adds a node with one input, or with two or three; NULL ones are left out at the end. */
WbOnnxNode *wb_onnx_writer_add (WbOnnxWriter *self,
                                const char *type,
                                const char *a,
                                const char *b,
                                const char *c,
                                const char *y);

/** Adds the nodes of an activation; linear is an Identity. */
void wb_onnx_writer_add_activation (WbOnnxWriter *self,
                                    AeActivation activation,
                                    const char *x,
                                    const char *y);

/** Adds a Transpose to @order, which names the axes, the batch's too. */
void wb_onnx_writer_add_transpose (WbOnnxWriter *self,
                                   const char *x,
                                   const char *y,
                                   guint rank,
                                   const gint64 *order);

G_END_DECLS
