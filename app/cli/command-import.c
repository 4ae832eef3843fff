/* SPDX-License-Identifier: MIT */
/* import: a model that another program wrote, as a project. */
#include <stdio.h>
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/import/import.h"

/* FILE without its ending, in the current folder. */
static char *
name_output (const char *file)
{
  g_autofree char *name = g_path_get_basename (file);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return g_strconcat (name, WB_PROJECT_EXTENSION, NULL);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *file = wb_arguments_get_word (arguments, 0);
  g_autofree char *path = g_strdup (wb_arguments_get_text (arguments, "output"));
  g_autoptr (WbProject) project = NULL;
  g_autofree char *notes = NULL;
  WbFileStamp stamp;

  if (path == NULL)
    path = name_output (file);
  wb_file_stamp_read (&stamp, path);
  if (!wb_cli_check_free (arguments, path, error) || !wb_cli_check_output (path, error))
    return FALSE;
  project = wb_import_read (file, &notes, error);
  if (project == NULL || !wb_project_save_over (project, path, &stamp, error))
    return FALSE;
  if (notes != NULL)
    wb_cli_print (stderr, "%s\n", notes);
  wb_cli_print (stdout, "Saved “%s”: %u layers.\n", path, ae_model_get_n_layers (project->model));
  return TRUE;
}

/* Every kind of file, as it is known from the table. */
static gboolean
get_kind (guint index, const char **name, char **text)
{
  const WbImportClass *klass = wb_import_classes ()[index];
  g_autofree char *endings = NULL;

  if (klass == NULL)
    return FALSE;
  endings = g_strjoinv (" ", (GStrv) klass->extensions);
  *name = klass->title;
  *text = g_strdup_printf ("%s. %s.", endings, klass->summary);
  return TRUE;
}

static const WbCliOption options[] = {
  { "output", 'o', WB_CLI_OUTPUT, "FILE", 0, 0, "else FILE with the ending .hourglass" },
  WB_CLI_FORCE_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_import = {
  .name = "import",
  .grammar = { "FILE", 1, 1, options },
  .summary = "makes a project of a model that another program wrote",
  .details = "What a file is, its contents tell. The model can be edited and trained on; what\n"
             "cannot be read is named, and nothing is written then.",
  .rows_title = "files",
  .get_row = get_kind,
  .run = run,
};
