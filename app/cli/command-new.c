/* SPDX-License-Identifier: MIT */
/* new: a project from a template, not trained yet. */
#include <stdio.h>

#include "app/data/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"

static WbProject *
build (const WbArguments *arguments, const WbTemplate *template, GError **error)
{
  const char *location = wb_cli_get_location (arguments, NULL);
  g_autoptr (DsSource) source = wb_cli_open_source (arguments, location, NULL, NULL, error);
  g_autoptr (WbDataReference) data = NULL;
  WbProject *project;
  AeShape shape;

  if (source == NULL)
    return NULL;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (source)));
  project = wb_template_build (template, &shape, error);
  if (project == NULL)
    return NULL;
  data = wb_data_reference_new_for_source (source, NULL, NULL);
  wb_project_set_data (project, data);
  return project;
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *word = wb_arguments_get_word (arguments, 0);
  gboolean is_file;
  const WbTemplate *template = wb_cli_find_template (word, &is_file, error);
  g_autofree char *path = g_strdup (wb_arguments_get_text (arguments, "output"));
  g_autoptr (WbProject) project = NULL;
  WbFileStamp stamp;

  if (is_file)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                 "“%s” is no template. See “hourglass-cli templates”.", word);
  if (template == NULL)
    return FALSE;
  if (path == NULL)
    path = g_strconcat (word, WB_PROJECT_EXTENSION, NULL);
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
  { "output", 'o', WB_CLI_OUTPUT, "FILE", 0, 0, "else TEMPLATE.hourglass" },
  WB_CLI_FORCE_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_new = {
  .name = "new",
  .grammar = { "TEMPLATE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "makes a project from a template, not trained yet",
  .details = "A file that is there already is not overwritten without --force.",
  .run = run,
};
