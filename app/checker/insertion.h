/* SPDX-License-Identifier: MIT */
/* What a layer that is put into a model takes from the layers around it, what
 * it can join, and what would come of it. Pure functions of the model, for the
 * window and the command line alike.
 */
#pragma once

#include "engine/model/model.h"

G_BEGIN_DECLS

/**
 * Completes the options of a new layer with what its neighbours suggest:
 * padding as around it; the activation of the hidden layer before or behind
 * it, else relu; sigmoid where it makes the output. A code that a map shows
 * whole stays linear: relu would leave a quarter of the map.
 *
 * @index: the number that the layer gets
 * @options: (nullable): what is given, which is left as it is: "units=64"
 * Returns: (transfer full): "units=64,activation=relu"
 */
char *wb_insertion_complete (const AeModel *model,
                             guint index,
                             const AeLayerClass *klass,
                             const char *options) G_GNUC_WARN_UNUSED_RESULT;

/** The model with such a layer; (transfer full), NULL where it does not take the options. */
AeModel *wb_insertion_try (const AeModel *model,
                           guint index,
                           const AeLayerClass *klass,
                           const char *options) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The layers whose output a layer that joins a skip can take in besides what
 * comes to it at its place: earlier ones of a shape that suits, but not the one
 * just before it.
 *
 * @error: WB_ERROR_EDIT where there is none
 * Returns: (transfer full): their ids in the model's order; NULL without any
 */
GArray *wb_insertion_list_sources (const AeModel *model,
                                   guint index,
                                   const AeLayerClass *klass,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * What an edit breaks: where the output of @before fits its samples and that of
 * @after does not, a sentence that says so; else NULL; (transfer full).
 */
char *wb_insertion_tell_misfit (const AeModel *before,
                                const AeModel *after) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
