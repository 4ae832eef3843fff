/* SPDX-License-Identifier: MIT */
/* A model as JSON, through the option descriptors alone:
 *   { "layers": [ { "id": 2, "type": "Dense", "options": { "units": 32, … } }, … ],
 *     "code": 2 }
 * "code" is 0 where the narrowest layer is meant. An option that a layer does
 * not have is an error, and one that is absent has its default.
 */
#pragma once

#include "app/project/json.h"
#include "engine/model/model.h"

G_BEGIN_DECLS

/** The model as JSON; (transfer full): an object; any thread. */
json_t *wb_model_to_json (const AeModel *model) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads a model. Whether its shapes fit is the checker's business.
 *
 * @error: WB_ERROR_CONTENTS, naming the layer by its number, and the option
 *
 * Returns: (transfer full): the model, or NULL; any thread.
 */
AeModel *wb_model_from_json (json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The struct @values that @options (nullable) describe as a JSON object; (transfer full). */
json_t *wb_options_to_json (const AeOption *options,
                            gconstpointer values) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads an object of options into their struct, which holds the defaults.
 *
 * @error: AE_ERROR_OPTION for an unknown name, a value of the wrong kind or
 *   out of range
 */
gboolean
wb_options_from_json (const AeOption *options, gpointer values, json_t *json, GError **error);

/**
 * Reads one option into its struct.
 *
 * @error: AE_ERROR_OPTION, naming the option; the struct is then unchanged
 */
gboolean
wb_option_from_json (const AeOption *option, gpointer values, json_t *json, GError **error);

/** One option's value as JSON; (transfer full). */
json_t *wb_option_to_json (const AeOption *option, gconstpointer values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
