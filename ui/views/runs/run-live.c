/* SPDX-License-Identifier: MIT */
#include "ui/views/runs/run-live.h"

#include <glib/gi18n.h>

#include "app/project/run-list.h"

WbRunRecord *
hg_run_live_new (HgWorkspace *workspace)
{
  const WbSnapshot *snapshot = hg_workspace_get_newest (workspace);
  const WbProject *project = wb_document_get_project (hg_workspace_get_document (workspace));
  const WbRunRecord *before = wb_run_list_find (project->runs, project->run_id);
  WbRunRecord values = { 0 };
  g_autoptr (WbHistory) history = NULL;
  g_autofree char *name = NULL;

  if (snapshot == NULL || snapshot->state != WB_RUN_RUNNING || snapshot->step == snapshot->from_step
      || snapshot->model == NULL)
    return NULL;
  if (before != NULL
      && (before->position.from_step != snapshot->from_step || wb_run_record_never_began (before)))
    before = NULL;
  history = wb_history_new_after (wb_session_get_history (hg_workspace_get_session (workspace)),
                                  snapshot->from_step, snapshot->from_epoch);
  values.id = before != NULL ? before->id : wb_run_list_find_free_id (project->runs);
  name = before != NULL ? g_strdup (before->name) : g_strdup_printf (_ ("Run %u"), values.id);
  values.name = name;
  values.position.from_step = snapshot->from_step;
  values.model = snapshot->model;
  values.recipe = snapshot->recipe;
  values.data = project->data;
  values.n_samples = snapshot->samples_per_epoch;
  values.history = history;
  values.when = g_get_real_time () / G_USEC_PER_SEC;
  return wb_run_record_new (&values);
}
