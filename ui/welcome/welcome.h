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

HgWelcome *hg_welcome_new (GMenuModel *menu, GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
void hg_welcome_prepare (HgWelcome *self, DsSource *source);
void hg_welcome_open_data (HgWelcome *self, const char *path);
const WbTemplate *hg_welcome_get_template (HgWelcome *self);
DsSource *hg_welcome_get_source (HgWelcome *self);

G_END_DECLS
