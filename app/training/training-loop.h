/* SPDX-License-Identifier: MIT */
/* The loop: what a session does, as a machine of four states without a
 * thread of its own. It applies commands, moves the run on a piece at a time,
 * and makes snapshots when they are due. Belongs to the worker's thread.
 */
#pragma once

#include "app/training/training-thread.h"

G_BEGIN_DECLS

typedef struct _WbTrainingLoop WbTrainingLoop;

WbTrainingLoop *wb_training_loop_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_training_loop_free (WbTrainingLoop *self);

WbReply *wb_training_loop_apply (WbTrainingLoop *self,
                            const WbCommand *command) G_GNUC_WARN_UNUSED_RESULT;
void wb_training_loop_update (WbTrainingLoop *self);
gboolean wb_training_loop_is_running (WbTrainingLoop *self);
void wb_training_loop_work (WbTrainingLoop *self);
WbSnapshot *wb_training_loop_take_snapshot (WbTrainingLoop *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTrainingLoop, wb_training_loop_free)

G_END_DECLS
