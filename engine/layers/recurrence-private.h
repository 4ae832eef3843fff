/* SPDX-License-Identifier: MIT */
/* Between the files of the recurrence. */
#pragma once

#include "engine/layers/recurrence.h"

G_BEGIN_DECLS

void ae_recurrence_project (const AeRecurrence *self, float *gates);
void ae_recurrence_project_back (const AeRecurrence *self, const float *dz);
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
