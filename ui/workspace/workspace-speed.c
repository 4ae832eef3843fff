/* SPDX-License-Identifier: MIT */
/* The machine's speed, for the problem that predicts an epoch's time. It is
 * measured once, when that problem first comes up, and not while a training
 * has the cores; the training's own figure replaces it.
 */
#include "ui/workspace/workspace-private.h"

#include "app/checker/speed.h"
#include "ui/widget-task.h"

static void
measure (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  double *flops = g_new (double, 1);

  *flops = wb_speed_measure (0);
  g_task_return_pointer (task, flops, g_free);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  HgWorkspace *self = data;
  g_autofree double *flops = g_task_propagate_pointer (G_TASK (result), NULL);

  if (flops == NULL) /* the workspace is closed */
    return;
  g_clear_object (&self->measuring);
  if (*flops <= 0 || self->facts.flops_per_second > 0)
    return;
  self->facts.flops_per_second = *flops;
  hg_workspace_check (self);
  hg_workspace_emit_changed (self, HG_CHANGED_MODEL);
}

void
hg_workspace_measure_speed (HgWorkspace *self)
{
  if (self->measuring != NULL || hg_workspace_get_state (self) == WB_RUN_RUNNING
      || !wb_problems_want_speed (self->problems, &self->facts))
    return;
  hg_task_start (&self->measuring, measure, NULL, NULL, measured_cb, self);
}
