/* SPDX-License-Identifier: MIT */
/* export: a trained model, or a part of it, for other programs. */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/export/export.h"

static gboolean
check_output (const WbArguments *arguments, GError **error)
{
  const WbExportClass *const *classes = wb_export_classes ();
  g_autoptr (GPtrArray) endings = g_ptr_array_new ();
  g_autofree char *example = g_strconcat ("out", classes[0]->extension, NULL);

  for (guint i = 0; classes[i] != NULL; i++)
    g_ptr_array_add (endings, (gpointer) classes[i]->extension);
  g_ptr_array_add (endings, NULL);
  return wb_cli_require_output (arguments, example, (const char *const *) endings->pdata, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *file = wb_arguments_get_word (arguments, 0);
  const char *path = wb_arguments_get_text (arguments, "output");
  const char *name = wb_arguments_get_text (arguments, "part");
  WbExportPart part = WB_EXPORT_WHOLE;
  g_autoptr (WbProject) project = NULL;

  if (name != NULL && !wb_export_part_find (name, &part))
    {
      g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
                   "There is no part “%s” of a model. Use model, encoder or decoder.", name);
      return FALSE;
    }
  if (!check_output (arguments, error))
    return FALSE;
  project = wb_cli_open_project (file, error);
  if (project == NULL)
    return FALSE;
  if (project->checkpoint == NULL)
    {
      g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                   "“%s” has no weights to export. Train it first, with “hourglass-cli train %s”.",
                   file, file);
      return FALSE;
    }
  if (!wb_export_find (path)->write (project->checkpoint, part, path, error))
    return FALSE;
  wb_cli_print (stdout, "Wrote “%s”.\n", path);
  return TRUE;
}

static const WbCliOption options[] = {
  { "part", 0, WB_CLI_TEXT, "PART", 0, 0, "model, encoder or decoder; else model" },
  { "output", 'o', WB_CLI_OUTPUT, "out.safetensors", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_export = {
  .name = "export",
  .grammar = { "FILE", 1, 1, options },
  .summary = "writes the weights for other programs",
  .run = run,
};
