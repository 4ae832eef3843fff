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

json_t *wb_model_to_json (const AeModel *model) G_GNUC_WARN_UNUSED_RESULT;
AeModel *wb_model_from_json (json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

json_t *wb_options_to_json (const AeOption *options,
                            gconstpointer values) G_GNUC_WARN_UNUSED_RESULT;
gboolean
wb_options_from_json (const AeOption *options, gpointer values, json_t *json, GError **error);
gboolean
wb_option_from_json (const AeOption *option, gpointer values, json_t *json, GError **error);
json_t *wb_option_to_json (const AeOption *option, gconstpointer values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
