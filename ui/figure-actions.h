/* SPDX-License-Identifier: MIT */
/* What every figure offers: its numbers as text for the clipboard, and itself as a file. */
#pragma once

#include <gtk/gtk.h>

#include "ui/saving.h"

G_BEGIN_DECLS

/** (transfer full) (nullable): a table of text with what a figure shows; NULL for nothing. */
typedef char *(*HgFigureCopy) (GtkWidget *figure);

/**
 * HgFigureActions:
 * @prefix: of the names of the actions: PREFIX.copy, PREFIX.save(scale)
 * @title: of the question for a file, marked for translation
 * @file: the name that is offered
 */
typedef struct
{
  const char *prefix;
  const char *title;
  const char *file;
  HgSavingDraw draw;
  HgFigureCopy copy;
} HgFigureActions;

/**
 * @scope: (type GtkWidget): whose children can use them
 * @actions: constant
 * Returns: (transfer none): the group, for more actions.
 */
GSimpleActionGroup *
hg_figure_actions_add (GtkWidget *scope, GtkWidget *figure, const HgFigureActions *actions);

/** Both, as the menu of a button. */
void hg_figure_menu_add (GtkMenuButton *button, GtkWidget *figure, const HgFigureActions *actions);

/** The rows of a menu: (transfer full) */
GMenuModel *hg_figure_actions_create_menu (const HgFigureActions *actions);

G_END_DECLS
