/* SPDX-License-Identifier: MIT */
/* templates: what a model can begin from. */
#include <stdio.h>

#include "app/data/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"

static void
print_template (const WbTemplate *template, const AeShape *shape, gboolean json)
{
  g_autofree char *flow = wb_template_describe (template, shape);
  json_t *object;

  if (!json)
    {
      printf ("%-12s %s\n", template->name, template->summary);
      if (flow != NULL)
        printf ("%-12s %s\n", "", flow);
      return;
    }
  object = json_object ();
  json_object_set_new (object, "name", json_string (template->name));
  json_object_set_new (object, "title", json_string (template->title));
  json_object_set_new (object, "summary", json_string (template->summary));
  json_object_set_new (object, "shapes", flow != NULL ? json_string (flow) : json_null ());
  wb_cli_print_json (object);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  AeShape shape = AE_SHAPE (3, 28, 28, 1);
  g_autoptr (DsSource) source = NULL;

  if (wb_arguments_has (arguments, "data") || wb_cli_get_first_import (arguments) != NULL)
    {
      source = wb_cli_open_source (arguments, wb_cli_get_location (arguments, NULL), NULL, NULL,
                                   error);
      if (source == NULL)
        return FALSE;
      shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (source)));
    }
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    print_template (wb_templates ()[i], &shape, wb_arguments_has (arguments, "json"));
  return TRUE;
}

static const WbCliOption options[] = {
  { "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "show the shapes for these samples; else 28×28×1" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_templates = {
  .name = "templates",
  .grammar = { "", 0, 0, options, .more_options = wb_cli_import_options },
  .summary = "lists the templates",
  .run = run,
};
