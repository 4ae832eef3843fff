/* SPDX-License-Identifier: MIT */
/* AdamW (Loshchilov and Hutter, 2017): Adam, and the decay is apart from the gradient. */
#include "engine/optimizers/adam.h"

static const AeOption options[] = {
  ADAM_OPTIONS,
  AE_OPTION_SHARE (Adam,
                   weight_decay,
                   N_ ("Weight decay"),
                   N_ ("How much of every weight goes in a step, times the learning rate."),
                   0.004,
                   1),
  { NULL },
};

static void
update (const AeUpdate *u)
{
  const Adam *self = u->options;

  adam_pass (u, self, u->learning_rate * self->weight_decay);
}

const AeOptimizerClass AE_OPTIMIZER (adamw) = {
  .name = "adamw",
  .title = N_ ("AdamW"),
  .summary = N_ ("Adam that also shrinks the weights a little at every step."),
  .options_size = sizeof (Adam),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 2,
  .slot_names = { "momentum", "velocity" },
  .update = update,
};
