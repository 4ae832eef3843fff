/* SPDX-License-Identifier: MIT */
/* Which layers take the time of a training that is under way. Only some of the
 * steps are timed, at most one in a hundredth of a second, so that it can
 * always be on. Belongs to the thread of its trainer.
 */
#pragma once

#include "engine/training/trainer.h"

G_BEGIN_DECLS

typedef struct _WbLayerTimer WbLayerTimer;

WbLayerTimer *wb_layer_timer_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_layer_timer_free (WbLayerTimer *self);

void wb_layer_timer_forget (WbLayerTimer *self);
void wb_layer_timer_begin_step (WbLayerTimer *self, AeTrainer *trainer, gint64 now_usec);
void wb_layer_timer_end_step (WbLayerTimer *self, AeTrainer *trainer, guint n_layers);
float *wb_layer_timer_get_shares (const WbLayerTimer *self,
                                  guint *n_layers) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLayerTimer, wb_layer_timer_free)

G_END_DECLS
