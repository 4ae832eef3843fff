/* SPDX-License-Identifier: MIT */
/* Saves a training while it runs and at its end: nothing that was trained is
 * lost. Checkpoints are written by a thread of its own, rarely enough to take
 * no more than a hundredth of the training's time. The file is only replaced
 * while nobody else writes it.
 *
 * Used by one thread.
 */
#pragma once

#include "app/project/project-file.h"

G_BEGIN_DECLS

typedef struct _WbSaver WbSaver;

/**
 * @stamp: of the file that may be replaced
 * @interval: between two checkpoints, in seconds
 *
 * Returns: (transfer full): a saver that has saved nothing yet.
 */
WbSaver *wb_saver_new (const char *path,
                       const WbFileStamp *stamp,
                       double interval) G_GNUC_WARN_UNUSED_RESULT;

/** Other processes train what is saved: their time is that of the clock. */
void wb_saver_count_clock (WbSaver *self);

/** Waits for what is being written; NULL is allowed. */
void wb_saver_free (WbSaver *self);

/**
 * Whether the project can be written when it is trained.
 *
 * @project: with the checkpoint of before the first step
 * @error: WB_ERROR_FILE
 */
gboolean wb_saver_probe (WbSaver *self, const WbProject *project, GError **error);

/** Whether it is time to write a checkpoint: @epoch_ended makes it so for the first one. */
gboolean wb_saver_is_due (WbSaver *self, gboolean epoch_ended);

/** Begins to write @project, which is copied. Nothing may be under way. */
void wb_saver_begin (WbSaver *self, const WbProject *project);

/**
 * Looks how the checkpoint that was begun last went.
 *
 * @error: as wb_project_save_over(), once
 */
gboolean wb_saver_poll (WbSaver *self, GError **error);

/**
 * Waits for what is being written, and then writes @project; where that cannot
 * be, to the user's state folder.
 *
 * @error: why it is not where it was wanted, and where it is
 */
gboolean wb_saver_finish (WbSaver *self, const WbProject *project, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSaver, wb_saver_free)

G_END_DECLS
