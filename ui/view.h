/* SPDX-License-Identifier: MIT */
/* What a person sees below the model: one of several views, chosen in the
 * switcher, with Alt and its number, or in the menu. A view is one folder in
 * ui/views/ and one row in its meson.build; everything else comes from the
 * table that is made of them.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

/* Shows the view of a number, from 1. */
#define HG_VIEW_KEYS "<Alt>%u"

/**
 * HgView:
 * @name: in settings and actions; never changes
 * @title: for people, marked with N_()
 * @icon: symbolic, beside the title
 * @create: makes the widget, which fills the room below the model
 * @undo: (nullable): while it has the focus: undoes or redoes changes of its own,
 *   a selection; FALSE where there is nothing
 * @large: the model is folded to a strip while it is shown
 *
 * Where a view has an action "view.rename", F2 activates it while the view has the focus.
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *icon;
  GtkWidget *(*create) (HgWorkspace *workspace);
  gboolean (*undo) (GtkWidget *view, gboolean redo);
  gboolean large;
} HgView;

/**
 * Returns: (transfer none): all views in the order of the switcher, ended by
 *   NULL
 */
const HgView *const *hg_views (void);

/**
 * HgViewChanged:
 * @widget: the one that watches
 * @changes: HgChanges
 */
typedef void (*HgViewChanged) (gpointer widget, guint changes);

/**
 * A view works only while it is seen: what changes in the meantime is reported in
 * one call when @widget is seen next, and everything when it is seen first.
 *
 * @widget: a view or a part of one; watches once
 * @changed: called with every change of the workspace while @widget is seen
 */
void hg_view_watch (GtkWidget *widget, HgWorkspace *workspace, HgViewChanged changed);

G_END_DECLS
