/* SPDX-License-Identifier: MIT */
/* The sets that lie on this computer or can be downloaded, over an open project. Closing the list
 * stops what it downloads; the next time continues it.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "ui/known/set-list.h"

#define WIDTH  560
#define HEIGHT 480

static void
chosen_cb (HgWindow *self, const char *path, HgSetList *list)
{
  g_autofree char *chosen = g_strdup (path);

  gtk_window_close (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (list))));
  hg_window_use_data (self, chosen);
}

static gboolean
escape_cb (GtkWidget *window, GVariant *arguments, gpointer data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

static GtkWidget *
make_content (GtkWidget *list)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (content), adw_header_bar_new ());
  gtk_widget_set_margin_start (list, 12);
  gtk_widget_set_margin_end (list, 12);
  gtk_widget_set_margin_top (list, 14);
  gtk_widget_set_margin_bottom (list, 14);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (content), scrolled);
  return content;
}

void
hg_window_show_sets (HgWindow *self)
{
  GtkWidget *list = g_object_new (HG_TYPE_SET_LIST, NULL);
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "transient-for", self, "modal", TRUE,
                                    "destroy-with-parent", TRUE, "default-width", WIDTH,
                                    "default-height", HEIGHT, "title", _ ("Data on This Computer"),
                                    "content", make_content (list), NULL);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                      gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  g_signal_connect_object (list, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  hg_set_list_reload (HG_SET_LIST (list));
  gtk_window_present (GTK_WINDOW (window));
}
