/* SPDX-License-Identifier: MIT */
/* What the header says of a run that has begun: a pure function of the snapshot. */
#pragma once

#include "app/training/session.h"

G_BEGIN_DECLS

/**
 * @last: (nullable): the last epoch that is over
 * @rank: of a sample's shape
 *
 * Returns: (transfer full): "2 of 50 epochs · 14.8k img/s · 0:15 left"
 */
char *hg_run_to_words (const WbSnapshot *snapshot,
                       const WbEpochRow *last,
                       guint rank) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "12/50", where there is room for no more */
char *hg_run_to_short_words (const WbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
