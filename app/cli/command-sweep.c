/* SPDX-License-Identifier: MIT */
/* sweep: trains one run after another with other settings and seeds, saves on the way,
 * and continues with the same command where it was stopped.
 */
#include <stdio.h>
#include <string.h>

#include "app/board/event-file.h"
#include "app/board/sweep-log.h"
#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/problems.h"
#include "app/cli/saver.h"
#include "app/cli/sweep-deal.h"
#include "app/cli/together.h"
#include "app/data/batch-bridge.h"
#include "app/data/data-split.h"
#include "app/edit/edit.h"
#include "app/error.h"
#include "app/project/run-list.h"
#include "app/runs/sweep.h"

/* Runs of a moment are saved together, so that a thousand of them do not write the file
 * a thousand times. */
#define SAVE_SECONDS 2

/**
 * Sweep: one run of the command.
 * @ranks: (nullable): the processes that share the jobs
 * @base: what the runs have in common
 * @project: what is written: all runs, and the weights of the best
 * @stamp: of the file that is there, which alone may be replaced
 * @n_trained: runs of this time
 * @tensorboard: (nullable): the folder of the logs; @log_error: (nullable): why there are no more
 */
typedef struct
{
  const WbArguments *arguments;
  const char *path;
  gboolean quiet;
  gboolean json;
  WbRanks *ranks;
  DsSource *source;
  WbProject *base;
  WbProject *project;
  GPtrArray *jobs;
  WbFileStamp stamp;
  WbSaver *saver;
  guint n_trained;
  const char *tensorboard;
  GError *log_error;
} Sweep;

static gboolean
go_on (gpointer data, guint64 step, guint64 n_steps)
{
  return !wb_interrupt_came ();
}

static gboolean
open_template (Sweep *self, const WbTemplate *template, GError **error)
{
  AeShape shape;

  self->source = wb_cli_open_data (self->arguments, NULL, error);
  if (self->source == NULL)
    return FALSE;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (self->source)));
  self->base = wb_template_build (template, &shape, error);
  if (self->base != NULL && wb_arguments_has (self->arguments, "epochs"))
    self->base->recipe.patience = 0;
  return self->base != NULL;
}

static gboolean
open_base (Sweep *self, GError **error)
{
  const char *word = wb_arguments_get_word (self->arguments, 0);
  const char *epochs = wb_arguments_get_text (self->arguments, "epochs");
  gboolean is_file;
  const WbTemplate *template = wb_cli_find_template (word, &is_file, error);
  g_autoptr (WbDataReference) data = NULL;

  if (template == NULL && !is_file)
    return FALSE;
  if (template != NULL && !open_template (self, template, error))
    return FALSE;
  if (template == NULL)
    {
      self->base = wb_cli_open_project (word, error);
      self->source = self->base != NULL ? wb_cli_open_data (self->arguments, self->base, error)
                                        : NULL;
    }
  if (self->source == NULL)
    return FALSE;
  data = wb_data_reference_new_for_source (self->source, NULL, self->base->data);
  wb_project_change_data (self->base, data);
  return epochs == NULL
         || wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = "epochs", .text = epochs },
                           self->base, error);
}

/* A file of this sweep is continued; any other one is in the way. */
static gboolean
open_output (Sweep *self, GError **error)
{
  gboolean ours = FALSE;

  if (!wb_cli_check_output (self->path, error))
    return FALSE;
  wb_file_stamp_read (&self->stamp, self->path);
  if (g_file_test (self->path, G_FILE_TEST_EXISTS) && !wb_arguments_has (self->arguments, "force"))
    {
      self->project = wb_cli_open_project (self->path, error);
      if (self->project == NULL)
        return FALSE;
      for (guint i = 0; i < self->jobs->len; i++)
        ours = ours || wb_sweep_find (self->project->runs, self->jobs->pdata[i]) != NULL;
      return ours || wb_cli_check_free (self->arguments, self->path, error);
    }
  self->project = wb_project_copy (self->base);
  wb_project_set_checkpoint (self->project, NULL);
  wb_project_set_runs (self->project, NULL);
  self->project->run_id = 0;
  return TRUE;
}

static gboolean
check_log (const Sweep *self, GError **error)
{
  return self->tensorboard == NULL || wb_event_file_check_folder (self->tensorboard, error);
}

static gboolean
check_jobs (Sweep *self, GError **error)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const WbSweepJob *job = self->jobs->pdata[i];
      WbDataFacts facts = WB_DATA_FACTS_NONE;

      wb_cli_describe_data (&facts, self->source, &job->project->recipe, job->project->removed);
      if (!wb_cli_refuse_errors (job->project, &facts, job->name, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static void
print_run (Sweep *self, guint number, const WbRunRecord *run, gboolean before)
{
  g_autofree char *loss = wb_cli_loss_to_text (wb_run_record_get_best_loss (run));
  json_t *object;

  if (self->json)
    {
      object = json_object ();
      json_object_set_new (object, "run", json_integer (run->id));
      json_object_set_new (object, "name", wb_cli_text_to_json (run->name));
      json_object_set_new (object, "outcome", json_string (wb_run_outcome_get_name (run->outcome)));
      wb_cli_add_real (object, "best_loss", wb_run_record_get_best_loss (run));
      wb_cli_add_real (object, "last_loss", wb_run_record_get_last_loss (run));
      json_object_set_new (object, "hash", json_string (run->hash));
      json_object_set_new (object, "trained", json_boolean (!before));
      wb_cli_print_json (object);
    }
  else if (!self->quiet)
    wb_cli_print (stderr, "%u/%u  %s: %s, best loss %s%s\n", number, self->jobs->len, run->name,
                  wb_run_outcome_get_name (run->outcome), loss, before ? ", trained before" : "");
  fflush (stdout);
}

/* What cannot be saved now may be later; a file that another program writes is its. */
static gboolean
save_on_the_way (Sweep *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!wb_saver_poll (self->saver, &cause))
    {
      if (g_error_matches (cause, WB_ERROR, WB_ERROR_CHANGED))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      wb_cli_print (stderr, "%s Training continues.\n", cause->message);
    }
  if (self->n_trained > 0 && wb_saver_is_due (self->saver, TRUE))
    wb_saver_begin (self->saver, self->project);
  return TRUE;
}

/* One that was trained before is logged where that was not done then. */
static void
log_run (Sweep *self, guint index, const WbRunRecord *run, const WbSweepResult *result)
{
  const WbSweepJob *job = self->jobs->pdata[index];
  g_autofree char *folder = wb_sweep_log_get_folder (self->tensorboard, self->jobs, index);
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;
  g_autoptr (WbBoard) board = NULL;

  if (result == NULL && wb_event_file_is_in (folder))
    return;
  wb_data_split (&job->project->recipe, self->source, job->project->removed, &training,
                 &validation);
  board = wb_sweep_log_new (self->tensorboard, self->jobs, index, run, result,
                            validation != NULL ? validation : training);
  if (!wb_board_wait (board, &self->log_error))
    wb_cli_print (stderr, "%s No more runs are logged.\n", self->log_error->message);
}

/* A run's turn: @result is NULL of one that was trained before. */
static gboolean
record (gpointer data, guint index, const WbSweepResult *result, GError **error)
{
  Sweep *self = data;
  WbSweepJob *job = self->jobs->pdata[index];
  const WbRunRecord *run = result != NULL ? wb_sweep_record (self->project, job, result)
                                          : wb_sweep_find (self->project->runs, job);

  if (run == NULL)
    return FALSE;
  self->n_trained += result != NULL;
  if (self->tensorboard != NULL && self->log_error == NULL)
    log_run (self, index, run, result);
  print_run (self, index + 1, run, result == NULL);
  return save_on_the_way (self, error);
}

static gboolean
train (Sweep *self, guint index, GError **error)
{
  WbSweepJob *job = self->jobs->pdata[index];
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;
  g_autoptr (WbSweepResult) result = NULL;

  if (wb_sweep_find (self->project->runs, job) != NULL)
    return record (self, index, NULL, error);
  wb_data_split (&job->project->recipe, self->source, job->project->removed, &training,
                 &validation);
  result = wb_sweep_train (job, training, validation,
                           (guint) wb_arguments_get_int (self->arguments, "threads", 0), go_on,
                           NULL, error);
  return result != NULL && record (self, index, result, error);
}

static void
print_row (const WbSweepRow *row)
{
  g_autofree char *median = wb_cli_loss_to_text (row->median);
  g_autofree char *low = wb_cli_loss_to_text (row->low);
  g_autofree char *high = wb_cli_loss_to_text (row->high);

  wb_cli_print (stdout, "%-40s median %s, from %s to %s\n",
                *row->job->values != '\0' ? row->job->values : "all seeds", median, low, high);
}

static void
finish (Sweep *self, guint n_seeds)
{
  const WbRunRecord *best = wb_run_list_get_best (self->project->runs);
  g_autoptr (GArray) rows = NULL;

  if (self->json || self->quiet)
    return;
  rows = wb_sweep_summarize (self->jobs, n_seeds, self->project->runs);
  for (guint i = 0; i < rows->len; i++)
    print_row (&g_array_index (rows, WbSweepRow, i));
  if (best != NULL)
    wb_cli_print (stdout, "Saved “%s” with the weights of the best run, “%s”.\n", self->path,
                  best->name);
}

static void
clear (Sweep *self)
{
  g_clear_pointer (&self->saver, wb_saver_free);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_clear_pointer (&self->base, wb_project_free);
  g_clear_pointer (&self->project, wb_project_free);
  g_clear_pointer (&self->source, ds_source_unref);
  g_clear_error (&self->log_error);
}

static gboolean
train_all (Sweep *self, GError **error)
{
  for (guint i = 0; i < self->jobs->len; i++)
    if (!train (self, i, error))
      return FALSE;
  return TRUE;
}

static void
tell (gpointer data, const char *sentence)
{
  wb_cli_print (stderr, "%s\n", sentence);
}

static gboolean
deal_all (Sweep *self, GError **error)
{
  g_autofree gboolean *done = g_new (gboolean, self->jobs->len);
  WbDeal deal = {
    .data = self, .n_jobs = self->jobs->len, .done = done, .record = record, .tell = tell
  };

  for (guint i = 0; i < self->jobs->len; i++)
    done[i] = wb_sweep_find (self->project->runs, self->jobs->pdata[i]) != NULL;
  return wb_deal_jobs (self->ranks, &deal, error);
}

static guint
count_done (const Sweep *self)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    n += wb_sweep_find (self->project->runs, self->jobs->pdata[i]) != NULL;
  return n;
}

/* Saves what is trained, also after a failure; the one that keeps it from being saved counts. */
static gboolean
run_all (Sweep *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean done;

  wb_interrupt_catch ();
  self->saver = wb_saver_new (self->path, &self->stamp, SAVE_SECONDS);
  if (self->ranks != NULL)
    wb_saver_count_clock (self->saver);
  done = self->ranks != NULL ? deal_all (self, &failure) : train_all (self, &failure);
  if (self->n_trained > 0 && !wb_saver_finish (self->saver, self->project, error))
    return FALSE;
  if (wb_interrupt_came () && !done)
    g_prefix_error (&failure, "%u of %u runs are saved, and the same command continues. ",
                    count_done (self), self->jobs->len);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&failure));
  return done;
}

/* All is trained and saved where the log alone has failed. */
static gboolean
end_log (Sweep *self, GError **error)
{
  if (self->log_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->log_error));
  return FALSE;
}

static gboolean
open_jobs (Sweep *self, GError **error)
{
  if (self->path == NULL)
    return wb_cli_refuse (error, WB_CLI_USAGE,
                          "sweep writes a project: say with -o OUT.hourglass where.");
  if (open_base (self, error))
    self->jobs = wb_sweep_new (self->base, wb_arguments_get_text (self->arguments, "vary"),
                               (guint) wb_arguments_get_int (self->arguments, "seeds", 1), error);
  return self->jobs != NULL;
}

/* With others, rank 0 alone opens anything: their workers open what they need. */
static gboolean
run_rank (Sweep *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gboolean leads = wb_ranks_get_rank (self->ranks) == 0, done = TRUE;

  if (leads && open_jobs (self, &cause) && check_jobs (self, &cause) && open_output (self, &cause))
    check_log (self, &cause);
  if (!wb_cli_agree (self->ranks, cause, "sweep", error))
    return FALSE;
  if (leads)
    done = run_all (self, error);
  else
    wb_deal_follow (self->ranks);
  if (leads && done)
    finish (self, (guint) wb_arguments_get_int (self->arguments, "seeds", 1));
  if (self->ranks != NULL && wb_interrupt_came ())
    wb_ranks_stop_waiting (self->ranks);
  return done && end_log (self, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  Sweep self = {
    .arguments = arguments,
    .path = wb_arguments_get_text (arguments, "output"),
    .quiet = wb_arguments_has (arguments, "quiet"),
    .json = wb_arguments_has (arguments, "json"),
    .tensorboard = wb_arguments_get_text (arguments, "tensorboard"),
  };
  gboolean done;

  if (wb_sweep_is_worker ())
    done = open_jobs (&self, error)
           && wb_sweep_work (self.jobs, self.source,
                             (guint) wb_arguments_get_int (arguments, "threads", 1), error);
  else
    done = wb_cli_join (&self.ranks, error)
           && wb_cli_leave (self.ranks, run_rank (&self, error), error);
  clear (&self);
  return done;
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  { "vary", 0, WB_CLI_TEXT, "NAME=A,B,…", 0, 0, "values of a setting; of more after “;”" },
  { "seeds", 0, WB_CLI_INT, "N", 1, 10000, "how many seeds of each; 1" },
  { "epochs", 0, WB_CLI_INT, "N", 1, 1000000, "of each run" },
  { "output", 'o', WB_CLI_OUTPUT, "OUT.hourglass", 0, 0, "the project with all runs" },
  WB_CLI_FORCE_OPTION,
  WB_CLI_THREADS_OPTION,
  { "tensorboard", 0, WB_CLI_OUTPUT, "DIR", 0, 0,
    "write a folder of each run there for TensorBoard" },
  WB_CLI_JSON_OPTION,
  { "quiet", 0, WB_CLI_FLAG, NULL, 0, 0, "say nothing unless something is wrong" },
  { NULL },
};

const WbCliCommand wb_cli_sweep = {
  .name = "sweep",
  .grammar = { "FILE|TEMPLATE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "trains with each of some values and seeds, and compares",
  .details = "Each combination of the values is trained with each seed, from the weights that\n"
             "it draws, and is a run of OUT.hourglass; the weights of the best run are in it.\n"
             "A setting is named as in “hourglass-cli info --json”, learning_rate say, and of a\n"
             "layer by its number: 3.units=16,32,64. It is saved every few seconds; the\n"
             "same command continues where it was stopped.\n"
             "“mpirun -n N hourglass-cli sweep …” deals the runs to N processes, one thread\n"
             "each unless --threads says more.",
  .run = run,
};
