/* SPDX-License-Identifier: MIT */
#include "ui/preferences.h"

#include <glib/gi18n.h>

#include "data/cache.h"
#include "ui/format.h"
#include "ui/settings.h"

static void
show_cache_size (AdwActionRow *row)
{
  g_autofree char *size = g_format_size (ds_cache_get_size ());
  g_autofree char *bound = g_format_size_full (DS_CACHE_MAX_BYTES, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *words = g_strdup_printf (
    _ ("%s of at most %s. A folder of images opens at once the next time."), size, bound);

  adw_action_row_set_subtitle (row, words);
}

static void
clear_cb (GtkButton *button, AdwActionRow *row)
{
  g_autoptr (GError) error = NULL;

  if (ds_cache_clear (&error))
    show_cache_size (row);
  else
    adw_action_row_set_subtitle (row, error->message);
  gtk_widget_set_sensitive (GTK_WIDGET (button), ds_cache_get_size () > 0);
}

static GtkWidget *
make_cache_row (void)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Clear"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Decoded images"));
  show_cache_size (ADW_ACTION_ROW (row));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, ds_cache_get_size () > 0);
  gtk_widget_set_tooltip_text (button, _ ("Remove the decoded images; the originals stay"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clear_cb), row, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
show_folder (AdwActionRow *row, const char *key, GSettings *settings)
{
  g_autofree char *folder = hg_settings_get_log_folder (settings);
  g_autofree char *shown = hg_format_path (folder);
  g_autofree char *markup = g_markup_escape_text (shown, -1);

  adw_action_row_set_subtitle (row, markup);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, GSettings *settings)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                             ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser))
                             : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_settings_set_string (settings, "tensorboard-folder", path);
  g_object_unref (chooser);
}

static void
change_cb (GtkButton *button, GSettings *settings)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    _ ("Folder of the logs"), window, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Select"),
    _ ("_Cancel"));
  g_autofree char *path = hg_settings_get_log_folder (settings);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (g_file_query_exists (folder, NULL))
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), settings, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static GtkWidget *
make_log_switch (GSettings *settings)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_switch_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Write TensorBoard logs"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_settings_bind (settings, "tensorboard", button, "active", G_SETTINGS_BIND_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static GtkWidget *
make_log_folder (GSettings *settings)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("C_hange…"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Folder"));
  g_signal_connect_object (settings, "changed::tensorboard-folder", G_CALLBACK (show_folder), row,
                           G_CONNECT_SWAPPED);
  show_folder (ADW_ACTION_ROW (row), NULL, settings);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (change_cb), settings, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/* @settings: kept by the group */
static GtkWidget *
make_log_group (GSettings *settings)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Logs"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (group),
    _ ("Each training writes its losses, reconstructions and codes into a folder of its own. "
       "“tensorboard --logdir FOLDER” shows them."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_log_switch (settings));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_log_folder (settings));
  g_object_set_data_full (G_OBJECT (group), "settings", g_object_ref (settings), g_object_unref);
  return group;
}

void
hg_preferences_show (GtkWindow *parent)
{
  g_autoptr (GSettings) settings = hg_settings_new ();
  GtkWidget *window = adw_preferences_window_new ();
  GtkWidget *page = adw_preferences_page_new (), *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Storage"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_cache_row ());
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (make_log_group (settings)));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 520, 420);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}
