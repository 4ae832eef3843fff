/* SPDX-License-Identifier: MIT */
/* The loop: what a session does, as a machine of four states without a
 * thread of its own. It applies commands, moves the run on a piece at a time,
 * and makes snapshots when they are due. Belongs to the training thread.
 */
#pragma once

#include "app/training/training-thread.h"

G_BEGIN_DECLS

typedef struct _WbTrainingLoop WbTrainingLoop;

/** (transfer full): a loop with nothing to do. */
WbTrainingLoop *wb_training_loop_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_training_loop_free (WbTrainingLoop *self);

/**
 * @command: what is to be done
 * Returns: (transfer full) (nullable): the answer to a command that wants one.
 */
WbReply *wb_training_loop_apply (WbTrainingLoop *self,
                                 const WbCommand *command) G_GNUC_WARN_UNUSED_RESULT;

/**
 * To be called when no more commands wait: plans the model that was sent last, and sees whether a
 * run under way can go on.
 */
void wb_training_loop_update (WbTrainingLoop *self);

/** Whether there is work to do. */
gboolean wb_training_loop_has_work (WbTrainingLoop *self);

/** Does one piece of it: a step, a slice of a validation, some of a measure. */
void wb_training_loop_work (WbTrainingLoop *self);

/** (transfer full) (nullable): how things stand, NULL where none is due yet. */
WbSnapshot *wb_training_loop_take_snapshot (WbTrainingLoop *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTrainingLoop, wb_training_loop_free)

G_END_DECLS
