/* SPDX-License-Identifier: MIT */
/* Warnings go to stderr; an error becomes the command's own. */
#include "app/cli/problems.h"

#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/data/data-split.h"

void
wb_cli_describe_data (WbDataFacts *facts,
                      DsSource *source,
                      const AeRecipe *recipe,
                      const GArray *removed)
{
  g_autoptr (DsDataset) training = NULL, validation = NULL;

  wb_data_facts_set_dataset (facts, ds_source_get_training (source));
  wb_data_split (recipe, source, removed, &training, &validation);
  wb_data_facts_set_parts (facts, training, validation);
}

gboolean
wb_cli_refuse_errors (const WbProject *project,
                      const WbDataFacts *facts,
                      const char *name,
                      gboolean warns,
                      GError **error)
{
  g_autoptr (GPtrArray) problems = wb_check (project->model, &project->recipe, facts);
  const WbProblem *cause = wb_problems_get_error (problems);
  g_autofree char *why = NULL;

  for (guint i = 0; warns && cause == NULL && i < problems->len; i++)
    {
      const WbProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *text = wb_problem_to_text (problem, project->model);

      if (problem->severity == WB_SEVERITY_WARNING)
        wb_cli_print (stderr, "%s\n", text);
    }
  if (cause == NULL)
    return TRUE;
  why = wb_problem_to_text (cause, project->model);
  return wb_cli_refuse (error, WB_CLI_FAILED,
                        "“%s” cannot be trained or judged before this error is fixed.\n%s", name,
                        why);
}
