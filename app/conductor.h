/* SPDX-License-Identifier: MIT */
/* The conductor: what a session does, as a machine of four states without a
 * thread of its own. It obeys commands, moves the run on a piece at a time,
 * and makes snapshots when they are due. Belongs to the worker's thread.
 */
#pragma once

#include "app/worker.h"

G_BEGIN_DECLS

typedef struct _WbConductor WbConductor;

WbConductor *wb_conductor_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_conductor_free (WbConductor *self);

WbReply *wb_conductor_obey (WbConductor *self,
                            const WbCommand *command) G_GNUC_WARN_UNUSED_RESULT;
void wb_conductor_settle (WbConductor *self);
gboolean wb_conductor_is_running (WbConductor *self);
void wb_conductor_work (WbConductor *self);
WbSnapshot *wb_conductor_take_snapshot (WbConductor *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbConductor, wb_conductor_free)

G_END_DECLS
