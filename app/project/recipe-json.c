/* SPDX-License-Identifier: MIT */
/* The loss, the optimizer and the schedule are read first, since they decide
 * which options the others have and which defaults.
 */
#include "app/project/recipe-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/project/model-json.h"

#define LOSS_OPTIONS      "loss_options"
#define OPTIMIZER_OPTIONS "optimizer_options"
#define SCHEDULE_OPTIONS  "schedule_options"

json_t *
wb_recipe_to_json (const AeRecipe *recipe)
{
  json_t *json = wb_options_to_json (ae_recipe_options, recipe);

  json_object_set_new (json, LOSS_OPTIONS,
                       wb_options_to_json (ae_recipe_get_loss (recipe)->options,
                                           recipe->loss_options));
  json_object_set_new (json, OPTIMIZER_OPTIONS,
                       wb_options_to_json (ae_recipe_get_optimizer (recipe)->options,
                                           recipe->optimizer_options));
  json_object_set_new (json, SCHEDULE_OPTIONS,
                       wb_options_to_json (ae_recipe_get_schedule (recipe)->options,
                                           recipe->schedule_options));
  return json;
}

static gboolean
read_choice (json_t *json,
             const char *name,
             AeRecipe *recipe,
             gboolean (*set) (AeRecipe *, const char *, GError **),
             GError **error)
{
  json_t *member = json_object_get (json, name);
  const AeOption *option = ae_options_find (ae_recipe_options, name);

  if (member == NULL)
    return TRUE;
  if (json_string_value (member) != NULL)
    return set (recipe, json_string_value (member), error);
  return wb_option_from_json (option, recipe, member, error);
}

static gboolean
read_fields (json_t *json, AeRecipe *recipe, GError **error)
{
  for (const AeOption *option = ae_recipe_options; option->name != NULL; option++)
    {
      json_t *member = json_object_get (json, option->name);

      if (member != NULL && !wb_option_from_json (option, recipe, member, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_options (json_t *json,
              const char *name,
              const AeOption *options,
              gpointer values,
              GError **error)
{
  json_t *member = json_object_get (json, name);

  if (member == NULL || wb_options_from_json (options, values, member, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

gboolean
wb_recipe_from_json (json_t *json, AeRecipe *recipe, GError **error)
{
  g_autoptr (GError) own = NULL;
  AeRecipe read;

  ae_recipe_init (&read);
  if (read_choice (json, "loss", &read, ae_recipe_set_loss, &own)
      && read_choice (json, "optimizer", &read, ae_recipe_set_optimizer, &own)
      && read_choice (json, "schedule", &read, ae_recipe_set_schedule, &own)
      && read_fields (json, &read, &own)
      && read_options (json, LOSS_OPTIONS, ae_recipe_get_loss (&read)->options, read.loss_options,
                       &own)
      && read_options (json, OPTIMIZER_OPTIONS, ae_recipe_get_optimizer (&read)->options,
                       read.optimizer_options, &own)
      && read_options (json, SCHEDULE_OPTIONS, ae_recipe_get_schedule (&read)->options,
                       read.schedule_options, &own))
    {
      *recipe = read;
      return TRUE;
    }
  return wb_refuse (error, WB_ERROR_CONTENTS, _ ("The recipe: %s."), own->message);
}
