/* SPDX-License-Identifier: MIT */
#include "app/project/project-text.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/project/model-json.h"
#include "app/project/project-file.h"
#include "app/project/recipe-json.h"

char *
wb_project_to_text (const WbProject *project)
{
  g_autoptr (json_t) json = json_object ();

  json_object_set_new (json, "format", json_string (WB_PROJECT_FORMAT));
  json_object_set_new (json, "model", wb_model_to_json (project->model));
  json_object_set_new (json, "recipe", wb_recipe_to_json (&project->recipe));
  if (project->mirrored)
    json_object_set_new (json, "mirrored", json_true ());
  return wb_json_to_text (json);
}

WbProject *
wb_project_from_text (const char *text, GError **error)
{
  g_autoptr (json_t) json = wb_json_parse (text, -1, error);
  g_autoptr (AeModel) model = NULL;
  const char *format;
  WbProject *project;
  AeRecipe recipe;

  if (json == NULL)
    return NULL;
  format = json_string_value (json_object_get (json, "format"));
  if (g_strcmp0 (format, WB_PROJECT_FORMAT) != 0 || json_object_get (json, "model") == NULL)
    {
      g_set_error_literal (error, WB_ERROR, WB_ERROR_FORMAT,
                           _ ("The text says nothing of a model and its recipe. Choose a picture "
                              "that Hourglass wrote."));
      return NULL;
    }
  model = wb_model_from_json (json_object_get (json, "model"), error);
  if (model == NULL || !wb_recipe_from_json (json_object_get (json, "recipe"), &recipe, error))
    return NULL;
  project = wb_project_new (model, &recipe);
  project->mirrored = json_is_true (json_object_get (json, "mirrored"));
  return project;
}
