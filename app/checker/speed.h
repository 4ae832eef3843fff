/* SPDX-License-Identifier: MIT */
/* How much arithmetic a training step is, and how fast this machine does it:
 * what the time of an epoch is predicted from.
 */
#pragma once

#include "engine/model/model.h"

G_BEGIN_DECLS

/**
 * The products of all layers, counted dense: once forward, and backward once
 * for the weights and, but in the first layer that learns, once for the input.
 *
 * @shapes: of the layers' outputs, as ae_model_infer() gives them
 *
 * Returns: multiplications and additions of one sample's training step.
 */
double wb_speed_count_flops (const AeModel *model, const AeShape *shapes);

/**
 * Takes some hundredths of a second. Any thread.
 *
 * @n_threads: 0 for as many as there are cores
 *
 * Returns: multiplications and additions a second of training steps, as
 *   wb_speed_count_flops() counts them; 0 where it could not be measured.
 */
double wb_speed_measure (guint n_threads);

G_END_DECLS
