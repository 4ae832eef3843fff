/* SPDX-License-Identifier: MIT */
/* GRU (Cho et al., 2014), gates z, r and the candidate g.
 * Reset after the product (Keras' default):
 *   a = x·w + b₀    q = h·u + b₁    z, r = σ (a + q)
 *   g = tanh (a_g + r·q_g)    h = z·h + (1 - z)·g
 * kept: gates [T, N, 3U], q [T, N, 3U]. scratch: dq [T, N, 3U], dh before.
 *
 * Reset before it:
 *   z, r = σ (a + h·u_zr)    g = tanh (a_g + (r·h)·u_g)
 * kept: gates [T, N, 3U], r·h [T, N, U]. The recurrent kernel is packed as its
 * parts u_zr [U, 2U] and u_g [U, U].
 */
#include <string.h>

#include "engine/blas.h"
#include "engine/kernels.h"
#include "engine/layers/recurrence-private.h"

/* Copies columns [first, first + count) of a into b [rows, count]. */
static void
take_columns (gsize rows, gsize width, gsize first, gsize count, const float *a, float *b)
{
  for (gsize i = 0; i < rows; i++)
    memcpy (b + i * count, a + i * width + first, count * sizeof (float));
}

/* The reverse, added. */
static void
add_columns (gsize rows, gsize width, gsize first, gsize count, const float *b, float *a)
{
  for (gsize i = 0; i < rows; i++)
    ae_kernels ()->sum->add (count, b + i * count, a + i * width + first);
}

/* q = h·u + b₁; without a step before, h is zero. */
static void
project_state (const AeRecurrence *self, const float *h, float *q)
{
  gsize width = 3 * self->units;

  if (h != NULL)
    ae_gemm_nn (self->n, width, self->units, h, self->w[1], 0, q);
  else
    memset (q, 0, self->n * width * sizeof (float));
  if (self->w[2] != NULL)
    ae_kernels ()->sum->add_bias (self->n, width, self->w[2] + width, q);
}

void
ae_gru_forward (const AeRecurrence *self)
{
  gsize block = self->n * self->units;
  float *q = self->kept + 3 * self->steps * block;
  const float *before = NULL;

  ae_recurrence_project (self, self->kept);
  for (gsize k = 0; k < self->steps; k++)
    {
      gsize t = ae_recurrence_get_step (self, k);
      AeGruCell cell = {
        .n = self->n,
        .units = self->units,
        .gates = self->kept + 3 * t * block,
        .recurrent = q + 3 * t * block,
        .h_before = before,
        .h = self->h + t * block,
      };

      project_state (self, before, q + 3 * t * block);
      ae_kernels ()->recurrent->gru (&cell);
      before = cell.h;
    }
}

void
ae_gru_backward (const AeRecurrence *self)
{
  gsize block = self->n * self->units, rows = self->steps * self->n;
  const float *q = self->kept + 3 * self->steps * block;
  float *dq = self->scratch, *dh_before = dq + 3 * self->steps * block;

  for (gsize k = self->steps; k-- > 0;)
    {
      gsize t = ae_recurrence_get_step (self, k);
      gsize before = k > 0 ? ae_recurrence_get_step (self, k - 1) : 0;
      AeGruBack back = {
        .n = self->n,
        .units = self->units,
        .gates = self->kept + 3 * t * block,
        .recurrent = q + 3 * t * block,
        .h_before = k > 0 ? self->h + before * block : NULL,
        .dh = self->dh + t * block,
        .dx = self->kept + 3 * t * block,
        .dr = dq + 3 * t * block,
        .dh_before = dh_before,
      };

      ae_kernels ()->recurrent->gru_back (&back);
      if (k == 0)
        break;
      ae_kernels ()->sum->add (block, dh_before, self->dh + before * block);
      ae_gemm_nt (self->n, self->units, 3 * self->units, back.dr, self->w[1], 1,
                  self->dh + before * block);
    }
  ae_recurrence_add_pairs (self, 3 * self->units, self->h, dq, self->dw[1]);
  if (self->dw[2] != NULL)
    ae_kernels ()->sum->sum_rows (rows, 3 * self->units, dq, self->dw[2] + 3 * self->units);
  ae_recurrence_project_back (self, self->kept);
}

/* Adds h_before · u_zr's gates and, behind the reset, the candidate's part. */
static void
run_reset_before (const AeRecurrence *self, const AeGruCell *cell, float *q)
{
  gsize units = self->units;
  const float *u_zr = self->packed, *u_g = u_zr + 2 * units * units;

  if (cell->h_before != NULL)
    ae_gemm_nn (self->n, 2 * units, units, cell->h_before, u_zr, 0, q);
  else
    memset (q, 0, self->n * 2 * units * sizeof (float));
  ae_kernels ()->recurrent->gru_reset (cell);
  if (cell->h_before != NULL)
    {
      ae_gemm_nn (self->n, units, units, cell->reset, u_g, 0, q);
      add_columns (self->n, 3 * units, 2 * units, units, q, cell->gates);
    }
  ae_kernels ()->recurrent->gru_mix (cell);
}

void
ae_gru_reset_before_forward (const AeRecurrence *self)
{
  gsize block = self->n * self->units;
  float *reset = self->kept + 3 * self->steps * block, *q = self->scratch;
  const float *before = NULL;

  ae_recurrence_project (self, self->kept);
  for (gsize k = 0; k < self->steps; k++)
    {
      gsize t = ae_recurrence_get_step (self, k);
      AeGruCell cell = {
        .n = self->n,
        .units = self->units,
        .gates = self->kept + 3 * t * block,
        .recurrent = q,
        .h_before = before,
        .reset = reset + t * block,
        .h = self->h + t * block,
      };

      run_reset_before (self, &cell, q);
      before = cell.h;
    }
}

/* One step back; the part of dh that goes to the step before is added there. */
static void
back_reset_before (const AeRecurrence *self, AeGruBack *back, float *columns, float *before)
{
  gsize units = self->units, n = self->n;
  const float *u_zr = self->packed, *u_g = u_zr + 2 * units * units;

  ae_kernels ()->recurrent->gru_mix_back (back);
  take_columns (n, 3 * units, 2 * units, units, back->dx, columns);
  ae_gemm_nt (n, units, units, columns, u_g, 0, (float *) back->dreset);
  ae_kernels ()->recurrent->gru_reset_back (back);
  if (before == NULL)
    return;
  ae_kernels ()->sum->add (n * units, back->dh_before, before);
  take_columns (n, 3 * units, 0, 2 * units, back->dx, columns);
  ae_gemm_nt (n, units, 2 * units, columns, u_zr, 1, before);
}

/* The gradient of the recurrent kernel, part by part. */
static void
add_reset_before_kernel (const AeRecurrence *self, const float *dx, float *columns, float *part)
{
  gsize units = self->units, rows = self->steps * self->n;
  const float *reset = self->kept + 3 * rows * units;

  take_columns (rows, 3 * units, 0, 2 * units, dx, columns);
  memset (part, 0, 2 * units * units * sizeof (float));
  ae_recurrence_add_pairs (self, 2 * units, self->h, columns, part);
  add_columns (units, 3 * units, 0, 2 * units, part, self->dw[1]);
  take_columns (rows, 3 * units, 2 * units, units, dx, columns);
  ae_gemm_tn (units, units, rows, reset, columns, 0, part);
  add_columns (units, 3 * units, 2 * units, units, part, self->dw[1]);
}

void
ae_gru_reset_before_backward (const AeRecurrence *self)
{
  gsize block = self->n * self->units, all = self->steps * block;
  float *dx = self->scratch, *columns = dx + 3 * all;
  float *dh_before = columns + 2 * all, *dreset = dh_before + block;
  float *part = dreset + block;

  for (gsize k = self->steps; k-- > 0;)
    {
      gsize t = ae_recurrence_get_step (self, k);
      gsize before = k > 0 ? ae_recurrence_get_step (self, k - 1) : 0;
      AeGruBack back = {
        .n = self->n,
        .units = self->units,
        .gates = self->kept + 3 * t * block,
        .h_before = k > 0 ? self->h + before * block : NULL,
        .dh = self->dh + t * block,
        .dreset = dreset,
        .dx = dx + 3 * t * block,
        .dh_before = dh_before,
      };

      back_reset_before (self, &back, columns, k > 0 ? self->dh + before * block : NULL);
    }
  add_reset_before_kernel (self, dx, columns, part);
  ae_recurrence_project_back (self, dx);
}
