/* SPDX-License-Identifier: MIT */
#include "ui/saving.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/thread-task.h"

typedef struct
{
  HgSavingWrite write;
  gpointer data;
  GDestroyNotify destroy;
  GWeakRef near; /* whose window says how it went */
  char *path;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  saving->destroy (saving->data);
  g_weak_ref_clear (&saving->near);
  g_free (saving->path);
  g_free (saving);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if (saving->write (saving->data, saving->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* @error: (nullable): what went wrong. */
static void
tell (GtkWidget *near, const char *path, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (near);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), name);
  GtkWidget *dialog;

  if (root == NULL)
    return;
  if (error == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (root), "win.tell", "s", text);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (root), _ ("It could not be saved"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkWidget) near = g_weak_ref_get (&saving->near);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (near != NULL)
    tell (near, saving->path, error);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, GtkWidget *near)
{
  Saving *saving = g_object_get_data (G_OBJECT (chooser), "saving");
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autoptr (GTask) task = NULL;

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    {
      g_object_steal_data (G_OBJECT (chooser), "saving");
      saving->path = g_file_get_path (file);
      task = g_task_new (NULL, NULL, written_cb, NULL);
      g_task_set_task_data (task, saving, saving_free);
      hg_task_run_in_thread (task, write_in_thread);
    }
  g_object_unref (chooser);
}

static GtkFileChooserNative *
new_chooser (GtkWidget *near, const char *title, const char *name)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    title, GTK_WINDOW (gtk_widget_get_root (near)),
    name != NULL ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
    _ ("_Save"), _ ("_Cancel"));

  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  return chooser;
}

void
hg_saving_save (GtkWidget *near,
                const char *title,
                const char *name,
                HgSavingWrite write,
                gpointer data,
                GDestroyNotify destroy)
{
  GtkFileChooserNative *chooser = new_chooser (near, title, name);
  Saving *saving = g_new0 (Saving, 1);

  saving->write = write;
  saving->data = data;
  saving->destroy = destroy;
  g_weak_ref_init (&saving->near, near);
  g_object_set_data_full (G_OBJECT (chooser), "saving", saving, saving_free);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), near, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

typedef struct
{
  HgSavingDraw draw;
  double scale;
} Drawing;

static void
figure_chosen_cb (GtkNativeDialog *chooser, int response, GtkWidget *widget)
{
  const Drawing *drawing = g_object_get_data (G_OBJECT (chooser), "drawing");
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    {
      drawing->draw (widget, path, drawing->scale, &error);
      tell (widget, path, error);
    }
  g_object_unref (chooser);
}

void
hg_saving_save_figure (GtkWidget *widget,
                       const char *title,
                       const char *name,
                       HgSavingDraw draw,
                       double scale)
{
  GtkFileChooserNative *chooser = new_chooser (widget, title, name);
  Drawing *drawing = g_new (Drawing, 1);

  *drawing = (Drawing) { draw, scale };
  g_object_set_data_full (G_OBJECT (chooser), "drawing", drawing, g_free);
  g_signal_connect_object (chooser, "response", G_CALLBACK (figure_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
