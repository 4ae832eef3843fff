/* SPDX-License-Identifier: MIT */
/* Projects of a workspace: a new one from a template, one from a file, and
 * saving, for which the session is asked for its weights first. Files are read
 * and written in threads; saves come one after another.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>

#include "app/import/import.h"
#include "app/project/project-text.h"
#include "ui/widget-task.h"

static void
begin (HgWorkspace *self, WbProject *project, const WbTemplate *template)
{
  g_autoptr (WbDataReference) reference = NULL;

  if (self->reference != NULL)
    reference = wb_data_reference_ref (self->reference);
  else
    reference = wb_data_reference_new (DS_BUILT_IN, NULL, NULL);
  wb_project_set_data (project, reference);
  self->selected = 0;
  self->template = template;
  self->stamp = (WbFileStamp) { 0 };
  wb_document_reset (self->document, project, NULL);
}

gboolean
hg_workspace_new_from_template (HgWorkspace *self, const WbTemplate *template, GError **error)
{
  AeShape shape = self->facts.shape.rank > 0 ? self->facts.shape : AE_SHAPE (3, 28, 28, 1);
  g_autoptr (WbProject) project = wb_template_build (template, &shape, error);

  if (project == NULL)
    return FALSE;
  begin (self, project, template);
  return TRUE;
}

void
hg_workspace_new_from_project (HgWorkspace *self, WbProject *project)
{
  begin (self, project, NULL);
}

char *
hg_workspace_get_recipe_text (HgWorkspace *self)
{
  return wb_project_to_text (wb_document_get_project (self->document));
}

/**
 * Load: the data of a task that opens a project.
 * @imported: another program wrote it
 * @before: the document's project when it began
 * @pushed_aside: data was being opened then
 * @note: (nullable): of wb_project_load()
 */
typedef struct
{
  char *path;
  gboolean imported;
  WbProject *before;
  gboolean pushed_aside;
  WbFileStamp stamp;
  char *note;
} Load;

static void
load_free (Load *load)
{
  wb_project_free (load->before);
  g_free (load->path);
  g_free (load->note);
  g_free (load);
}

static void
load_in_thread (GTask *task, gpointer source_object, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  WbProject *project = NULL;
  GError *error = NULL;

  load->imported = wb_import_find_for_file (load->path) != NULL;
  if (load->imported)
    project = wb_import_read (load->path, &load->note, &error);
  else
    {
      wb_atomic_file_remove_stale (load->path);
      wb_file_stamp_read (&load->stamp, load->path);
      wb_project_load (load->path, &project, &load->note, &error);
    }
  if (project != NULL)
    g_task_return_pointer (task, project, (GDestroyNotify) wb_project_free);
  else
    g_task_return_error (task, error);
}

void
hg_workspace_open_project (HgWorkspace *self,
                           const char *path,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  Load *load = g_new0 (Load, 1);

  load->path = g_strdup (path);
  load->before = wb_project_copy (wb_document_get_project (self->document));
  load->pushed_aside = self->opening != NULL;
  hg_workspace_run_opening (self, load_in_thread, load, (GDestroyNotify) load_free, callback, data);
}

/* A model from elsewhere names no data: it gets the open ones where their samples
 * have as many numbers as it takes, else the built-in set where those do. */
static void
give_data (HgWorkspace *self, WbProject *project)
{
  const AeLayer *input = ae_model_get_layer (project->model, 0);
  AeShape shape;
  g_autoptr (WbDataReference) built_in = NULL;

  input->klass->shape (input->options, NULL, NULL, &shape, NULL);
  if (self->reference != NULL && self->source != NULL
      && ae_shape_size (&shape) == ae_shape_size (&self->facts.shape))
    wb_project_set_data (project, self->reference);
  else if (ae_shape_size (&shape) == 28 * 28)
    {
      built_in = wb_data_reference_new (DS_BUILT_IN, NULL, NULL);
      wb_project_set_data (project, built_in);
    }
}

static void
show_imported (HgWorkspace *self, WbProject *project, const Load *load)
{
  g_autofree char *name = g_filename_display_basename (load->path);

  give_data (self, project);
  self->template = NULL;
  self->stamp = (WbFileStamp) { 0 };
  wb_document_reset (self->document, project, NULL);
  wb_document_set_title (self->document, name);
}

/* Opens the data that the document names once more, if it was pushed aside. */
static void
restore_data (HgWorkspace *self, const Load *load)
{
  if (!load->pushed_aside)
    return;
  g_clear_pointer (&self->reference, wb_data_reference_unref);
  hg_workspace_sync_data (self);
}

static gboolean
show_project (HgWorkspace *self, WbProject *project, const Load *load, GError **error)
{
  if (!wb_project_equal (load->before, wb_document_get_project (self->document)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                           _ ("The document was changed meanwhile"));
      return FALSE;
    }
  self->selected = 0;
  self->stamp = load->stamp;
  if (load->pushed_aside)
    g_clear_pointer (&self->reference, wb_data_reference_unref);
  if (load->imported)
    show_imported (self, project, load);
  else
    wb_document_reset (self->document, project, load->path);
  return TRUE;
}

gboolean
hg_workspace_open_project_finish (HgWorkspace *self,
                                  GAsyncResult *result,
                                  char **note,
                                  GError **error)
{
  const Load *load = g_task_get_task_data (G_TASK (result));
  GError *failure = NULL;
  g_autoptr (WbProject) project = g_task_propagate_pointer (G_TASK (result), &failure);
  gboolean done;

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_clear_object (&self->opening);
  done = project != NULL && show_project (self, project, load, &failure);
  if (!done)
    {
      restore_data (self, load);
      g_propagate_error (error, failure);
    }
  else
    *note = g_strdup (load->note);
  hg_workspace_emit_changed (self, HG_CHANGED_DATA);
  return done;
}

gboolean
hg_workspace_is_modified (HgWorkspace *self)
{
  return wb_document_get_modified (self->document)
         || (self->snapshot != NULL && self->snapshot->step != self->saved_step);
}

char *
hg_workspace_get_title (HgWorkspace *self)
{
  if (wb_document_get_path (self->document) == NULL && self->template != NULL)
    return g_strdup (_ (self->template->title));
  return g_strdup (wb_document_get_title (self->document));
}

gboolean
hg_workspace_is_saving (HgWorkspace *self)
{
  return !g_queue_is_empty (&self->saves);
}

/**
 * Save: one of a workspace's saves; once it is written the thread's task owns it.
 * @asked: (nullable): who waits for it
 * @guarded: only where the file is still the one that was read
 * @document: the number of the document it belongs to
 * @project: what is written; NULL until the session has handed out its weights
 */
typedef struct
{
  GTask *asked;
  char *path;
  gboolean guarded;
  guint document;
  WbProject *project;
  WbFileStamp stamp;
} Save;

static void
save_free (Save *save)
{
  g_clear_pointer (&save->project, wb_project_free);
  g_free (save->path);
  g_free (save);
}

static GError *
make_cancelled (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The document is gone"));
}

static void begin_save (HgWorkspace *self);

/* @error: (transfer full) (nullable) */
static void
end_save (HgWorkspace *self, GError *error)
{
  Save *save = g_queue_pop_head (&self->saves);
  g_autoptr (GTask) asked = g_steal_pointer (&save->asked);

  if (save->project == NULL)
    save_free (save);
  if (error != NULL)
    g_task_return_error (asked, error);
  else
    g_task_return_boolean (asked, TRUE);
  if (hg_workspace_is_saving (self))
    begin_save (self);
}

static void
mark_saved (HgWorkspace *self, const Save *save)
{
  WbCheckpoint *checkpoint = save->project->checkpoint;

  self->stamp = save->stamp;
  self->saved_step = checkpoint != NULL ? wb_checkpoint_get_position (checkpoint)->step : 0;
  wb_document_mark_saved (self->document, save->project, save->path);
  hg_workspace_forget_recovery (self);
}

static void
save_in_thread (GTask *task, gpointer source_object, gpointer data, GCancellable *cancellable)
{
  Save *save = data;
  GError *error = NULL;

  if (!save->guarded)
    wb_file_stamp_read (&save->stamp, save->path);
  if (wb_project_save_over (save->project, save->path, &save->stamp, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgWorkspace *self = data;
  const Save *save = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gboolean written = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) /* the workspace is closed */
    {
      g_error_free (error);
      return;
    }
  g_clear_object (&self->writing);
  if (written && save->document == self->n_documents)
    mark_saved (self, save);
  end_save (self, error);
}

static void
checkpoint_ready_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWorkspace *self = data;
  Save *save = g_queue_peek_head (&self->saves);

  if (error != NULL || save->document != self->n_documents)
    {
      end_save (self, error != NULL ? g_error_copy (error) : make_cancelled ());
      return;
    }
  if (checkpoint != NULL)
    hg_workspace_record_checkpoint (self, checkpoint);
  save->project = wb_project_copy (wb_document_get_project (self->document));
  save->stamp = self->stamp;
  hg_task_start (&self->writing, save_in_thread, save, (GDestroyNotify) save_free, written_cb,
                 self);
}

static void
begin_save (HgWorkspace *self)
{
  if (self->session == NULL)
    end_save (self, make_cancelled ());
  else
    wb_session_request_checkpoint (self->session, checkpoint_ready_cb, self);
}

void
hg_workspace_cancel_saves (HgWorkspace *self)
{
  hg_task_cancel (&self->writing);
  if (hg_workspace_is_saving (self))
    end_save (self, make_cancelled ());
}

void
hg_workspace_save (HgWorkspace *self,
                   const char *path,
                   gboolean force,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  Save *save = g_new0 (Save, 1);

  save->asked = g_task_new (self, NULL, callback, data);
  save->path = g_strdup (path);
  save->document = self->n_documents;
  save->guarded = !force && g_strcmp0 (path, wb_document_get_path (self->document)) == 0;
  g_queue_push_tail (&self->saves, save);
  if (g_queue_get_length (&self->saves) == 1)
    begin_save (self);
}

gboolean
hg_workspace_save_finish (HgWorkspace *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
