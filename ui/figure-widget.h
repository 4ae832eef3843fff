/* SPDX-License-Identifier: MIT */
/* A widget that shows a figure. What it has drawn is shown until it is asked to draw again, or
 * size, font, or the desktop's style change.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/figures/palette.h"

G_BEGIN_DECLS

#define HG_TYPE_FIGURE_WIDGET (hg_figure_widget_get_type ())
G_DECLARE_DERIVABLE_TYPE (HgFigureWidget, hg_figure_widget, HG, FIGURE_WIDGET, GtkWidget)

/**
 * HgFigureWidgetClass:
 * @draw: draws the figure, which is as large as the widget; may draw nothing
 */
struct _HgFigureWidgetClass
{
  GtkWidgetClass parent_class;

  void (*draw) (GtkWidget *self, cairo_t *cr, double width, double height);
  int minimum[2]; /* width, height */
  int natural[2];
};

/** The sizes of all widgets of a class; both are 0 by default. */
void hg_figure_widget_class_set_size (HgFigureWidgetClass *klass,
                                      int minimum_width,
                                      int minimum_height,
                                      int natural_width,
                                      int natural_height);

/** @self: (type HgFigureWidget): draws its figure again, once it is seen */
void hg_figure_widget_redraw (gpointer self);

G_END_DECLS
