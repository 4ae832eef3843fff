/* SPDX-License-Identifier: MIT */
/* Adagrad (Duchi, Hazan and Singer, 2011), in Keras 3's form; the formula
 * stands at AeAdagrad. */
#include "engine/kernels.h"
#include "engine/optimizer.h"
#include "engine/translation.h"

typedef struct
{
  double initial_accumulator_value;
  double epsilon;
} Adagrad;

static const AeOption options[] = {
  { .name = "initial_accumulator_value",
    .title = N_ ("Initial accumulator"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("What the sum of squares begins with."),
    .offset = G_STRUCT_OFFSET (Adagrad, initial_accumulator_value),
    .value = 0.1,
    .min = 0,
    .max = 100,
    .live = TRUE },
  { .name = "epsilon",
    .title = N_ ("Epsilon"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Keeps the split away from zero."),
    .offset = G_STRUCT_OFFSET (Adagrad, epsilon),
    .value = 1e-7,
    .min = 1e-12,
    .max = 1,
    .logarithmic = TRUE,
    .live = TRUE },
  { NULL },
};

static float
slot_start (const void *values, guint slot)
{
  return (float) ((const Adagrad *) values)->initial_accumulator_value;
}

static void
run (const AeUpdate *update)
{
  const Adagrad *self = update->options;
  AeAdagrad adagrad = {
    .rate = (float) update->learning_rate,
    .epsilon = (float) self->epsilon,
  };

  ae_kernels ()->update->adagrad (&update->sweep, &adagrad);
}

const AeOptimizerClass ae_optimizer_adagrad = {
  .name = "adagrad",
  .title = N_ ("Adagrad"),
  .summary = N_ ("Weights that moved much move less and less."),
  .options_size = sizeof (Adagrad),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 1,
  .slot_names = { "accumulator" },
  .slot_start = slot_start,
  .update = run,
};
