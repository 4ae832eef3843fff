/* SPDX-License-Identifier: MIT */
/* Which layers take the time of a training that is under way. Only some of the
 * steps are timed, at most one in a hundredth of a second, so that it can
 * always be on. Belongs to the thread of its trainer.
 */
#pragma once

#include "engine/trainer.h"

G_BEGIN_DECLS

typedef struct _WbLayerClock WbLayerClock;

WbLayerClock *wb_layer_clock_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_layer_clock_free (WbLayerClock *self);

void wb_layer_clock_forget (WbLayerClock *self);
void wb_layer_clock_begin_step (WbLayerClock *self, AeTrainer *trainer, gint64 now_usec);
void wb_layer_clock_end_step (WbLayerClock *self, AeTrainer *trainer, guint n_layers);
float *wb_layer_clock_get_shares (const WbLayerClock *self,
                                  guint *n_layers) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLayerClock, wb_layer_clock_free)

G_END_DECLS
