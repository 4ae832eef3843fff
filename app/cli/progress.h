/* SPDX-License-Identifier: MIT */
/* How far an opening or a training is, on stderr: a bar that moves on a terminal, and a line
 * for each epoch everywhere.
 */
#pragma once

#include "app/training/snapshot.h"

G_BEGIN_DECLS

typedef struct _WbProgress WbProgress;

/** @quiet: to say nothing at all; (transfer full). */
WbProgress *wb_progress_new (gboolean quiet) G_GNUC_WARN_UNUSED_RESULT;

/** Leaves the line of the bar empty; NULL is allowed. */
void wb_progress_free (WbProgress *self);

/** Says how far an opening is, a few times a second, as DsProgress has it. */
void wb_progress_show_phase (WbProgress *self, const char *phase, gsize done, gsize total);

/** Moves the bar; on anything but a terminal there is none. */
void wb_progress_show (WbProgress *self, const WbSnapshot *snapshot);

/** Says how an epoch ended, in a line that stays. */
void wb_progress_end_epoch (WbProgress *self, const WbEpochRow *row, const WbSnapshot *snapshot);

/** Takes the bar away, so that other words can stand in its line. */
void wb_progress_clear (WbProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbProgress, wb_progress_free)

G_END_DECLS
