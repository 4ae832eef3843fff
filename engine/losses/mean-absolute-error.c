/* SPDX-License-Identifier: MIT */
/* mean_absolute_error: L = mean |y - t|. */
#include "engine/kernels.h"
#include "engine/loss.h"
#include "engine/translation.h"

static double
run (const AeLossPass *pass)
{
  return ae_kernels ()->loss->mae (pass->y, pass->t, pass->n * pass->size, pass->dy,
                                   pass->scale / (float) pass->size)
         / (double) pass->size;
}

const AeLossClass ae_loss_mean_absolute_error = {
  .name = "mean_absolute_error",
  .title = N_ ("Mean absolute error"),
  .summary = N_ ("For any values; a few large errors count little."),
  .run = run,
};
