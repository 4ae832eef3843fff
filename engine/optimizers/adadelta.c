/* SPDX-License-Identifier: MIT */
/* Adadelta (Zeiler, 2012), in Keras 3's form; the formula stands at AeAdadelta. */
#include "engine/kernels.h"
#include "engine/optimizer.h"
#include "engine/translation.h"

typedef struct
{
  double rho;
  double epsilon;
} Adadelta;

static const AeOption options[] = {
  { .name = "rho",
    .title = N_ ("Rho"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How long the mean squares remember."),
    .offset = G_STRUCT_OFFSET (Adadelta, rho),
    .value = 0.95,
    .min = 0,
    .max = 0.9999,
    .live = TRUE },
  { .name = "epsilon",
    .title = N_ ("Epsilon"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Keeps the split away from zero."),
    .offset = G_STRUCT_OFFSET (Adadelta, epsilon),
    .value = 1e-7,
    .min = 1e-12,
    .max = 1,
    .logarithmic = TRUE,
    .live = TRUE },
  { NULL },
};

static void
run (const AeUpdate *update)
{
  const Adadelta *self = update->options;
  AeAdadelta adadelta = {
    .rate = (float) update->learning_rate,
    .rho = (float) self->rho,
    .epsilon = (float) self->epsilon,
  };

  ae_kernels ()->update->adadelta (&update->sweep, &adadelta);
}

const AeOptimizerClass ae_optimizer_adadelta = {
  .name = "adadelta",
  .title = N_ ("Adadelta"),
  .summary = N_ ("Finds the size of its steps by itself; the post's first choice, at rate 1."),
  .options_size = sizeof (Adadelta),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 2,
  .slot_names = { "accumulated_gradient", "accumulated_update" },
  .update = run,
};
