/* SPDX-License-Identifier: MIT */
/* Recurrent layers over a whole series, time-major: all inputs of all steps
 * are projected by one product, and all weight gradients are one product each;
 * only what really depends on the step before is done step by step.
 *
 * Letters: N samples, T steps, D features, U units, G gates (LSTM 4, GRU 3).
 */
#pragma once

#include "engine/layers/options.h"

G_BEGIN_DECLS

typedef enum
{
  AE_CELL_LSTM,
  AE_CELL_GRU, /* reset after the product: Keras' default */
  AE_CELL_GRU_RESET_BEFORE,
} AeCell;

/**
 * AeRecurrence:
 * @reverse: from the last step to the first; h stays in the series' order
 * @x: [T, N, D]
 * @w: kernel [D, G·U], recurrent kernel [U, G·U], bias or NULL: [G·U], for
 *   AE_CELL_GRU [2, G·U]
 * @packed: what ae_recurrence_pack() made; for AE_CELL_GRU_RESET_BEFORE alone
 * @kept: ae_recurrence_count_kept() · N floats, between forward and backward
 * @h: [T, N, U]: outputs of all steps
 * @dh: [T, N, U]: dLoss/dh; used up
 * @dx: [T, N, D], assigned, or NULL
 * @repeated: every step has the same input: x is [N, D], dx the sum over the
 *   steps, and one step's product serves all
 * @product: (nullable): ae_recurrence_count_product() floats; wanted for
 *   @repeated, and to skip the zeros of x
 * @dw: added to
 * @scratch: ae_recurrence_count_scratch() · N floats
 */
typedef struct
{
  AeCell cell;
  gsize n, steps, features, units;
  gboolean reverse;
  gboolean repeated;
  const float *x;
  const float *const *w;
  const float *packed;
  float *kept;
  float *h;
  float *dh;
  float *dx;
  float *const *dw;
  float *scratch;
  float *product;
} AeRecurrence;

guint ae_cell_count_gates (AeCell cell);

/** Floats for each sample; @steps and @units as in AeRecurrence. */
gsize ae_recurrence_count_kept (AeCell cell, gsize steps, gsize units);
gsize ae_recurrence_count_scratch (AeCell cell, gsize steps, gsize units);

/** Floats of AeRecurrence's product: for each sample, and @fixed for all. */
gsize
ae_recurrence_count_product (AeCell cell, gsize steps, gsize features, gsize units, gsize *fixed);

/** Floats of packed weights: the recurrent kernel's two parts. */
gsize ae_recurrence_count_packed (AeCell cell, gsize units);
void ae_recurrence_pack (AeCell cell, gsize units, const float *recurrent, float *packed);

void ae_recurrence_forward (const AeRecurrence *self);
void ae_recurrence_backward (const AeRecurrence *self);

/** The position in the series of the @number-th step that is run. */
gsize ae_recurrence_get_step (const AeRecurrence *self, gsize number);

/** Keras' weights of a recurrent layer; returns how many. */
guint ae_recurrence_list_params (AeCell cell,
                                 gsize features,
                                 gsize units,
                                 gboolean use_bias,
                                 gboolean unit_forget_bias,
                                 guint kernel_initializer,
                                 guint recurrent_initializer,
                                 AeParam params[3]);

G_END_DECLS
