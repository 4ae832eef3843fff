/* SPDX-License-Identifier: MIT */
/* Adam (Kingma and Ba, 2014); the formula stands in the header. */
#include "engine/optimizers/adam.h"

static const AeOption options[] = { ADAM_OPTIONS, { NULL } };

static void
update (const AeUpdate *u)
{
  adam_pass (u, u->options, 0);
}

const AeOptimizerClass AE_OPTIMIZER (adam) = {
  .name = "adam",
  .title = N_ ("Adam"),
  .summary = N_ ("Steps by the mean gradient, scaled for every weight by itself."),
  .options_size = sizeof (Adam),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 2,
  .slot_names = { "momentum", "velocity" },
  .update = update,
};
