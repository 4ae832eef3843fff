/* SPDX-License-Identifier: MIT */
/* Projects of a workspace: a new one from a template, one from a file, and
 * saving, for which the session is asked for its weights first.
 */
#include "ui/workspace-private.h"

#include <glib/gi18n.h>

#include "app/error.h"

/**
 * hg_workspace_new_from_template:
 *
 * Replaces the document by a new one for the open data; without data, for the
 * built-in set.
 */
gboolean
hg_workspace_new_from_template (HgWorkspace *self,
                                const WbTemplate *template,
                                GError **error)
{
  AeShape shape = self->facts.shape.rank > 0 ? self->facts.shape
                                             : AE_SHAPE (3, 28, 28, 1);
  g_autoptr (WbProject) project = wb_template_build (template, &shape, error);
  g_autoptr (WbDataReference) reference = NULL;

  if (project == NULL)
    return FALSE;
  if (self->reference != NULL)
    reference = wb_data_reference_ref (self->reference);
  else
    reference = wb_data_reference_new (DS_BUILT_IN, NULL, NULL);
  wb_project_set_data (project, reference);
  self->selected = 0;
  self->template = template;
  wb_document_reset (self->document, project);
  return TRUE;
}

/**
 * hg_workspace_open_project:
 *
 * On failure the document is what it was.
 */
gboolean
hg_workspace_open_project (HgWorkspace *self, const char *path, GError **error)
{
  self->selected = 0;
  return wb_document_open (self->document, path, error);
}

/**
 * hg_workspace_is_modified:
 *
 * Whether something would be lost without saving: an edit, or what was trained
 * since.
 */
gboolean
hg_workspace_is_modified (HgWorkspace *self)
{
  return wb_document_get_modified (self->document)
         || (self->snapshot != NULL
             && self->snapshot->step != self->saved_step);
}

/**
 * hg_workspace_get_title:
 *
 * Returns: (transfer full): the document's name; one that was never saved is
 *   called after the template it began with
 */
char *
hg_workspace_get_title (HgWorkspace *self)
{
  if (wb_document_get_path (self->document) == NULL && self->template != NULL)
    return g_strdup (_(self->template->title));
  return g_strdup (wb_document_get_title (self->document));
}

static void
finish_save (GTask *task)
{
  HgWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (wb_document_save (self->document, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
checkpoint_ready_cb (WbCheckpoint *checkpoint,
                     const GError *error,
                     gpointer data)
{
  GTask *task = data;
  HgWorkspace *self = g_task_get_source_object (task);

  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      g_object_unref (task);
      return;
    }
  if (checkpoint != NULL)
    wb_document_set_checkpoint (self->document, checkpoint);
  self->saved_step = checkpoint != NULL
                         ? wb_checkpoint_get_position (checkpoint)->step
                         : 0;
  finish_save (task);
}

/**
 * hg_workspace_save:
 * @path: where to
 *
 * Saves with the weights of this moment; a training goes on meanwhile.
 */
void
hg_workspace_save (HgWorkspace *self,
                   const char *path,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_task_data (task, g_strdup (path), g_free);
  wb_session_request_checkpoint (self->session, checkpoint_ready_cb, task);
}

gboolean
hg_workspace_save_finish (HgWorkspace *self,
                          GAsyncResult *result,
                          GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
