/* SPDX-License-Identifier: MIT */
/* Between the files of the recurrence. */
#pragma once

#include "engine/layers/recurrence.h"

G_BEGIN_DECLS

/** gates [T, N, G·U] = x·w + b for all steps at once. */
void ae_recurrence_project (const AeRecurrence *self, float *gates);

/** From dz of all steps: the gradients of kernel and bias, and of x. */
void ae_recurrence_project_back (const AeRecurrence *self, const float *dz);

/** du [U, width] += Σ over the steps but the first of before ᵀ·dz, with before the value that
 * went into a step: it stands at the step run before. */
void ae_recurrence_add_pairs (const AeRecurrence *self,
                              gsize width,
                              const float *before,
                              const float *dz,
                              float *du);

void ae_lstm_forward (const AeRecurrence *self);
void ae_lstm_backward (const AeRecurrence *self);
void ae_gru_forward (const AeRecurrence *self);
void ae_gru_backward (const AeRecurrence *self);
void ae_gru_reset_before_forward (const AeRecurrence *self);
void ae_gru_reset_before_backward (const AeRecurrence *self);

G_END_DECLS
