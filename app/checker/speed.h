/* SPDX-License-Identifier: MIT */
/* How much arithmetic a training step is, and how fast this machine does it:
 * what the time of an epoch is predicted from.
 */
#pragma once

#include "engine/model/model.h"

G_BEGIN_DECLS

double wb_speed_count_flops (const AeModel *model, const AeShape *shapes);
double wb_speed_measure (guint n_threads);

G_END_DECLS
