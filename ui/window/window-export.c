/* SPDX-License-Identifier: MIT */
/* The export dialog, opened with the moment's weights: the session is asked for
 * them, and they come at the end of a step.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "ui/export/export-dialog.h"

/* Beside the project's file, else where documents are. */
static char *
choose_folder (HgWindow *self)
{
  const char *path = wb_document_get_path (hg_workspace_get_document (self->workspace));
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  if (path != NULL)
    return g_path_get_dirname (path);
  return g_strdup (documents != NULL ? documents : g_get_home_dir ());
}

static void
checkpoint_ready_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWindow *self = data;
  g_autofree char *title = hg_workspace_get_title (self->workspace);
  g_autofree char *folder = choose_folder (self);
  HgExportDialog *dialog;

  self->exporting = FALSE;
  if (checkpoint == NULL)
    {
      hg_window_show_error (self, _ ("The model could not be exported"),
                            error != NULL ? error->message : _ ("It is not trained yet."));
      return;
    }
  dialog = hg_export_dialog_new (GTK_WINDOW (self), title, folder, checkpoint,
                                 wb_document_get_data (hg_workspace_get_document (self->workspace)),
                                 hg_workspace_get_source (self->workspace));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
hg_window_export (HgWindow *self)
{
  if (self->exporting)
    return;
  self->exporting = TRUE;
  wb_session_request_checkpoint (hg_workspace_get_session (self->workspace), checkpoint_ready_cb,
                                 self);
}
