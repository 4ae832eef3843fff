/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/count-row.h"

#include "ui/format.h"

GtkWidget *
hg_count_row_new (void)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (NULL), *bar = gtk_level_bar_new ();
  GtkWidget *count = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_width_chars (GTK_LABEL (name), 4);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 10);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), NULL);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (count), 1);
  gtk_label_set_width_chars (GTK_LABEL (count), 6);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "caption");
  gtk_widget_add_css_class (row, "class-row");
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), bar);
  gtk_box_append (GTK_BOX (row), count);
  return row;
}

void
hg_count_row_set (GtkWidget *row, const char *name, gsize n, gsize largest, gsize total)
{
  GtkWidget *label = gtk_widget_get_first_child (row);
  GtkWidget *bar = gtk_widget_get_next_sibling (label);
  GtkWidget *count = gtk_widget_get_last_child (row);
  g_autofree char *text = hg_format_count (n);
  g_autofree char *share = hg_format_share ((double) n / (double) total);

  gtk_label_set_text (GTK_LABEL (label), name);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), (double) n / (double) largest);
  gtk_label_set_text (GTK_LABEL (count), text);
  gtk_widget_set_tooltip_text (row, share);
}
