/* SPDX-License-Identifier: MIT */
/* Adadelta (Zeiler, 2012), in Keras 3's form. Slots: v, u
 *   v = rho·v + (1 - rho)·g²;  s = g·√(u + epsilon) / √(v + epsilon)
 *   u = rho·u + (1 - rho)·s²;  w -= rate·s
 */
#include "engine/optimizers/pass.h"

typedef struct
{
  double rho;
  double epsilon;
} Adadelta;

static const AeOption options[] = {
  AE_OPTION_SHARE (Adadelta,
                   rho,
                   N_ ("Rho"),
                   N_ ("How long the mean squares remember."),
                   0.95,
                   0.9999),
  AE_OPTION_EPSILON (Adadelta),
  { NULL },
};

static void
update (const AeUpdate *pass)
{
  const Adadelta *self = pass->options;
  const float rho = (float) self->rho;
  const V rate = v_set ((float) pass->learning_rate);
  const V epsilon = v_set ((float) self->epsilon);
  float *v_slot = pass->slots[0], *u_slot = pass->slots[1];

  for (gsize i = 0; i < pass->n; i += LANES)
    {
      const gsize left = pass->n - i;
      const V g = load_gradient (pass, i, left);
      const V v = blend (v_load_upto (v_slot + i, left), g * g, rho);
      const V u = v_load_upto (u_slot + i, left);
      const V step = g * v_sqrt ((u + epsilon) / (v + epsilon));

      v_store_upto (v_slot + i, v, left);
      v_store_upto (u_slot + i, blend (u, step * step, rho), left);
      v_store_upto (pass->w + i, v_fnma (rate, step, v_load_upto (pass->w + i, left)), left);
    }
}

const AeOptimizerClass AE_OPTIMIZER (adadelta) = {
  .name = "adadelta",
  .title = N_ ("Adadelta"),
  .summary = N_ ("Finds the size of its steps by itself; the post's first choice, at rate 1."),
  .options_size = sizeof (Adadelta),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 2,
  .slot_names = { "accumulated_gradient", "accumulated_update" },
  .update = update,
};
