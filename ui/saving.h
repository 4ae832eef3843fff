/* SPDX-License-Identifier: MIT */
/* Asks for a file or a folder, writes it in a thread, and says how it went. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** Writes @data to @path, in a thread; the main thread leaves @data alone meanwhile. */
typedef gboolean (*HgSavingWrite) (gpointer data, const char *path, GError **error);

/**
 * @near: whose window asks
 * @name: (nullable): of the file that is offered; NULL asks for a folder
 * @data: (transfer full): freed with @destroy
 */
void hg_saving_save (GtkWidget *near,
                     const char *title,
                     const char *name,
                     HgSavingWrite write,
                     gpointer data,
                     GDestroyNotify destroy);

/** Draws the figure of a widget into a file of the format that its name ends with. */
typedef gboolean (*HgSavingDraw) (GtkWidget *widget,
                                  const char *path,
                                  double scale,
                                  GError **error);

/** As hg_saving_save(), in the main thread, which @widget belongs to. */
void hg_saving_save_figure (GtkWidget *widget,
                            const char *title,
                            const char *name,
                            HgSavingDraw draw,
                            double scale);

G_END_DECLS
