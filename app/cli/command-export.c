/* SPDX-License-Identifier: MIT */
/* export: a trained model, or a part of it, for other programs. */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/export/export.h"

/* The format that was named, else the one that the output's ending means. */
static const WbExportClass *
choose_format (const WbArguments *arguments, GError **error)
{
  const WbExportClass *const *classes = wb_export_classes ();
  const char *name = wb_arguments_get_text (arguments, "format");
  const char *path = wb_arguments_get_text (arguments, "output");
  const WbExportClass *klass = name != NULL   ? wb_export_find (name)
                               : path != NULL ? wb_export_find_for_path (path)
                                              : NULL;
  g_autoptr (GString) known = g_string_new (NULL);

  if (klass != NULL && path != NULL)
    return klass;
  for (guint i = 0; classes[i] != NULL; i++)
    g_string_append_printf (known, "%s%s (%s)", i > 0 ? ", " : "", classes[i]->name,
                            classes[i]->extension);
  if (name != NULL && klass == NULL)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "There is no format “%s”. Use one of: %s.",
                 name, known->str);
  else if (path != NULL)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                 "The ending of “%s” names no format. Use --format with one of: %s.", path,
                 known->str);
  else
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                 "Say where to write, for example with -o out%s. Formats: %s.",
                 classes[0]->extension, known->str);
  return NULL;
}

static gboolean
find_part (const WbArguments *arguments, WbExportPart *part, GError **error)
{
  const char *name = wb_arguments_get_text (arguments, "part");

  *part = WB_EXPORT_WHOLE;
  if (name == NULL || wb_export_part_find (name, part))
    return TRUE;
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
               "There is no part “%s” of a model. Use full, encoder or decoder.", name);
  return FALSE;
}

static WbExportModel *
open_model (const char *file, WbExportPart part, GError **error)
{
  g_autoptr (WbProject) project = wb_cli_open_project (file, error);

  if (project == NULL)
    return NULL;
  if (project->checkpoint != NULL)
    return wb_export_model_new (project->checkpoint, project->data, part, error);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
               "“%s” has no weights to export. Train it first, with “hourglass-cli train %s”.",
               file, file);
  return NULL;
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");
  const WbExportClass *klass = choose_format (arguments, error);
  g_autoptr (WbExportModel) model = NULL;
  WbExportPart part;
  WbExportReport report;

  if (klass == NULL || !find_part (arguments, &part, error) || !wb_cli_check_output (path, error))
    return FALSE;
  model = open_model (wb_arguments_get_word (arguments, 0), part, error);
  if (model == NULL || !wb_export_write (klass, model, NULL, path, &report, error))
    return FALSE;
  wb_cli_print (stdout, "Wrote “%s”.\n", path);
  if (report.checked)
    wb_cli_print (stdout,
                  "Checked: the largest difference on %" G_GSIZE_FORMAT " samples is %.2g.\n",
                  report.n, report.difference);
  return TRUE;
}

static const WbCliOption options[] = {
  { "format", 'f', WB_CLI_TEXT, "FORMAT", 0, 0, "what to write, else by the ending of the output" },
  { "part", 0, WB_CLI_TEXT, "PART", 0, 0, "full, encoder or decoder; else full" },
  { "output", 'o', WB_CLI_OUTPUT, "out.safetensors", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_export = {
  .name = "export",
  .grammar = { "FILE", 1, 1, options },
  .summary = "writes a trained model, or a part of it, for other programs",
  .run = run,
};
