/* SPDX-License-Identifier: MIT */
#include "ui/preferences.h"

#include <glib/gi18n.h>

#include "data/cache.h"

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

void
hg_preferences_show (GtkWindow *parent)
{
  GtkWidget *window = adw_preferences_window_new ();
  GtkWidget *page = adw_preferences_page_new (), *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Storage"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_cache_row ());
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 240);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}
