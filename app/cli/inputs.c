/* SPDX-License-Identifier: MIT */
/* A word is a template if there is one of that name, a file otherwise. */
#include "app/cli/inputs.h"

#include <stdio.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/project/checkpoint.h"
#include "app/cli/import-options.h"
#include "app/cli/nearest.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/data/data-open.h"
#include "app/data/data-split.h"
#include "app/error.h"
#include "data/error.h"

static gboolean
looks_like_path (const char *word)
{
  return strchr (word, G_DIR_SEPARATOR) != NULL || strchr (word, '.') != NULL
         || g_file_test (word, G_FILE_TEST_EXISTS);
}

const WbTemplate *
wb_cli_find_template (const char *word, gboolean *is_file, GError **error)
{
  const WbTemplate *template = wb_template_find (word);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *hint = NULL;

  *is_file = template == NULL && looks_like_path (word);
  if (template != NULL || *is_file)
    return template;
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer) wb_templates ()[i]->name);
  g_ptr_array_add (names, NULL);
  hint = wb_cli_suggest (word, (const char *const *) names->pdata);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "There is neither a template nor a file “%s”.%s",
               word, hint);
  return NULL;
}

WbProject *
wb_cli_open_project (const char *path, GError **error)
{
  g_autofree char *note = NULL;
  WbProject *project = NULL;

  wb_project_load (path, &project, &note, error);
  if (note != NULL)
    wb_cli_print (stderr, "%s\n", note);
  return project;
}

const char *
wb_cli_get_location (const WbArguments *arguments, const WbProject *project)
{
  const char *location = wb_arguments_get_text (arguments, "data");

  if (location == NULL && project != NULL && project->data != NULL)
    location = wb_data_reference_get_location (project->data);
  return location != NULL ? location : DS_BUILT_IN;
}

static void
show_phase (gpointer data, const char *phase, gsize done, gsize total)
{
  wb_progress_show_phase (data, phase, done, total);
}

DsSource *
wb_cli_open_source (const WbArguments *arguments,
                    const char *location,
                    const char *validation,
                    const WbProject *project,
                    GError **error)
{
  g_autoptr (DsImportOptions) choices = NULL;
  g_autoptr (WbDataReference) learned = NULL;
  g_autoptr (DsSource) source = NULL;
  g_autoptr (GError) cause = NULL;
  WbProgress *progress;

  if (!wb_cli_read_imports (arguments, project != NULL ? project->data : NULL, &choices, &learned,
                            error))
    return NULL;
  progress = wb_progress_new (wb_arguments_has (arguments, "quiet"));
  source = wb_data_open (location, validation, learned,
                         &(DsRequest) {
                           .options = choices,
                           .progress = &(DsProgress) { .report = show_phase, .data = progress } },
                         &cause);
  wb_progress_free (progress);
  if (source != NULL)
    return wb_cli_check_overwrites (arguments, error) ? g_steal_pointer (&source) : NULL;
  if (g_error_matches (cause, DS_ERROR, DS_ERROR_OPTION))
    g_set_error_literal (error, WB_CLI_ERROR, WB_CLI_USAGE, cause->message);
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

static gboolean
check_part (const char *part, GError **error)
{
  const char *const parts[] = { "training", "validation", NULL };
  g_autofree char *hint = NULL;

  if (part == NULL || g_strv_contains (parts, part))
    return TRUE;
  hint = wb_cli_suggest (part, parts);
  return wb_cli_refuse (error, WB_CLI_USAGE, "There is no part “%s”.%s", part, hint);
}

gboolean
wb_cli_is_own_data (const WbArguments *arguments, const WbProject *project)
{
  const char *location = wb_arguments_get_text (arguments, "data");
  g_autoptr (WbDataReference) data = NULL;

  if (location == NULL || project == NULL || project->data == NULL)
    return location == NULL;
  data = wb_data_reference_new (location, NULL, NULL);
  return strcmp (wb_data_reference_get_location (data),
                 wb_data_reference_get_location (project->data))
         == 0;
}

DsSource *
wb_cli_open_data (const WbArguments *arguments, const WbProject *project, GError **error)
{
  const char *validation = wb_arguments_get_text (arguments, "validation");
  gboolean named = wb_arguments_has (arguments, "data") || project == NULL || project->data == NULL;
  DsSource *source;

  if (validation == NULL && project != NULL && project->data != NULL
      && wb_cli_is_own_data (arguments, project))
    validation = wb_data_reference_get_validation (project->data);
  source = wb_cli_open_source (arguments, wb_cli_get_location (arguments, project), validation,
                               project, error);
  if (source == NULL && !named && error != NULL && (*error)->domain == DS_ERROR)
    {
      g_autofree char *text
        = g_strdup_printf ("%s The project names this data; where it has moved, "
                           "--data says where it is.",
                           (*error)->message);

      g_free ((*error)->message);
      (*error)->message = g_steal_pointer (&text);
    }
  return source;
}

const char *
wb_cli_get_part (const WbArguments *arguments, const WbProject *project)
{
  const char *part = wb_arguments_get_text (arguments, "part");
  const char *location = wb_cli_get_location (arguments, project);

  if (part != NULL)
    return part;
  return wb_cli_is_own_data (arguments, project) || strcmp (location, DS_BUILT_IN) == 0
             || g_file_test (location, G_FILE_TEST_IS_DIR)
           ? "validation"
           : "whole";
}

static DsDataset *
open_whole (const WbArguments *arguments, const WbProject *project, GError **error)
{
  const char *location = wb_cli_get_location (arguments, project);
  g_autoptr (DsSource) source = wb_cli_open_source (arguments, location, location, project, error);

  return source != NULL ? ds_dataset_ref (ds_source_get_validation (source)) : NULL;
}

static DsDataset *
open_part (const WbArguments *arguments, const WbProject *project, const char *part, GError **error)
{
  static const AeRecipe no_split = { 0 };
  gboolean is_own = wb_cli_is_own_data (arguments, project);
  gboolean is_same = is_own && project != NULL && wb_cli_get_first_import (arguments) == NULL;
  g_autoptr (DsSource) source = wb_cli_open_data (arguments, project, error);
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;

  if (source == NULL)
    return NULL;
  wb_data_split (is_own ? &project->recipe : &no_split, source, is_same ? project->removed : NULL,
                 &training, &validation);
  return ds_dataset_ref (strcmp (part, "training") == 0 ? training : validation);
}

DsDataset *
wb_cli_open_part (const WbArguments *arguments,
                  const WbProject *project,
                  const AeNetwork *network,
                  GError **error)
{
  const char *part = wb_cli_get_part (arguments, project);
  g_autoptr (DsDataset) dataset = NULL;

  if (!check_part (wb_arguments_get_text (arguments, "part"), error))
    return NULL;
  if (strcmp (part, "whole") == 0)
    dataset = open_whole (arguments, project, error);
  else
    dataset = open_part (arguments, project, part, error);
  return dataset != NULL && wb_batch_bridge_fits (dataset, ae_network_get_shape (network, 0), error)
           ? g_steal_pointer (&dataset)
           : NULL;
}

gboolean
wb_cli_get_count (const WbArguments *arguments,
                  const char *name,
                  gsize n,
                  gsize otherwise,
                  gsize *count,
                  GError **error)
{
  *count = (gsize) wb_arguments_get_int (arguments, "count", (gint64) MIN (n, otherwise));
  if (*count <= n)
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED, "--count %zu asks for more than the %zu of “%s”.",
                        *count, n, name);
}

AeNetwork *
wb_cli_make_network (const WbProject *project, GError **error)
{
  g_autoptr (AeNetwork) network = ae_network_new (project->model, (guint64) project->recipe.seed,
                                                  error);
  g_autoptr (AeNetwork) trained = NULL;

  if (network == NULL || project->checkpoint == NULL)
    return g_steal_pointer (&network);
  trained = wb_checkpoint_make_network (project->checkpoint, error);
  if (trained == NULL)
    return NULL;
  ae_network_transfer_weights (network, trained, NULL);
  return g_steal_pointer (&network);
}

AeNetwork *
wb_cli_open_network (const char *path, WbProject **project, GError **error)
{
  const WbProject *opened = *project = wb_cli_open_project (path, error);

  if (opened == NULL)
    return NULL;
  if (opened->checkpoint == NULL || wb_checkpoint_get_position (opened->checkpoint)->step == 0)
    wb_cli_print (stderr,
                  "“%s” is not trained: its weights are random. Train it first, with "
                  "“hourglass-cli train %s”.\n",
                  path, path);
  return wb_cli_make_network (opened, error);
}
