/* SPDX-License-Identifier: MIT */
/* A button with a list of the folders that runs are in: which runs are shown, and into
 * which folder the selected ones go. A folder is there while a run is in it.
 *
 * Signals: "changed": other runs are shown; "move", with a folder's name, NULL for none.
 */
#pragma once

#include <adwaita.h>

#include "app/project/run-record.h"

G_BEGIN_DECLS

#define HG_TYPE_RUN_FOLDERS (hg_run_folders_get_type ())
G_DECLARE_FINAL_TYPE (HgRunFolders, hg_run_folders, HG, RUN_FOLDERS, AdwBin)

/** @runs: (nullable) (element-type WbRunRecord): whose folders are listed. */
void hg_run_folders_set_runs (HgRunFolders *self, const GPtrArray *runs);

/** Whether there are selected runs that can be moved. */
void hg_run_folders_set_can_move (HgRunFolders *self, gboolean can_move);

/** Whether a run is among those that are shown. */
gboolean hg_run_folders_shows (HgRunFolders *self, const WbRunRecord *run);

/** Shows all of them. */
void hg_run_folders_show_all (HgRunFolders *self);

/** What is shown, for a person: the folder's name; NULL where it is all; (transfer none). */
const char *hg_run_folders_get_words (HgRunFolders *self);

/** A popover that is open when its window goes would outlive it. */
void hg_run_folders_close (HgRunFolders *self);

G_END_DECLS
