/* SPDX-License-Identifier: MIT */
/* info: what is in a project, or in data. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/data/data-statistics.h"
#include "app/project/checkpoint.h"
#include "app/cli/command.h"
#include "app/cli/data-names.h"
#include "app/cli/import-options.h"
#include "app/cli/import-report.h"
#include "app/cli/inputs.h"
#include "app/cli/model-file.h"
#include "app/cli/output.h"
#include "app/project/model-json.h"
#include "app/project/recipe-json.h"
#include "app/project/run-list.h"

/* Of the model, layer by layer; shapes stop at the first layer that cannot run. */
typedef struct
{
  const AeModel *model;
  guint n_layers;
  AeShape *shapes;
  gsize n_params;
  GError *problem;
} Plan;

static void
plan_clear (Plan *self)
{
  g_free (self->shapes);
  g_clear_error (&self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static void
plan_init (Plan *self, const AeModel *model)
{
  self->model = model;
  self->n_layers = ae_model_get_n_layers (model);
  self->shapes = g_new0 (AeShape, self->n_layers);
  ae_model_infer (model, self->shapes, NULL, &self->problem);
  for (guint i = 0; self->problem == NULL && i < self->n_layers; i++)
    self->n_params += ae_model_count_params (model, i, self->shapes);
}

static char *
describe_options (const AeLayer *layer)
{
  GString *text = g_string_new (NULL);
  const AeOption *option = layer->klass->options;

  for (; option != NULL && option->name != NULL; option++)
    {
      g_autofree char *value = ae_option_to_text (option, layer->options);

      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", option->name, value);
    }
  return g_string_free (text, FALSE);
}

static void
print_layers (const Plan *plan)
{
  guint code = plan->problem == NULL ? ae_model_get_code (plan->model, plan->shapes) : G_MAXUINT;

  for (guint i = 0; i < plan->n_layers; i++)
    {
      const AeLayer *layer = ae_model_get_layer (plan->model, i);
      g_autofree char *shape = ae_shape_to_string (&plan->shapes[i]);
      g_autofree char *options = describe_options (layer);

      printf ("  %2u  %-20s %-12s%s %s\n", i + 1, layer->klass->type, shape,
              i == code ? " code" : "     ", options);
    }
  if (plan->problem != NULL)
    {
      wb_cli_print (stdout, "  It cannot run: %s\n", plan->problem->message);
      return;
    }
  {
    g_autofree char *count = wb_cli_count_to_text (plan->n_params);

    printf (ngettext ("  %s parameter\n", "  %s parameters\n", plan->n_params), count);
  }
}

static void
print_recipe (const AeRecipe *recipe)
{
  g_autofree char *rate = wb_number_to_text (recipe->learning_rate);

  printf ("recipe  %s, %s, learning rate %s, batch size %" G_GINT64_FORMAT
          ", seed %" G_GINT64_FORMAT "\n",
          ae_recipe_get_loss (recipe)->name, ae_recipe_get_optimizer (recipe)->name, rate,
          recipe->batch_size, recipe->seed);
}

static void
print_parts (const WbEpochRow *row)
{
  g_autofree char *reconstruction = wb_cli_loss_to_text (row->loss - row->penalty);
  g_autofree char *divergence = wb_cli_loss_to_text (row->divergence);

  printf ("        of the loss %s reconstruction, %s KL\n", reconstruction, divergence);
}

/* What was changed while it trained. */
static void
print_flags (const GPtrArray *flags)
{
  for (guint i = 0; i < flags->len; i++)
    {
      const WbFlag *flag = flags->pdata[i];
      g_autofree char *words = wb_flag_to_words (flag);

      printf ("%s step %" G_GUINT64_FORMAT "  %s\n", i == 0 ? "changed" : "       ", flag->step,
              words);
    }
}

static void
print_run (const WbCheckpoint *checkpoint)
{
  const WbPosition *position;
  const WbEpochRow *rows, *best;
  guint n_rows = 0;
  g_autofree char *steps = NULL, *planned = NULL, *loss = NULL, *validation = NULL;

  if (checkpoint == NULL || wb_checkpoint_get_position (checkpoint)->step == 0)
    {
      puts ("run     not trained yet");
      return;
    }
  position = wb_checkpoint_get_position (checkpoint);
  steps = wb_cli_steps_to_text (position->step);
  planned = wb_cli_epochs_to_text (position->epochs_planned);
  printf ("run     %u of %s, %s", position->epoch, planned, steps);
  rows = wb_history_get_epochs (wb_checkpoint_get_history (checkpoint), &n_rows);
  best = wb_history_get_best (wb_checkpoint_get_history (checkpoint));
  if (n_rows > 0)
    {
      loss = wb_cli_loss_to_text (rows[n_rows - 1].loss);
      validation = wb_cli_loss_to_text (rows[n_rows - 1].validation_loss);
      printf (", loss %s, validation loss %s, best after epoch %u", loss, validation, best->epoch);
    }
  putchar ('\n');
  if (position->best_in_place)
    printf ("weights of epoch %u, the best; training continues from those of epoch %u\n",
            position->best_epoch, position->epoch);
  if (n_rows > 0 && rows[n_rows - 1].divergence > 0)
    print_parts (&rows[n_rows - 1]);
  print_flags (wb_history_get_flags (wb_checkpoint_get_history (checkpoint)));
}

static void
print_runs (const WbProject *project)
{
  const WbRunRecord *best = wb_run_list_get_best (project->runs);
  const char *title = "runs   ";

  for (guint i = 0; project->runs != NULL && i < project->runs->len; i++)
    {
      const WbRunRecord *run = project->runs->pdata[i];
      g_autofree char *epochs = wb_cli_epochs_to_text (wb_run_record_get_epochs (run));
      g_autofree char *last = wb_cli_loss_to_text (wb_run_record_get_last_loss (run));
      g_autofree char *lowest = wb_cli_loss_to_text (wb_run_record_get_best_loss (run));

      if (wb_run_list_is_passage (project->runs, run, NULL))
        continue;
      wb_cli_print (stdout, "%s %3u  %-20s %-9s %s, loss %s, best %s%s, hash %s\n", title, run->id,
                    run->name, wb_run_outcome_get_name (run->outcome), epochs, last, lowest,
                    run == best ? " *" : "", run->hash != NULL ? run->hash : "unknown");
      if (run->note != NULL)
        wb_cli_print (stdout, "             %s\n", run->note);
      title = "       ";
    }
}

static void
print_reference (const WbDataReference *data)
{
  g_autofree char *choices = ds_import_options_to_text (wb_data_reference_get_options (data));

  wb_cli_print (stdout, "data    %s\n", wb_data_reference_get_location (data));
  if (*choices != '\0')
    wb_cli_print (stdout, "import  %s\n", choices);
}

static void
print_project (const WbProject *project, const char *path)
{
  g_auto (Plan) plan = { 0 };

  plan_init (&plan, project->model);
  wb_cli_print (stdout, "%s\nmodel\n", path);
  print_layers (&plan);
  print_recipe (&project->recipe);
  if (project->data != NULL)
    print_reference (project->data);
  if (project->removed != NULL)
    printf (ngettext ("removed %u sample\n", "removed %u samples\n", project->removed->len),
            project->removed->len);
  print_run (project->checkpoint);
  print_runs (project);
}

static json_t *
run_to_json (const WbCheckpoint *checkpoint)
{
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);
  const WbEpochRow *rows, *best;
  guint n_rows = 0;
  json_t *object = json_object ();

  json_object_set_new (object, "epochs", json_integer (position->epoch));
  json_object_set_new (object, "epochs_planned", json_integer (position->epochs_planned));
  json_object_set_new (object, "steps", json_integer (position->step));
  rows = wb_history_get_epochs (wb_checkpoint_get_history (checkpoint), &n_rows);
  best = wb_history_get_best (wb_checkpoint_get_history (checkpoint));
  if (n_rows > 0)
    {
      wb_cli_add_real (object, "loss", rows[n_rows - 1].loss);
      wb_cli_add_real (object, "validation_loss", rows[n_rows - 1].validation_loss);
      json_object_set_new (object, "best_epoch", json_integer (best->epoch));
      wb_cli_add_real (object, "reconstruction", rows[n_rows - 1].loss - rows[n_rows - 1].penalty);
      wb_cli_add_real (object, "kl_loss", rows[n_rows - 1].divergence);
    }
  json_object_set_new (object, "weights_epoch",
                       json_integer (position->best_in_place ? position->best_epoch
                                                             : position->epoch));
  json_object_set_new (object, "changes",
                       wb_flags_to_json (
                         wb_history_get_flags (wb_checkpoint_get_history (checkpoint))));
  return object;
}

static json_t *
runs_to_json (const GPtrArray *runs)
{
  json_t *array = json_array ();

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const WbRunRecord *run = runs->pdata[i];
      json_t *object = json_object ();

      json_object_set_new (object, "id", json_integer (run->id));
      json_object_set_new (object, "name", wb_cli_text_to_json (run->name));
      json_object_set_new (object, "outcome", json_string (wb_run_outcome_get_name (run->outcome)));
      json_object_set_new (object, "epochs", json_integer (wb_run_record_get_epochs (run)));
      json_object_set_new (object, "steps", json_integer ((json_int_t) run->position.step));
      wb_cli_add_real (object, "last_loss", wb_run_record_get_last_loss (run));
      wb_cli_add_real (object, "best_loss", wb_run_record_get_best_loss (run));
      json_object_set_new (object, "seed", json_integer (run->recipe.seed));
      json_object_set_new (object, "hash", run->hash ? json_string (run->hash) : json_null ());
      json_object_set_new (object, "weights",
                           run->weights ? json_string (run->weights) : json_null ());
      json_object_set_new (object, "note",
                           run->note ? wb_cli_text_to_json (run->note) : json_null ());
      json_array_append_new (array, object);
    }
  return array;
}

static void
print_project_json (const WbProject *project, const char *path)
{
  g_auto (Plan) plan = { 0 };
  json_t *object = json_object ();
  json_t *shapes = json_array ();

  plan_init (&plan, project->model);
  for (guint i = 0; i < plan.n_layers; i++)
    json_array_append_new (shapes, wb_cli_shape_to_json (&plan.shapes[i]));
  json_object_set_new (object, "file", wb_cli_text_to_json (path));
  json_object_set_new (object, "model", wb_model_to_json (project->model));
  json_object_set_new (object, "shapes", shapes);
  json_object_set_new (object, "parameters", json_integer (plan.n_params));
  if (plan.problem != NULL)
    json_object_set_new (object, "problem", wb_cli_text_to_json (plan.problem->message));
  json_object_set_new (object, "recipe", wb_recipe_to_json (&project->recipe));
  json_object_set_new (object, "data",
                       project->data != NULL
                         ? wb_cli_text_to_json (wb_data_reference_get_location (project->data))
                         : json_null ());
  if (project->data != NULL)
    json_object_set_new (object, "import",
                         wb_cli_import_to_json (wb_data_reference_get_options (project->data)));
  json_object_set_new (object, "removed",
                       json_integer (project->removed != NULL ? project->removed->len : 0));
  json_object_set_new (object, "run",
                       project->checkpoint != NULL ? run_to_json (project->checkpoint)
                                                   : json_null ());
  json_object_set_new (object, "runs", runs_to_json (project->runs));
  wb_cli_print_json (object);
}

static void
print_statistics (const WbDataStatistics *statistics, DsDataset *data)
{
  const char *const *names = ds_dataset_get_class_names (data);
  g_autofree char *n_read = wb_cli_count_to_text (statistics->n_read);

  printf ("values  %.4g to %.4g, mean %.4f, %.1f%% zero", statistics->minimum, statistics->maximum,
          statistics->mean, statistics->zeros * 100);
  if (statistics->n_read < statistics->n)
    printf (", of %s samples that are spread evenly", n_read);
  putchar ('\n');
  for (guint i = 0; i < statistics->n_classes; i++)
    {
      g_autofree char *count = wb_cli_count_to_text (statistics->class_counts[i]);

      wb_cli_print (stdout, "%s %s: %s\n", i == 0 ? "classes" : "       ", names[i], count);
    }
}

static void
print_factors (const WbDataStatistics *statistics, DsDataset *data)
{
  const char *const *names = ds_dataset_get_factor_names (data);

  for (guint i = 0; i < statistics->n_factors; i++)
    {
      const WbFactorStatistics *factor = &statistics->factors[i];

      wb_cli_print (stdout, "%s %s: ", i == 0 ? "factors" : "       ", names[i]);
      printf ("%.4g to %.4g, mean %.4g\n", factor->minimum, factor->maximum, factor->mean);
    }
}

static gboolean
print_source (DsSource *source, const char *location, GError **error)
{
  DsDataset *training = ds_source_get_training (source);
  g_autoptr (WbDataStatistics) statistics = NULL;
  g_autofree char *words = ds_source_describe (source);

  wb_cli_print (stdout, "%s\n%s\nformat  %s\n", location, words, ds_source_get_format (source));
  wb_cli_print_import (source);
  fflush (stdout);
  statistics = wb_data_statistics_new (training, NULL, error);
  if (statistics != NULL)
    {
      print_statistics (statistics, training);
      print_factors (statistics, training);
    }
  return statistics != NULL;
}

static json_t *
factors_to_json (const WbDataStatistics *statistics, DsDataset *data)
{
  const char *const *names = ds_dataset_get_factor_names (data);
  json_t *array = json_array ();

  for (guint i = 0; i < statistics->n_factors; i++)
    {
      json_t *object = json_object ();

      json_object_set_new (object, "name", wb_cli_text_to_json (names[i]));
      wb_cli_add_real (object, "minimum", statistics->factors[i].minimum);
      wb_cli_add_real (object, "mean", statistics->factors[i].mean);
      wb_cli_add_real (object, "maximum", statistics->factors[i].maximum);
      json_array_append_new (array, object);
    }
  return array;
}

static void
add_statistics (json_t *object, const WbDataStatistics *statistics, DsDataset *data)
{
  const char *const *names = ds_dataset_get_class_names (data);
  json_t *counts = json_array (), *classes = json_array ();

  for (guint i = 0; i < statistics->n_classes; i++)
    {
      json_array_append_new (counts, json_integer (statistics->class_counts[i]));
      json_array_append_new (classes, wb_cli_text_to_json (names[i]));
    }
  json_object_set_new (object, "class_names", classes);
  wb_cli_add_real (object, "minimum", statistics->minimum);
  wb_cli_add_real (object, "mean", statistics->mean);
  wb_cli_add_real (object, "maximum", statistics->maximum);
  wb_cli_add_real (object, "zeros", statistics->zeros);
  json_object_set_new (object, "samples_read", json_integer ((json_int_t) statistics->n_read));
  json_object_set_new (object, "class_counts", counts);
  json_object_set_new (object, "factors", factors_to_json (statistics, data));
}

static gboolean
print_source_json (DsSource *source, const char *location, GError **error)
{
  DsDataset *training = ds_source_get_training (source);
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (training));
  g_autoptr (WbDataStatistics) statistics = wb_data_statistics_new (training, NULL, error);
  json_t *object;

  if (statistics == NULL)
    return FALSE;
  object = json_object ();
  json_object_set_new (object, "data", wb_cli_text_to_json (location));
  json_object_set_new (object, "format", json_string (ds_source_get_format (source)));
  json_object_set_new (object, "shape", wb_cli_shape_to_json (&shape));
  json_object_set_new (object, "training", json_integer (ds_dataset_get_count (training)));
  json_object_set_new (object, "validation",
                       json_integer (ds_dataset_get_count (ds_source_get_validation (source))));
  json_object_set_new (object, "classes", json_integer (ds_dataset_get_n_classes (training)));
  wb_cli_add_import (object, source);
  add_statistics (object, statistics, training);
  wb_cli_print_json (object);
  return TRUE;
}

/* A project by its name or, whatever that is, by how it begins. */
static gboolean
is_project (const char *path)
{
  char head[9] = { 0 };
  FILE *file;
  gboolean is;

  if (g_str_has_suffix (path, WB_PROJECT_EXTENSION))
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  file = fopen (path, "rb");
  is = file != NULL && fread (head, 1, 9, file) == 9 && head[8] == '{';
  if (file != NULL)
    fclose (file);
  return is;
}

/* What --model of other commands reads. */
static void
print_model (const WbProject *project, gboolean json)
{
  g_autofree char *text = wb_cli_model_to_text (project->model, json);

  wb_cli_print (stdout, json ? "%s\n" : "%s", text);
}

static gboolean
run_project (const WbArguments *arguments, const char *path, GError **error)
{
  static const char *const of_data[] = { "validation", "skipped", NULL };
  const char *wrong = wb_cli_get_first_import (arguments);
  g_autoptr (WbProject) project = NULL;

  for (guint i = 0; of_data[i] != NULL; i++)
    if (wb_arguments_has (arguments, of_data[i]))
      wrong = of_data[i];
  if (wrong != NULL)
    return wb_cli_refuse (error, WB_CLI_USAGE,
                          "“%s” is a project, and --%s is for data. Leave it out.", path, wrong);
  project = wb_cli_open_project (path, error);
  if (project == NULL)
    return FALSE;
  if (wb_arguments_has (arguments, "model"))
    print_model (project, wb_arguments_has (arguments, "json"));
  else
    (wb_arguments_has (arguments, "json") ? print_project_json : print_project) (project, path);
  return TRUE;
}

static gboolean
run_data (const WbArguments *arguments, const char *location, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "skipped");
  g_autoptr (DsSource) source = NULL;

  if (path != NULL && !wb_cli_check_output (path, error))
    return FALSE;
  source = wb_cli_open_source (arguments, location, wb_arguments_get_text (arguments, "validation"),
                               NULL, error);
  return source != NULL && (path == NULL || wb_cli_save_skipped (source, path, error))
         && (wb_arguments_has (arguments, "json") ? print_source_json
                                                  : print_source) (source, location, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *word = wb_arguments_get_word (arguments, 0);
  g_autofree char *location = NULL;

  if (is_project (word))
    return run_project (arguments, word, error);
  if (wb_arguments_has (arguments, "model"))
    return wb_cli_refuse (error, WB_CLI_USAGE,
                          "“%s” is not a project, and --model is for projects. Leave it out.",
                          word);
  location = wb_cli_find_data (word, error);
  return location != NULL && run_data (arguments, location, error);
}

static const WbCliOption options[] = {
  { "model", 0, WB_CLI_FLAG, NULL, 0, 0,
    "of a project: its layers as text, for --model elsewhere" },
  { "validation", 0, WB_CLI_INPUT, "DATA", 0, 0, "of data: what validates, if elsewhere" },
  { "skipped", 0, WB_CLI_OUTPUT, "FILE.csv", 0, 0, "of data: write what was left out, and why" },
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_info = {
  .name = "info",
  .grammar = { "FILE|DATA", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "tells what is in a project, or in data",
  .details = "Of data: how they are read, and what was left out: found = read + skipped.",
  .run = run,
};
