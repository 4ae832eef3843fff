/* SPDX-License-Identifier: MIT */
/* Stochastic gradient descent; the formula stands at AeSgd. */
#include "engine/kernels.h"
#include "engine/optimizer.h"
#include "engine/translation.h"

typedef struct
{
  double momentum;
  gboolean nesterov;
} Sgd;

static const AeOption options[] = {
  { .name = "momentum",
    .title = N_ ("Momentum"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How much of the last step goes on."),
    .offset = G_STRUCT_OFFSET (Sgd, momentum),
    .value = 0,
    .min = 0,
    .max = 0.9999,
    .live = TRUE },
  { .name = "nesterov",
    .title = N_ ("Nesterov"),
    .kind = AE_OPTION_BOOL,
    .help = N_ ("Look ahead along the momentum."),
    .offset = G_STRUCT_OFFSET (Sgd, nesterov),
    .value = FALSE,
    .live = TRUE },
  { NULL },
};

static void
run (const AeUpdate *update)
{
  const Sgd *self = update->options;
  AeSgd sgd = {
    .rate = (float) update->learning_rate,
    .momentum = (float) self->momentum,
    .nesterov = self->nesterov,
  };

  ae_kernels ()->update->sgd (&update->sweep, &sgd);
}

const AeOptimizerClass ae_optimizer_sgd = {
  .name = "sgd",
  .title = N_ ("SGD"),
  .summary = N_ ("Steps against the gradient, with momentum if wanted."),
  .options_size = sizeof (Sgd),
  .options = options,
  .learning_rate = 0.01,
  .n_slots = 1,
  .slot_names = { "momentum" },
  .update = run,
};
