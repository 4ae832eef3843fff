/* SPDX-License-Identifier: MIT */
/* new: a project from a template or from layers as text, not trained yet. */
#include <stdio.h>

#include "app/data/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/model-file.h"
#include "app/cli/settings.h"
#include "app/edit/model-text.h"

static gboolean
append_layers (const WbArguments *arguments, WbProject *project, GError **error)
{
  const char *layers = wb_arguments_get_text (arguments, "layers");

  return layers == NULL || wb_model_text_append (project, layers, error);
}

/* @template: (nullable): none for a model of --layers or --model alone */
static WbProject *
build (const WbArguments *arguments, const WbTemplate *template, GError **error)
{
  const char *location = wb_cli_get_location (arguments, NULL);
  g_autoptr (DsSource) source = wb_cli_open_source (arguments, location, NULL, NULL, error);
  g_autoptr (WbDataReference) data = NULL;
  g_autoptr (WbProject) project = NULL;
  AeShape shape;

  if (source == NULL)
    return NULL;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (source)));
  if (template != NULL)
    project = wb_template_build (template, &shape, error);
  else if (wb_arguments_has (arguments, "model"))
    project = wb_cli_open_model (wb_arguments_get_text (arguments, "model"), &shape, error);
  else
    project = wb_cli_make_blank (&shape, error);
  if (project == NULL || !append_layers (arguments, project, error)
      || !wb_cli_apply_settings (arguments, project, error))
    return NULL;
  data = wb_data_reference_new_for_source (source, NULL, NULL);
  wb_project_set_data (project, data);
  return g_steal_pointer (&project);
}

static gboolean
find_start (const char *word, gboolean has_layers, const WbTemplate **template, GError **error)
{
  gboolean is_file;

  *template = NULL;
  if (word == NULL && has_layers)
    return TRUE;
  if (word == NULL || has_layers)
    return wb_cli_refuse (error, WB_CLI_USAGE, "%s",
                          word == NULL
                            ? "TEMPLATE is missing. Name one of “hourglass-cli templates”, or give "
                              "--layers or --model."
                            : "A template has its own layers: leave out TEMPLATE, --layers or "
                              "--model.");
  *template = wb_cli_find_template (word, &is_file, error);
  if (is_file)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                 "“%s” is not a template. See “hourglass-cli templates”.", word);
  return *template != NULL;
}

static gboolean
check_one (const WbArguments *arguments, GError **error)
{
  if (!wb_arguments_has (arguments, "layers") || !wb_arguments_has (arguments, "model"))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "--layers and --model are two models: leave one of them out.");
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *word = wb_arguments_get_word (arguments, 0);
  gboolean has_layers = wb_arguments_has (arguments, "layers")
                        || wb_arguments_has (arguments, "model");
  g_autofree char *path = g_strdup (wb_arguments_get_text (arguments, "output"));
  const WbTemplate *template;
  g_autoptr (WbProject) project = NULL;
  WbFileStamp stamp;

  if (!find_start (word, has_layers, &template, error) || !check_one (arguments, error))
    return FALSE;
  if (path == NULL)
    path = g_strconcat (word != NULL ? word : "model", WB_PROJECT_EXTENSION, NULL);
  wb_file_stamp_read (&stamp, path);
  if (!wb_cli_check_free (arguments, path, error) || !wb_cli_check_output (path, error))
    return FALSE;
  project = build (arguments, template, error);
  if (project == NULL || !wb_project_save_over (project, path, &stamp, error))
    return FALSE;
  wb_cli_print (stdout, "Saved “%s”.\n", path);
  return TRUE;
}

static const WbCliOption options[] = {
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "make the model for these samples; else built-in" },
  { "layers", 0, WB_CLI_TEXT, "TEXT", 0, 0,
    "the model, as in “dense 64 relu, dense 2, mirror”, in place of a template" },
  WB_CLI_MODEL_OPTION,
  WB_CLI_SET_OPTION,
  { "output", 'o', WB_CLI_OUTPUT, "FILE", 0, 0, "else TEMPLATE.hourglass or model.hourglass" },
  WB_CLI_FORCE_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_new = {
  .name = "new",
  .grammar = { "[TEMPLATE]", 0, 1, options, .more_options = wb_cli_import_options },
  .summary = "makes a project from a template or from layers, not trained yet",
  .details = "A file that is there already is not overwritten without --force. Layers are\n"
             "separated by a comma and a blank; each is a name and its values, as in\n"
             "“conv2d 16 3x3 same”, and mirror builds the decoder of those before it.",
  .run = run,
};
