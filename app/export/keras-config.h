/* SPDX-License-Identifier: MIT */
/* A part of a model as Keras has it: a graph of Keras' layers with their
 * configuration and weights, which .keras, .h5 and TensorFlow.js files are
 * written from. Where Keras needs a layer more than the model has, it stands
 * here: a Flatten before a Dense that takes an image, a Reshape to the samples'
 * shape. A GaussianCode is its mean; where the part ends with it, the logarithm
 * of the variance is a second output. A SparseCode, whose penalty counts in
 * training alone, is a linear Activation.
 *
 * Immutable; its weights are the model's, which has to outlive it.
 */
#pragma once

#include "app/export/export.h"

G_BEGIN_DECLS

typedef enum
{
  WB_KERAS_3,      /* .keras, and whatever Keras 3 reads */
  WB_KERAS_LEGACY, /* .h5, as Keras 2 wrote it and Keras 3 reads it */
  WB_KERAS_TFJS,   /* TensorFlow.js Layers */
} WbKerasDialect;

/**
 * WbKerasWeight:
 * @name: "kernel"; in a wrapper of two layers "forward_lstm/kernel"
 * @group: the object inside the layer that has it in a .keras file: "", "cell",
 *   "forward_layer/cell"
 * @values: [size of @shape]
 */
typedef struct
{
  char *name;
  const char *group;
  AeShape shape;
  const float *values;
} WbKerasWeight;

/**
 * WbKerasLayer:
 * @class_name: Keras'
 * @name: unique in the graph
 * @config: its fields beside the name; an InputLayer has none
 * @y_shape: without the batch axis
 * @inputs: the layers that it takes, -1 for none
 * @model_layer: the layer of the part that this one is, or belongs to; -1 for the input
 */
typedef struct
{
  const char *class_name;
  char *name;
  json_t *config;
  AeShape y_shape;
  int inputs[2];
  int model_layer;
  guint n_weights;
  WbKerasWeight weights[AE_MAX_PARAMS];
} WbKerasLayer;

/**
 * WbKerasGraph:
 * @layers: of WbKerasLayer, in an order in which they can run; the first is the input
 * @outputs: numbers of layers
 */
typedef struct
{
  WbKerasDialect dialect;
  GArray *layers;
  guint n_outputs;
  guint outputs[2];
} WbKerasGraph;

/**
 * Whether every layer of @model can be written.
 *
 * @error: WB_ERROR_EXPORT: which one cannot, why, and what would do
 */
gboolean wb_keras_accepts (const WbExportModel *model, WbKerasDialect dialect, GError **error);

/** As WbExportClass.keeps, for files with the metadata of wb_keras_describe_origin(). */
gboolean wb_keras_keeps (WbKerasDialect dialect, const WbExportLayer *layer, const char *setting);

/** Lays out a part that wb_keras_accepts(). */
WbKerasGraph *wb_keras_graph_new (const WbExportModel *model,
                                  WbKerasDialect dialect) G_GNUC_WARN_UNUSED_RESULT;
void wb_keras_graph_free (WbKerasGraph *self);

const WbKerasLayer *wb_keras_graph_get_layer (const WbKerasGraph *self, guint index);

/** The graph as Keras' configuration: {"class_name": "Functional", "config": …}. */
json_t *wb_keras_graph_to_json (const WbKerasGraph *self) G_GNUC_WARN_UNUSED_RESULT;

/** Who wrote the file, the recipe, and what the file leaves out: metadata for its reader. */
json_t *wb_keras_describe_origin (const WbExportClass *klass,
                                  const WbExportModel *model) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbKerasGraph, wb_keras_graph_free)

G_END_DECLS
