/* SPDX-License-Identifier: MIT */
/* Data: by dialog, and by dropping a file or a folder anywhere on the window.
 * What was read and what was left out is told in the words of the report.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/data/dropped-files.h"
#include "ui/format.h"
#include "ui/import/import-sheet.h"

static void
tell_report (HgWindow *self)
{
  DsSource *source = hg_workspace_get_source (self->workspace);
  const DsReport *report = ds_source_get_report (source);
  g_autofree char *read = hg_format_count (report->n_read);
  g_autofree char *skipped = hg_format_count (report->n_skipped);
  g_autofree char *text = NULL;

  if (report->n_skipped > 0)
    text = g_strdup_printf (_ ("%s read, %s skipped (first: %s)"), read, skipped,
                            report->first_skipped);
  else
    text = g_strdup_printf (_ ("%s %s read; %s"), read,
                            hg_workspace_get_sample_words (self->workspace, report->n_read),
                            report->scaling);
  hg_window_toast (self, text);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HgWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (hg_workspace_open_data_finish (self->workspace, result, &error))
    tell_report (self);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
           && !self->closing)
    hg_window_show_error (self, _ ("The data could not be opened"), error->message);
}

void
hg_window_use_source_for (HgWindow *self, DsSource *source, const WbTemplate *template)
{
  hg_workspace_use_source (self->workspace, source, template, opened_cb, g_object_ref (self));
}

static void
imported_cb (HgWindow *self, HgImportSheet *sheet)
{
  hg_window_use_source_for (self, hg_import_sheet_get_source (sheet),
                            g_object_get_data (G_OBJECT (sheet), "template"));
}

static void
open_location (HgWindow *self, const char *location, const WbTemplate *template)
{
  hg_workspace_open_data (self->workspace, location, template, opened_cb, g_object_ref (self));
}

static void
unneeded_cb (HgWindow *self, HgImportSheet *sheet)
{
  open_location (self, hg_import_sheet_get_location (sheet),
                 g_object_get_data (G_OBJECT (sheet), "template"));
}

void
hg_window_use_data_for (HgWindow *self, const char *location, const WbTemplate *template)
{
  HgImportSheet *sheet;

  if (HG_IS_IMPORT_SHEET (self->question))
    gtk_window_destroy (GTK_WINDOW (self->question));
  if (g_str_equal (location, DS_BUILT_IN))
    {
      open_location (self, location, template);
      return;
    }
  sheet = hg_import_sheet_open (GTK_WINDOW (self), location);
  g_object_set_data (G_OBJECT (sheet), "template", (gpointer) template);
  g_signal_connect_object (sheet, "imported", G_CALLBACK (imported_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sheet, "unneeded", G_CALLBACK (unneeded_cb), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->question, GTK_WIDGET (sheet));
}

void
hg_window_use_data (HgWindow *self, const char *location)
{
  hg_window_use_data_for (self, location, NULL);
}

static void
chosen_cb (HgWindow *self, int response)
{
  g_autofree char *path = hg_window_take_path (self, response);

  if (path != NULL)
    hg_window_use_data (self, path);
}

void
hg_window_open_data (HgWindow *self, gboolean folder)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
    folder ? _ ("Open a folder of data") : _ ("Open data"), GTK_WINDOW (self),
    folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
    _ ("_Cancel"));
  if (!folder)
    hg_window_add_data_filters (self->chooser);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
located_cb (HgWindow *self, int response)
{
  g_autofree char *path = hg_window_take_path (self, response);

  if (path != NULL)
    hg_workspace_locate_data (self->workspace, path, opened_cb, g_object_ref (self));
}

void
hg_window_locate_data (HgWindow *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Locate the data"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
                                               _ ("_Cancel"));
  hg_window_add_data_filters (self->chooser);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (located_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* (transfer full): ends with NULL; (nullable): where one is not of this computer */
static char **
list_paths (GSList *files)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (GSList *l = files; l != NULL; l = l->next)
    {
      char *path = g_file_get_path (l->data);

      if (path == NULL)
        return NULL;
      g_ptr_array_add (paths, path);
    }
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_steal (paths, NULL);
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, HgWindow *self)
{
  g_autoptr (GSList) files = G_VALUE_HOLDS (value, G_TYPE_FILE)
                               ? g_slist_prepend (NULL, g_value_get_object (value))
                               : g_slist_copy (g_value_get_boxed (value));
  g_auto (GStrv) paths = files != NULL ? list_paths (files) : NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (paths == NULL)
    {
      hg_window_toast (self, _ ("Only files of this computer can be opened. "
                                "Copy the data here first."));
      return FALSE;
    }
  path = wb_dropped_files_choose ((const char *const *) paths, &error);
  if (path != NULL)
    hg_window_open_path (self, path);
  else
    hg_window_toast (self, error->message);
  return path != NULL;
}

void
hg_window_init_drop (HgWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, (GType[]) { GDK_TYPE_FILE_LIST, G_TYPE_FILE }, 2);
  /* What is dropped is read for as long as it takes, also when the window is gone. */
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
