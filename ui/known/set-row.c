/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/known/set-row.h"

#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "ui/format.h"
#include "ui/known/set-download.h"

struct _HgSetRow
{
  AdwActionRow parent_instance;

  char *path;              /* nullable: of a set that was found */
  const DsKnownSet *known; /* nullable: the set that can be downloaded */
  GtkWidget *bar;
  GtkWidget *button;
  HgSetDownload *download; /* nullable: while it runs */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgSetRow, hg_set_row, ADW_TYPE_ACTION_ROW)

static void
set_row_show_text (HgSetRow *self, const char *text, gboolean is_error)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

/* @name: (transfer full): what is read aloud, and begins with the word */
static void
set_row_label_button (HgSetRow *self, const char *word, char *name)
{

  gtk_button_set_label (GTK_BUTTON (self->button), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  g_free (name);
}

/* "4.2 MB of 11.6 MB · 36%" */
static gboolean
set_row_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HgSetRow *self = HG_SET_ROW (widget);
  guint64 total, done;
  double share;
  g_autofree char *received = NULL, *whole = NULL, *percent = NULL, *text = NULL;

  if (self->download == NULL)
    return G_SOURCE_REMOVE;
  done = hg_set_download_get_bytes (self->download, &total);
  share = (double) done / (double) total;
  received = g_format_size (done);
  whole = g_format_size (total);
  percent = hg_format_share (share);
  text = g_strdup_printf (_ ("%s of %s · %s"), received, whole, percent);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), share);
  return G_SOURCE_CONTINUE;
}

/* What there is to download, and after a stop how much of it is here. */
static void
set_row_show_rest (HgSetRow *self, guint64 done)
{
  g_autofree char *size = g_format_size (ds_known_set_get_n_bytes (self->known));
  g_autofree char *received = g_format_size (done);
  g_autofree char *count = hg_format_count (self->known->n_samples);
  g_autofree char *text = done > 0
                            ? g_strdup_printf (_ ("Stopped: %s of %s are here"), received, size)
                            : g_strdup_printf (_ ("%s %s · %s to download"), count,
                                               _ (self->known->summary), size);

  set_row_show_text (self, text, FALSE);
  if (done > 0)
    set_row_label_button (self, _ ("Continue"),
                          g_strdup_printf (_ ("Continue with %s"), self->known->title));
  else
    set_row_label_button (self, _ ("Get"), g_strdup_printf (_ ("Get %s"), self->known->title));
}

static void
set_row_ended (HgSetRow *self)
{
  g_autoptr (HgSetDownload) download = g_steal_pointer (&self->download);
  const GError *error = hg_set_download_get_error (download);
  const char *folder = hg_set_download_get_folder (download);
  guint64 total;
  guint64 done = hg_set_download_get_bytes (download, &total);

  gtk_widget_set_visible (self->bar, FALSE);
  set_row_show_rest (self, folder == NULL ? done : 0);
  if (error != NULL)
    {
      set_row_show_text (self, error->message, TRUE);
      set_row_label_button (self, _ ("Try Again"),
                            g_strdup_printf (_ ("Try again to get %s"), self->known->title));
    }
  if (folder != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, folder);
}

static void
set_row_start (HgSetRow *self)
{
  self->download = hg_set_download_new (self->known);
  g_signal_connect_object (self->download, "ended", G_CALLBACK (set_row_ended), self,
                           G_CONNECT_SWAPPED);
  set_row_show_text (self, "", FALSE);
  set_row_label_button (self, _ ("Cancel"),
                        g_strdup_printf (_ ("Cancel getting %s"), self->known->title));
  gtk_widget_set_visible (self->bar, TRUE);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), set_row_tick, NULL, NULL);
}

static void
set_row_button_clicked_cb (HgSetRow *self)
{
  if (self->download != NULL)
    hg_set_download_cancel (self->download);
  else
    set_row_start (self);
}

static void
set_row_dispose (GObject *object)
{
  HgSetRow *self = HG_SET_ROW (object);

  if (self->download != NULL)
    hg_set_download_cancel (self->download);
  g_clear_object (&self->download);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (hg_set_row_parent_class)->dispose (object);
}

static void
hg_set_row_class_init (HgSetRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = set_row_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", HG_TYPE_SET_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hg_set_row_init (HgSetRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/* "70,000 samples of 28×28×1 · ~/data/mnist" */
static char *
set_row_describe_found (const DsFoundSet *set)
{
  g_autofree char *path = hg_format_path (set->path);
  g_autofree char *size = g_format_size (set->n_bytes);
  g_autofree char *count = hg_format_count (set->n_samples);
  g_autofree char *shape = NULL;
  AeShape sizes;

  if (set->n_samples == 0)
    return g_strdup_printf ("%s · %s", size, path);
  sizes = wb_batch_bridge_shape (&set->shape);
  shape = hg_format_shape (&sizes);
  return g_strdup_printf (_ ("%s samples of %s · %s"), count, shape, path);
}

GtkWidget *
hg_set_row_new_for_found (const DsFoundSet *set)
{
  g_autofree char *title = g_filename_display_name (set->known != NULL ? set->known->title
                                                                       : set->name);
  g_autofree char *subtitle = set_row_describe_found (set);
  HgSetRow *self = g_object_new (HG_TYPE_SET_ROW, "title", title, "subtitle", subtitle,
                                 "activatable", TRUE, NULL);

  self->path = g_strdup (set->path);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return GTK_WIDGET (self);
}

GtkWidget *
hg_set_row_new_for_known (const DsKnownSet *set)
{
  HgSetRow *self = g_object_new (HG_TYPE_SET_ROW, "title", set->title, NULL);

  self->known = set;
  self->bar = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->bar, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->bar);
  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (set_row_button_clicked_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
  set_row_show_rest (self, 0);
  return GTK_WIDGET (self);
}

gboolean
hg_set_row_is_busy (HgSetRow *self)
{
  return self->download != NULL;
}

void
hg_set_row_choose (HgSetRow *self)
{
  if (self->path != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, self->path);
  else if (self->download == NULL)
    set_row_start (self);
}
