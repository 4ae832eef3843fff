/* SPDX-License-Identifier: MIT */
/* doctor: what is wrong with a trained model, with the evidence and what to do. */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/data/batch-bridge.h"
#include "app/data/data-split.h"
#include "app/doctor/doctor.h"

static guint
count_checks (void)
{
  guint n = 0;

  while (wb_doctor_checks ()[n].name != NULL)
    n++;
  return n;
}

static void
print (const WbFinding *finding)
{
  wb_cli_print (stdout, "%s\n  %s\n  → %s\n", finding->title, finding->evidence, finding->fix);
}

static void
print_json (const WbFinding *finding)
{
  json_t *object = json_object ();

  json_object_set_new (object, "check", json_string (finding->check));
  json_object_set_new (object, "title", wb_cli_text_to_json (finding->title));
  json_object_set_new (object, "evidence", wb_cli_text_to_json (finding->evidence));
  json_object_set_new (object, "fix", wb_cli_text_to_json (finding->fix));
  wb_cli_print_json (object);
}

static GPtrArray *
examine (const WbArguments *arguments, GError **error)
{
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = wb_cli_open_network (wb_arguments_get_word (arguments, 0),
                                                       &project, error);
  g_autoptr (DsSource) source = network != NULL ? wb_cli_open_data (arguments, project, error)
                                                : NULL;
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;

  if (source == NULL)
    return NULL;
  wb_data_split (&project->recipe, source, project->removed, &training, &validation);
  return wb_batch_bridge_fits (training, ae_network_get_shape (network, 0), error)
           ? wb_doctor_examine (project, network, training, validation, TRUE, error)
           : NULL;
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  g_autoptr (GPtrArray) findings = examine (arguments, error);
  gboolean json = wb_arguments_has (arguments, "json");

  if (findings == NULL)
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    (json ? print_json : print) (findings->pdata[i]);
  if (!json && findings->len == 0)
    printf ("Nothing was found by %u checks.\n", count_checks ());
  return TRUE;
}

static const WbCliOption options[] = { WB_CLI_DATA_OPTION, WB_CLI_JSON_OPTION, { NULL } };

const WbCliCommand wb_cli_doctor = {
  .name = "doctor",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "says what is wrong with a trained model, and what to do",
  .details = "Looks for a training that diverged, an output that is always the same, dead units,\n"
             "saturation, a code that has collapsed or is bypassed, overfitting, a learning rate\n"
             "too low to matter, and validation on samples that train. Each finding has its\n"
             "evidence and a fix; with --json it is an object of check, title, evidence and fix.",
  .run = run,
};
