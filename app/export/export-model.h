/* SPDX-License-Identifier: MIT */
/* What the exports write from: the layers of one part of a trained model with
 * their shapes, options and weights, laid out so that a format only walks them.
 *
 * Values are counted along the part: value 0 is its input, value k + 1 the
 * output of layers[k]. Immutable; it belongs to who made it, any thread may
 * read it.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/project/data-reference.h"

G_BEGIN_DECLS

typedef enum
{
  WB_EXPORT_WHOLE,
  WB_EXPORT_ENCODER,
  WB_EXPORT_DECODER,
} WbExportPart;

/**
 * WbExportLayer:
 * @klass: @options: @id: as in the model
 * @name: as Keras names layers that nobody named, counted over the whole
 *   model: "dense", "dense_1", "max_pooling2d"
 * @x_shape: @y_shape: what it takes and gives
 * @x2: the value that is its other input (see above), -1 for none
 * @x2_shape: of that value
 * @activation: what ends the layer
 * @n_params: @params: its weights in the class's order, Keras' names and shapes
 * @weights: [n_params], each [size of its shape]; owned by the checkpoint
 */
typedef struct
{
  const AeLayerClass *klass;
  const void *options;
  guint id;
  char *name;
  AeShape x_shape;
  AeShape y_shape;
  int x2;
  AeShape x2_shape;
  AeActivation activation;
  guint n_params;
  AeParam params[AE_MAX_PARAMS];
  const float *weights[AE_MAX_PARAMS];
} WbExportLayer;

/**
 * WbExportModel:
 * @checkpoint: recipe, history and the weights
 * @reference: (nullable): the data, with the scaling that inputs had
 * @first: the model's layer that is layers[0]
 * @layers: [n_layers]; the Input is none of them
 * @input: shape of value 0
 * @output: shape of what the part outputs: the samples' where it
 *   reconstructs them, which may be another than the last layer's y_shape
 */
typedef struct
{
  WbCheckpoint *checkpoint;
  WbDataReference *reference;
  WbExportPart part;
  guint first;
  guint n_layers;
  WbExportLayer *layers;
  AeShape input;
  AeShape output;
} WbExportModel;

/**
 * Lays out a part of a trained model.
 *
 * @reference: (nullable): the data that it was trained on
 * @error: WB_ERROR_EXPORT where the part cannot stand alone: a skip leads
 *   into the decoder from the encoder, or the code is the model's last layer
 */
WbExportModel *wb_export_model_new (WbCheckpoint *checkpoint,
                                    const WbDataReference *reference,
                                    WbExportPart part,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_export_model_free (WbExportModel *self);

/** Of each part: "full", "encoder", "decoder"; ended by NULL. */
extern const char *const wb_export_part_names[];

/** Finds a part by its name. FALSE for another one. */
gboolean wb_export_part_find (const char *name, WbExportPart *part);

/** The weight called @name of @layer, or NULL where it has none: "kernel", "bias". */
const float *wb_export_layer_get_weight (const WbExportLayer *layer, const char *name);

/** The option called @name of @layer; all fields are 0 where it has none. */
AeValue wb_export_layer_get_option (const WbExportLayer *layer, const char *name);

/** The name of the choice that an option called @name has. */
const char *wb_export_layer_get_choice (const WbExportLayer *layer, const char *name);

/**
 * Values with their axes in another order.
 *
 * @order: a digit for each axis of @to: the axis of @from that it is
 *
 * Returns: (transfer full): [size of @to]
 */
float *wb_export_turn (const AeShape *from, const float *values, const char *order, AeShape *to)
  G_GNUC_WARN_UNUSED_RESULT;

/** wb_export_turn() of the weight called @name; NULL where the layer has none. */
float *wb_export_layer_turn_weight (const WbExportLayer *layer,
                                    const char *name,
                                    const char *order,
                                    AeShape *to) G_GNUC_WARN_UNUSED_RESULT;

/** Refuses layer @index of the part: "it cannot be written for FORMAT" and why. FALSE. */
gboolean wb_export_refuse_layer (const WbExportModel *self,
                                 guint index,
                                 const char *format,
                                 const char *reason,
                                 GError **error);

/** What a nat of divergence counts: the loss of a sample may be a mean over its values. */
double wb_export_model_get_beta (const WbExportModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbExportModel, wb_export_model_free)

G_END_DECLS
