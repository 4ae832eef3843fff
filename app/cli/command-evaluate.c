/* SPDX-License-Identifier: MIT */
/* evaluate: the loss of a project's model on samples, without
 * penalties, and how a variational code uses its dimensions.
 */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/cli/problems.h"
#include "data/order.h"
#include "engine/training/trainer.h"

/* Samples at a time: the sum is then the same as after an epoch of training. */
#define SLICE 512

static gboolean
evaluate (AeTrainer *trainer, DsDataset *dataset, double *loss, GError **error)
{
  AeSource source = wb_batch_bridge_source (dataset);
  g_autofree guint32 *numbers = g_new (guint32, source.n_samples);
  double sum = 0;

  ds_order_fill_unshuffled (numbers, source.n_samples);
  for (gsize first = 0; first < source.n_samples; first += SLICE)
    {
      gsize n = MIN (SLICE, source.n_samples - first);
      AeLossValue value;

      if (!ae_trainer_evaluate (trainer, &source, numbers + first, n, &value, error))
        return FALSE;
      sum += value.total * (double) n;
    }
  *loss = sum / (double) source.n_samples;
  return TRUE;
}

/* With a variational code, its divergence too. */
static void
print (const WbArguments *arguments,
       const WbProject *project,
       DsDataset *dataset,
       double loss,
       const WbDivergence *divergence)
{
  g_autofree char *words = wb_cli_loss_to_text (loss);
  g_autofree char *n = wb_cli_count_to_text (ds_dataset_get_count (dataset));
  const char *part = wb_cli_get_part (arguments, project);
  gboolean whole = strcmp (part, "whole") == 0;
  json_t *object;

  if (!wb_arguments_has (arguments, "json"))
    {
      wb_cli_print (stdout,
                    ngettext ("loss %s (%s) over %s %s%ssample of “%s”\n",
                              "loss %s (%s) over %s %s%ssamples of “%s”\n",
                              ds_dataset_get_count (dataset)),
                    words, ae_recipe_get_loss (&project->recipe)->name, n, whole ? "" : part,
                    whole ? "" : " ", ds_dataset_get_name (dataset));
      if (divergence != NULL)
        wb_cli_print_divergence (divergence);
      return;
    }
  object = json_object ();
  wb_cli_add_real (object, "loss", loss);
  json_object_set_new (object, "samples", json_integer (ds_dataset_get_count (dataset)));
  json_object_set_new (object, "part", json_string (part));
  json_object_set_new (object, "loss_name",
                       json_string (ae_recipe_get_loss (&project->recipe)->name));
  if (divergence != NULL)
    wb_cli_add_divergence (object, divergence);
  wb_cli_print_json (object);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *path = wb_arguments_get_word (arguments, 0);
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = wb_cli_open_network (path, &project, error);
  g_autoptr (DsDataset) dataset = network != NULL
                                    ? wb_cli_open_part (arguments, project, network, error)
                                    : NULL;
  g_autoptr (AePool) pool = NULL;
  g_autoptr (AeTrainer) trainer = NULL;
  g_autoptr (WbDivergence) divergence = NULL;
  WbDataFacts facts = WB_DATA_FACTS_NONE;
  double loss = 0;

  if (dataset == NULL)
    return FALSE;
  wb_data_facts_set_dataset (&facts, dataset);
  if (!wb_cli_refuse_errors (project, &facts, path, FALSE, error))
    return FALSE;
  pool = ae_pool_new ((guint) wb_arguments_get_int (arguments, "threads", 0));
  trainer = ae_trainer_new (network, pool, &project->recipe, error);
  if (trainer == NULL || !evaluate (trainer, dataset, &loss, error))
    return FALSE;
  if (wb_divergence_has (project->model))
    {
      divergence = wb_divergence_measure (network, dataset, 0, error);
      if (divergence == NULL)
        return FALSE;
    }
  print (arguments, project, dataset, loss, divergence);
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION, WB_CLI_PART_OPTION, WB_CLI_THREADS_OPTION, WB_CLI_JSON_OPTION, { NULL },
};

const WbCliCommand wb_cli_evaluate = {
  .name = "evaluate",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "says how well a model reconstructs samples",
  .details = "The loss is the recipe's, without penalties. Noise and dropout are off; a recipe\n"
             "that corrupts its samples is judged on corrupted ones.",
  .run = run,
};
