/* SPDX-License-Identifier: MIT */
/* The rows of known sets stay, hidden while the set lies here; those of found sets are made anew
 * whenever the look has ended.
 */
#include "ui/known/set-list.h"

#include <glib/gi18n.h>

#include "ui/known/set-row.h"
#include "ui/widget-task.h"

struct _HgSetList
{
  GtkBox parent_instance;

  GtkListBox *list;
  GPtrArray *found; /* rows */
  GPtrArray *known; /* rows, as in the table of known sets */
  GCancellable *looking;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgSetList, hg_set_list, GTK_TYPE_BOX)

static void
set_list_chosen_cb (HgSetList *self, const char *path, HgSetRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, path);
  if (g_ptr_array_find (self->known, row, NULL))
    hg_set_list_reload (self);
}

static void
set_list_activated_cb (HgSetList *self, GtkListBoxRow *row)
{
  hg_set_row_choose (HG_SET_ROW (row));
}

static void
set_list_add (HgSetList *self, GPtrArray *rows, GtkWidget *row)
{
  g_signal_connect_object (row, "chosen", G_CALLBACK (set_list_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_insert (self->list, row, rows == self->found ? (int) rows->len : -1);
  g_ptr_array_add (rows, row);
}

static gboolean
set_list_is_found (const GPtrArray *sets, const DsKnownSet *known)
{
  for (guint i = 0; i < sets->len; i++)
    if (((const DsFoundSet *) sets->pdata[i])->known == known)
      return TRUE;
  return FALSE;
}

static void
set_list_show (HgSetList *self, const GPtrArray *sets)
{
  for (guint i = 0; i < self->found->len; i++)
    gtk_list_box_remove (self->list, self->found->pdata[i]);
  g_ptr_array_set_size (self->found, 0);
  for (guint i = 0; i < sets->len; i++)
    set_list_add (self, self->found, hg_set_row_new_for_found (sets->pdata[i]));
  for (guint i = 0; i < self->known->len; i++)
    gtk_widget_set_visible (self->known->pdata[i],
                            hg_set_row_is_busy (self->known->pdata[i])
                              || !set_list_is_found (sets, &ds_known_sets[i]));
}

static void
set_list_look_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, ds_found_sets_list (), (GDestroyNotify) g_ptr_array_unref);
}

static void
set_list_looked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) sets = g_task_propagate_pointer (G_TASK (result), NULL);

  if (sets != NULL)
    set_list_show (data, sets);
}

static void
set_list_dispose (GObject *object)
{
  HgSetList *self = HG_SET_LIST (object);

  hg_task_cancel (&self->looking);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  G_OBJECT_CLASS (hg_set_list_parent_class)->dispose (object);
}

static void
hg_set_list_class_init (HgSetListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = set_list_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", HG_TYPE_SET_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hg_set_list_init (HgSetList *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  self->found = g_ptr_array_new ();
  self->known = g_ptr_array_new ();
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_hexpand (list, TRUE);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Data on this computer and to download"), -1);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (set_list_activated_cb), self);
  gtk_box_append (GTK_BOX (self), list);
  for (const DsKnownSet *set = ds_known_sets; set->name != NULL; set++)
    set_list_add (self, self->known, hg_set_row_new_for_known (set));
}

void
hg_set_list_reload (HgSetList *self)
{
  hg_task_start (&self->looking, set_list_look_in_thread, NULL, NULL, set_list_looked_cb, self);
}
