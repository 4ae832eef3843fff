/* SPDX-License-Identifier: MIT */
/* AdamW (Loshchilov and Hutter, 2017), in Keras 3's form: the decay is apart
 * from the gradient. */
#include <math.h>

#include "engine/kernels.h"
#include "engine/optimizer.h"
#include "engine/translation.h"

typedef struct
{
  double beta_1;
  double beta_2;
  double epsilon;
  double weight_decay;
} AdamW;

static const AeOption options[] = {
  { .name = "beta_1",
    .title = N_ ("Beta 1"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How long the mean gradient remembers."),
    .offset = G_STRUCT_OFFSET (AdamW, beta_1),
    .value = 0.9,
    .min = 0,
    .max = 0.9999,
    .live = TRUE },
  { .name = "beta_2",
    .title = N_ ("Beta 2"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How long the mean square remembers."),
    .offset = G_STRUCT_OFFSET (AdamW, beta_2),
    .value = 0.999,
    .min = 0,
    .max = 0.999999,
    .live = TRUE },
  { .name = "epsilon",
    .title = N_ ("Epsilon"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Keeps the split away from zero."),
    .offset = G_STRUCT_OFFSET (AdamW, epsilon),
    .value = 1e-7,
    .min = 1e-12,
    .max = 1,
    .logarithmic = TRUE,
    .live = TRUE },
  { .name = "weight_decay",
    .title = N_ ("Weight decay"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How much of every weight goes in a step, times the learning rate."),
    .offset = G_STRUCT_OFFSET (AdamW, weight_decay),
    .value = 0.004,
    .min = 0,
    .max = 1,
    .live = TRUE },
  { NULL },
};

static void
run (const AeUpdate *update)
{
  const AdamW *self = update->options;
  double t = (double) update->step;
  AeAdam adam = {
    .alpha = (float) (update->learning_rate * sqrt (1 - pow (self->beta_2, t))
                      / (1 - pow (self->beta_1, t))),
    .beta_1 = (float) self->beta_1,
    .beta_2 = (float) self->beta_2,
    .epsilon = (float) self->epsilon,
    .decay = (float) (update->learning_rate * self->weight_decay),
  };

  ae_kernels ()->update->adam (&update->sweep, &adam);
}

const AeOptimizerClass ae_optimizer_adamw = {
  .name = "adamw",
  .title = N_ ("AdamW"),
  .summary = N_ ("Adam that also shrinks the weights a little at every step."),
  .options_size = sizeof (AdamW),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 2,
  .slot_names = { "momentum", "velocity" },
  .update = run,
};
