/* SPDX-License-Identifier: MIT */
/* recipe: every setting that --set takes, from the descriptors of the recipe, and of all
 * losses, optimizers and schedules.
 */
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/inputs.h"
#include "app/cli/option-output.h"
#include "app/cli/output.h"
#include "engine/training/recipe.h"

/* Who has the options, NULL for the recipe itself, and what stands before their names. */
static void
print_options (const char *owner,
               const char *prefix,
               const AeOption *options,
               gconstpointer values,
               gboolean json)
{
  if (options == NULL || options->name == NULL)
    return;
  if (!json && owner != NULL)
    printf ("%s%s\n", prefix, owner);
  for (; options->name != NULL; options++)
    if (json)
      {
        json_t *object = wb_cli_option_to_json (prefix, options, values);

        json_object_set_new (object, "of", owner != NULL ? json_string (owner) : json_null ());
        wb_cli_print_json (object);
      }
    else
      wb_cli_print_option (prefix, options, values);
}

static void
print_parts (gboolean json)
{
  _Alignas(16) guint8 values[AE_RECIPE_OPTIONS_SIZE];

  for (guint i = 0; ae_loss_classes ()[i] != NULL; i++)
    {
      const AeLossClass *loss = ae_loss_classes ()[i];

      ae_options_init (loss->options, values);
      print_options (loss->name, "loss.", loss->options, values, json);
    }
  for (guint i = 0; ae_optimizer_classes ()[i] != NULL; i++)
    {
      const AeOptimizerClass *optimizer = ae_optimizer_classes ()[i];

      ae_options_init (optimizer->options, values);
      print_options (optimizer->name, "optimizer.", optimizer->options, values, json);
    }
  for (guint i = 0; ae_schedule_classes ()[i] != NULL; i++)
    {
      const AeScheduleClass *schedule = ae_schedule_classes ()[i];

      ae_options_init (schedule->options, values);
      print_options (schedule->name, "schedule.", schedule->options, values, json);
    }
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  gboolean json = wb_arguments_has (arguments, "json");
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  print_options (NULL, "", ae_recipe_options, &recipe, json);
  print_parts (json);
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_recipe = {
  .name = "recipe",
  .grammar = { "", 0, 0, options },
  .summary = "lists the settings of a training, for --set of new and train",
  .details = "As in “--set optimizer=sgd,learning_rate=0.1,optimizer.momentum=0.9”. A setting\n"
             "of a loss, an optimizer or a schedule is there when that one is chosen.",
  .run = run,
};
