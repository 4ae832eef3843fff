/* SPDX-License-Identifier: MIT */
#include "app/cli/model-file.h"

#include <string.h>

#include "app/edit/layer-text.h"
#include "app/edit/model-text.h"
#include "app/project/model-json.h"
#include "app/templates/template.h"

/* More than this is not a model. */
#define MAX_BYTES (4 * 1024 * 1024)

WbProject *
wb_cli_make_blank (const AeShape *shape, GError **error)
{
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"), shape, error);
  g_autoptr (AeModel) model = ae_model_new (shape);

  if (project != NULL)
    wb_project_set_model (project, model);
  return g_steal_pointer (&project);
}

/* The layers of the JSON behind an Input of the data's shape. */
static gboolean
take_json (WbProject *project, const AeShape *shape, const char *text, GError **error)
{
  g_autoptr (json_t) json = wb_json_parse (text, (gssize) strlen (text), error);
  g_autoptr (AeModel) model = json != NULL ? wb_model_from_json (json, error) : NULL;
  g_autoptr (AeModel) fitted = model != NULL ? ae_model_with_input (model, shape) : NULL;

  if (fitted != NULL)
    wb_project_set_model (project, fitted);
  return fitted != NULL;
}

/* Lines with options are the canvas'; without any, both ways of writing may be meant. */
static gboolean
take_text (WbProject *project, const char *text, GError **error)
{
  g_autoptr (WbProject) trial = wb_project_copy (project);

  if (strchr (text, '=') != NULL || wb_layer_text_insert (trial, 1, text, NULL, NULL))
    return wb_layer_text_insert (project, 1, text, NULL, error);
  return wb_model_text_append (project, text, error);
}

WbProject *
wb_cli_open_model (const char *path, const AeShape *shape, GError **error)
{
  g_autoptr (WbProject) project = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (length > MAX_BYTES || memchr (text, '\0', length) != NULL
      || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (
        error, WB_CLI_ERROR, WB_CLI_FAILED,
        "“%s” is not text. --model takes layers as the canvas copies them, one a line, or "
        "JSON as “hourglass-cli info --model --json” prints it.",
        path);
      return NULL;
    }
  project = wb_cli_make_blank (shape, error);
  if (project == NULL)
    return NULL;
  if (g_strchug (text)[0] == '{' ? take_json (project, shape, text, error)
                                 : take_text (project, text, error))
    return g_steal_pointer (&project);
  g_prefix_error (error, "“%s”: ", path);
  return NULL;
}

char *
wb_cli_model_to_text (const AeModel *model, gboolean json)
{
  guint n = ae_model_get_n_layers (model);
  g_autofree guint *ids = g_new (guint, n);
  g_autoptr (json_t) object = json ? wb_model_to_json (model) : NULL;

  if (json)
    return wb_json_to_text (object);
  for (guint i = 0; i < n; i++)
    ids[i] = ae_model_get_layer (model, i)->id;
  return wb_layer_text_write (model, ids, n);
}

gboolean
wb_cli_check_model (const WbArguments *arguments, GError **error)
{
  gboolean named = wb_arguments_get_n_words (arguments) > 0;

  if (named != wb_arguments_has (arguments, "model"))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        named ? "%s is one model and --model another: leave one of them out."
                              : "%s is missing. Name it, or give a model as text with --model.",
                        wb_arguments_get_grammar (arguments)->words);
}
