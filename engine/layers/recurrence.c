/* SPDX-License-Identifier: MIT */
/* What LSTM and GRU do alike; the cells are in recurrence-lstm.c and -gru.c. */
#include "engine/layers/recurrence-private.h"

#include <string.h>

#include "engine/blas.h"
#include "engine/kernels.h"

guint
ae_cell_count_gates (AeCell cell)
{
  return cell == AE_CELL_LSTM ? 4 : 3;
}

/* LSTM keeps its gates, c and tanh c; GRU its gates and the recurrent products
 * or what the reset let through. */
gsize
ae_recurrence_count_kept (AeCell cell, gsize steps, gsize units)
{
  static const guint counts[] = { 6, 6, 4 };

  return counts[cell] * steps * units;
}

gsize
ae_recurrence_count_scratch (AeCell cell, gsize steps, gsize units)
{
  switch (cell)
    {
    case AE_CELL_LSTM:
      return units;
    case AE_CELL_GRU:
      return (3 * steps + 1) * units;
    case AE_CELL_GRU_RESET_BEFORE:
      return (5 * steps + 4) * units + 2 * units * units;
    }
  return 0;
}

gsize
ae_recurrence_count_packed (AeCell cell, gsize units)
{
  return cell == AE_CELL_GRU_RESET_BEFORE ? 3 * units * units : 0;
}

void
ae_recurrence_pack (AeCell cell, gsize units, const float *recurrent, float *packed)
{
  if (cell != AE_CELL_GRU_RESET_BEFORE)
    return;
  for (gsize i = 0; i < units; i++)
    {
      memcpy (packed + i * 2 * units, recurrent + i * 3 * units, 2 * units * sizeof (float));
      memcpy (packed + 2 * units * units + i * units, recurrent + (i * 3 + 2) * units,
              units * sizeof (float));
    }
}

gsize
ae_recurrence_get_step (const AeRecurrence *self, gsize number)
{
  return self->reverse ? self->steps - 1 - number : number;
}

guint
ae_recurrence_list_params (AeCell cell,
                           gsize features,
                           gsize units,
                           gboolean use_bias,
                           gboolean unit_forget_bias,
                           guint kernel_initializer,
                           guint recurrent_initializer,
                           AeParam params[3])
{
  guint d = (guint) features, u = (guint) units;
  guint width = ae_cell_count_gates (cell) * u;

  params[0] = (AeParam) { .name = "kernel",
                          .shape = AE_SHAPE (2, d, width),
                          .initializer = kernel_initializer,
                          .fan_in = d,
                          .fan_out = width };
  params[1] = (AeParam) { .name = "recurrent_kernel",
                          .shape = AE_SHAPE (2, u, width),
                          .initializer = recurrent_initializer,
                          .fan_in = u,
                          .fan_out = width };
  params[2] = (AeParam) { .name = "bias", .shape = AE_SHAPE (1, width) };
  if (cell == AE_CELL_GRU)
    params[2].shape = AE_SHAPE (2, 2, width);
  if (cell == AE_CELL_LSTM && unit_forget_bias)
    params[2].initializer = AE_INIT_UNIT_FORGET;
  for (guint i = 0; i < 3; i++)
    params[i].n_blocks = ae_cell_count_gates (cell);
  return use_bias ? 3 : 2;
}

gsize
ae_recurrence_count_product (AeCell cell, gsize steps, gsize features, gsize units, gsize *fixed)
{
  *fixed = AE_SPARSE_SCRATCH (features);
  return ae_cell_count_gates (cell) * units + AE_SPARSE_SCRATCH (steps);
}

/* Whether skipping the zeros of x pays, as in the rows of drawn digits. */
static gboolean
is_sparse (const AeRecurrence *self, gsize rows)
{
  gsize size = rows * self->features;

  return self->product != NULL && self->features >= 16 && rows <= AE_SPARSE_MAX
         && 3 * ae_kernels ()->sparse->count (size, self->x) < size;
}

/* Rows of x: those of one step where every step has the same. */
static gsize
count_rows (const AeRecurrence *self)
{
  return self->repeated ? self->n : self->steps * self->n;
}

void
ae_recurrence_project (const AeRecurrence *self, float *gates)
{
  const AeKernels *kernels = ae_kernels ();
  gsize width = ae_cell_count_gates (self->cell) * self->units;
  gsize rows = count_rows (self), size = rows * width;

  if (is_sparse (self, rows))
    kernels->sparse->multiply_nn (rows, width, self->features, self->x, self->w[0], FALSE, gates,
                                  self->product);
  else
    ae_gemm_nn (rows, width, self->features, self->x, self->w[0], 0, gates);
  if (self->w[2] != NULL)
    kernels->sum->add_bias (rows, width, self->w[2], gates);
  for (gsize t = 1; t < self->steps && self->repeated; t++)
    memcpy (gates + t * size, gates, size * sizeof *gates);
}

void
ae_recurrence_project_back (const AeRecurrence *self, const float *dz)
{
  const AeKernels *kernels = ae_kernels ();
  gsize width = ae_cell_count_gates (self->cell) * self->units;
  gsize rows = count_rows (self);

  if (self->repeated)
    {
      kernels->sum->fill (rows * width, 0, self->product);
      kernels->sum->sum_rows (self->steps, rows * width, dz, self->product);
      dz = self->product;
    }
  if (!self->repeated && is_sparse (self, rows))
    kernels->sparse->multiply_tn (self->features, width, rows, self->x, dz, TRUE, self->dw[0],
                                  self->product);
  else
    ae_gemm_tn (self->features, width, rows, self->x, dz, 1, self->dw[0]);
  if (self->dw[2] != NULL)
    kernels->sum->sum_rows (rows, width, dz, self->dw[2]);
  if (self->dx != NULL)
    ae_gemm_nt (rows, self->features, width, dz, self->w[0], 0, self->dx);
}

void
ae_recurrence_add_pairs (const AeRecurrence *self,
                         gsize width,
                         const float *before,
                         const float *dz,
                         float *du)
{
  gsize rows = (self->steps - 1) * self->n;
  gsize first = self->n;

  if (rows > 0)
    ae_gemm_tn (self->units, width, rows, before + (self->reverse ? first * self->units : 0),
                dz + (self->reverse ? 0 : first * width), 1, du);
}

void
ae_recurrence_forward (const AeRecurrence *self)
{
  if (self->cell == AE_CELL_LSTM)
    ae_lstm_forward (self);
  else if (self->cell == AE_CELL_GRU)
    ae_gru_forward (self);
  else
    ae_gru_reset_before_forward (self);
}

void
ae_recurrence_backward (const AeRecurrence *self)
{
  if (self->cell == AE_CELL_LSTM)
    ae_lstm_backward (self);
  else if (self->cell == AE_CELL_GRU)
    ae_gru_backward (self);
  else
    ae_gru_reset_before_backward (self);
}
