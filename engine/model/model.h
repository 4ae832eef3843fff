/* SPDX-License-Identifier: MIT */
/* The model as drawn: a spine of layers with the code somewhere on it. It is a
 * value and holds not one float of weights: immutable, counted, cheap to copy,
 * compare, undo and save. An edit makes a new model that shares the layers it
 * did not touch. Safe to read from any thread.
 *
 * Layer 0 is always an Input. A layer keeps its id through every edit; weights
 * follow ids. The code is the output of one layer: what comes before, and that
 * layer, is the encoder; the rest is the decoder.
 */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

typedef struct _AeModel AeModel;

/** A layer in a model: immutable. @id is unique in the model and never 0. */
typedef struct
{
  guint id;
  const AeLayerClass *klass;
  const void *options;
} AeLayer;

#define AE_MODEL_CODE_AUTOMATIC 0

/** A model of one Input layer; (transfer full). */
AeModel *ae_model_new (const AeShape *input) G_GNUC_WARN_UNUSED_RESULT;
AeModel *ae_model_ref (AeModel *model);
void ae_model_unref (AeModel *model);

guint ae_model_get_n_layers (const AeModel *model);
const AeLayer *ae_model_get_layer (const AeModel *model, guint index);

/** The index of the layer with this id, or -1. */
int ae_model_find (const AeModel *model, guint id);

/** Same layers with the same ids, options and code. */
gboolean ae_model_equal (const AeModel *a, const AeModel *b);

/**
 * Inserts a layer so that it becomes number @index (1 to n_layers).
 *
 * @options: copied; NULL for the defaults
 * @id: 0 for a new one; an id that a file or an undone edit names is kept
 * Returns: (transfer full): the new model
 */
AeModel *ae_model_insert (const AeModel *model,
                          guint index,
                          const AeLayerClass *klass,
                          gconstpointer options,
                          guint id) G_GNUC_WARN_UNUSED_RESULT;

/** Like ae_model_insert() at the end, with options as text: "units=32,activation=relu"; see
 * ae_options_set_text(). */
AeModel *ae_model_append (const AeModel *model,
                          const char *type,
                          const char *options,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Without layer @index (not 0); (transfer full). A skip that came from it is left without a
 * source. */
AeModel *ae_model_remove (const AeModel *model, guint index) G_GNUC_WARN_UNUSED_RESULT;

/** With layer @from (not 0) moved so that it becomes number @to; (transfer full). */
AeModel *ae_model_move (const AeModel *model, guint from, guint to) G_GNUC_WARN_UNUSED_RESULT;

/** With other options of layer @index; (transfer full). */
AeModel *ae_model_with_options (const AeModel *model,
                                guint index,
                                gconstpointer options) G_GNUC_WARN_UNUSED_RESULT;

/** With another class in place of layer @index, under the same id; (transfer full). */
AeModel *ae_model_with_class (const AeModel *model,
                              guint index,
                              const AeLayerClass *klass,
                              gconstpointer options) G_GNUC_WARN_UNUSED_RESULT;

/** With another input shape; (transfer full). */
AeModel *ae_model_with_input (const AeModel *model, const AeShape *input) G_GNUC_WARN_UNUSED_RESULT;

/** With the code at the layer @id's output, or AE_MODEL_CODE_AUTOMATIC; (transfer full). */
AeModel *ae_model_with_code (const AeModel *model, guint id) G_GNUC_WARN_UNUSED_RESULT;

/** The id given by ae_model_with_code(). */
guint ae_model_get_code_id (const AeModel *model);

/**
 * The layer whose output is the code: the one that was chosen, else the first
 * of the narrowest outputs among all but the last layer.
 *
 * @shapes: as ae_model_infer() gives them
 */
guint ae_model_get_code (const AeModel *model, const AeShape *shapes);

/**
 * Infers every layer's output shape.
 *
 * @shapes: one for each layer; from the first layer that cannot run they have rank 0
 * @culprit: (nullable): the number of that layer
 * @error: AE_ERROR_SHAPE or AE_ERROR_MODEL of that layer, without its number
 */
gboolean ae_model_infer (const AeModel *model, AeShape *shapes, guint *culprit, GError **error);

/**
 * The layer that layer @index, one that joins a skip, takes its other input
 * from; -1 when it joins none, or has no source that comes before it.
 */
int ae_model_get_source (const AeModel *model, guint index);

/** The weights of layer @index, given every layer's output shape. Returns how many. */
guint ae_model_get_params (const AeModel *model,
                           guint index,
                           const AeShape *shapes,
                           AeParam params[AE_MAX_PARAMS]);

/** The number of trained values in layer @index. */
gsize ae_model_count_params (const AeModel *model, guint index, const AeShape *shapes);

/** Whether the model can run and its output can be a reconstruction of its input: as many values,
 * and as many channels where both are images. */
gboolean ae_model_returns_input (const AeModel *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AeModel, ae_model_unref)

G_END_DECLS
