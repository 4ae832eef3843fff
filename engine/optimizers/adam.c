/* SPDX-License-Identifier: MIT */
/* Adam (Kingma and Ba, 2014), in Keras 3's form; the formula stands at AeAdam. */
#include <math.h>

#include "engine/kernels.h"
#include "engine/optimizer.h"
#include "engine/translation.h"

typedef struct
{
  double beta_1;
  double beta_2;
  double epsilon;
} Adam;

static const AeOption options[] = {
  { .name = "beta_1",
    .title = N_ ("Beta 1"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How long the mean gradient remembers."),
    .offset = G_STRUCT_OFFSET (Adam, beta_1),
    .value = 0.9,
    .min = 0,
    .max = 0.9999,
    .live = TRUE },
  { .name = "beta_2",
    .title = N_ ("Beta 2"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How long the mean square remembers."),
    .offset = G_STRUCT_OFFSET (Adam, beta_2),
    .value = 0.999,
    .min = 0,
    .max = 0.999999,
    .live = TRUE },
  { .name = "epsilon",
    .title = N_ ("Epsilon"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Keeps the split away from zero."),
    .offset = G_STRUCT_OFFSET (Adam, epsilon),
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
  const Adam *self = update->options;
  double t = (double) update->step;
  AeAdam adam = {
    .alpha = (float) (update->learning_rate * sqrt (1 - pow (self->beta_2, t))
                      / (1 - pow (self->beta_1, t))),
    .beta_1 = (float) self->beta_1,
    .beta_2 = (float) self->beta_2,
    .epsilon = (float) self->epsilon,
  };

  ae_kernels ()->update->adam (&update->sweep, &adam);
}

const AeOptimizerClass ae_optimizer_adam = {
  .name = "adam",
  .title = N_ ("Adam"),
  .summary = N_ ("Steps by the mean gradient, scaled for every weight by itself."),
  .options_size = sizeof (Adam),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 2,
  .slot_names = { "momentum", "velocity" },
  .update = run,
};
