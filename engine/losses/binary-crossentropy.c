/* SPDX-License-Identifier: MIT */
/* binary_crossentropy: L = mean (-t·log y - (1 - t)·log (1 - y)). Behind a
 * sigmoid it is computed from the values before it, which is exact where the
 * other clips.
 */
#include "engine/kernels.h"
#include "engine/loss.h"
#include "engine/translation.h"

static double
run (const AeLossPass *pass)
{
  return ae_kernels ()->loss->bce (pass->y, pass->t, pass->n * pass->size, pass->dy,
                                   pass->scale / (float) pass->size)
         / (double) pass->size;
}

static double
run_fused (const AeLossPass *pass)
{
  return ae_kernels ()->loss->bce_logits (pass->y, pass->t, pass->n * pass->size, pass->y, pass->dy,
                                          pass->scale / (float) pass->size)
         / (double) pass->size;
}

const AeLossClass ae_loss_binary_crossentropy = {
  .name = "binary_crossentropy",
  .title = N_ ("Binary cross-entropy"),
  .summary = N_ ("For values between 0 and 1, such as pixels; sharp edges count."),
  .fused_activation = AE_ACTIVATION_SIGMOID,
  .unit_range = N_ ("It takes the logarithm of the output and of 1 minus it."),
  .instead = "mean_squared_error",
  .run = run,
  .run_fused = run_fused,
};
