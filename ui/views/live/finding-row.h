/* SPDX-License-Identifier: MIT */
/* A line that names what was found wrong in the training, one thing at a time; it opens
 * the evidence and what to do, and is not there while nothing is wrong.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_FINDING_ROW (hg_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (HgFindingRow, hg_finding_row, HG, FINDING_ROW, AdwBin)

void hg_finding_row_set_workspace (HgFindingRow *self, HgWorkspace *workspace);

G_END_DECLS
