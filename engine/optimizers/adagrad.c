/* SPDX-License-Identifier: MIT */
/* Adagrad (Duchi, Hazan and Singer, 2011), in Keras 3's form.
 * Slot: v (0.1 at the start);  v += g²;  w -= rate·g / √(v + epsilon)
 */
#include "engine/optimizers/pass.h"

typedef struct
{
  double initial_accumulator_value;
  double epsilon;
} Adagrad;

static const AeOption options[] = {
  AE_OPTION_SHARE (Adagrad,
                   initial_accumulator_value,
                   N_ ("Initial accumulator"),
                   N_ ("What the sum of squares begins with."),
                   0.1,
                   100),
  AE_OPTION_EPSILON (Adagrad),
  { NULL },
};

static float
slot_start (const void *values, guint slot)
{
  return (float) ((const Adagrad *) values)->initial_accumulator_value;
}

static void
update (const AeUpdate *u)
{
  const Adagrad *self = u->options;
  const V rate = v_set ((float) u->learning_rate);
  const V epsilon = v_set ((float) self->epsilon);
  float *v_slot = u->slots[0];

  for (gsize i = 0; i < u->n; i += LANES)
    {
      const gsize left = u->n - i;
      const V g = load_gradient (u, i, left);
      const V v = v_fma (g, g, v_load_upto (v_slot + i, left));
      const V step = g * rate / v_sqrt (v + epsilon);

      v_store_upto (v_slot + i, v, left);
      v_store_upto (u->w + i, v_load_upto (u->w + i, left) - step, left);
    }
}

const AeOptimizerClass AE_OPTIMIZER (adagrad) = {
  .name = "adagrad",
  .title = N_ ("Adagrad"),
  .summary = N_ ("Weights that moved much move less and less."),
  .options_size = sizeof (Adagrad),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 1,
  .slot_names = { "accumulator" },
  .slot_start = slot_start,
  .update = update,
};
