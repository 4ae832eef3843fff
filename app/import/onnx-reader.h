/* SPDX-License-Identifier: MIT */
/* How an ONNX graph becomes a model. The graph is run once on a trial batch,
 * node after node; what does not depend on the input is a constant then, and
 * every shape is known. Each node that does depend on it is read by one
 * function, a row of one of the tables, which appends layers.
 *
 * A value of the graph is a view of a layer's output: for each axis of the
 * value, the axis of the layer that it is. So transposes cost nothing until a
 * layer needs another order.
 *
 * Functions of single numbers, and of rows, are gathered until a layer takes
 * their result. Then they are told by what they compute, whatever they are made
 * of: x·sigmoid (x) is silu.
 */
#pragma once

#include "app/onnx/onnx-model.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

enum
{
  WB_AXIS_BATCH = 0,   /* 1, 2, … are the axes of the layer's output */
  WB_AXIS_NONE = -1,   /* of size 1, and none of the layer's */
  WB_AXIS_SIDE = -2,   /* the halves of the last axis of a Bidirectional */
  WB_AXIS_MERGED = -3, /* batch and steps in one */
  WB_AXIS_INNER = -4,  /* the copies of each place of the axis before it */
};

typedef enum
{
  WB_VIEW_PLAIN,
  WB_VIEW_SCALAR, /* a function of each number of @base */
  WB_VIEW_ROW,    /* a function of each row of @base */
  WB_VIEW_LINEAR, /* a product with weights that no layer was made of yet */
  WB_VIEW_NOISE,  /* random numbers, times what @base says */
  WB_VIEW_PADDED, /* with @pads around it, which a window may take for its own */
} WbViewKind;

/**
 * WbOnnxView:
 * @layer: of the model, whose output it is, or is made from
 * @rank: @axes: see above
 * @side: 1 or 2 for one half of a Bidirectional, 0 for all
 * @swapped: of a value that two were put together to: as many channels come
 *   first in the graph that come last in the layer
 * @base: the value that a function is of
 * @kernel: [in, units], @bias: [units], of a product
 * @pads: what was added before each axis, then behind each
 * @lowest: with the lowest number that there is, not with zeros
 */
typedef struct
{
  WbViewKind kind;
  guint layer;
  guint rank;
  int axes[WB_ONNX_MAX_RANK];
  guint side;
  guint swapped;
  const char *base;
  gsize in;
  gsize units;
  float *kernel;
  float *bias;
  gint64 pads[2 * WB_ONNX_MAX_RANK];
  gboolean lowest;
} WbOnnxView;

/** One weight of a layer; owns its values. */
typedef struct
{
  guint layer_id;
  const char *name;
  gsize n;
  float *values;
} WbOnnxWeight;

/**
 * WbOnnxReader:
 * @values: (element-type utf8 WbOnnxTensor): of the trial
 * @live: (element-type utf8): values that depend on the input
 * @views: (element-type utf8 WbOnnxView): of those that were read
 * @counts: (element-type utf8 guint): nodes that take a value
 * @model: @shapes: what was read; AeShape of each layer
 * @weights: of WbOnnxWeight
 * @node: the one at hand
 * @takes_swapped: it can do with swapped channels
 */
typedef struct
{
  WbOnnxModel *onnx;
  GHashTable *values;
  GHashTable *live;
  GHashTable *views;
  GHashTable *counts;
  AeModel *model;
  GArray *shapes;
  GPtrArray *weights;
  GPtrArray *notes;
  const WbOnnxNode *node;
  gboolean takes_swapped;
  guint64 work;
} WbOnnxReader;

typedef struct
{
  const char *type;
  gboolean (*read) (WbOnnxReader *self, GError **error);
} WbOnnxReading;

extern const WbOnnxReading wb_onnx_shape_readings[];
extern const WbOnnxReading wb_onnx_function_readings[];
extern const WbOnnxReading wb_onnx_product_readings[];
extern const WbOnnxReading wb_onnx_window_readings[];
extern const WbOnnxReading wb_onnx_sequence_readings[];

/** FALSE, with the node and @reason, which is translated, as the error. */
gboolean wb_onnx_reader_refuse (const WbOnnxReader *self, GError **error, const char *reason);

/** The trial's tensor of input @index of the node, NULL where it is left out. */
const WbOnnxTensor *wb_onnx_reader_get_tensor (const WbOnnxReader *self, guint index);

/** The same for a value by its name. */
const WbOnnxTensor *wb_onnx_reader_find_tensor (const WbOnnxReader *self, const char *name);

/** Whether input @index depends on the model's input. */
gboolean wb_onnx_reader_is_live (const WbOnnxReader *self, guint index);

/** Input @index where it is a constant of real numbers, else NULL. */
const WbOnnxTensor *wb_onnx_reader_get_constant (const WbOnnxReader *self, guint index);

/** The view of a value as it is, NULL where it was not read. */
WbOnnxView *wb_onnx_reader_find_view (const WbOnnxReader *self, const char *name);

/** The view of a value after layers were made of what was gathered for it; NULL with @error. */
WbOnnxView *wb_onnx_reader_make_layers (WbOnnxReader *self, const char *name, GError **error);

/** Appends layers for view->pads, positive or negative. */
gboolean wb_onnx_reader_make_pad_layers (WbOnnxReader *self, WbOnnxView *view, GError **error);

/** The same of input @index of the node. */
WbOnnxView *wb_onnx_reader_make_input_layers (WbOnnxReader *self, guint index, GError **error);

/** The node's first output is this view of the last layer; @axes NULL for the layer's own order. */
WbOnnxView *wb_onnx_reader_put (WbOnnxReader *self, guint rank, const int *axes);

/** The node's first output is @view, of the last layer. */
void wb_onnx_reader_put_last (WbOnnxReader *self, const WbOnnxView *view);

/** Output @index is a copy of @view. */
WbOnnxView *wb_onnx_reader_put_copy (WbOnnxReader *self, guint index, const WbOnnxView *view);

/** The shape of layer @layer's output. */
const AeShape *wb_onnx_reader_get_shape (const WbOnnxReader *self, guint layer);

/** The number of the last layer. */
guint wb_onnx_reader_get_last (const WbOnnxReader *self);

/**
 * Appends a layer behind @view, which has to be of the last layer.
 *
 * @format: of its options as text
 */
gboolean wb_onnx_reader_append (WbOnnxReader *self,
                                const WbOnnxView *view,
                                GError **error,
                                const char *type,
                                const char *format,
                                ...) G_GNUC_PRINTF (5, 6);

/** Gives the last layer a weight; takes @values. */
void wb_onnx_reader_add_weight (WbOnnxReader *self, const char *name, gsize n, float *values);

/** A weight that a layer was given, or NULL. */
WbOnnxWeight *
wb_onnx_reader_find_weight (const WbOnnxReader *self, guint layer_id, const char *name);

/**
 * Makes the layer's axes what a reader wants, by a Reshape or Permute where they
 * are others, and @view one of the last layer.
 *
 * @wanted: [view->rank]: each axis of the layer once, and the batch
 */
gboolean
wb_onnx_reader_arrange (WbOnnxReader *self, WbOnnxView *view, const int *wanted, GError **error);

/** For windows: channels first in the graph, last here. */
gboolean wb_onnx_reader_arrange_channels (WbOnnxReader *self, WbOnnxView *view, GError **error);

/** Makes the value's last axis the layer's last one, by the value's own order where it is not. */
gboolean wb_onnx_reader_arrange_last (WbOnnxReader *self, WbOnnxView *view, GError **error);

/** The axis of the value that is the layer's last one, or -1. */
int wb_onnx_reader_find_channels (const WbOnnxReader *self, const WbOnnxView *view);

/**
 * A constant as one number for each channel of @view.
 *
 * @name: of a value that the constant meets, for its rank
 * Returns: (transfer full): NULL where it has other numbers along another axis
 */
float *wb_onnx_reader_spread_channels (const WbOnnxReader *self,
                                       const WbOnnxView *view,
                                       const WbOnnxTensor *constant);

/** A part of the graph: from the value @base to @name, with other values of @base; (transfer full).
 */
WbOnnxTensor *wb_onnx_reader_compute (WbOnnxReader *self,
                                      const char *base,
                                      const WbOnnxTensor *values,
                                      const char *name);

/** Appends what the function from view->base to @name is, as layers; @view becomes theirs. */
gboolean wb_onnx_reader_make_function_layers (WbOnnxReader *self,
                                              WbOnnxView *view,
                                              const char *name,
                                              GError **error);

/** Appends a BatchNormalization that does y = scale·x + offset for each channel; takes both. */
gboolean wb_onnx_reader_append_affine (WbOnnxReader *self,
                                       WbOnnxView *view,
                                       float *scale,
                                       float *offset,
                                       GError **error);

/** Whether place @place of @axis is the last step of an LSTM or a GRU that is the last layer. */
gboolean wb_onnx_reader_is_last_step (const WbOnnxReader *self,
                                      const WbOnnxView *view,
                                      gint64 axis,
                                      gint64 place);

/** The node's output is that step: the layer outputs nothing else from now on. */
gboolean wb_onnx_reader_put_last_step (WbOnnxReader *self,
                                       const WbOnnxView *view,
                                       gint64 axis,
                                       gboolean keep_axis,
                                       GError **error);

/** Puts one LSTM or GRU in the place of nodes that do its steps one after the other, after the
 * nodes were run. FALSE where there was none. */
gboolean wb_onnx_reader_roll_loops (WbOnnxReader *self);

/** Makes a simpler model that computes the same: activations and offsets into the
 * layers before, orders of axes into weights. */
void wb_onnx_reader_simplify (WbOnnxReader *self);

G_END_DECLS
