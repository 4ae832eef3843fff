/* SPDX-License-Identifier: MIT */
/* Which layers take the time of a training that is under way. Only some of the
 * steps are timed, at most one in a hundredth of a second, so that it can
 * always be on. Belongs to the thread of its trainer.
 */
#pragma once

#include "engine/training/trainer.h"

G_BEGIN_DECLS

typedef struct _WbLayerTimer WbLayerTimer;

/** (transfer full): a clock that has timed nothing. */
WbLayerTimer *wb_layer_timer_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** @self may be NULL. */
void wb_layer_timer_free (WbLayerTimer *self);

/** What was timed belongs to another network. */
void wb_layer_timer_forget (WbLayerTimer *self);

/**
 * Times the step if it is time to.
 *
 * @trainer: about to do a step
 * @now_usec: by the monotonic clock
 */
void wb_layer_timer_begin_step (WbLayerTimer *self, AeTrainer *trainer, gint64 now_usec);

/**
 * Adds up what was timed.
 *
 * @trainer: has done the step
 * @n_layers: of its network
 */
void wb_layer_timer_end_step (WbLayerTimer *self, AeTrainer *trainer, guint n_layers);

/**
 * @n_layers: (out): how many
 * Returns: (transfer full) (nullable): each layer's share of the time of a step, from 0 to 1; what
 *   is missing from 1 is reading samples, the loss and the update. NULL before a step was timed.
 */
float *wb_layer_timer_get_shares (const WbLayerTimer *self,
                                  guint *n_layers) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLayerTimer, wb_layer_timer_free)

G_END_DECLS
