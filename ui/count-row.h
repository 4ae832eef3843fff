/* SPDX-License-Identifier: MIT */
/* One bar of a histogram in words: a name, a bar, a count. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *hg_count_row_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @row: from hg_count_row_new()
 * @name: what is counted
 * @n: how many there are
 * @largest: the count whose bar is full
 * @total: of all counts: the tooltip says the share
 */
void hg_count_row_set (GtkWidget *row, const char *name, gsize n, gsize largest, gsize total);

G_END_DECLS
