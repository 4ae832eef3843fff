/* SPDX-License-Identifier: MIT */
/* train: drives a session to the planned end, or to the step at which Ctrl+C
 * came, and saves the project with its checkpoint. A template begins a new
 * project; a file goes on where it stopped.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/material.h"
#include "app/cli/nearest.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/division.h"
#include "app/edit.h"
#include "app/session.h"

#define TICK (G_USEC_PER_SEC / 10)

#define LOG_TITLES "epoch,loss,validation_loss,seconds,reconstruction,kl"

/**
 * Training: one run of the command.
 * @path: where the project is saved
 * @resumes: the project has been trained before
 * @reported: epochs that have been told
 */
typedef struct
{
  const WbArguments *arguments;
  WbProject *project;
  DsSource *source;
  char *path;
  gboolean resumes;
  gboolean json;
  WbSession *session;
  WbProgress *progress;
  FILE *log;
  guint reported;
  gboolean interrupted;
} Training;

static volatile sig_atomic_t interrupted;

static void
interrupt_cb (int number)
{
  interrupted = 1;
}

/* The first Ctrl+C ends at a step; the next one, at once. */
static void
catch_interrupts (void)
{
  struct sigaction action = { .sa_handler = interrupt_cb, .sa_flags = (int) SA_RESETHAND };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

static gboolean
refuse_name (const char *option, const char *given, const char *const *names, GError **error)
{
  g_autofree char *hint = wb_cli_suggest (given, names);

  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "There is no %s “%s”.%s", option, given,
               hint);
  return FALSE;
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
      return wb_edit_set_recipe_text (project, option, names[i], error);
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

  if (text == NULL || wb_edit_set_recipe_text (project, field, text, &cause))
    return TRUE;
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "--%s: %s", option, cause->message);
  return FALSE;
}

static gboolean
set_seed (Training *self, GError **error)
{
  const WbCheckpoint *checkpoint = self->project->checkpoint;
  gint64 seed = wb_arguments_get_int (self->arguments, "seed", self->project->recipe.seed);

  if (!self->resumes || wb_checkpoint_get_recipe (checkpoint)->seed == seed)
    return set_number (self->project, self->arguments, "seed", "seed", error);
  g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE,
               "This run began with seed %" G_GINT64_FORMAT ", and a seed holds for a whole "
               "run. Leave --seed out, or begin a new run from a template.",
               wb_checkpoint_get_recipe (checkpoint)->seed);
  return FALSE;
}

static gboolean
set_recipe (Training *self, GError **error)
{
  const char *optimizer = wb_arguments_get_text (self->arguments, "optimizer");
  const char *loss = wb_arguments_get_text (self->arguments, "loss");
  WbProject *project = self->project;

  return (optimizer == NULL
          || choose (project, "optimizer", optimizer, ae_optimizer_names, error))
         && (loss == NULL || choose (project, "loss", loss, ae_loss_names, error))
         && set_number (project, self->arguments, "learning-rate", "learning_rate", error)
         && set_number (project, self->arguments, "batch-size", "batch_size", error)
         && set_number (project, self->arguments, "epochs", "epochs", error)
         && set_number (project, self->arguments, "patience", "patience", error)
         && set_seed (self, error);
}

static gboolean
open_data (Training *self, GError **error)
{
  const char *location = wb_cli_get_location (self->arguments, self->project);
  const char *validation = wb_arguments_get_text (self->arguments, "validation");
  gboolean named = wb_arguments_has (self->arguments, "data");

  if (validation == NULL && !named && self->project != NULL && self->project->data != NULL)
    validation = wb_data_reference_get_validation (self->project->data);
  self->source = wb_cli_open_source (location, validation, self->project, error);
  return self->source != NULL;
}

/* The project then names the data that it has learned from. */
static void
remember_data (Training *self)
{
  const char *validation = wb_arguments_get_text (self->arguments, "validation");
  DsDataset *training = ds_source_get_training (self->source);
  g_autoptr (WbDataReference) data = NULL;

  if (validation == NULL && !wb_arguments_has (self->arguments, "data")
      && self->project->data != NULL)
    return;
  data = wb_data_reference_new (ds_source_get_location (self->source), validation,
                                ds_dataset_get_scaling (training));
  if (self->project->data != NULL && wb_data_reference_get_fit (self->project->data) != NULL)
    {
      g_autoptr (WbDataReference) plain = g_steal_pointer (&data);

      data = wb_data_reference_new_fitted (plain,
                                           wb_data_reference_get_fit (self->project->data));
    }
  wb_project_set_data (self->project, data);
}

static gboolean
open_template (Training *self, const WbTemplate *template, GError **error)
{
  AeShape shape;

  if (self->path == NULL)
    {
      self->path = g_strconcat (template->name, WB_PROJECT_EXTENSION, NULL);
      if (!wb_cli_check_free (self->path, error))
        return FALSE;
    }
  if (!open_data (self, error))
    return FALSE;
  shape = wb_batch_bridge_shape (ds_dataset_get_shape (ds_source_get_training (self->source)));
  self->project = wb_template_build (template, &shape, error);
  if (self->project != NULL && wb_arguments_has (self->arguments, "epochs"))
    self->project->recipe.patience = 0;
  return self->project != NULL;
}

static gboolean
open_file (Training *self, const char *word, GError **error)
{
  if (self->path == NULL)
    self->path = g_strdup (word);
  self->project = wb_cli_open_project (word, error);
  if (self->project == NULL)
    return FALSE;
  self->resumes = self->project->checkpoint != NULL
                  && wb_checkpoint_get_position (self->project->checkpoint)->step > 0;
  return TRUE;
}

static gboolean
open_all (Training *self, GError **error)
{
  const char *word = wb_arguments_get_word (self->arguments, 0);
  gboolean is_file;
  const WbTemplate *template = wb_cli_find_template (word, &is_file, error);

  self->path = g_strdup (wb_arguments_get_text (self->arguments, "output"));
  if (template == NULL && !is_file)
    return FALSE;
  if (template != NULL ? !open_template (self, template, error)
                       : !open_file (self, word, error))
    return FALSE;
  if (!wb_cli_check_folder (self->path, error) || !set_recipe (self, error))
    return FALSE;
  if (self->source == NULL && !open_data (self, error))
    return FALSE;
  remember_data (self);
  return TRUE;
}

static void
write_log_row (Training *self, const WbEpochRow *row)
{
  g_autofree char *loss = wb_number_to_text (row->loss);
  g_autofree char *validation = isfinite (row->validation_loss)
                                  ? wb_number_to_text (row->validation_loss) : g_strdup ("");
  g_autofree char *reconstruction = wb_number_to_text (row->loss - row->penalty);
  g_autofree char *divergence = wb_number_to_text (row->divergence);
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (seconds, sizeof seconds, "%.6f", row->seconds);
  fprintf (self->log, "%u,%s,%s,%s,%s,%s\n", row->epoch, loss, validation, seconds,
           reconstruction, divergence);
  fflush (self->log);
}

/* The log holds the whole run, also the epochs before it went on. */
static gboolean
open_log (Training *self, GError **error)
{
  const char *path = wb_arguments_get_text (self->arguments, "log");
  const WbEpochRow *rows;
  guint n_rows = 0;

  if (path == NULL)
    return TRUE;
  if (!wb_cli_check_folder (path, error))
    return FALSE;
  self->log = fopen (path, "w");
  if (self->log == NULL)
    {
      g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED, "The log “%s” cannot be written: %s.",
                   path, g_strerror (errno));
      return FALSE;
    }
  fputs (LOG_TITLES "\n", self->log);
  if (!self->resumes)
    return TRUE;
  rows = wb_history_get_epochs (wb_checkpoint_get_history (self->project->checkpoint), &n_rows);
  for (guint i = 0; i < n_rows; i++)
    write_log_row (self, &rows[i]);
  return TRUE;
}

static void
print_epoch (const WbEpochRow *row, const WbSnapshot *snapshot)
{
  WbJson *object = wb_json_new_object ();

  wb_json_add (object, "epoch", wb_json_new_uint (row->epoch));
  wb_cli_add_real (object, "loss", row->loss);
  wb_cli_add_real (object, "reconstruction", row->loss - row->penalty);
  wb_cli_add_real (object, "penalty", row->penalty);
  wb_cli_add_real (object, "kl", row->divergence);
  wb_cli_add_real (object, "validation_loss", row->validation_loss);
  wb_cli_add_real (object, "seconds", row->seconds);
  wb_cli_add_real (object, "samples_per_second", snapshot->samples_per_second);
  wb_json_add (object, "step", wb_json_new_uint (row->step));
  wb_cli_print_json (object);
}

/* Tells what has come since the last time. */
static void
report (Training *self)
{
  const WbSnapshot *snapshot = wb_session_get_snapshot (self->session);
  guint n_rows = 0;
  const WbEpochRow *rows = wb_history_get_epochs (wb_session_get_history (self->session),
                                                  &n_rows);

  for (; self->reported < n_rows; self->reported++)
    {
      wb_progress_end_epoch (self->progress, &rows[self->reported], snapshot);
      if (self->json)
        print_epoch (&rows[self->reported], snapshot);
      if (self->log != NULL)
        write_log_row (self, &rows[self->reported]);
    }
  wb_progress_show (self->progress, snapshot);
}

static void
begin (Training *self)
{
  WbProject *project = self->project;
  gboolean more = wb_arguments_has (self->arguments, "epochs");
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;

  wb_session_set_threads (self->session,
                          (guint) wb_arguments_get_int (self->arguments, "threads", 0));
  wb_divide (&project->recipe, ds_source_get_training (self->source),
             ds_source_get_validation (self->source), &training, &validation);
  wb_session_open (self->session, project->model, &project->recipe, training, validation,
                   project->checkpoint);
  wb_session_wait_obeyed (self->session, -1);
  wb_history_get_epochs (wb_session_get_history (self->session), &self->reported);
  if (!more && wb_session_get_snapshot (self->session)->state == WB_RUN_PAUSED)
    {
      wb_session_resume (self->session);
      return;
    }
  wb_session_stop (self->session);
  wb_session_start (self->session, (guint) project->recipe.epochs);
}

static void
train (Training *self)
{
  const WbSnapshot *snapshot;

  begin (self);
  do
    {
      wb_session_wait (self->session, g_get_monotonic_time () + TICK);
      report (self);
      if (interrupted && !self->interrupted)
        {
          self->interrupted = TRUE;
          wb_session_pause (self->session);
        }
      snapshot = wb_session_get_snapshot (self->session);
    }
  while (snapshot->state == WB_RUN_RUNNING
         || snapshot->ticket < wb_session_get_ticket (self->session));
}

static gboolean
save (Training *self, GError **error)
{
  g_autoptr (WbCheckpoint) checkpoint = wb_session_wait_checkpoint (self->session, error);

  if (checkpoint == NULL)
    return FALSE;
  wb_project_set_checkpoint (self->project, checkpoint);
  return wb_project_save (self->project, self->path, error);
}

static void
say_saved (Training *self, const WbSnapshot *snapshot)
{
  g_autofree char *steps = wb_cli_count_to_text (snapshot->step);

  if (self->json)
    {
      WbJson *object = wb_json_new_object ();

      wb_json_add (object, "saved", wb_json_new_string (self->path));
      wb_json_add (object, "epochs", wb_json_new_uint (snapshot->epoch));
      wb_json_add (object, "steps", wb_json_new_uint (snapshot->step));
      wb_json_add (object, "interrupted", wb_json_new_bool (self->interrupted));
      wb_cli_print_json (object);
    }
  if (self->interrupted)
    fprintf (stderr, "Stopped at step %s, after %u of %u epochs.\n", steps, snapshot->epoch,
             snapshot->epochs_planned);
  if (self->interrupted)
    fprintf (self->json ? stderr : stdout,
             "Saved “%s”. “hourglass-cli train %s” goes on from there.\n", self->path,
             self->path);
  else if (!self->json && !wb_arguments_has (self->arguments, "quiet"))
    printf ("Saved “%s” after %u epochs, %s steps.\n", self->path, snapshot->epoch, steps);
}

/* Saves what there is, also after a failure: the last good moment. */
static gboolean
finish (Training *self, GError **error)
{
  /* Saving pulls newer ones. */
  g_autoptr (WbSnapshot) snapshot = wb_snapshot_ref (wb_session_get_snapshot (self->session));

  wb_progress_clear (self->progress);
  if (snapshot->failure == WB_FAILURE_NONE)
    {
      if (!save (self, error))
        return FALSE;
      if (snapshot->message != NULL && !wb_arguments_has (self->arguments, "quiet"))
        fprintf (stderr, "%s\n", snapshot->message);
      say_saved (self, snapshot);
      return TRUE;
    }
  if (snapshot->failure == WB_FAILURE_NUMERIC && snapshot->step > 0 && save (self, NULL))
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                 "%s Saved “%s” as it was then (--learning-rate).", snapshot->message,
                 self->path);
  else
    g_set_error_literal (error, WB_CLI_ERROR, WB_CLI_FAILED, snapshot->message);
  return FALSE;
}

static void
clear (Training *self)
{
  if (self->session != NULL)
    wb_session_close (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->progress, wb_progress_free);
  g_clear_pointer (&self->project, wb_project_free);
  g_clear_pointer (&self->source, ds_source_unref);
  g_clear_pointer (&self->log, fclose);
  g_clear_pointer (&self->path, g_free);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  Training self = { .arguments = arguments, .json = wb_arguments_has (arguments, "json") };
  gboolean done = FALSE;

  if (open_all (&self, error) && open_log (&self, error))
    {
      self.progress = wb_progress_new (wb_arguments_has (arguments, "quiet"));
      self.session = wb_session_new ();
      catch_interrupts ();
      train (&self);
      done = finish (&self, error);
    }
  clear (&self);
  return done;
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  { "validation", 0, WB_CLI_TEXT, "DATA", 0, 0, "validate with these samples instead" },
  { "epochs", 0, WB_CLI_INT, "N", 1, 1000000, "so many more; a TEMPLATE then never stops early" },
  { "patience", 0, WB_CLI_INT, "N", 0, 1000000,
    "stop after N epochs without improvement; 0 for never" },
  { "batch-size", 0, WB_CLI_INT, "N", 1, 65536, "samples in a step" },
  { "optimizer", 0, WB_CLI_TEXT, "NAME", 0, 0, "adam, adamw, sgd, rmsprop, adagrad, adadelta" },
  { "learning-rate", 0, WB_CLI_REAL, "X", 1e-8, 100, "how far a step goes" },
  { "loss", 0, WB_CLI_TEXT, "NAME", 0, 0, "binary_crossentropy, mean_squared_error, …" },
  { "seed", 0, WB_CLI_INT, "N", 0, 9007199254740992.0, "of weights, order and noise" },
  WB_CLI_THREADS_OPTION,
  { "output", 'o', WB_CLI_TEXT, "OUT.hourglass", 0, 0, "write here instead" },
  { "log", 0, WB_CLI_TEXT, "LOG.csv", 0, 0, LOG_TITLES },
  WB_CLI_JSON_OPTION,
  { "quiet", 0, WB_CLI_FLAG, NULL, 0, 0, "say nothing unless something is wrong" },
  { NULL },
};

const WbCliCommand wb_cli_train = {
  .name = "train",
  .grammar = { "FILE|TEMPLATE", 1, 1, options },
  .summary = "trains a new model from a template, or goes on with a file",
  .details =
    "A TEMPLATE is written to TEMPLATE.hourglass, which must not be there yet,\n"
    "unless -o names another file. A FILE goes on where it stopped, bit for bit as\n"
    "if it never had, and is written back; without --epochs it goes on to the end\n"
    "that was planned. Ctrl+C ends at a step and saves.",
  .run = run,
};
