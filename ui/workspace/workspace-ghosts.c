/* SPDX-License-Identifier: MIT */
/* Other values of a setting, tried from the weights as they are while the training rests.
 * One of them can be gone on from, as a run of its own; whatever else happens to document
 * or training ends them.
 */
#include "ui/workspace/workspace-private.h"

#include <math.h>

#include "app/project/json.h"
#include "app/runs/ghosts.h"

/* So often what has come of them is read. */
#define READ_MSEC 60

static void
ghost_free (gpointer data)
{
  HgGhost *ghost = data;

  wb_project_free (ghost->project);
  g_array_unref (ghost->points);
  g_free (ghost->output);
  g_free (ghost);
}

/* The project with each value, those apart that it does not take. */
static GPtrArray *
make_ghosts (HgWorkspace *self, const WbEdit *edit, const double *values, guint n)
{
  GPtrArray *ghosts = g_ptr_array_new_with_free_func (ghost_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WbProject) project = wb_project_copy (wb_document_get_project (self->document));
      g_autofree char *text = wb_number_to_text (values[i]);
      WbEdit tried = *edit;
      HgGhost *ghost;

      tried.value = NULL;
      tried.text = text;
      if (!wb_edit_apply (&tried, project, NULL))
        continue;
      ghost = g_new0 (HgGhost, 1);
      ghost->value = values[i];
      ghost->project = g_steal_pointer (&project);
      ghost->points = g_array_new (FALSE, FALSE, sizeof (WbLossPoint));
      ghost->loss = NAN;
      g_ptr_array_add (ghosts, ghost);
    }
  return ghosts;
}

static gboolean
read_cb (gpointer data)
{
  HgWorkspace *self = data;
  gboolean ended = TRUE;

  for (guint i = 0; i < self->ghosts.list->len; i++)
    {
      HgGhost *ghost = self->ghosts.list->pdata[i];
      g_auto (WbGhostUpdate) update = { 0 };

      wb_ghosts_read (self->ghosts.running, i, &update);
      g_array_append_vals (ghost->points, update.points->data, update.points->len);
      if (update.output != NULL)
        {
          g_free (ghost->output);
          ghost->output = g_steal_pointer (&update.output);
        }
      ghost->loss = update.loss;
      ghost->ended = update.ended;
      ghost->diverged = update.diverged;
      ended = ended && update.ended;
    }
  if (ended)
    self->ghosts.timer = 0;
  hg_workspace_emit_changed (self, HG_CHANGED_GHOSTS);
  return !ended;
}

static void
checkpoint_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWorkspace *self = data;
  g_autoptr (GPtrArray) projects = g_ptr_array_new ();
  g_autofree float *sample = NULL;

  if (--self->ghosts.n_asked > 0 || self->ghosts.list == NULL || checkpoint == NULL
      || self->used_training == NULL)
    return;
  for (guint i = 0; i < self->ghosts.list->len; i++)
    g_ptr_array_add (projects, ((HgGhost *) self->ghosts.list->pdata[i])->project);
  if (self->n_followed > 0)
    {
      sample = g_new (float, ds_dataset_get_sample_size (self->used_training));
      hg_workspace_read_followed (self, self->focus, sample);
    }
  self->ghosts.running = wb_ghosts_new (checkpoint, projects, self->used_training,
                                        self->used_validation, sample);
  self->ghosts.timer = g_timeout_add (READ_MSEC, read_cb, self);
}

gboolean
hg_workspace_try_values (HgWorkspace *self, const WbEdit *edit, const double *values, guint n)
{
  const WbSnapshot *snapshot = self->snapshot;
  guint64 visited;

  hg_workspace_stop_trying (self);
  if (hg_workspace_get_visited_step (self, &visited))
    return FALSE;
  if (snapshot == NULL || snapshot->step == 0 || snapshot->state == WB_RUN_RUNNING
      || self->used_training == NULL || wb_problems_get_error (self->problems) != NULL)
    return FALSE;
  self->ghosts.list = make_ghosts (self, edit, values, MIN (n, WB_MAX_GHOSTS));
  self->ghosts.n_asked++;
  wb_session_request_checkpoint (self->session, checkpoint_cb, self);
  return TRUE;
}

void
hg_workspace_stop_trying (HgWorkspace *self)
{
  if (self->ghosts.list == NULL)
    return;
  g_clear_handle_id (&self->ghosts.timer, g_source_remove);
  g_clear_pointer (&self->ghosts.running, wb_ghosts_free);
  g_clear_pointer (&self->ghosts.list, g_ptr_array_unref);
  hg_workspace_emit_changed (self, HG_CHANGED_GHOSTS);
}

const GPtrArray *
hg_workspace_get_ghosts (HgWorkspace *self)
{
  return self->ghosts.list;
}

void
hg_workspace_use_ghost (HgWorkspace *self, guint index)
{
  g_autoptr (WbCheckpoint) checkpoint = NULL;

  if (self->ghosts.running == NULL || index >= self->ghosts.list->len)
    return;
  checkpoint = wb_ghosts_get_checkpoint (self->ghosts.running, index);
  if (checkpoint == NULL)
    return;
  hg_workspace_stop_trying (self);
  wb_document_adopt (self->document, checkpoint);
}
