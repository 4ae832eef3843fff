/* SPDX-License-Identifier: MIT */
/* A record has the recipe that was in effect at the end, and each change that led to
 * it: taken back one step after the other they give the recipe of the beginning. The run
 * that another one began with may have gone on since, so it is trained to that step alone.
 */
#include "app/runs/replay.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/edit/edit.h"
#include "app/error.h"
#include "app/project/run-hash.h"
#include "app/project/run-list.h"
#include "app/training/run.h"
#include "engine/kernels.h"

typedef struct
{
  const GPtrArray *runs;
  WbRun *run;
  DsDataset *training;
  WbReplayOpen open_data;
  WbReplayProgress progress;
  gpointer data;
  guint64 n_steps;
} Replay;

static gboolean
check_one (const WbRunRecord *run, GError **error)
{
  const GPtrArray *flags = wb_history_get_flags (run->history);

  if (wb_run_record_never_began (run))
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("“%s” diverged before its first epoch's end and left no weights. Train "
                         "it with a lower learning rate."),
                      run->name);
  if (run->position.step == 0)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("“%s” was recorded by an older version, which did not note where it "
                         "ended. It cannot be trained again step by step."),
                      run->name);
  for (guint i = 0; i < flags->len; i++)
    {
      const WbFlag *flag = flags->pdata[i];

      if (flag->layer != NULL && flag->step > run->position.from_step)
        return wb_refuse (error, WB_ERROR_CONTENTS,
                          _ ("Layers were changed while “%s” trained, and its record has only "
                             "the last of them. It cannot be trained again step by step."),
                          run->name);
    }
  return TRUE;
}

gboolean
wb_replay_check (const GPtrArray *runs, const WbRunRecord *run, GError **error)
{
  const WbRunRecord *origin = wb_run_list_find (runs, run->from);

  if (!check_one (run, error))
    return FALSE;
  if (run->position.from_step == 0)
    return TRUE;
  if (origin == NULL || origin->id >= run->id || origin->position.step < run->position.from_step)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("“%s” began with the weights that another run had after %" PRIu64
                         " steps, and that run is not in the project any more. It cannot be "
                         "trained again step by step."),
                      run->name, run->position.from_step);
  return wb_replay_check (runs, origin, error);
}

/* Applies the flags of one step in their order: a new optimizer brings its rate, which
 * may be changed after it. @first: the first of them; returns the number behind. */
static gboolean
apply_step (const GPtrArray *flags,
            guint first,
            guint end,
            gboolean back,
            WbProject *project,
            GError **error)
{
  for (guint i = first; i < end; i++)
    {
      const WbFlag *flag = flags->pdata[i];
      WbEdit edit = { WB_EDIT_RECIPE, .name = flag->name,
                      .text = back ? flag->before : flag->after };

      if (!wb_edit_apply (&edit, project, error))
        return FALSE;
    }
  return TRUE;
}

static guint
find_end (const GPtrArray *flags, guint first)
{
  guint end = first;

  while (end < flags->len
         && ((WbFlag *) flags->pdata[end])->step == ((WbFlag *) flags->pdata[first])->step)
    end++;
  return end;
}

static guint
find_first (const GPtrArray *flags, guint end)
{
  guint first = end - 1;

  while (first > 0
         && ((WbFlag *) flags->pdata[first - 1])->step == ((WbFlag *) flags->pdata[first])->step)
    first--;
  return first;
}

/* Takes all changes back that were made after the step that the run began at, the last
 * ones first. */
static gboolean
rewind_recipe (const WbRunRecord *record, WbProject *project, guint *first, GError **error)
{
  const GPtrArray *flags = wb_history_get_flags (record->history);

  for (*first = flags->len; *first > 0;)
    {
      guint begin = find_first (flags, *first);

      if (record->position.from_step > 0
          && ((WbFlag *) flags->pdata[begin])->step <= record->position.from_step)
        break;
      if (!apply_step (flags, begin, *first, TRUE, project, error))
        return FALSE;
      *first = begin;
    }
  return TRUE;
}

static gboolean
advance (WbRun *run, const WbRunRecord *record, WbProject *project, guint *next, GError **error)
{
  const GPtrArray *flags = wb_history_get_flags (record->history);
  guint64 step = wb_run_get_position (run)->step;
  guint first = *next;

  if (first < flags->len && ((WbFlag *) flags->pdata[first])->step <= step)
    {
      *next = find_end (flags, first);
      if (!apply_step (flags, first, *next, FALSE, project, error)
          || !wb_run_set_recipe (run, &project->recipe, error))
        return FALSE;
    }
  return wb_run_advance (run, error);
}

static gboolean
train_to (Replay *self,
          const WbRunRecord *record,
          WbProject *project,
          guint next,
          guint64 step,
          guint epoch,
          GError **error)
{
  const WbPosition *position = wb_run_get_position (self->run);

  while (position->step < step || position->epoch < epoch)
    {
      if (self->progress != NULL && !self->progress (self->data, position->step, self->n_steps))
        return wb_refuse (error, WB_ERROR_EDIT, _ ("The replay was stopped."));
      if (!advance (self->run, record, project, &next, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_weights (WbRun *run, guint64 number)
{
  g_autoptr (WbCheckpoint) checkpoint = wb_run_make_checkpoint (run, NULL);
  g_autofree char *weights = checkpoint != NULL ? wb_weights_hash (checkpoint) : NULL;

  return weights != NULL && wb_weights_number (weights) == number;
}

/* The run that was trained up to here had the last weights in place, or the best ones. */
static gboolean
find_weights (Replay *self, const WbRunRecord *record, GError **error)
{
  const WbPosition *position = &record->position;

  if (has_weights (self->run, position->from_weights))
    return TRUE;
  wb_run_end (self->run);
  if (has_weights (self->run, position->from_weights))
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("“%s” began with the weights that “%s” had after %" PRIu64 " steps, and "
                       "trained again that run has others. Its data may have changed, or the "
                       "program computes with other instructions (%s) than then (%s)."),
                    record->name, wb_run_list_find (self->runs, record->from)->name,
                    position->from_step, ae_kernels ()->name,
                    record->kernels != NULL ? record->kernels : "?");
}

/* Gives the run the data of @record. Where neither model nor loss is another than of the run
 * before it, these are: opened again, if they are called the same. */
static gboolean
set_data (Replay *self, const WbRunRecord *record, GError **error)
{
  g_autoptr (DsDataset) training = NULL, validation = NULL;
  const WbRunRecord *origin = record->position.from_step > 0
                                ? wb_run_list_find (self->runs, record->from)
                                : NULL;

  if (!self->open_data (self->data, record, &training, &validation, error))
    return FALSE;
  if (origin != NULL && training == self->training && ae_model_equal (origin->model, record->model)
      && ae_recipe_has_same_loss (&origin->recipe, &record->recipe))
    {
      DsDataset *again = ds_dataset_new_slice (training, 0, ds_dataset_get_count (training));

      ds_dataset_unref (training);
      training = again;
    }
  wb_run_set_data (self->run, training, validation);
  self->training = training;
  return TRUE;
}

/* Trains a run to a moment of it. */
static gboolean
replay (Replay *self, const WbRunRecord *record, guint64 step, guint epoch, GError **error)
{
  g_autoptr (WbProject) project = wb_project_new (record->model, &record->recipe);
  const WbPosition *position = &record->position;
  guint next;

  if (position->from_step > 0
      && (!replay (self, wb_run_list_find (self->runs, record->from), position->from_step,
                   position->from_epoch, error)
          || !find_weights (self, record, error)))
    return FALSE;
  return rewind_recipe (record, project, &next, error) && set_data (self, record, error)
         && wb_run_set_recipe (self->run, &project->recipe, error)
         && wb_run_set_model (self->run, project->model, error) && wb_run_check (self->run, error)
         && train_to (self, record, project, next, step, epoch, error);
}

WbCheckpoint *
wb_replay (const GPtrArray *runs,
           const WbRunRecord *record,
           guint n_threads,
           WbReplayOpen open_data,
           WbReplayProgress progress,
           gpointer data,
           GError **error)
{
  g_autoptr (WbRun) run = wb_run_new ();
  const WbPosition *target = &record->position;
  Replay self = { runs, run, NULL, open_data, progress, data, target->step };

  if (!wb_replay_check (runs, record, error) || !wb_run_set_threads (run, n_threads, error)
      || !replay (&self, record, target->step, target->epoch, error))
    return NULL;
  if (target->best_in_place)
    wb_run_end (run);
  return wb_run_make_checkpoint (run, error);
}
