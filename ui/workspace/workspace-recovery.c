/* SPDX-License-Identifier: MIT */
/* While a training runs it is saved into the user's state folder, so that a crash
 * loses seconds; a thread writes, and rarely enough to take no more than a hundredth of
 * the time. The end of a training, and the end of the program by a signal, are saved at
 * once. What was saved goes when the document is saved, replaced or closed.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>

#include "app/project/recovery.h"
#include "app/thread-time.h"
#include "ui/widget-task.h"

/* Saving takes no more than this share of the time. */
#define MAX_SHARE 0.01

/**
 * Autosave: one save, in a thread.
 * @ended: runs in the main thread when it is done
 * @cost: seconds of processor time that it took; @error: (nullable); both valid after that
 */
struct _HgAutosave
{
  GThread *thread;
  WbRecovery *place;
  WbProject *project;
  char *title;
  char *document;
  GSource *ended;
  double cost;
  GError *error;
};

static gpointer
save_in_thread (gpointer data)
{
  HgAutosave *self = data;
  double begin = wb_thread_get_seconds ();

  wb_recovery_save (self->place, self->project, self->title, self->document, &self->error);
  self->cost = wb_thread_get_seconds () - begin;
  g_source_attach (self->ended, NULL);
  return NULL;
}

/* Reported once, until it succeeds again: the training continues. */
static void
tell_failure (HgWorkspace *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (error != NULL && !self->autosave_failed)
    {
      text = g_strdup_printf (_ ("The training is not saved on the way. %s"), error->message);
      g_signal_emit_by_name (self, "message", text);
    }
  self->autosave_failed = error != NULL;
}

/* Waits for a save under way. */
static void
end_autosave (HgWorkspace *self)
{
  HgAutosave *autosave = self->autosave;

  if (autosave == NULL)
    return;
  g_thread_join (autosave->thread);
  self->autosave_due_usec = MAX (self->autosave_due_usec,
                                 g_get_monotonic_time ()
                                   + (gint64) (autosave->cost / MAX_SHARE * G_USEC_PER_SEC));
  tell_failure (self, autosave->error);
  g_clear_error (&autosave->error);
  g_source_destroy (autosave->ended);
  g_source_unref (autosave->ended);
  wb_project_free (autosave->project);
  g_free (autosave->title);
  g_free (autosave->document);
  g_clear_pointer (&self->autosave, g_free);
}

/* What came meanwhile is saved now: where a training has ended, nothing else asks for it. */
static gboolean
ended_cb (gpointer data)
{
  HgWorkspace *self = data;

  end_autosave (self);
  hg_workspace_autosave (self);
  hg_workspace_autosave_runs (self, self->sweep.timer == 0);
  return G_SOURCE_REMOVE;
}

static gboolean
has_place (HgWorkspace *self, GError **error)
{
  g_autofree char *folder = NULL;

  if (self->recovery == NULL)
    {
      folder = wb_recovery_get_folder ();
      self->recovery = wb_recovery_new (folder, error);
    }
  return self->recovery != NULL;
}

static void
checkpoint_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWorkspace *self = data;
  HgAutosave *autosave;
  g_autoptr (GError) failure = NULL;

  self->autosave_asked = FALSE;
  if (checkpoint == NULL || self->autosave != NULL)
    return;
  if (!has_place (self, &failure))
    {
      tell_failure (self, failure);
      return;
    }
  hg_workspace_record_checkpoint (self, checkpoint);
  self->recovery->training = hg_workspace_get_state (self) == WB_RUN_RUNNING;
  autosave = g_new0 (HgAutosave, 1);
  autosave->place = self->recovery;
  autosave->project = wb_project_copy (wb_document_get_project (self->document));
  g_clear_pointer (&self->autosaved_runs, g_ptr_array_unref);
  if (autosave->project->runs != NULL)
    self->autosaved_runs = g_ptr_array_ref (autosave->project->runs);
  autosave->title = hg_workspace_get_title (self);
  autosave->document = g_strdup (wb_document_get_path (self->document));
  autosave->ended = g_idle_source_new ();
  g_source_set_callback (autosave->ended, ended_cb, self, NULL);
  self->autosave = autosave;
  autosave->thread = g_thread_new ("autosave", save_in_thread, autosave);
}

/* Whether something could be lost, and it is time to save it. */
static gboolean
is_due (HgWorkspace *self, gboolean at_once)
{
  return self->session != NULL && hg_workspace_is_modified (self)
         && (at_once || g_get_monotonic_time () >= self->autosave_due_usec)
         && self->autosave == NULL && !self->autosave_asked;
}

static void
ask (HgWorkspace *self)
{
  self->autosave_due_usec = g_get_monotonic_time ()
                            + (gint64) (self->autosave_seconds * G_USEC_PER_SEC);
  self->autosave_asked = TRUE;
  wb_session_request_checkpoint (self->session, checkpoint_cb, self);
}

void
hg_workspace_autosave (HgWorkspace *self)
{
  gboolean runs = hg_workspace_get_state (self) == WB_RUN_RUNNING;

  if (!is_due (self, !runs) || self->snapshot == NULL || self->snapshot->step == 0
      || self->snapshot->step == self->autosaved_step)
    return;
  self->autosaved_step = self->snapshot->step;
  ask (self);
}

void
hg_workspace_autosave_runs (HgWorkspace *self, gboolean at_once)
{
  GPtrArray *runs = wb_document_get_project (self->document)->runs;

  if (runs != self->autosaved_runs && is_due (self, at_once))
    ask (self);
}

gboolean
hg_workspace_save_for_recovery (HgWorkspace *self, GError **error)
{
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autofree char *title = NULL;

  if (self->session == NULL || !hg_workspace_is_modified (self))
    return TRUE;
  checkpoint = wb_session_wait_checkpoint (self->session, NULL);
  end_autosave (self);
  if (checkpoint != NULL)
    hg_workspace_record_checkpoint (self, checkpoint);
  title = hg_workspace_get_title (self);
  if (!has_place (self, error))
    return FALSE;
  self->recovery->training = hg_workspace_get_state (self) == WB_RUN_RUNNING;
  return wb_recovery_save (self->recovery, wb_document_get_project (self->document), title,
                           wb_document_get_path (self->document), error);
}

void
hg_workspace_forget_recovery (HgWorkspace *self)
{
  end_autosave (self);
  self->autosave_due_usec = g_get_monotonic_time ()
                            + (gint64) (self->autosave_seconds * G_USEC_PER_SEC);
  if (self->recovery != NULL)
    wb_recovery_clear (self->recovery);
}

void
hg_workspace_end_recovery (HgWorkspace *self)
{
  hg_workspace_forget_recovery (self);
  g_clear_pointer (&self->recovery, wb_recovery_free);
  g_clear_pointer (&self->autosaved_runs, g_ptr_array_unref);
}

void
hg_workspace_set_autosave_seconds (HgWorkspace *self, double seconds)
{
  self->autosave_seconds = seconds;
  self->autosave_due_usec = 0;
}

gboolean
hg_workspace_restore (HgWorkspace *self, WbRecovery *recovery, GError **error)
{
  g_autoptr (WbProject) project = NULL;

  if (!wb_project_load (recovery->path, &project, NULL, error))
    {
      wb_recovery_free (recovery);
      return FALSE;
    }
  hg_task_cancel (&self->opening);
  self->selected = 0;
  self->template = NULL;
  self->stamp = (WbFileStamp) { 0 };
  if (recovery->document != NULL)
    wb_file_stamp_read (&self->stamp, recovery->document);
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  wb_document_restore (self->document, project, recovery->document);
  if (recovery->document == NULL && recovery->title != NULL)
    wb_document_set_title (self->document, recovery->title);
  /* The place is this process's own from here on, and holds it until it is saved. */
  g_clear_pointer (&self->recovery, wb_recovery_free);
  self->recovery = recovery;
  hg_workspace_emit_changed (self, HG_CHANGED_DATA);
  return TRUE;
}
