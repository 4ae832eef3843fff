/* SPDX-License-Identifier: MIT */
/* An ONNX model in memory: what is read from a file, what is written into one,
 * and what onnx-run.h evaluates. Numbers are of two kinds, real and whole;
 * half and double precision become float32, small integers and booleans int64.
 *
 * A tensor is counted, not changed once others can see it; a model and its
 * tensors belong to one thread at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_ONNX_MAX_RANK 8

/** The largest model in bytes: a message of protocol buffers is no longer. */
#define WB_ONNX_MAX_BYTES G_MAXINT32

/** What is written: the operators' versions, and the file's. */
#define WB_ONNX_OPSET      13
#define WB_ONNX_IR_VERSION 7

/**
 * WbOnnxTensor:
 * @rank: @dims: its shape; rank 0 is one value
 * @n: the product of @dims
 * @reals: @integers: [n], one of them NULL
 */
typedef struct
{
  guint rank;
  gint64 dims[WB_ONNX_MAX_RANK];
  gsize n;
  float *reals;
  gint64 *integers;
} WbOnnxTensor;

/** Which value of an attribute counts. The numbers are ONNX'. */
typedef enum
{
  WB_ONNX_ATTRIBUTE_REAL = 1,
  WB_ONNX_ATTRIBUTE_INTEGER = 2,
  WB_ONNX_ATTRIBUTE_TEXT = 3,
  WB_ONNX_ATTRIBUTE_TENSOR = 4,
  WB_ONNX_ATTRIBUTE_GRAPH = 5,
  WB_ONNX_ATTRIBUTE_REALS = 6,
  WB_ONNX_ATTRIBUTE_INTEGERS = 7,
  WB_ONNX_ATTRIBUTE_TEXTS = 8,
} WbOnnxAttributeKind;

/**
 * WbOnnxAttribute:
 * @reals: @integers: (element-type float) and (element-type gint64), never NULL;
 *   a single number is a list of one
 * @texts: (element-type utf8): likewise
 * @tensor: (nullable)
 */
typedef struct
{
  char *name;
  WbOnnxAttributeKind kind;
  GArray *reals;
  GArray *integers;
  GPtrArray *texts;
  WbOnnxTensor *tensor;
} WbOnnxAttribute;

/**
 * WbOnnxNode:
 * @type: "Gemm"
 * @domain: "" for the operators of ONNX itself
 * @inputs: @outputs: (element-type utf8): names of values, "" where one is left out
 * @attributes: (element-type WbOnnxAttribute)
 */
typedef struct
{
  char *type;
  char *domain;
  char *name;
  GPtrArray *inputs;
  GPtrArray *outputs;
  GPtrArray *attributes;
} WbOnnxNode;

/**
 * WbOnnxValueInfo:
 * @rank: @dims: -1 for a size that is not known before a run
 */
typedef struct
{
  char *name;
  gboolean is_integer;
  guint rank;
  gint64 dims[WB_ONNX_MAX_RANK];
} WbOnnxValueInfo;

/**
 * WbOnnxModel:
 * @opset: version of the operators
 * @nodes: (element-type WbOnnxNode): in an order in which they can run
 * @constants: (element-type utf8 WbOnnxTensor): by name; the initializers
 * @constant_names: (element-type utf8): in the file's order, owned by @constants
 * @inputs: @outputs: (element-type WbOnnxValueInfo)
 * @metadata: (element-type utf8 utf8)
 */
typedef struct
{
  gint64 ir_version;
  gint64 opset;
  char *producer;
  GPtrArray *nodes;
  GHashTable *constants;
  GPtrArray *constant_names;
  GPtrArray *inputs;
  GPtrArray *outputs;
  GHashTable *metadata;
} WbOnnxModel;

/**
 * A tensor of zeros.
 *
 * Returns: (transfer full): NULL where the rank is too high, a size negative,
 *   or the numbers are more than 2 GB
 */
WbOnnxTensor *
wb_onnx_tensor_new (gboolean is_integer, guint rank, const gint64 *dims) G_GNUC_WARN_UNUSED_RESULT;
WbOnnxTensor *wb_onnx_tensor_new_integers (const gint64 *values, guint n) G_GNUC_WARN_UNUSED_RESULT;
WbOnnxTensor *wb_onnx_tensor_ref (WbOnnxTensor *self);
void wb_onnx_tensor_unref (WbOnnxTensor *self);

/** The same values with another shape of as many; (transfer full). */
WbOnnxTensor *wb_onnx_tensor_reshape (const WbOnnxTensor *self,
                                      guint rank,
                                      const gint64 *dims) G_GNUC_WARN_UNUSED_RESULT;

gboolean wb_onnx_tensor_has_shape (const WbOnnxTensor *self, guint rank, const gint64 *dims);

WbOnnxModel *wb_onnx_model_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_onnx_model_free (WbOnnxModel *self);

/** Adds a constant and takes @tensor; another of this name is replaced. */
void wb_onnx_model_add_constant (WbOnnxModel *self, const char *name, WbOnnxTensor *tensor);

/** A value whose first axis is the batch and whose others are @dims. */
void wb_onnx_model_add_input (WbOnnxModel *self, const char *name, guint rank, const guint *dims);
void wb_onnx_model_add_output (WbOnnxModel *self, const char *name, guint rank, const guint *dims);

/**
 * Adds a node at the end.
 *
 * @inputs: names, ended by NULL; "" for one that is left out
 * @output: of its only output
 *
 * Returns: (transfer none)
 */
WbOnnxNode *wb_onnx_model_add_node (WbOnnxModel *self,
                                    const char *type,
                                    const char *const *inputs,
                                    const char *output);

WbOnnxNode *wb_onnx_node_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_onnx_node_free (WbOnnxNode *self);
void wb_onnx_node_add_real (WbOnnxNode *self, const char *name, float value);
void wb_onnx_node_add_integer (WbOnnxNode *self, const char *name, gint64 value);
void wb_onnx_node_add_integers (WbOnnxNode *self, const char *name, guint n, const gint64 *values);
void wb_onnx_node_add_text (WbOnnxNode *self, const char *name, const char *text);

WbOnnxAttribute *wb_onnx_attribute_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_onnx_attribute_free (WbOnnxAttribute *self);

/** The attribute called @name, or NULL. */
const WbOnnxAttribute *wb_onnx_node_find (const WbOnnxNode *self, const char *name);

/** The attribute's value, or @fallback where the node has none of that name and kind. */
gint64 wb_onnx_node_get_integer (const WbOnnxNode *self, const char *name, gint64 fallback);
float wb_onnx_node_get_real (const WbOnnxNode *self, const char *name, float fallback);
const char *wb_onnx_node_get_text (const WbOnnxNode *self, const char *name, const char *fallback);

/** The name of input or output @index, or NULL where it is left out. */
const char *wb_onnx_node_get_input (const WbOnnxNode *self, guint index);
const char *wb_onnx_node_get_output (const WbOnnxNode *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbOnnxTensor, wb_onnx_tensor_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbOnnxNode, wb_onnx_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbOnnxAttribute, wb_onnx_attribute_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbOnnxModel, wb_onnx_model_free)

G_END_DECLS
