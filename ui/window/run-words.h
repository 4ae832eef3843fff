/* SPDX-License-Identifier: MIT */
/* What the header says of a run that has begun: a pure function of the snapshot. */
#pragma once

#include "app/training/session.h"

G_BEGIN_DECLS

char *hg_run_to_words (const WbSnapshot *snapshot,
                       const WbEpochRow *last,
                       guint rank) G_GNUC_WARN_UNUSED_RESULT;
char *hg_run_to_short_words (const WbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
