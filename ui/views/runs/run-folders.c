/* SPDX-License-Identifier: MIT */
/* The list is made anew whenever it is opened. */
#include "ui/views/runs/run-folders.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * HgRunFolders:
 * @folder: (nullable): the folder that is shown
 * @starred: those with a star are shown
 */
struct _HgRunFolders
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkWidget *popover;
  GtkWidget *choices;
  GtkWidget *entry;
  GtkWidget *move;
  GPtrArray *names;
  char *folder;
  gboolean starred;
};

enum
{
  CHANGED,
  MOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgRunFolders, hg_run_folders, ADW_TYPE_BIN)

static void
run_folders_show (HgRunFolders *self, const char *folder, gboolean starred)
{
  char *before = self->folder;

  if (g_strcmp0 (before, folder) == 0 && starred == self->starred)
    return;
  self->folder = g_strdup (folder);
  self->starred = starred;
  g_free (before);
  gtk_menu_button_set_icon_name (self->button, folder != NULL || starred ? "folder-open-symbolic"
                                                                         : "folder-symbolic");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
run_folders_toggled_cb (HgRunFolders *self, GtkCheckButton *choice)
{
  if (gtk_check_button_get_active (choice))
    run_folders_show (self, g_object_get_data (G_OBJECT (choice), "folder"),
                      g_object_get_data (G_OBJECT (choice), "starred") != NULL);
}

static GtkCheckButton *
run_folders_add (HgRunFolders *self,
                 GtkCheckButton *group,
                 const char *label,
                 const char *folder,
                 gboolean starred)
{
  GtkWidget *choice = gtk_check_button_new_with_label (label);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (choice), group);
  g_object_set_data_full (G_OBJECT (choice), "folder", g_strdup (folder), g_free);
  g_object_set_data (G_OBJECT (choice), "starred", GINT_TO_POINTER (starred));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (choice),
                               g_strcmp0 (folder, self->folder) == 0 && starred == self->starred);
  g_signal_connect_object (choice, "toggled", G_CALLBACK (run_folders_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->choices), choice);
  return GTK_CHECK_BUTTON (choice);
}

static void
run_folders_shown_cb (HgRunFolders *self)
{
  GtkWidget *child;
  GtkCheckButton *group;

  while ((child = gtk_widget_get_first_child (self->choices)) != NULL)
    gtk_box_remove (GTK_BOX (self->choices), child);
  group = run_folders_add (self, NULL, _ ("All runs"), NULL, FALSE);
  run_folders_add (self, group, _ ("With a star"), NULL, TRUE);
  for (guint i = 0; i < self->names->len; i++)
    run_folders_add (self, group, self->names->pdata[i], self->names->pdata[i], FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->folder != NULL ? self->folder : "");
}

static void
run_folders_move_cb (HgRunFolders *self)
{
  g_autofree char *name = g_strstrip (
    g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (!gtk_widget_get_sensitive (self->move))
    return;
  gtk_menu_button_popdown (self->button);
  g_signal_emit (self, signals[MOVE], 0, *name != '\0' ? name : NULL);
}

static int
run_folders_compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* A folder that is shown stays so while it is empty. */
void
hg_run_folders_set_runs (HgRunFolders *self, const GPtrArray *runs)
{
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const char *folder = ((WbRunRecord *) runs->pdata[i])->folder;

      if (folder != NULL
          && !g_ptr_array_find_with_equal_func (self->names, folder, g_str_equal, NULL))
        g_ptr_array_add (self->names, g_strdup (folder));
    }
  if (self->folder != NULL
      && !g_ptr_array_find_with_equal_func (self->names, self->folder, g_str_equal, NULL))
    g_ptr_array_add (self->names, g_strdup (self->folder));
  g_ptr_array_sort (self->names, run_folders_compare_names);
}

void
hg_run_folders_set_can_move (HgRunFolders *self, gboolean can_move)
{
  gtk_widget_set_sensitive (self->move, can_move);
}

gboolean
hg_run_folders_shows (HgRunFolders *self, const WbRunRecord *run)
{
  if (self->starred)
    return run->starred;
  return self->folder == NULL || g_strcmp0 (self->folder, run->folder) == 0;
}

void
hg_run_folders_show_all (HgRunFolders *self)
{
  run_folders_show (self, NULL, FALSE);
}

const char *
hg_run_folders_get_words (HgRunFolders *self)
{
  return self->starred ? _ ("With a star") : self->folder;
}

void
hg_run_folders_close (HgRunFolders *self)
{
  gtk_menu_button_popdown (self->button);
}

static void
run_folders_dispose (GObject *object)
{
  g_clear_pointer (&HG_RUN_FOLDERS (object)->names, g_ptr_array_unref);
  g_clear_pointer (&HG_RUN_FOLDERS (object)->folder, g_free);
  G_OBJECT_CLASS (hg_run_folders_parent_class)->dispose (object);
}

static void
hg_run_folders_class_init (HgRunFoldersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = run_folders_dispose;
  signals[CHANGED] = g_signal_new ("changed", HG_TYPE_RUN_FOLDERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[MOVE] = g_signal_new ("move", HG_TYPE_RUN_FOLDERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
run_folders_make_page (HgRunFolders *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->choices = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->choices);
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Folder"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Folder for the selected runs"), -1);
  self->move = gtk_button_new_with_label (_ ("Move"));
  gtk_widget_set_tooltip_text (self->move,
                               _ ("Put the selected runs into this folder; without a name, out of "
                                  "theirs"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->move), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Move the selected runs"), -1);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (run_folders_move_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->move, "clicked", G_CALLBACK (run_folders_move_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), self->entry);
  gtk_box_append (GTK_BOX (row), self->move);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), row);
  return box;
}

static void
hg_run_folders_init (HgRunFolders *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), run_folders_make_page (self));
  g_signal_connect_object (self->popover, "show", G_CALLBACK (run_folders_shown_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_menu_button_set_icon_name (self->button, "folder-symbolic");
  gtk_menu_button_set_popover (self->button, self->popover);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Folders and stars"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Folders and stars"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}
