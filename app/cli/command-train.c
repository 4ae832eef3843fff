/* SPDX-License-Identifier: MIT */
/* train: drives a session to the planned end, or to the step at which a signal
 * came, and saves the project with its checkpoint, also now and then on the way.
 * A template begins a new project; a file's training continues where it stopped.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/board/board.h"
#include "app/cli/command.h"
#include "app/cli/epoch-log.h"
#include "app/cli/import-options.h"
#include "app/cli/interrupt.h"
#include "app/cli/inputs.h"
#include "app/cli/model-file.h"
#include "app/cli/nearest.h"
#include "app/cli/output.h"
#include "app/cli/problems.h"
#include "app/cli/progress.h"
#include "app/cli/saver.h"
#include "app/cli/settings.h"
#include "app/cli/together.h"
#include "app/data/batch-bridge.h"
#include "app/data/data-split.h"
#include "app/edit/edit.h"
#include "app/error.h"
#include "app/project/run-list.h"
#include "app/training/session.h"

#define TICK               (G_USEC_PER_SEC / 10)
#define CHECKPOINT_SECONDS 10

/* So long may a step take to its end after a signal came; longer, and another process
 * does not answer: mpirun sends one to all when it sees that one of them is gone. */
#define LAST_STEP (G_USEC_PER_SEC / 4)

/**
 * Training: one run of the command.
 * @path: where the project is saved
 * @stamp: of the file that is there, which alone may be replaced
 * @resumes: the project has been trained before
 * @continues: it trains to its planned end, whatever else is asked for
 * @ranks: (nullable): the processes that train together; @leads: this is the one that
 *   writes and speaks
 * @board: (nullable): the log for TensorBoard
 * @shown: (nullable): the samples that it shows
 * @reported: epochs that have been told
 * @epoch_ended: there has been one since the training began
 * @asked: a checkpoint is on its way
 * @begun: in seconds since 1970
 * @ended: before the planned end: by a signal, or because another program wrote
 *   the file
 * @ended_usec: when that was
 */
typedef struct
{
  const WbArguments *arguments;
  WbProject *project;
  DsSource *source;
  char *path;
  WbFileStamp stamp;
  gboolean resumes;
  gboolean continues;
  WbRanks *ranks;
  gboolean leads;
  gboolean json;
  WbSession *session;
  WbProgress *progress;
  WbSaver *saver;
  WbEpochLog *log;
  WbBoard *board;
  DsDataset *shown;
  guint reported;
  gboolean epoch_ended;
  gboolean asked;
  gint64 begun;
  gboolean ended;
  gint64 ended_usec;
} Training;

static gboolean
refuse_name (const char *option, const char *given, const char *const *names, GError **error)
{
  g_autofree char *hint = wb_cli_suggest (given, names);

  return wb_cli_refuse (error, WB_CLI_USAGE, "There is no %s “%s”.%s", option, given, hint);
}

/* Names are Keras': "Adam" and "adam" are the same. */
static gboolean
choose (WbProject *project,
        const char *option,
        const char *given,
        const char *const *names,
        GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (names[i], given) == 0)
      return wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = option, .text = names[i] }, project,
                            error);
  return refuse_name (option, given, names, error);
}

static gboolean
set_number (WbProject *project,
            const WbArguments *arguments,
            const char *option,
            const char *field,
            GError **error)
{
  const char *text = wb_arguments_get_text (arguments, option);
  g_autoptr (GError) cause = NULL;

  if (text == NULL
      || wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = field, .text = text }, project, &cause))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE, "--%s: %s", option, cause->message);
}

static gboolean
set_seed (Training *self, GError **error)
{
  const WbCheckpoint *checkpoint = self->project->checkpoint;
  gint64 seed = wb_arguments_get_int (self->arguments, "seed", self->project->recipe.seed);

  if (!self->resumes || wb_checkpoint_get_recipe (checkpoint)->seed == seed)
    return set_number (self->project, self->arguments, "seed", "seed", error);
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "This run began with seed %" G_GINT64_FORMAT
                        ", and a seed holds for a whole run. Leave --seed out, or begin a new "
                        "run from a template.",
                        wb_checkpoint_get_recipe (checkpoint)->seed);
}

/* What --set names, which may not be the seed of a run that began with another. */
static gboolean
set_others (Training *self, GError **error)
{
  gint64 seed = self->project->recipe.seed;

  if (!wb_cli_apply_settings (self->arguments, self->project, error))
    return FALSE;
  if (!self->resumes || self->project->recipe.seed == seed)
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "--set seed: this run began with seed %" G_GINT64_FORMAT
                        ", and a seed holds for a whole run. Begin a new run from a template.",
                        seed);
}

static gboolean
set_recipe (Training *self, GError **error)
{
  const char *optimizer = wb_arguments_get_text (self->arguments, "optimizer");
  const char *loss = wb_arguments_get_text (self->arguments, "loss");
  WbProject *project = self->project;

  return (optimizer == NULL || choose (project, "optimizer", optimizer, ae_optimizer_names, error))
         && (loss == NULL || choose (project, "loss", loss, ae_loss_names, error))
         && set_number (project, self->arguments, "learning-rate", "learning_rate", error)
         && set_number (project, self->arguments, "batch-size", "batch_size", error)
         && set_number (project, self->arguments, "epochs", "epochs", error)
         && set_number (project, self->arguments, "patience", "patience", error)
         && set_seed (self, error) && set_others (self, error);
}

static gboolean
open_data (Training *self, GError **error)
{
  self->source = wb_cli_open_data (self->arguments, self->project, error);
  return self->source != NULL;
}

/* The project then names the data that it has learned from. */
static void
remember_data (Training *self)
{
  const char *validation = wb_arguments_get_text (self->arguments, "validation");
  gboolean is_own = self->project->data != NULL
                    && wb_cli_is_own_data (self->arguments, self->project);
  g_autoptr (WbDataReference) data = NULL;

  if (is_own && validation == NULL && wb_cli_get_first_import (self->arguments) == NULL)
    return;
  if (is_own && validation == NULL)
    validation = wb_data_reference_get_validation (self->project->data);
  data = wb_data_reference_new_for_source (self->source, validation, self->project->data);
  wb_project_change_data (self->project, data);
}

/* @template: NULL for the model of --model */
static gboolean
open_template (Training *self, const WbTemplate *template, GError **error)
{
  AeShape shape;

  if ((self->leads && !wb_cli_check_free (self->arguments, self->path, error))
      || !open_data (self, error))
    return FALSE;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (self->source)));
  self->project = template != NULL
                    ? wb_template_build (template, &shape, error)
                    : wb_cli_open_model (wb_arguments_get_text (self->arguments, "model"), &shape,
                                         error);
  if (self->project != NULL && wb_arguments_has (self->arguments, "epochs"))
    self->project->recipe.patience = 0;
  return self->project != NULL;
}

static gboolean
open_file (Training *self, const char *word, GError **error)
{
  WbFileStamp stamp;

  wb_file_stamp_read (&stamp, word);
  if (!wb_file_stamp_is_same_file (&stamp, &self->stamp) && self->leads
      && !wb_cli_check_free (self->arguments, self->path, error))
    return FALSE;
  self->project = wb_cli_open_project (word, error);
  if (self->project == NULL)
    return FALSE;
  self->resumes = self->project->checkpoint != NULL
                  && wb_checkpoint_get_position (self->project->checkpoint)->step > 0;
  return TRUE;
}

/* Whether this many epochs more are asked for than were planned. */
static gboolean
is_longer (const Training *self)
{
  return wb_arguments_has (self->arguments, "epochs") && !self->continues;
}

/* Training that has reached its planned end continues only as far as it is told. */
static gboolean
check_unfinished (Training *self, const char *word, GError **error)
{
  const WbPosition *position;
  g_autofree char *epochs = NULL;

  if (!self->resumes || is_longer (self))
    return TRUE;
  position = wb_checkpoint_get_position (self->project->checkpoint);
  if (position->epoch < position->epochs_planned)
    return TRUE;
  epochs = wb_cli_epochs_to_text (position->epoch);
  return wb_cli_refuse (error, WB_CLI_FAILED,
                        "“%s” has finished its training after %s. Say with --epochs how many "
                        "more to train%s.",
                        word, epochs, self->continues ? ", and leave --resume out" : "");
}

/* @word: NULL for a model as text, which has no name of its own */
static void
choose_path (Training *self, const char *word, gboolean is_file)
{
  if (wb_arguments_has (self->arguments, "output"))
    self->path = g_strdup (wb_arguments_get_text (self->arguments, "output"));
  else
    self->path = g_strconcat (word != NULL ? word : "model", is_file ? NULL : WB_PROJECT_EXTENSION,
                              NULL);
}

static gboolean
open_all (Training *self, GError **error)
{
  const char *word = wb_arguments_get_word (self->arguments, 0);
  gboolean is_file = FALSE;
  const WbTemplate *template = NULL;
  WbDataFacts facts = WB_DATA_FACTS_NONE;

  if (!wb_cli_check_model (self->arguments, error))
    return FALSE;
  if (word != NULL)
    template = wb_cli_find_template (word, &is_file, error);
  if (word != NULL && template == NULL && !is_file)
    return FALSE;
  choose_path (self, word, is_file);
  self->continues = wb_arguments_has (self->arguments, "resume")
                    && (is_file || g_file_test (self->path, G_FILE_TEST_EXISTS));
  if (self->continues && !is_file)
    {
      word = self->path;
      is_file = TRUE;
    }
  wb_file_stamp_read (&self->stamp, self->path);
  if (is_file ? !open_file (self, word, error) : !open_template (self, template, error))
    return FALSE;
  if ((self->leads && !wb_cli_check_output (self->path, error)) || !set_recipe (self, error)
      || !check_unfinished (self, word, error))
    return FALSE;
  if (self->source == NULL && !open_data (self, error))
    return FALSE;
  remember_data (self);
  wb_cli_describe_data (&facts, self->source, &self->project->recipe, self->project->removed);
  if (word == NULL)
    word = wb_arguments_get_text (self->arguments, "model");
  return wb_cli_refuse_errors (self->project, &facts, word, TRUE, error);
}

/* Not over the project that is written. */
static gboolean
check_log (Training *self, const char *path, GError **error)
{
  g_autofree char *log = g_canonicalize_filename (path, NULL);
  g_autofree char *output = g_canonicalize_filename (self->path, NULL);
  WbFileStamp here;

  wb_file_stamp_read (&here, path);
  if (strcmp (log, output) != 0 && !wb_file_stamp_is_same_file (&here, &self->stamp))
    return wb_cli_check_folder (path, error);
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        "--log: “%s” is the project itself. Name another file.", path);
}

/* The log holds the whole run, also the epochs before this training. */
static gboolean
open_log (Training *self, GError **error)
{
  const char *path = wb_arguments_get_text (self->arguments, "log");
  const WbEpochRow *rows;
  guint n_rows = 0;

  if (path == NULL)
    return TRUE;
  if (!check_log (self, path, error))
    return FALSE;
  self->log = wb_epoch_log_new (path);
  if (!self->resumes)
    return TRUE;
  rows = wb_history_get_epochs (wb_checkpoint_get_history (self->project->checkpoint), &n_rows);
  for (guint i = 0; i < n_rows; i++)
    wb_epoch_log_add (self->log, &rows[i]);
  return TRUE;
}

static void
print_epoch (const WbEpochRow *row, const WbSnapshot *snapshot)
{
  json_t *object = json_object ();

  json_object_set_new (object, "epoch", json_integer (row->epoch));
  wb_cli_add_real (object, "loss", row->loss);
  wb_cli_add_real (object, "reconstruction", row->loss - row->penalty);
  wb_cli_add_real (object, "penalty", row->penalty);
  wb_cli_add_real (object, "kl_loss", row->divergence);
  wb_cli_add_real (object, "validation_loss", row->validation_loss);
  wb_cli_add_real (object, "seconds", row->seconds);
  wb_cli_add_real (object, "samples_per_second", snapshot->samples_per_second);
  json_object_set_new (object, "step", json_integer (row->step));
  wb_cli_print_json (object);
}

/* @dataset: of which samples are shown */
static gboolean
open_board (Training *self, DsDataset *dataset, GError **error)
{
  const char *folder = wb_arguments_get_text (self->arguments, "tensorboard");
  const WbCheckpoint *checkpoint = self->project->checkpoint;
  WbRunRecord run = { .model = self->project->model,
                      .recipe = self->project->recipe,
                      .when = self->begun };
  guint32 numbers[WB_BOARD_SAMPLES];
  WbMeasure measure;

  if (folder == NULL)
    return TRUE;
  if (checkpoint != NULL)
    run.position = *wb_checkpoint_get_position (checkpoint);
  self->shown = ds_dataset_ref (dataset);
  measure = wb_board_measure (dataset, numbers);
  wb_session_measure (self->session, &measure);
  self->board = wb_board_new (folder, &run, NULL);
  return wb_board_wait (self->board, error);
}

/* Tells what has come since the last time. */
static void
report (Training *self)
{
  WbSnapshot *snapshot = wb_session_get_snapshot (self->session);
  guint n_rows = 0;
  const WbEpochRow *rows = wb_history_get_epochs (wb_session_get_history (self->session), &n_rows);

  for (; self->reported < n_rows; self->reported++)
    {
      self->epoch_ended = TRUE;
      wb_progress_end_epoch (self->progress, &rows[self->reported], snapshot);
      if (self->json)
        print_epoch (&rows[self->reported], snapshot);
      wb_epoch_log_add (self->log, &rows[self->reported]);
    }
  if (self->board != NULL)
    wb_board_add (self->board, wb_session_get_history (self->session), snapshot);
  wb_progress_show (self->progress, snapshot);
}

/* Before the first step: whether what is trained can be saved at all. */
static gboolean
probe (Training *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (WbCheckpoint) checkpoint = wb_session_wait_checkpoint (self->session, &cause);

  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (checkpoint == NULL) /* the model cannot run, which the session says better */
    return TRUE;
  if (checkpoint == NULL)
    return FALSE;
  wb_project_set_checkpoint (self->project, checkpoint);
  return wb_saver_probe (self->saver, self->project, error);
}

static gboolean
begin (Training *self, GError **error)
{
  WbProject *project = self->project;
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;

  wb_session_set_threads (self->session,
                          (guint) wb_arguments_get_int (self->arguments, "threads", 0));
  wb_session_set_exchange (self->session, wb_ranks_get_exchange (self->ranks));
  wb_data_split (&project->recipe, self->source, project->removed, &training, &validation);
  wb_run_list_begin_here (project);
  wb_session_open (self->session, project->model, &project->recipe, training, validation,
                   project->checkpoint);
  wb_session_wait_applied (self->session, -1);
  wb_history_get_epochs (wb_session_get_history (self->session), &self->reported);
  if (self->leads
      && !(probe (self, error) && wb_epoch_log_begin (self->log, error)
           && open_board (self, validation != NULL ? validation : training, error)))
    return FALSE;
  if (!is_longer (self) && wb_session_get_snapshot (self->session)->state == WB_RUN_PAUSED)
    {
      wb_session_resume (self->session);
      return TRUE;
    }
  wb_session_stop (self->session);
  wb_session_start (self->session, (guint) project->recipe.epochs);
  return TRUE;
}

/* The project has the weights of this moment, and what is known of the run so far. */
static void
record (Training *self, WbCheckpoint *checkpoint)
{
  const WbSnapshot *snapshot = wb_session_get_snapshot (self->session);

  wb_project_set_checkpoint (self->project, checkpoint);
  wb_run_list_record (self->project, snapshot->samples_per_epoch,
                      snapshot->failure == WB_FAILURE_NUMERIC, self->begun);
}

static void
checkpoint_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  Training *self = data;

  self->asked = FALSE;
  if (checkpoint == NULL)
    return;
  record (self, checkpoint);
  wb_saver_begin (self->saver, self->project);
}

/* Ends at the step it is at. */
static void
end (Training *self)
{
  if (self->ended)
    {
      if (self->ranks != NULL && g_get_monotonic_time () - self->ended_usec > LAST_STEP)
        wb_ranks_stop_waiting (self->ranks);
      return;
    }
  wb_session_pause (self->session);
  self->ended = TRUE;
  self->ended_usec = g_get_monotonic_time ();
}

static void
save_on_the_way (Training *self)
{
  g_autoptr (GError) error = NULL;

  if (!wb_saver_poll (self->saver, &error))
    {
      wb_progress_clear (self->progress);
      if (g_error_matches (error, WB_ERROR, WB_ERROR_CHANGED))
        end (self);
      else
        wb_cli_print (stderr, "%s Training continues.\n", error->message);
    }
  if (self->asked || self->ended || !wb_saver_is_due (self->saver, self->epoch_ended))
    return;
  self->asked = TRUE;
  wb_session_request_checkpoint (self->session, checkpoint_cb, self);
}

static gboolean
save (Training *self, GError **error)
{
  g_autoptr (WbCheckpoint) checkpoint = wb_session_wait_checkpoint (self->session, error);

  if (checkpoint == NULL)
    return FALSE;
  record (self, checkpoint);
  return wb_saver_finish (self->saver, self->project, error);
}

static void
say_saved (Training *self, const WbSnapshot *snapshot)
{
  g_autofree char *step = wb_cli_count_to_text (snapshot->step);
  g_autofree char *steps = wb_cli_steps_to_text (snapshot->step);
  g_autofree char *epochs = wb_cli_epochs_to_text (snapshot->epoch);
  g_autofree char *planned = wb_cli_epochs_to_text (snapshot->epochs_planned);

  if (self->json)
    {
      json_t *object = json_object ();

      json_object_set_new (object, "saved", wb_cli_text_to_json (self->path));
      json_object_set_new (object, "epochs", json_integer (snapshot->epoch));
      json_object_set_new (object, "steps", json_integer (snapshot->step));
      json_object_set_new (object, "interrupted", json_boolean (self->ended));
      wb_cli_print_json (object);
    }
  if (self->ended && snapshot->validating)
    fprintf (stderr, "Stopped at step %s, in the validation of epoch %u of %u.\n", step,
             snapshot->epoch + 1, snapshot->epochs_planned);
  else if (self->ended)
    fprintf (stderr, "Stopped at step %s, after %u of %s.\n", step, snapshot->epoch, planned);
  if (self->ended)
    wb_cli_print (self->json ? stderr : stdout,
                  "Saved “%s”. “hourglass-cli train %s” continues from there.\n", self->path,
                  self->path);
  else if (!self->json && !wb_arguments_has (self->arguments, "quiet"))
    wb_cli_print (stdout, "Saved “%s” after %s, %s.\n", self->path, epochs, steps);
}

/* The failed step changed nothing. */
static gboolean
keeps_step (const WbSnapshot *snapshot)
{
  return snapshot->step > 0
         && (snapshot->failure == WB_FAILURE_FILE || snapshot->failure == WB_FAILURE_RANK);
}

/* Saves what there is, also after a failure: the last good moment. */
static gboolean
finish (Training *self, GError **error)
{
  /* Saving pulls newer ones. */
  g_autoptr (WbSnapshot) snapshot = wb_snapshot_ref (wb_session_get_snapshot (self->session));
  g_autofree char *steps = wb_cli_steps_to_text (snapshot->step);
  g_autofree char *message = NULL;
  g_autoptr (GError) cause = NULL;

  wb_progress_clear (self->progress);
  if (snapshot->failure == WB_FAILURE_NONE)
    {
      if (!save (self, error))
        return FALSE;
      if (snapshot->message != NULL && !wb_arguments_has (self->arguments, "quiet"))
        wb_cli_print (stderr, "%s\n", snapshot->message);
      say_saved (self, snapshot);
      return TRUE;
    }
  message = snapshot->failure == WB_FAILURE_RANK ? wb_cli_hear_end (self->ranks)
                                                 : g_strdup (snapshot->message);
  if (snapshot->failure == WB_FAILURE_NUMERIC && snapshot->step > 0 && save (self, &cause))
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                 "%s Saved “%s” as it was then (--learning-rate).", snapshot->message, self->path);
  else if (keeps_step (snapshot) && save (self, &cause))
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                 "%s Saved “%s” after %s; train it again to continue.", message, self->path, steps);
  else
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED, "%s%s%s", message, cause != NULL ? " " : "",
                 cause != NULL ? cause->message : "");
  return FALSE;
}

static gboolean
is_under_way (const Training *self)
{
  const WbSnapshot *snapshot = wb_session_get_snapshot (self->session);

  return snapshot->state == WB_RUN_RUNNING
         || snapshot->command_id < wb_session_get_last_command (self->session);
}

static gboolean
train (Training *self, GError **error)
{
  do
    {
      wb_session_wait (self->session, g_get_monotonic_time () + TICK);
      report (self);
      if (wb_interrupt_came ())
        end (self);
      save_on_the_way (self);
    }
  while (is_under_way (self));
  wb_cli_dismiss (self->ranks);
  return finish (self, error);
}

/* Waits for the log's end. */
static gboolean
end_board (Training *self, GError **error)
{
  const WbRunRecord *run = wb_run_list_find (self->project->runs, self->project->run_id);

  if (self->board == NULL)
    return TRUE;
  wb_board_end (self->board, &(WbBoardEnd) { .outcome = run != NULL ? run->outcome : WB_RUN_STOPPED,
                                             .checkpoint = self->project->checkpoint,
                                             .dataset = self->shown,
                                             .codes = TRUE });
  return wb_board_wait (self->board, error);
}

/* Trains along, until rank 0 dismisses it. A signal is rank 0's to answer. What only this
 * rank knows, rank 0 tells. */
static gboolean
follow (Training *self)
{
  const WbSnapshot *snapshot;

  do
    wb_session_wait (self->session, g_get_monotonic_time () + TICK);
  while (is_under_way (self));
  snapshot = wb_session_get_snapshot (self->session);
  if (snapshot->failure != WB_FAILURE_NONE && snapshot->failure != WB_FAILURE_RANK
      && snapshot->failure != WB_FAILURE_NUMERIC)
    wb_cli_give_up (self->ranks, snapshot->message);
  return TRUE;
}

static void
clear (Training *self)
{
  if (self->session != NULL)
    wb_session_close (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->saver, wb_saver_free);
  g_clear_pointer (&self->progress, wb_progress_free);
  g_clear_pointer (&self->project, wb_project_free);
  g_clear_pointer (&self->source, ds_source_unref);
  wb_epoch_log_close (self->log, NULL);
  g_clear_pointer (&self->board, wb_board_free);
  g_clear_pointer (&self->shown, ds_dataset_unref);
  g_clear_pointer (&self->path, g_free);
}

static gboolean
check_ranks (Training *self, GError **error)
{
  if (wb_ranks_get_n (self->ranks) <= AE_MAX_RANKS)
    return TRUE;
  g_set_error (
    error, WB_CLI_ERROR, WB_CLI_FAILED,
    "A batch is cut into %d lanes, so that no more than %d processes can share it. Start "
    "fewer, or train several runs side by side with sweep.",
    AE_MAX_RANKS, AE_MAX_RANKS);
  return FALSE;
}

static gboolean
prepare (Training *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *plan = NULL;

  if (check_ranks (self, &cause) && open_all (self, &cause)
      && (!self->leads || open_log (self, &cause)))
    plan = wb_cli_describe_plan (self->project,
                                 ds_dataset_get_count (ds_source_get_training (self->source)));
  return wb_cli_agree (self->ranks, cause, plan, error);
}

static gboolean
run_prepared (Training *self, GError **error)
{
  gboolean trained;

  self->progress = wb_progress_new (wb_arguments_has (self->arguments, "quiet") || !self->leads);
  self->session = wb_session_new ();
  self->saver = wb_saver_new (self->path, &self->stamp,
                              wb_arguments_get_real (self->arguments, "checkpoint-every",
                                                     CHECKPOINT_SECONDS));
  wb_interrupt_catch ();
  if (!begin (self, error))
    {
      wb_cli_dismiss (self->ranks);
      return FALSE;
    }
  if (!self->leads)
    return follow (self);
  trained = train (self, error);
  return end_board (self, trained ? error : NULL) && trained
         && wb_epoch_log_close (g_steal_pointer (&self->log), error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  Training self = {
    .arguments = arguments,
    .json = wb_arguments_has (arguments, "json"),
    .begun = g_get_real_time () / G_USEC_PER_SEC,
  };
  gboolean done = FALSE;

  if (wb_cli_join (&self.ranks, error))
    {
      self.leads = wb_ranks_get_rank (self.ranks) == 0;
      done = prepare (&self, error) && run_prepared (&self, error);
      /* Before the rest, since others may still take what the session's thread sent last. */
      done = wb_cli_leave (g_steal_pointer (&self.ranks), done, error);
    }
  clear (&self);
  return done;
}

static const WbCliOption options[] = {
  WB_CLI_MODEL_OPTION,
  WB_CLI_DATA_OPTION,
  { "validation", 0, WB_CLI_INPUT, "DATA", 0, 0, "validate with these samples instead" },
  { "epochs", 0, WB_CLI_INT, "N", 1, 1000000, "how many more; a TEMPLATE then never stops early" },
  { "patience", 0, WB_CLI_INT, "N", 0, 1000000,
    "stop after N epochs without improvement; 0 for never" },
  { "batch-size", 0, WB_CLI_INT, "N", 1, 65536, "samples in a step" },
  { "optimizer", 0, WB_CLI_TEXT, "NAME", 0, 0, NULL, ae_optimizer_names },
  { "learning-rate", 0, WB_CLI_REAL, "X", 1e-8, 100, "how far a step goes" },
  { "loss", 0, WB_CLI_TEXT, "NAME", 0, 0, NULL, ae_loss_names },
  { "seed", 0, WB_CLI_INT, "N", 0, 9007199254740992.0, "of weights, order and noise" },
  WB_CLI_SET_OPTION,
  WB_CLI_THREADS_OPTION,
  { "output", 'o', WB_CLI_OUTPUT, "OUT.hourglass", 0, 0, "write here instead" },
  WB_CLI_FORCE_OPTION,
  { "resume", 0, WB_CLI_FLAG, NULL, 0, 0,
    "continue with the output to its planned end, if it is there" },
  { "checkpoint-every", 0, WB_CLI_REAL, "SECONDS", 0.01, 1e9,
    "save at most so often on the way; 10" },
  { "log", 0, WB_CLI_OUTPUT, "LOG.csv", 0, 0, WB_EPOCH_LOG_TITLES },
  { "tensorboard", 0, WB_CLI_OUTPUT, "DIR", 0, 0,
    "write losses, pictures and codes there for TensorBoard" },
  WB_CLI_JSON_OPTION,
  { "quiet", 0, WB_CLI_FLAG, NULL, 0, 0, "say nothing unless something is wrong" },
  { NULL },
};

const WbCliCommand wb_cli_train = {
  .name = "train",
  .grammar = { "FILE|TEMPLATE", 0, 1, options, .more_options = wb_cli_import_options,
               .writes_back = TRUE },
  .summary = "trains a new model from a template, or continues with a file",
  .details = "A TEMPLATE is written to TEMPLATE.hourglass or where -o says; a file that is\n"
             "there already is not overwritten without --force. A FILE continues where it\n"
             "stopped, bit for bit as if it never had, and is written back; without --epochs\n"
             "it continues to the end that was planned. It is saved after the first epoch and\n"
             "now and then on the way; Ctrl+C, and any other signal but KILL, ends at a step\n"
             "and saves. The same command with the FILE continues from there; with --resume,\n"
             "the same command does. “mpirun -n N hourglass-cli train …” shares each batch\n"
             "among N processes, for the same weights.",
  .run = run,
};
