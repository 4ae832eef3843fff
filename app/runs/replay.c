/* SPDX-License-Identifier: MIT */
/* A record has the recipe that was in effect at the end, and each change that led to
 * it: taken back one step after the other they give the recipe of the beginning.
 */
#include "app/runs/replay.h"

#include <glib/gi18n-lib.h>

#include "app/edit/edit.h"
#include "app/error.h"
#include "app/training/run.h"

gboolean
wb_replay_check (const WbRunRecord *run, GError **error)
{
  const GPtrArray *flags = wb_history_get_flags (run->history);

  if (run->position.step == 0)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("“%s” was recorded by an older version, which did not note where it "
                         "ended. It cannot be trained again step by step."),
                      run->name);
  for (guint i = 0; i < flags->len; i++)
    if (((WbFlag *) flags->pdata[i])->layer != NULL)
      return wb_refuse (error, WB_ERROR_CONTENTS,
                        _ ("Layers were changed while “%s” trained, and its record has only "
                           "the last of them. It cannot be trained again step by step."),
                        run->name);
  return TRUE;
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

/* Takes all changes back, the last ones first. */
static gboolean
rewind_recipe (const GPtrArray *flags, WbProject *project, GError **error)
{
  for (guint end = flags->len; end > 0; end = find_first (flags, end))
    if (!apply_step (flags, find_first (flags, end), end, TRUE, project, error))
      return FALSE;
  return TRUE;
}

static gboolean
begin (WbRun *run,
       const WbProject *project,
       DsDataset *training,
       DsDataset *validation,
       guint n_threads,
       GError **error)
{
  if (!wb_run_set_threads (run, n_threads, error)
      || !wb_run_set_recipe (run, &project->recipe, error))
    return FALSE;
  wb_run_set_data (run, training, validation);
  return wb_run_set_model (run, project->model, error) && wb_run_check (run, error);
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

WbCheckpoint *
wb_replay (const WbRunRecord *record,
           DsDataset *training,
           DsDataset *validation,
           guint n_threads,
           WbReplayProgress progress,
           gpointer data,
           GError **error)
{
  g_autoptr (WbRun) run = wb_run_new ();
  g_autoptr (WbProject) project = wb_project_new (record->model, &record->recipe);
  const WbPosition *target = &record->position, *position = wb_run_get_position (run);
  guint next = 0;

  if (!wb_replay_check (record, error)
      || !rewind_recipe (wb_history_get_flags (record->history), project, error)
      || !begin (run, project, training, validation, n_threads, error))
    return NULL;
  while (position->step < target->step || position->epoch < target->epoch)
    {
      if (progress != NULL && !progress (data, position->step, target->step))
        {
          wb_refuse (error, WB_ERROR_EDIT, _ ("The replay was stopped."));
          return NULL;
        }
      if (!advance (run, record, project, &next, error))
        return NULL;
    }
  if (target->best_in_place)
    wb_run_end (run);
  return wb_run_make_checkpoint (run, error);
}
