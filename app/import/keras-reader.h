/* SPDX-License-Identifier: MIT */
/* A Keras configuration (Sequential or Functional, of Keras 2, Keras 3 or
 * TensorFlow.js) read into a model, and weights by Keras' names into its
 * network. Models inside a model are read in place of themselves. The layers on
 * the way from the input to the first output are the model; Add and Concatenate
 * take a skip from a layer on that way.
 */
#pragma once

#include "app/project/json.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/**
 * WbKerasModel:
 * @model: what was read
 * @names: Keras' names of the model's layers, the input first
 * @paths: where a .keras file has their weights: "layers/dense_1"
 * @other_names: @other_paths: of a code that is drawn from the outputs of two layers, the
 *   second's; else NULL
 * @kernels: of AeSizes: how much of each layer's kernel the file has, of rank 0 for all; zeros
 *   follow
 * @left_out: names of layers that are not on the way to the first output
 * @drawn: names of layers that draw a code, which became a GaussianCode
 * @grown: names of layers whose kernel is larger here
 */
typedef struct
{
  AeModel *model;
  GPtrArray *names;
  GPtrArray *paths;
  GPtrArray *other_names;
  GPtrArray *other_paths;
  GArray *kernels;
  GPtrArray *left_out;
  GPtrArray *drawn;
  GPtrArray *grown;
} WbKerasModel;

/** Reads a file of one of Keras' formats; @network: (out) (transfer full): with its weights. */
typedef WbKerasModel *(*WbKerasReadFunc) (const char *path, AeNetwork **network, GError **error);

/** One weight: of which layer of Keras', by name or by path, its name there, [size of @shape]; owns
 * it all. */
typedef struct
{
  char *layer;
  char *name;
  AeShape shape;
  float *values;
} WbKerasTensor;

WbKerasTensor *wb_keras_tensor_new (const char *layer,
                                    const char *name,
                                    const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;
void wb_keras_tensor_free (WbKerasTensor *self);

/**
 * @json: {"class_name": …, "config": …}
 * @error: WB_ERROR_CONTENTS: which layer cannot be read, and why
 */
WbKerasModel *wb_keras_model_new_from_json (json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_keras_model_free (WbKerasModel *self);

/** The network that a file holds, as WbImportClass.read gives it; @notes: gets what was left out.
 */
AeNetwork *wb_keras_read_noted (WbKerasReadFunc read,
                                const char *path,
                                GPtrArray *notes,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Makes a network of the model with the weights that were read.
 *
 * @by_path: whether the tensors name their layer by its path
 * @tensors: of WbKerasTensor, each layer's in Keras' order or by its names
 * @error: WB_ERROR_CONTENTS: which layer has no weights, or others
 */
AeNetwork *wb_keras_model_make_network (const WbKerasModel *self,
                                        gboolean by_path,
                                        const GPtrArray *tensors,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The number of the last layer called @name, or -1. */
int wb_keras_model_find (const WbKerasModel *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbKerasModel, wb_keras_model_free)

G_END_DECLS
