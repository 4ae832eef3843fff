/* SPDX-License-Identifier: MIT */
/* mean_squared_error: L = mean (y - t)². */
#include "engine/kernels.h"
#include "engine/loss.h"
#include "engine/translation.h"

static double
run (const AeLossPass *pass)
{
  return ae_kernels ()->loss->mse (pass->y, pass->t, pass->n * pass->size, pass->dy,
                                   pass->scale / (float) pass->size)
         / (double) pass->size;
}

const AeLossClass ae_loss_mean_squared_error = {
  .name = "mean_squared_error",
  .title = N_ ("Mean squared error"),
  .summary = N_ ("For any values; large errors count most."),
  .run = run,
};
