/* SPDX-License-Identifier: MIT */
/* LSTM (Hochreiter and Schmidhuber, 1997; with a forget gate), gates i, f, g, o:
 *   z = x·w + h·u + b    i, f, o = σ (z)    g = tanh (z)
 *   c = f·c + i·g        h = o·tanh (c)
 * Backward through time: dz of a step from dh and dc, then dh of the step
 * before gets dz·uᵀ; dw += xᵀ·dz, du += h_beforeᵀ·dz, db += Σ dz.
 *
 * kept: gates [T, N, 4U], c [T, N, U], tanh c [T, N, U]. scratch: dc [N, U].
 */
#include <string.h>

#include "engine/blas.h"
#include "engine/kernels.h"
#include "engine/layers/recurrence-private.h"

typedef struct
{
  gsize block; /* N·U: one step of h */
  float *gates;
  float *c;
  float *tanh_c;
} Kept;

static Kept
get_kept (const AeRecurrence *self)
{
  gsize block = self->n * self->units;
  float *c = self->kept + 4 * self->steps * block;

  return (Kept) { block, self->kept, c, c + self->steps * block };
}

void
ae_lstm_forward (const AeRecurrence *self)
{
  Kept kept = get_kept (self);
  gsize before = 0;

  ae_recurrence_project (self, kept.gates);
  for (gsize k = 0; k < self->steps; k++)
    {
      gsize t = ae_recurrence_get_step (self, k);
      AeLstmCell cell = {
        .n = self->n,
        .units = self->units,
        .gates = kept.gates + 4 * t * kept.block,
        .c_before = k > 0 ? kept.c + before * kept.block : NULL,
        .c = kept.c + t * kept.block,
        .tanh_c = kept.tanh_c + t * kept.block,
        .h = self->h + t * kept.block,
      };

      if (k > 0)
        ae_gemm_nn (self->n, 4 * self->units, self->units, self->h + before * kept.block,
                    self->w[1], 1, cell.gates);
      ae_kernels ()->recurrent->lstm (&cell);
      before = t;
    }
}

void
ae_lstm_backward (const AeRecurrence *self)
{
  Kept kept = get_kept (self);
  float *dc = self->scratch;

  memset (dc, 0, kept.block * sizeof (float));
  for (gsize k = self->steps; k-- > 0;)
    {
      gsize t = ae_recurrence_get_step (self, k);
      gsize before = k > 0 ? ae_recurrence_get_step (self, k - 1) : 0;
      float *gates = kept.gates + 4 * t * kept.block;
      AeLstmBack back = {
        .n = self->n,
        .units = self->units,
        .gates = gates,
        .c_before = k > 0 ? kept.c + before * kept.block : NULL,
        .tanh_c = kept.tanh_c + t * kept.block,
        .dh = self->dh + t * kept.block,
        .dc = dc,
        .dz = gates,
      };

      ae_kernels ()->recurrent->lstm_back (&back);
      if (k > 0)
        ae_gemm_nt (self->n, self->units, 4 * self->units, gates, self->w[1], 1,
                    self->dh + before * kept.block);
    }
  ae_recurrence_add_pairs (self, 4 * self->units, self->h, kept.gates, self->dw[1]);
  ae_recurrence_project_back (self, kept.gates);
}
