/* SPDX-License-Identifier: MIT */
/* A sweep in the window: it trains beside the session, and each of its runs comes into
 * the list of runs as it ends. The project has the plan until the sweep is complete or
 * cancelled, so that it continues after the project is opened again.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>

#include "app/error.h"
#include "app/project/run-hash.h"
#include "app/project/run-list.h"

/* So often what has come of a sweep is taken. */
#define PULL_MSEC 100

static char *
hash_base (const WbProject *project, AeModel *model, const AeRecipe *recipe)
{
  g_autoptr (GPtrArray) flags = wb_flags_new ();

  return wb_run_hash (model, recipe, project->data, project->removed, NULL, flags);
}

/* Ends the trainings; the plan stays. */
static void
stop (HgWorkspace *self)
{
  g_clear_handle_id (&self->sweep.timer, g_source_remove);
  g_clear_pointer (&self->sweep.runner, wb_sweep_runner_free);
  g_clear_pointer (&self->sweep.source, ds_source_unref);
  g_clear_pointer (&self->sweep.log, g_free);
}

/* Adds the run of a job that has ended; FALSE where the sweep cannot continue. */
static gboolean
take (HgWorkspace *self, const WbSweepOutcome *outcome)
{
  const GPtrArray *runs = wb_document_get_project (self->document)->runs;
  guint id;

  if (outcome->result == NULL)
    {
      g_signal_emit_by_name (self, "message", outcome->error->message);
      return FALSE;
    }
  {
    g_autoptr (GPtrArray) more = wb_sweep_add_run ((GPtrArray *) runs,
                                                   self->sweep.jobs->pdata[outcome->index],
                                                   outcome->result, &id);

    if (id != 0)
      {
        wb_document_set_runs (self->document, more);
        hg_workspace_log_sweep_run (self, outcome->index, wb_run_list_find (more, id),
                                    outcome->result);
      }
  }
  return TRUE;
}

static gboolean
pull_cb (gpointer data)
{
  HgWorkspace *self = data;
  WbSweepOutcome *outcome;
  gboolean good = TRUE;

  while (good && (outcome = wb_sweep_runner_take (self->sweep.runner)) != NULL)
    {
      good = take (self, outcome);
      wb_sweep_outcome_free (outcome);
    }
  if (!good)
    stop (self);
  else if (wb_sweep_runner_count_done (self->sweep.runner) == self->sweep.jobs->len)
    {
      stop (self);
      wb_document_set_sweep (self->document, NULL);
    }
  hg_workspace_autosave_runs (self, self->sweep.timer == 0);
  hg_workspace_emit_changed (self, HG_CHANGED_SWEEP);
  return self->sweep.timer != 0;
}

/* Refuses jobs whose model cannot run: by the checker's words. */
static gboolean
check_jobs (HgWorkspace *self, const GPtrArray *jobs, GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      const WbSweepJob *job = jobs->pdata[i];
      g_autoptr (GPtrArray) problems = wb_check (job->project->model, &job->project->recipe,
                                                 &self->facts);
      const WbProblem *problem = wb_problems_get_error (problems);

      if (problem != NULL)
        return wb_refuse (error, WB_ERROR_EDIT, _ ("“%s” cannot run: %s"), job->name,
                          problem->title);
    }
  return TRUE;
}

GPtrArray *
hg_workspace_plan_sweep (HgWorkspace *self, const char *vary, guint n_seeds, GError **error)
{
  g_autoptr (GPtrArray) jobs = wb_sweep_new (wb_document_get_project (self->document), vary,
                                             n_seeds, error);

  return jobs != NULL && check_jobs (self, jobs, error) ? g_steal_pointer (&jobs) : NULL;
}

static void
begin (HgWorkspace *self, GPtrArray *jobs, guint n_seeds)
{
  stop (self);
  g_clear_pointer (&self->sweep.jobs, g_ptr_array_unref);
  self->sweep.jobs = jobs;
  self->sweep.n_seeds = n_seeds;
  self->sweep.source = ds_source_ref (self->source);
  self->sweep.log = hg_workspace_make_log_path (self);
  self->sweep.runner = wb_sweep_runner_new (jobs, wb_document_get_project (self->document)->runs,
                                            self->source);
  self->sweep.timer = g_timeout_add (PULL_MSEC, pull_cb, self);
  hg_workspace_emit_changed (self, HG_CHANGED_SWEEP);
}

gboolean
hg_workspace_start_sweep (HgWorkspace *self, const char *vary, guint n_seeds, GError **error)
{
  const WbProject *project = wb_document_get_project (self->document);
  g_autoptr (GPtrArray) jobs = hg_workspace_plan_sweep (self, vary, n_seeds, error);
  g_autofree char *hash = NULL;
  g_autoptr (WbSweepPlan) plan = NULL;

  if (jobs == NULL)
    return FALSE;
  if (self->source == NULL)
    return wb_refuse (error, WB_ERROR_EDIT, _ ("No data is open to train on. Open some first."));
  hash = hash_base (project, project->model, &project->recipe);
  plan = wb_sweep_plan_new (&(WbSweepPlan) { .model = project->model,
                                             .recipe = project->recipe,
                                             .vary = (char *) vary,
                                             .n_seeds = n_seeds,
                                             .hash = hash });
  wb_document_set_sweep (self->document, plan);
  begin (self, g_steal_pointer (&jobs), n_seeds);
  return TRUE;
}

gboolean
hg_workspace_continue_sweep (HgWorkspace *self, GError **error)
{
  g_autoptr (WbProject) base = wb_project_copy (wb_document_get_project (self->document));
  g_autoptr (WbSweepPlan) plan = base->sweep != NULL ? wb_sweep_plan_ref (base->sweep) : NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autofree char *hash = NULL;

  if (plan == NULL)
    return wb_refuse (error, WB_ERROR_EDIT, _ ("The project has no sweep to go on with."));
  hash = hash_base (base, plan->model, &plan->recipe);
  if (self->source == NULL || !g_str_equal (hash, plan->hash))
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("The sweep is of other data than what is open. Open its data to go on, or "
                         "begin another sweep."));
  wb_project_set_model (base, plan->model);
  base->recipe = plan->recipe;
  jobs = wb_sweep_new (base, plan->vary, plan->n_seeds, error);
  if (jobs == NULL)
    return FALSE;
  begin (self, g_steal_pointer (&jobs), plan->n_seeds);
  return TRUE;
}

void
hg_workspace_cancel_sweep (HgWorkspace *self)
{
  stop (self);
  wb_document_set_sweep (self->document, NULL);
  hg_workspace_emit_changed (self, HG_CHANGED_SWEEP);
}

void
hg_workspace_pause_sweep (HgWorkspace *self, gboolean paused)
{
  if (self->sweep.runner == NULL)
    return;
  wb_sweep_runner_set_paused (self->sweep.runner, paused);
  hg_workspace_emit_changed (self, HG_CHANGED_SWEEP);
}

WbSweepRunner *
hg_workspace_get_sweep (HgWorkspace *self)
{
  return self->sweep.runner;
}

const GPtrArray *
hg_workspace_get_sweep_jobs (HgWorkspace *self, guint *n_seeds)
{
  *n_seeds = self->sweep.n_seeds;
  return self->sweep.jobs;
}

void
hg_workspace_end_sweep (HgWorkspace *self)
{
  stop (self);
  g_clear_pointer (&self->sweep.jobs, g_ptr_array_unref);
}
