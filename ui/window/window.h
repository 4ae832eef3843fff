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

/** Returns: (transfer none): a window without a document; see hg_window_start() */
HgWindow *hg_window_new (AdwApplication *application) G_GNUC_WARN_UNUSED_RESULT;

HgWorkspace *hg_window_get_workspace (HgWindow *self);

/**
 * Gives a new window its document: what was asked for, else the project that
 * was open last, else the simple template on the built-in data, so that the
 * first thing to do is to press Train.
 *
 * @project: (nullable): path of a project to open
 * @template: (nullable): to start from
 * @data: (nullable): a path or DS_BUILT_IN
 */
void
hg_window_start (HgWindow *self, const char *project, const WbTemplate *template, const char *data);

/**
 * Asks about the training of a process that died, where there is one.
 * Asks about each training of a process that died, one after the other. What is not answered is
 * asked again at the next start.
 */
void hg_window_offer_recovery (HgWindow *self);

/** @path: of a project, of another program's model, or of data */
void hg_window_open_path (HgWindow *self, const char *path);

G_END_DECLS
