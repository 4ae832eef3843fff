/* SPDX-License-Identifier: MIT */
/* replay: trains a run of a project again from its seed, and compares the weights. */
#include <stdio.h>
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/data/data-split.h"
#include "app/project/run-hash.h"
#include "app/project/run-list.h"
#include "app/runs/replay.h"
#include "engine/kernels.h"

static gboolean
go_on (gpointer data, guint64 step, guint64 n_steps)
{
  return !wb_interrupt_came ();
}

/* The project as it was when the run was trained. */
static WbProject *
make_project (const WbProject *from, const WbRunRecord *run)
{
  WbProject *project = wb_project_copy (from);

  wb_project_set_model (project, run->model);
  project->recipe = run->recipe;
  wb_project_set_data (project, run->data);
  wb_project_set_removed (project, run->removed);
  wb_project_set_checkpoint (project, NULL);
  project->run_id = run->id;
  return project;
}

/* What a replay has opened last. */
typedef struct
{
  const WbArguments *arguments;
  const WbProject *from;
  const WbRunRecord *asked;
  const WbRunRecord *run;
  DsDataset *training;
  DsDataset *validation;
} Opened;

/* --data is that of the run that was asked for; one that it began with may have other data. */
static DsSource *
open_source (const Opened *self, const WbRunRecord *run, GError **error)
{
  g_autoptr (WbProject) project = make_project (self->from, run);

  if (run->data == NULL
      || wb_run_record_has_data (self->asked, run->data, self->asked->removed,
                                 self->asked->recipe.validation_split))
    return wb_cli_open_data (self->arguments, project, error);
  return wb_cli_open_source (self->arguments, wb_data_reference_get_location (run->data),
                             wb_data_reference_get_validation (run->data), project, error);
}

static void
forget (Opened *self)
{
  g_clear_pointer (&self->training, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
}

static gboolean
open_parts (gpointer data,
            const WbRunRecord *run,
            DsDataset **training,
            DsDataset **validation,
            GError **error)
{
  Opened *self = data;

  if (self->training == NULL
      || !wb_run_record_has_data (self->run, run->data, run->removed, run->recipe.validation_split))
    {
      g_autoptr (DsSource) source = open_source (self, run, error);

      if (source == NULL)
        return FALSE;
      forget (self);
      wb_data_split (&run->recipe, source, run->removed, &self->training, &self->validation);
    }
  self->run = run;
  *training = ds_dataset_ref (self->training);
  *validation = self->validation != NULL ? ds_dataset_ref (self->validation) : NULL;
  return TRUE;
}

static WbCheckpoint *
replay (const WbArguments *arguments, const WbProject *from, const WbRunRecord *run, GError **error)
{
  Opened opened = { .arguments = arguments, .from = from, .asked = run };
  WbCheckpoint *checkpoint;

  wb_interrupt_catch ();
  checkpoint = wb_replay (from->runs, run, (guint) wb_arguments_get_int (arguments, "threads", 0),
                          open_parts, go_on, &opened, error);
  forget (&opened);
  return checkpoint;
}

static void
print (const WbArguments *arguments, const WbRunRecord *run, const char *weights)
{
  gboolean same = g_strcmp0 (run->weights, weights) == 0;
  g_autofree char *steps = wb_cli_steps_to_text (run->position.step);
  json_t *object;

  if (!wb_arguments_has (arguments, "json"))
    {
      wb_cli_print (stdout, "“%s”, %s: the weights are %s (%.12s).\n", run->name, steps,
                    same ? "the same, bit for bit" : "others", weights);
      return;
    }
  object = json_object ();
  json_object_set_new (object, "run", json_integer (run->id));
  json_object_set_new (object, "name", wb_cli_text_to_json (run->name));
  json_object_set_new (object, "hash", run->hash != NULL ? json_string (run->hash) : json_null ());
  json_object_set_new (object, "steps", json_integer ((json_int_t) run->position.step));
  json_object_set_new (object, "weights", json_string (weights));
  json_object_set_new (object, "same", json_boolean (same));
  wb_cli_print_json (object);
}

/* Why it may be that they are not. */
static gboolean
verify (const WbRunRecord *run, const char *weights, GError **error)
{
  const char *kernels = ae_kernels ()->name;
  gboolean other = g_strcmp0 (run->kernels, kernels) != 0;

  if (g_strcmp0 (run->weights, weights) == 0)
    return TRUE;
  if (other)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                 "“%s” was trained with the instructions %s, and this computer uses %s: the last "
                 "bits differ. HOURGLASS_KERNELS=%s chooses them where the CPU has them.",
                 run->name, run->kernels != NULL ? run->kernels : "of another version", kernels,
                 run->kernels != NULL ? run->kernels : "plain");
  else
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                 "The weights of “%s” are not the same. Its data may have changed, or an "
                 "optimizer or a loss with settings of its own was changed on the way.",
                 run->name);
  return FALSE;
}

static gboolean
save (const WbArguments *arguments, WbProject *project, WbCheckpoint *checkpoint, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");

  if (path == NULL)
    return TRUE;
  wb_project_set_checkpoint (project, checkpoint);
  return wb_project_save (project, path, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");
  g_autoptr (WbProject) from = NULL;
  g_autoptr (WbProject) project = NULL;
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autofree char *weights = NULL;
  const WbRunRecord *record;

  if (path != NULL
      && (!wb_cli_check_output (path, error) || !wb_cli_check_free (arguments, path, error)))
    return FALSE;
  from = wb_cli_open_project (wb_arguments_get_word (arguments, 0), error);
  record = from != NULL
             ? wb_run_list_find_named (from->runs, wb_arguments_get_word (arguments, 1), error)
             : NULL;
  if (record == NULL)
    return FALSE;
  project = make_project (from, record);
  checkpoint = replay (arguments, from, record, error);
  if (checkpoint == NULL)
    return FALSE;
  weights = wb_weights_hash (checkpoint);
  print (arguments, record, weights);
  return save (arguments, project, checkpoint, error)
         && (!wb_arguments_has (arguments, "verify") || verify (record, weights, error));
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  { "verify", 0, WB_CLI_FLAG, NULL, 0, 0, "fail where the weights are not the same" },
  { "output", 'o', WB_CLI_OUTPUT, "OUT.hourglass", 0, 0, "save the project with these weights" },
  WB_CLI_FORCE_OPTION,
  WB_CLI_THREADS_OPTION,
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_replay = {
  .name = "replay",
  .grammar = { "FILE RUN", 2, 2, options, .more_options = wb_cli_import_options },
  .summary = "trains a run of a project again and compares the weights",
  .details = "A RUN is named by its number, its name or the beginning of its hash, which\n"
             "“hourglass-cli info FILE” lists. It is trained from its seed to the step that it\n"
             "ended at, with every change that was made on the way; where it began with the\n"
             "weights of another run, because model, data or loss were changed, that one is\n"
             "trained before it. The weights are the same to the last bit, whatever the number\n"
             "of threads.",
  .run = run,
};
