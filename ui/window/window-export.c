/* SPDX-License-Identifier: MIT */
/* Writing the model for other programs. The session is asked for its weights,
 * which come at the end of a step; they are written in a thread.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/export/export.h"

typedef struct
{
  char *path;
  const WbExportClass *klass;
  WbExportPart part;
  WbCheckpoint *checkpoint;
  WbDataReference *reference;
} Export;

static void
export_free (Export *export)
{
  g_free (export->path);
  g_clear_pointer (&export->checkpoint, wb_checkpoint_unref);
  g_clear_pointer (&export->reference, wb_data_reference_unref);
  g_free (export);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgWindow *self = HG_WINDOW (object);
  const Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_basename (export->path);
  g_autofree char *text = g_strdup_printf (_ ("Exported as %s"), name);

  if (self->closing)
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    hg_window_toast (self, text);
  else
    hg_window_show_error (self, _ ("The model could not be exported"), error->message);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;
  g_autoptr (WbExportModel) model = wb_export_model_new (export->checkpoint, export->reference,
                                                         export->part, &error);

  if (model != NULL && wb_export_write (export->klass, model, NULL, export->path, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
checkpoint_ready_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWindow *self = data;
  Export *export = g_queue_pop_head (&self->exports);
  g_autoptr (GTask) task = g_task_new (self, NULL, written_cb, NULL);

  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  if (checkpoint == NULL)
    {
      hg_window_show_error (self, _ ("The model could not be exported"),
                            error != NULL ? error->message : _ ("It is not trained yet."));
      return;
    }
  export->checkpoint = wb_checkpoint_ref (checkpoint);
  g_task_run_in_thread (task, write_in_thread);
}

/**
 * hg_window_export_to:
 * @path: where to; its extension decides the format, that of the first format
 *   is added where it has none
 */
void
hg_window_export_to (HgWindow *self, const char *path, const char *part)
{
  Export *export = g_new0 (Export, 1);
  WbDataReference *reference = wb_document_get_data (hg_workspace_get_document (self->workspace));

  export->reference = reference != NULL ? wb_data_reference_ref (reference) : NULL;
  export->klass = wb_export_find_for_path (path);
  export->path = export->klass != NULL
                   ? g_strdup (path)
                   : g_strconcat (path, wb_export_classes ()[0]->extension, NULL);
  if (export->klass == NULL)
    export->klass = wb_export_classes ()[0];
  wb_export_part_find (part, &export->part);
  g_queue_push_tail (&self->exports, export);
  wb_session_request_checkpoint (hg_workspace_get_session (self->workspace), checkpoint_ready_cb,
                                 self);
}

static void
chosen_cb (HgWindow *self, int response)
{
  g_autofree char *part = g_strdup (
    gtk_file_chooser_get_choice (GTK_FILE_CHOOSER (self->chooser), "part"));
  g_autofree char *path = hg_window_take_path (self, response);

  if (path != NULL)
    hg_window_export_to (self, path, part != NULL ? part : "full");
}

static void
add_filters (GtkFileChooser *chooser)
{
  const WbExportClass *const *classes = wb_export_classes ();

  for (guint i = 0; classes[i] != NULL; i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _ (classes[i]->title));
      gtk_file_filter_add_suffix (filter, classes[i]->extension + 1);
      gtk_file_chooser_add_filter (chooser, filter);
    }
}

/**
 * hg_window_export:
 *
 * Asks where to, and for which part of the model.
 */
void
hg_window_export (HgWindow *self)
{
  const char *parts[] = { "full", "encoder", "decoder", NULL };
  const char *titles[] = { _ ("The whole model"), _ ("The encoder"), _ ("The decoder"), NULL };
  g_autofree char *title = hg_workspace_get_title (self->workspace);
  g_autofree char *name = g_strconcat (title, wb_export_classes ()[0]->extension, NULL);
  GtkFileChooser *chooser;

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Export the model"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"),
                                               _ ("_Cancel"));
  chooser = GTK_FILE_CHOOSER (self->chooser);
  add_filters (chooser);
  gtk_file_chooser_add_choice (chooser, "part", _ ("Export"), parts, titles);
  gtk_file_chooser_set_choice (chooser, "part", parts[0]);
  gtk_file_chooser_set_current_name (chooser, name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/** Lets go of exports whose weights will not come any more. */
void
hg_window_cancel_exports (HgWindow *self)
{
  g_queue_clear_full (&self->exports, (GDestroyNotify) export_free);
}
