/* SPDX-License-Identifier: MIT */
/* What an opening left out, as a table for other programs. */
#pragma once

#include "data/source.h"

G_BEGIN_DECLS

/**
 * Returns: (transfer full): CSV with one row for the names of the columns and one for
 *   each that was skipped: its name and why; any thread
 */
char *wb_skipped_to_csv (const DsReport *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
