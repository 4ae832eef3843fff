/* SPDX-License-Identifier: MIT */
/* The window: one living document. It puts the parts together, holds the
 * actions, and pulls the session's news in its frame tick while there are any.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_WINDOW (hg_window_get_type ())
G_DECLARE_FINAL_TYPE (HgWindow, hg_window, HG, WINDOW, AdwApplicationWindow)

HgWindow *hg_window_new (AdwApplication *application) G_GNUC_WARN_UNUSED_RESULT;
HgWorkspace *hg_window_get_workspace (HgWindow *self);
void
hg_window_start (HgWindow *self, const char *project, const WbTemplate *template, const char *data);
void hg_window_offer_recovery (HgWindow *self);
void hg_window_open_path (HgWindow *self, const char *path);

G_END_DECLS
