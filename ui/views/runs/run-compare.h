/* SPDX-License-Identifier: MIT */
/* The card below the table: the ticked runs on the same samples, as pictures, as a wipe
 * between two of them, or by the errors that they make.
 */
#pragma once

#include <adwaita.h>

#include "app/runs/reconstruction.h"
#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_RUN_COMPARE (hg_run_compare_get_type ())
G_DECLARE_FINAL_TYPE (HgRunCompare, hg_run_compare, HG, RUN_COMPARE, AdwBin)

/** Once, before anything else. */
void hg_run_compare_set_workspace (HgRunCompare *self, HgWorkspace *workspace);

/**
 * @items: (element-type HgRunItem): the ticked runs
 * @selected: (nullable): the run that the wipe has on its right, if it is ticked
 */
void hg_run_compare_set_runs (HgRunCompare *self, const GPtrArray *items, gpointer selected);

/** Whether all that can be seen of the ticked runs is. */
gboolean hg_run_compare_is_complete (HgRunCompare *self);

/** The share of the pictures that the wipe gives the run on the left. */
double hg_run_compare_get_wipe (HgRunCompare *self);

/** What was found of @run; see HgRunResult; (transfer none). */
const WbReconstruction *hg_run_compare_get_shown (HgRunCompare *self, const WbRunRecord *run);
const WbReconstruction *hg_run_compare_get_judged (HgRunCompare *self, const WbRunRecord *run);

G_END_DECLS
