/* SPDX-License-Identifier: MIT */
/* A picture that Hourglass wrote carries the model and the recipe that it was made with:
 * where one is dropped or opened, they are offered as a new project.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/figures/write.h"
#include "app/project/project-text.h"

WbProject *
hg_window_read_picture (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree char *text = NULL;

  if (!(g_str_has_suffix (lower, ".png") || g_str_has_suffix (lower, ".apng"))
      || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  text = wb_png_read_recipe (path, NULL);
  return text != NULL ? wb_project_from_text (text, NULL) : NULL;
}

static void
answered_cb (HgWindow *self, const char *response, GtkWidget *dialog)
{
  const char *path = g_object_get_data (G_OBJECT (dialog), "path");

  if (g_str_equal (response, "open"))
    hg_window_open_picture (self, path);
  else if (g_str_equal (response, "data"))
    hg_window_open_data_path (self, path);
}

static char *
describe (const WbProject *project)
{
  const guint n = ae_model_get_n_layers (project->model);

  return g_strdup_printf (ngettext ("It carries the model and the recipe that it was made with, "
                                    "%u layer. They become a new project for the open data, "
                                    "without weights.",
                                    "It carries the model and the recipe that it was made with, "
                                    "%u layers. They become a new project for the open data, "
                                    "without weights.",
                                    n),
                          n);
}

static GtkWidget *
build_dialog (HgWindow *self, const char *path, const WbProject *project)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *title = g_strdup_printf (_ ("Open the model of “%s”?"), name);
  g_autofree char *body = describe (project);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), title, body);

  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (path), g_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "data",
                                    _ ("Open as _Data"), "open", _ ("_Open Model"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "open");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  hg_window_name_buttons (dialog);
  return dialog;
}

/* A window that starts with a picture is presented after this. */
static gboolean
present_cb (gpointer dialog)
{
  if (gtk_window_get_transient_for (dialog) != NULL)
    gtk_window_present (dialog);
  return G_SOURCE_REMOVE;
}

void
hg_window_offer_picture (HgWindow *self, const char *path, const WbProject *project)
{
  GtkWidget *dialog;

  if (self->question != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->question));
      return;
    }
  dialog = build_dialog (self, path, project);
  g_set_weak_pointer (&self->question, dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, present_cb, g_object_ref (dialog), g_object_unref);
}
