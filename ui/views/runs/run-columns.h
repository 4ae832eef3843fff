/* SPDX-License-Identifier: MIT */
/* The columns of the table of runs: the fixed ones, and one for each setting that is not
 * the same in all of them.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Fills an empty table; the first column has a tick in the colour of the run. A star
 * activates "runs.star" with the run's id.
 */
void hg_run_columns_init (GtkColumnView *table);

/** Leaves out the columns that matter least, until the others fit a width in pixels. */
void hg_run_columns_fit (GtkColumnView *table, int width);

/**
 * Puts the settings' columns behind the loss, in place of those before.
 *
 * @names: @titles: (element-type utf8): see wb_run_differences()
 *
 * Returns: whether they are others.
 */
gboolean
hg_run_columns_set_settings (GtkColumnView *table, const GPtrArray *names, const GPtrArray *titles);

G_END_DECLS
