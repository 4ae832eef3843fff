/* SPDX-License-Identifier: MIT */
/* A step of the past in place of the newest: all views show it, for they ask for the
 * snapshot here. What says how the training stands asks for the newest one.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/runs/structure.h"

/* What moments of the training take, in memory and in a file of the cache folder. */
#define MOMENT_BYTES  (64 * 1024 * 1024)
#define SPILLED_BYTES (256 * 1024 * 1024)

void
hg_workspace_init_travel (HgWorkspace *self)
{
  wb_session_keep_moments (self->session, MOMENT_BYTES, SPILLED_BYTES);
}

WbSnapshot *
hg_workspace_get_snapshot (HgWorkspace *self)
{
  return self->visited != NULL ? self->visited : self->snapshot;
}

WbSnapshot *
hg_workspace_get_newest (HgWorkspace *self)
{
  return self->snapshot;
}

void
hg_workspace_compare_moment (HgWorkspace *self)
{
  AeModel *now = wb_document_get_model (self->document);
  AeModel *then = self->visited != NULL ? self->visited->model : NULL;
  WbRunRecord records[] = { { .name = _ ("the model then") }, { .name = _ ("the model now") } };
  g_autoptr (GPtrArray) both = NULL;

  if (then != NULL && ae_model_equal (then, now))
    then = NULL;
  if (then == self->other_model)
    return;
  g_clear_pointer (&self->other_layers, g_hash_table_unref);
  g_clear_pointer (&self->other_model, ae_model_unref);
  if (then != NULL)
    {
      self->other_model = ae_model_ref (then);
      records[0].model = then;
      records[1].model = now;
      both = g_ptr_array_new ();
      g_ptr_array_add (both, &records[0]);
      g_ptr_array_add (both, &records[1]);
      self->other_layers = wb_run_structure_compare (now, both);
    }
  hg_workspace_emit_changed (self, HG_CHANGED_COMPARED);
}

gboolean
hg_workspace_shows_other_model (HgWorkspace *self)
{
  return self->other_model != NULL;
}

gboolean
hg_workspace_take_visited (HgWorkspace *self)
{
  WbSnapshot *visited = wb_session_get_visited (self->session);
  g_autoptr (GError) error = wb_session_take_visit_error (self->session);
  guint64 step;
  gboolean left = self->visiting && !wb_session_get_visited_step (self->session, &step);

  if (error != NULL)
    hg_workspace_show_message (self, error->message);
  if (left)
    self->visiting = FALSE;
  if (visited == self->visited)
    return left;
  /* Until the first one comes, what was shown is. */
  if (visited == NULL && self->visiting)
    return left;
  g_clear_pointer (&self->visited, wb_snapshot_unref);
  self->visited = visited != NULL ? wb_snapshot_ref (visited) : NULL;
  hg_workspace_compare_moment (self);
  return TRUE;
}

gboolean
hg_workspace_get_visited_step (HgWorkspace *self, guint64 *step)
{
  return self->session != NULL && wb_session_get_visited_step (self->session, step);
}

gboolean
hg_workspace_get_first_step (HgWorkspace *self, guint64 *first)
{
  WbKeyFramesState state = { 0 };

  if (self->session != NULL)
    state = wb_session_get_moments (self->session);
  *first = state.first;
  return state.n_frames > 0 && self->snapshot != NULL && self->snapshot->step > state.first;
}

void
hg_workspace_visit (HgWorkspace *self, guint64 step)
{
  guint64 first;

  if (!hg_workspace_get_first_step (self, &first))
    return;
  if (step >= self->snapshot->step)
    {
      hg_workspace_leave_past (self);
      return;
    }
  wb_session_visit (self->session, step);
  self->visiting = TRUE;
  hg_workspace_emit_changed (self, HG_CHANGED_MOMENT);
}

void
hg_workspace_leave_past (HgWorkspace *self)
{
  if (!self->visiting)
    return;
  self->visiting = FALSE;
  wb_session_leave_past (self->session);
  g_clear_pointer (&self->visited, wb_snapshot_unref);
  hg_workspace_compare_moment (self);
  hg_workspace_emit_changed (self, HG_CHANGED_MOMENT | HG_CHANGED_SNAPSHOT);
}

/* Trains on, to the end that the run had before. */
static void
resume (HgWorkspace *self, const WbCheckpoint *checkpoint, guint planned)
{
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);
  guint reached = MAX (position->epochs_planned, position->epoch);
  gint64 epochs = wb_document_get_recipe (self->document)->epochs;

  if (planned > reached)
    wb_session_start (self->session, planned - reached);
  else if (position->epoch < position->epochs_planned)
    wb_session_resume (self->session);
  else
    wb_session_start (self->session, (guint) epochs);
}

static void
continue_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWorkspace *self = data;
  guint planned = self->snapshot->epochs_planned;

  if (checkpoint == NULL)
    {
      if (error != NULL)
        hg_workspace_show_message (self, error->message);
      return;
    }
  hg_workspace_leave_past (self);
  wb_document_go_on_from (self->document, checkpoint);
  resume (self, checkpoint, planned);
}

void
hg_workspace_continue_from_here (HgWorkspace *self)
{
  if (self->visiting)
    wb_session_request_visited (self->session, continue_cb, self);
}

static guint
find_point (const WbLossPoint *points, gsize n, double at, gboolean by_epoch)
{
  guint low = 0, high = (guint) n;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      double place = by_epoch ? points[middle].epoch : (double) points[middle].step;

      if (place < at)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Between two points of the history that lie as far apart, by step and by epoch. */
static double
convert (HgWorkspace *self, double at, gboolean by_epoch)
{
  const WbSnapshot *newest = self->snapshot;
  gsize n = 0;
  const WbLossPoint *points = wb_history_get_losses (wb_session_get_history (self->session), &n);
  guint i = find_point (points, n, at, by_epoch);
  double step[2] = { 0, 0 }, epoch[2] = { 0, 0 }, part;

  if (i > 0)
    {
      step[0] = (double) points[i - 1].step;
      epoch[0] = points[i - 1].epoch;
    }
  step[1] = i < n ? (double) points[i].step : (double) newest->step;
  epoch[1] = i < n ? points[i].epoch : hg_workspace_get_newest_epoch (self);
  if (by_epoch)
    {
      part = epoch[1] > epoch[0] ? (at - epoch[0]) / (epoch[1] - epoch[0]) : 0;
      return step[0] + part * (step[1] - step[0]);
    }
  part = step[1] > step[0] ? (at - step[0]) / (step[1] - step[0]) : 0;
  return epoch[0] + part * (epoch[1] - epoch[0]);
}

/** Where the training stands, in epochs. */
double
hg_workspace_get_newest_epoch (HgWorkspace *self)
{
  const WbSnapshot *newest = self->snapshot;

  if (newest == NULL)
    return 0;
  return newest->epoch
         + (newest->samples_per_epoch > 0
              ? (double) newest->samples / (double) newest->samples_per_epoch
              : 0);
}

double
hg_workspace_step_to_epoch (HgWorkspace *self, guint64 step)
{
  return self->session != NULL && self->snapshot != NULL ? convert (self, (double) step, FALSE) : 0;
}

/** The step that is nearest to a place in epochs. */
guint64
hg_workspace_epoch_to_step (HgWorkspace *self, double epoch)
{
  if (self->session == NULL || self->snapshot == NULL || !(epoch > 0))
    return 0;
  return (guint64) MIN (floor (convert (self, epoch, TRUE) + 0.5), (double) self->snapshot->step);
}

guint64
hg_workspace_get_shown_step (HgWorkspace *self)
{
  guint64 step;

  if (hg_workspace_get_visited_step (self, &step))
    return step;
  return self->snapshot != NULL ? self->snapshot->step : 0;
}

gboolean
hg_workspace_get_best_step (HgWorkspace *self, guint64 *step)
{
  const WbEpochRow *row = self->session != NULL
                            ? wb_history_get_best (wb_session_get_history (self->session))
                            : NULL;

  if (row != NULL)
    *step = row->step;
  return row != NULL;
}

void
hg_workspace_visit_neighbour (HgWorkspace *self, gboolean later)
{
  guint64 shown = hg_workspace_get_shown_step (self), to = later ? G_MAXUINT64 : 0;
  g_autoptr (GArray) steps = self->session != NULL ? wb_session_list_moments (self->session)
                                                   : g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < steps->len; i++)
    {
      guint64 step = g_array_index (steps, guint64, i);

      if (!later && step < shown)
        to = step;
      if (later && step > shown && to == G_MAXUINT64)
        to = step;
    }
  hg_workspace_visit (self, to);
}
