/* SPDX-License-Identifier: MIT */
/* The page of a new model: templates, data to begin with, recent projects. It
 * only collects the choice; the window creates and opens.
 *
 * Signals: "create" (HgWelcome), when a template and data are chosen, and
 * "open-path" (HgWelcome, const char *path) for a recent project.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/templates/template.h"
#include "data/source.h"

G_BEGIN_DECLS

#define HG_TYPE_WELCOME (hg_welcome_get_type ())
G_DECLARE_FINAL_TYPE (HgWelcome, hg_welcome, HG, WELCOME, GtkBox)

/**
 * @menu: the window's main menu
 * @settings: for the recent projects
 */
HgWelcome *hg_welcome_new (GMenuModel *menu, GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * To be called whenever the page is about to be seen.
 *
 * @source: (nullable): the data that is open: it is chosen at first
 */
void hg_welcome_prepare (HgWelcome *self, DsSource *source);

/** @path: a file or folder that was dropped on the page, or chosen from the list */
void hg_welcome_open_data (HgWelcome *self, const char *path);

/** Returns: (nullable): the chosen one */
const WbTemplate *hg_welcome_get_template (HgWelcome *self);

/** Returns: (transfer none) (nullable): the chosen data */
DsSource *hg_welcome_get_source (HgWelcome *self);

G_END_DECLS
