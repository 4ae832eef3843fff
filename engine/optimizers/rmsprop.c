/* SPDX-License-Identifier: MIT */
/* RMSprop (Hinton, 2012), in Keras 3's form; the formula stands at AeRmsProp. */
#include "engine/kernels.h"
#include "engine/optimizer.h"
#include "engine/translation.h"

typedef struct
{
  double rho;
  double momentum;
  double epsilon;
  gboolean centered;
} RmsProp;

static const AeOption options[] = {
  { .name = "rho",
    .title = N_ ("Rho"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How long the mean square remembers."),
    .offset = G_STRUCT_OFFSET (RmsProp, rho),
    .value = 0.9,
    .min = 0,
    .max = 0.9999,
    .live = TRUE },
  { .name = "momentum",
    .title = N_ ("Momentum"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How much of the last step goes on."),
    .offset = G_STRUCT_OFFSET (RmsProp, momentum),
    .value = 0,
    .min = 0,
    .max = 0.9999,
    .live = TRUE },
  { .name = "epsilon",
    .title = N_ ("Epsilon"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Keeps the split away from zero."),
    .offset = G_STRUCT_OFFSET (RmsProp, epsilon),
    .value = 1e-7,
    .min = 1e-12,
    .max = 1,
    .logarithmic = TRUE,
    .live = TRUE },
  { .name = "centered",
    .title = N_ ("Centered"),
    .kind = AE_OPTION_BOOL,
    .help = N_ ("Scale by the variance instead of the mean square."),
    .offset = G_STRUCT_OFFSET (RmsProp, centered),
    .value = FALSE,
    .live = TRUE },
  { NULL },
};

static void
run (const AeUpdate *update)
{
  const RmsProp *self = update->options;
  AeRmsProp rmsprop = {
    .rate = (float) update->learning_rate,
    .rho = (float) self->rho,
    .momentum = (float) self->momentum,
    .epsilon = (float) self->epsilon,
    .centered = self->centered,
  };

  ae_kernels ()->update->rmsprop (&update->sweep, &rmsprop);
}

const AeOptimizerClass ae_optimizer_rmsprop = {
  .name = "rmsprop",
  .title = N_ ("RMSprop"),
  .summary = N_ ("Scales every weight's step by its recent gradients."),
  .options_size = sizeof (RmsProp),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 3,
  .slot_names = { "velocity", "momentum", "average_gradient" },
  .update = run,
};
