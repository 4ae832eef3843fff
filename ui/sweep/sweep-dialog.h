/* SPDX-License-Identifier: MIT */
/* A sweep: what to vary and how many seeds, how many runs that is and how long they take;
 * then how far it is, with a chart of what has been found. It may be closed meanwhile.
 */
#pragma once

#include <adwaita.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_SWEEP_DIALOG (hg_sweep_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HgSweepDialog, hg_sweep_dialog, HG, SWEEP_DIALOG, AdwWindow)

/** Returns: (transfer none): a window, with the plan of a sweep or the one under way */
HgSweepDialog *hg_sweep_dialog_new (GtkWindow *parent,
                                    HgWorkspace *workspace) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
