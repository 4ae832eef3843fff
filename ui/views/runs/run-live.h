/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

/**
 * The run that trains, as far as it is.
 *
 * Returns: (transfer full) (nullable): a record as it would be, without weights.
 */
WbRunRecord *hg_run_live_new (HgWorkspace *workspace) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
