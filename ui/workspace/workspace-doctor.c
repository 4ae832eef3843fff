/* SPDX-License-Identifier: MIT */
/* The doctor in the window: after an epoch, and when a training ends or pauses, the
 * weights are examined in a thread, rarely enough to take no more than a fiftieth of the
 * time. What is found stands among the checker's problems until it is gone, put right or
 * dismissed; then it does not come again for the same run.
 */
#include "ui/workspace/workspace-private.h"

#include <string.h>

#include "app/doctor/doctor.h"
#include "app/thread-time.h"
#include "ui/widget-task.h"

/* An examination takes no more than this share of the time. */
#define MAX_SHARE 0.02

/* What the window says elsewhere: of the run, and of the model. */
static const char *const said_elsewhere[] = { "divergence", "bypassed-bottleneck", NULL };

typedef struct
{
  WbProject *project;
  DsDataset *training;
  DsDataset *validation;
  gboolean leaks;
  guint run;
  double seconds; /* of the processor: what it took */
} Examination;

static void
examination_free (gpointer data)
{
  Examination *self = data;

  wb_project_free (self->project);
  ds_dataset_unref (self->training);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_free (self);
}

static void
examine_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Examination *self = data;
  double begin = wb_thread_get_seconds ();
  GError *error = NULL;
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (self->project->checkpoint, &error);
  GPtrArray *findings = NULL;

  if (network != NULL)
    findings = wb_doctor_examine (self->project, network, self->training, self->validation,
                                  self->leaks, &error);
  self->seconds = wb_thread_get_seconds () - begin;
  if (findings != NULL)
    g_task_return_pointer (task, findings, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
is_wanted (HgWorkspace *self, const WbFinding *finding)
{
  return !g_strv_contains (said_elsewhere, finding->check)
         && !g_hash_table_contains (self->doctor.dismissed, finding->check);
}

static void
show_findings (HgWorkspace *self, GPtrArray *findings)
{
  for (guint i = findings->len; i-- > 0;)
    if (!is_wanted (self, findings->pdata[i]))
      g_ptr_array_remove_index (findings, i);
  if (findings->len == 0 && self->doctor.findings == NULL)
    return;
  g_clear_pointer (&self->doctor.findings, g_ptr_array_unref);
  if (findings->len > 0)
    self->doctor.findings = g_ptr_array_ref (findings);
  hg_workspace_check (self);
  hg_workspace_emit_changed (self, HG_CHANGED_MODEL);
}

static void
examined_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgWorkspace *self = data;
  const Examination *examination = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = g_task_propagate_pointer (G_TASK (result), &error);
  gint64 pause = (gint64) (examination->seconds / MAX_SHARE * G_USEC_PER_SEC);

  if (g_error_matches (error, G_IO_ERROR,
                       G_IO_ERROR_CANCELLED)) /* of another document, or the workspace is closed */
    return;
  g_clear_object (&self->doctor.examining);
  self->doctor.asked = FALSE;
  self->doctor.due_usec = g_get_monotonic_time () + pause;
  if (findings != NULL && examination->run == self->doctor.run)
    show_findings (self, findings);
  hg_workspace_examine (self); /* what ended meanwhile brings no other snapshot */
}

/* Samples that are drawn are never the same; others are compared when no step waits. */
static gboolean
looks_for_leaks (HgWorkspace *self)
{
  return hg_workspace_get_state (self) != WB_RUN_RUNNING
         && strcmp (ds_source_get_location (self->source), DS_BUILT_IN) != 0;
}

static void
checkpoint_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWorkspace *self = data;
  Examination *examination;

  self->doctor.asked = checkpoint != NULL && self->source != NULL && self->used_training != NULL;
  if (!self->doctor.asked)
    return;
  examination = g_new0 (Examination, 1);
  examination->project = wb_project_copy (wb_document_get_project (self->document));
  wb_project_set_checkpoint (examination->project, checkpoint);
  examination->training = ds_dataset_ref (self->used_training);
  if (self->used_validation != NULL)
    examination->validation = ds_dataset_ref (self->used_validation);
  examination->leaks = looks_for_leaks (self);
  examination->run = self->doctor.run;
  hg_task_start (&self->doctor.examining, examine_in_thread, examination, examination_free,
                 examined_cb, self);
}

static void
forget (HgWorkspace *self)
{
  g_hash_table_remove_all (self->doctor.dismissed);
  if (self->doctor.findings == NULL)
    return;
  g_clear_pointer (&self->doctor.findings, g_ptr_array_unref);
  hg_workspace_check (self);
  hg_workspace_emit_changed (self, HG_CHANGED_MODEL);
}

/* Whether something was trained that was not examined: an epoch, or up to a rest. */
static gboolean
is_due (HgWorkspace *self)
{
  const WbSnapshot *snapshot = self->snapshot;

  if (snapshot->epoch == 0 || snapshot->step == self->doctor.step || self->doctor.asked)
    return FALSE;
  return snapshot->state != WB_RUN_RUNNING
         || (snapshot->epoch != self->doctor.epoch
             && g_get_monotonic_time () >= self->doctor.due_usec);
}

void
hg_workspace_examine (HgWorkspace *self)
{
  const WbSnapshot *snapshot = self->snapshot;

  if (snapshot->command_id < self->recording.opened)
    return;
  if (snapshot->run != self->doctor.run)
    {
      self->doctor.run = snapshot->run;
      self->doctor.step = self->doctor.opening ? snapshot->step : 0;
      self->doctor.epoch = snapshot->epoch;
      self->doctor.opening = FALSE;
      forget (self);
    }
  if (!is_due (self))
    return;
  self->doctor.step = snapshot->step;
  self->doctor.epoch = snapshot->epoch;
  self->doctor.asked = TRUE;
  wb_session_request_checkpoint (self->session, checkpoint_cb, self);
}

void
hg_workspace_begin_doctor (HgWorkspace *self)
{
  self->doctor.run = G_MAXUINT;
  self->doctor.opening = TRUE;
  self->doctor.asked = FALSE;
  hg_task_cancel (&self->doctor.examining);
  g_clear_pointer (&self->doctor.findings, g_ptr_array_unref);
}

void
hg_workspace_add_findings (HgWorkspace *self)
{
  const WbProject *project = wb_document_get_project (self->document);

  if (self->doctor.findings == NULL || wb_problems_get_error (self->problems) != NULL)
    return;
  for (guint i = 0; i < self->doctor.findings->len; i++)
    {
      WbProblem *problem = wb_finding_to_problem (self->doctor.findings->pdata[i], project);

      if (problem != NULL)
        g_ptr_array_add (self->problems, problem);
    }
}

void
hg_workspace_dismiss (HgWorkspace *self, const char *code)
{
  g_autoptr (GPtrArray) findings = self->doctor.findings != NULL
                                     ? g_ptr_array_ref (self->doctor.findings)
                                     : NULL;

  g_hash_table_add (self->doctor.dismissed, g_strdup (code));
  if (findings != NULL)
    show_findings (self, findings);
}
