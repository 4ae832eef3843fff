/* SPDX-License-Identifier: MIT */
/* huber: L = mean of ½·e² for |e| ≤ delta, of delta·|e| - ½·delta² beyond,
 * with e = y - t (Huber, 1964).
 */
#include "engine/kernels.h"
#include "engine/loss.h"
#include "engine/translation.h"

typedef struct
{
  double delta;
} Huber;

static const AeOption options[] = {
  { .name = "delta",
    .title = N_ ("Delta"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Errors up to here count as squares, larger ones by their size."),
    .offset = G_STRUCT_OFFSET (Huber, delta),
    .value = 1,
    .min = 1e-6,
    .max = 1e6,
    .live = TRUE,
    .logarithmic = TRUE },
  { NULL },
};

static double
run (const AeLossPass *pass)
{
  return ae_kernels ()->loss->huber (pass->y, pass->t, pass->n * pass->size,
                                     (float) ((const Huber *) pass->options)->delta, pass->dy,
                                     pass->scale / (float) pass->size)
         / (double) pass->size;
}

const AeLossClass ae_loss_huber = {
  .name = "huber",
  .title = N_ ("Huber"),
  .summary = N_ ("Squares small errors, and counts large ones by their size."),
  .options_size = sizeof (Huber),
  .options = options,
  .run = run,
};
