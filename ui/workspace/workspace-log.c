/* SPDX-License-Identifier: MIT */
/* Each run is logged for TensorBoard into a folder of its own, where a person wants that. The
 * log follows the session's snapshots and ends with the run; one that continues is logged further.
 * What cannot be written is reported once, and the training continues.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>

#include "app/board/sweep-log.h"
#include "app/data/data-split.h"

/* So often it is seen how far the logs are. */
#define LOOK_MSEC 250

/* Whether a log could not be written, which is said once, until another one was. */
static gboolean
has_failed (HgWorkspace *self, WbBoard *board)
{
  g_autoptr (GError) error = wb_board_take_error (board);
  g_autofree char *text = NULL;

  if (error != NULL && !self->log.failed)
    {
      text = g_strdup_printf (_ ("%s The training continues without it."), error->message);
      hg_workspace_show_message (self, text);
    }
  self->log.failed = self->log.failed || error != NULL;
  return error != NULL;
}

static void
clear_board (HgLog *log)
{
  g_clear_pointer (&log->board, wb_board_free);
  g_clear_pointer (&log->dataset, ds_dataset_unref);
  log->asked = FALSE;
}

static gboolean
look_cb (gpointer data)
{
  HgWorkspace *self = data;
  HgLog *log = &self->log;

  for (guint i = log->ending->len; i-- > 0;)
    if (wb_board_is_idle (log->ending->pdata[i]))
      {
        g_autoptr (WbBoard) board = g_ptr_array_steal_index (log->ending, i);

        if (!has_failed (self, board))
          log->failed = FALSE;
      }
  if (log->board != NULL && has_failed (self, log->board))
    {
      log->refused = TRUE;
      clear_board (log);
    }
  if (log->board == NULL && log->ending->len == 0)
    log->timer = 0;
  return log->timer != 0;
}

static void
begin_looking (HgWorkspace *self)
{
  if (self->log.ending == NULL)
    self->log.ending = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_board_free);
  if (self->log.timer == 0)
    self->log.timer = g_timeout_add (LOOK_MSEC, look_cb, self);
}

char *
hg_workspace_make_log_path (HgWorkspace *self)
{
  g_autofree char *title = hg_workspace_get_title (self);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");
  g_autofree char *name = g_strdup_printf ("%s %s", g_strdelimit (title, "/", '-'), time);
  char *path;

  if (self->log.folder == NULL)
    return NULL;
  path = g_build_filename (self->log.folder, name, NULL);
  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *next = g_strdup_printf ("%s (%u)", name, i);

      g_free (path);
      path = g_build_filename (self->log.folder, next, NULL);
    }
  return path;
}

static void
begin (HgWorkspace *self)
{
  const WbSnapshot *snapshot = self->snapshot;
  HgLog *log = &self->log;
  DsDataset *dataset = self->used_validation != NULL ? self->used_validation : self->used_training;
  WbRunRecord run = { .model = snapshot->model,
                      .recipe = snapshot->recipe,
                      .position = { .step = log->step,
                                    .epoch = log->epoch,
                                    .from_step = snapshot->from_step,
                                    .from_epoch = snapshot->from_epoch },
                      .when = self->recording.begun };

  if (log->path == NULL)
    log->path = hg_workspace_make_log_path (self);
  log->run = snapshot->run;
  log->dataset = dataset != NULL ? ds_dataset_ref (dataset) : NULL;
  log->board = wb_board_new (log->path, &run, NULL);
  begin_looking (self);
}

/* The log ends with what there is; it continues when the run does. */
static void
end (HgWorkspace *self, WbCheckpoint *checkpoint, WbRunOutcome outcome)
{
  HgLog *log = &self->log;

  if (log->board == NULL)
    return;
  if (self->snapshot != NULL && self->snapshot->failure == WB_FAILURE_NUMERIC)
    outcome = WB_RUN_DIVERGED;
  log->step = self->snapshot != NULL ? self->snapshot->step : 0;
  log->epoch = self->snapshot != NULL ? self->snapshot->epoch : 0;
  if (checkpoint != NULL)
    {
      log->step = wb_checkpoint_get_position (checkpoint)->step;
      log->epoch = wb_checkpoint_get_position (checkpoint)->epoch;
      wb_board_add (log->board, wb_checkpoint_get_history (checkpoint), NULL);
    }
  wb_board_end (log->board, &(WbBoardEnd) { .outcome = outcome,
                                            .checkpoint = checkpoint,
                                            .dataset = log->dataset,
                                            .codes = TRUE });
  g_ptr_array_add (log->ending, g_steal_pointer (&log->board));
  clear_board (log);
}

void
hg_workspace_log_end (HgWorkspace *self, WbCheckpoint *checkpoint)
{
  end (self, checkpoint, WB_RUN_STOPPED);
  g_clear_pointer (&self->log.path, g_free);
  self->log.step = 0;
  self->log.epoch = 0;
  self->log.refused = FALSE;
}

static WbRunOutcome
find_outcome (const WbSnapshot *snapshot, const WbPosition *position)
{
  if (position->best_in_place)
    return WB_RUN_BEST;
  return snapshot->state == WB_RUN_DONE ? WB_RUN_FINISHED : WB_RUN_STOPPED;
}

static void
ended_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWorkspace *self = data;

  if (!self->log.asked)
    return;
  self->log.asked = FALSE;
  end (self, checkpoint,
       checkpoint != NULL ? find_outcome (self->snapshot, wb_checkpoint_get_position (checkpoint))
                          : WB_RUN_STOPPED);
}

void
hg_workspace_begin_logs (HgWorkspace *self)
{
  hg_workspace_log_end (self, NULL);
  self->log.seen_run = G_MAXUINT;
  self->log.seen_step = self->saved_step;
}

/* Whether steps were made, perhaps all of a training since the last snapshot. */
static gboolean
has_trained (HgLog *log, const WbSnapshot *snapshot)
{
  gboolean trained = (snapshot->run == log->seen_run || log->seen_run == G_MAXUINT)
                     && snapshot->step > log->seen_step;

  log->seen_run = snapshot->run;
  log->seen_step = snapshot->step;
  return trained || snapshot->state == WB_RUN_RUNNING;
}

void
hg_workspace_log_training (HgWorkspace *self)
{
  WbSnapshot *snapshot = self->snapshot;
  HgLog *log = &self->log;
  gboolean trained;

  if (snapshot->command_id < self->recording.opened)
    return;
  trained = has_trained (log, snapshot);
  if (log->path != NULL && log->run != snapshot->run)
    hg_workspace_log_end (self, NULL);
  if (log->board == NULL && log->folder != NULL && !log->refused && trained)
    begin (self);
  if (log->board == NULL)
    return;
  wb_board_add (log->board, wb_session_get_history (self->session), snapshot);
  if ((snapshot->state == WB_RUN_IDLE || snapshot->state == WB_RUN_DONE) && !log->asked)
    {
      log->asked = TRUE;
      wb_session_request_checkpoint (self->session, ended_cb, self);
    }
}

void
hg_workspace_log_sweep_run (HgWorkspace *self,
                            guint index,
                            const WbRunRecord *run,
                            const WbSweepResult *result)
{
  const WbSweepJob *job = self->sweep.jobs->pdata[index];
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;

  if (self->sweep.log == NULL)
    return;
  wb_data_split (&job->project->recipe, self->sweep.source, job->project->removed, &training,
                 &validation);
  begin_looking (self);
  g_ptr_array_add (self->log.ending,
                   wb_sweep_log_new (self->sweep.log, self->sweep.jobs, index, run, result,
                                     validation != NULL ? validation : training));
}

void
hg_workspace_set_log_folder (HgWorkspace *self, const char *folder)
{
  if (g_strcmp0 (folder, self->log.folder) == 0)
    return;
  hg_workspace_log_end (self, NULL);
  g_free (self->log.folder);
  self->log.folder = g_strdup (folder);
}

void
hg_workspace_end_logs (HgWorkspace *self)
{
  hg_workspace_log_end (self, NULL);
  g_clear_handle_id (&self->log.timer, g_source_remove);
  g_clear_pointer (&self->log.ending, g_ptr_array_unref);
  g_clear_pointer (&self->log.folder, g_free);
}
