/* SPDX-License-Identifier: MIT */
/* check: what is wrong with a model, in the words of the window. */
#include <stdio.h>

#include "app/checker/checker.h"
#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/model-file.h"
#include "app/cli/output.h"
#include "app/cli/problems.h"
#include "app/checker/speed.h"

static gboolean
read_facts (const WbArguments *arguments,
            const WbProject *project,
            WbDataFacts *facts,
            GError **error)
{
  g_autoptr (DsSource) source = NULL;
  AeRecipe recipe;

  if (!wb_arguments_has (arguments, "data") && wb_cli_get_first_import (arguments) == NULL
      && (project == NULL || project->data == NULL))
    return TRUE;
  source = wb_cli_open_data (arguments, project, error);
  if (source == NULL)
    return FALSE;
  ae_recipe_init (&recipe); /* a template holds nothing back by itself */
  wb_cli_describe_data (facts, source, project != NULL ? &project->recipe : &recipe,
                        project != NULL ? project->removed : NULL);
  return TRUE;
}

/* The project, and what is known of its data: of a template, a project for
 * samples of their shape. */
static WbProject *
open_material (const WbArguments *arguments, WbDataFacts *facts, GError **error)
{
  const char *word = wb_arguments_get_word (arguments, 0);
  const char *text = wb_arguments_get_text (arguments, "model");
  gboolean is_file = FALSE;
  const WbTemplate *template = NULL;
  g_autoptr (WbProject) project = NULL;
  AeShape shape = AE_SHAPE (3, 28, 28, 1);

  if (!wb_cli_check_model (arguments, error))
    return NULL;
  if (word != NULL)
    template = wb_cli_find_template (word, &is_file, error);
  if (word != NULL && template == NULL && !is_file)
    return NULL;
  if (is_file && (project = wb_cli_open_project (word, error)) == NULL)
    return NULL;
  if (!read_facts (arguments, project, facts, error))
    return NULL;
  if (is_file)
    return g_steal_pointer (&project);
  if (facts->shape.rank > 0)
    shape = facts->shape;
  return template != NULL ? wb_template_build (template, &shape, error)
                          : wb_cli_open_model (text, &shape, error);
}

static void
print_json (const WbProblem *problem, const AeModel *model)
{
  json_t *object = json_object (), *fixes = json_array ();

  for (guint i = 0; i < problem->n_fixes; i++)
    json_array_append_new (fixes, json_string (problem->fixes[i].label));
  json_object_set_new (object, "code", json_string (problem->code));
  json_object_set_new (object, "severity", json_string (wb_severity_get_name (problem->severity)));
  if (problem->layer >= 0)
    {
      const AeLayer *layer = ae_model_get_layer (model, (guint) problem->layer);

      json_object_set_new (object, "layer", json_integer (problem->layer + 1));
      json_object_set_new (object, "last_layer", json_integer (problem->last_layer + 1));
      json_object_set_new (object, "type", json_string (layer->klass->type));
    }
  json_object_set_new (object, "title", json_string (problem->title));
  json_object_set_new (object, "happened", json_string (problem->happened));
  json_object_set_new (object, "expected", json_string (problem->expected));
  json_object_set_new (object, "why", json_string (problem->why));
  json_object_set_new (object, "fixes", fixes);
  wb_cli_print_json (object);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  WbDataFacts facts = WB_DATA_FACTS_NONE;
  g_autoptr (WbProject) project = open_material (arguments, &facts, error);
  g_autoptr (GPtrArray) problems = NULL;

  if (project == NULL)
    return FALSE;
  problems = wb_check (project->model, &project->recipe, &facts);
  if (wb_problems_want_speed (problems, &facts))
    {
      facts.flops_per_second = wb_speed_measure (0);
      g_ptr_array_unref (problems);
      problems = wb_check (project->model, &project->recipe, &facts);
    }
  for (guint i = 0; i < problems->len; i++)
    {
      const WbProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *text = wb_problem_to_text (problem, project->model);

      if (wb_arguments_has (arguments, "json"))
        print_json (problem, project->model);
      else
        wb_cli_print (stdout, "%s\n", text);
    }
  if (problems->len == 0 && !wb_arguments_has (arguments, "json"))
    puts ("Nothing is wrong.");
  if (wb_problems_get_error (problems) == NULL)
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED, "“%s” cannot be trained before the error is fixed.",
                        wb_arguments_has (arguments, "model")
                          ? wb_arguments_get_text (arguments, "model")
                          : wb_arguments_get_word (arguments, 0));
}

static const WbCliOption options[] = {
  WB_CLI_MODEL_OPTION,
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "the samples; else those of the project" },
  { "json", 0, WB_CLI_FLAG, NULL, 0, 0, "one JSON object a line for each problem" },
  { NULL },
};

const WbCliCommand wb_cli_check = {
  .name = "check",
  .grammar = { "FILE|TEMPLATE", 0, 1, options, .more_options = wb_cli_import_options },
  .summary = "says what is wrong with a model, and how to fix it",
  .details = "Exits with 1 where an error keeps the model from being trained; warnings and\n"
             "notes do not count.",
  .run = run,
};
