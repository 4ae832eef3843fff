/* SPDX-License-Identifier: MIT */
/* Saves a training while it goes on and at its end: nothing that was trained is
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

WbSaver *wb_saver_new (const char *path,
                       const WbFileStamp *stamp,
                       double interval) G_GNUC_WARN_UNUSED_RESULT;
void wb_saver_count_clock (WbSaver *self);
void wb_saver_free (WbSaver *self);

gboolean wb_saver_probe (WbSaver *self, const WbProject *project, GError **error);
gboolean wb_saver_is_due (WbSaver *self, gboolean epoch_ended);
void wb_saver_begin (WbSaver *self, const WbProject *project);
gboolean wb_saver_poll (WbSaver *self, GError **error);
gboolean wb_saver_finish (WbSaver *self, const WbProject *project, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSaver, wb_saver_free)

G_END_DECLS
