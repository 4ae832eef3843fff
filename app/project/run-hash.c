/* SPDX-License-Identifier: MIT */
/* The text that is hashed is JSON, so that a new setting with its default changes no
 * more than what files say.
 */
#include "app/project/run-hash.h"

#include <string.h>

#include "app/project/model-json.h"
#include "app/project/recipe-json.h"

#define SHORT_DIGITS 12

/* What the samples are; where that is not known, how they are called. */
static json_t *
data_to_json (const WbDataReference *data)
{
  const char *digest = wb_data_reference_get_digest (data);
  g_autofree char *folder = g_path_get_dirname (wb_data_reference_get_location (data));

  return digest != NULL ? json_string (digest) : wb_data_reference_to_json (data, folder);
}

/* What only says when training ends does not change how it goes. */
static json_t *
recipe_to_json (const AeRecipe *recipe)
{
  json_t *json = wb_recipe_to_json (recipe);

  json_object_del (json, "epochs");
  json_object_del (json, "patience");
  json_object_del (json, "min_delta");
  json_object_del (json, "keep_best");
  return json;
}

char *
wb_run_hash (const AeModel *model,
             const AeRecipe *recipe,
             const WbDataReference *data,
             const GArray *removed,
             const WbPosition *position,
             const GPtrArray *flags)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (json_t) json = json_object ();
  g_autofree char *text = NULL;

  json_object_set_new (json, "arithmetic", json_integer (AE_ARITHMETIC_VERSION));
  json_object_set_new (json, "model", wb_model_to_json (model));
  json_object_set_new (json, "recipe", recipe_to_json (recipe));
  if (data != NULL)
    json_object_set_new (json, "data", data_to_json (data));
  if (removed != NULL)
    json_object_set_new (json, "removed", wb_removed_samples_to_json (removed));
  if (position != NULL && position->from_step > 0)
    json_object_set_new (json, "from",
                         json_pack ("[II]", (json_int_t) position->from_step,
                                    (json_int_t) position->from_weights));
  if (flags->len > 0)
    json_object_set_new (json, "flags", wb_flags_to_json (flags));
  text = wb_json_to_text (json);
  g_checksum_update (sum, (const guchar *) text, -1);
  return g_strndup (g_checksum_get_string (sum), SHORT_DIGITS);
}

guint64
wb_weights_number (const char *hash)
{
  g_autofree char *first = hash != NULL ? g_strndup (hash, 16) : g_strdup ("0");

  return g_ascii_strtoull (first, NULL, 16) >> 1;
}

char *
wb_weights_hash (const WbCheckpoint *checkpoint)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    {
      const WbCheckpointTensor *tensor = wb_checkpoint_get_tensor (checkpoint, i);

      if (tensor->slot != WB_CHECKPOINT_WEIGHT)
        continue;
      g_checksum_update (sum, (const guchar *) tensor->name, (gssize) strlen (tensor->name) + 1);
      g_checksum_update (sum, (const guchar *) tensor->values,
                         (gssize) (tensor->size * sizeof (float)));
    }
  return g_strdup (g_checksum_get_string (sum));
}
