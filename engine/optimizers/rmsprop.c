/* SPDX-License-Identifier: MIT */
/* RMSprop (Hinton, 2012), in Keras 3's form.
 * Slots: v, m (unused without momentum), a (only when centered)
 *   v = rho·v + (1 - rho)·g²;  a = rho·a + (1 - rho)·g
 *   s = rate·g / √(v - a² + epsilon);  m = momentum·m + s;  w -= m
 */
#include "engine/optimizers/pass.h"

typedef struct
{
  double rho;
  double momentum;
  double epsilon;
  gboolean centered;
} RmsProp;

static const AeOption options[] = {
  AE_OPTION_SHARE (RmsProp,
                   rho,
                   N_ ("Rho"),
                   N_ ("How long the mean square remembers."),
                   0.9,
                   0.9999),
  AE_OPTION_SHARE (RmsProp,
                   momentum,
                   N_ ("Momentum"),
                   N_ ("How much of the last step is added to this one."),
                   0,
                   0.9999),
  AE_OPTION_EPSILON (RmsProp),
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
update (const AeUpdate *u)
{
  const RmsProp *self = u->options;
  const float rho = (float) self->rho;
  const V rate = v_set ((float) u->learning_rate);
  const V epsilon = v_set ((float) self->epsilon);
  const V momentum = v_set ((float) self->momentum);
  float *const *slots = u->slots;

  for (gsize i = 0; i < u->n; i += LANES)
    {
      const gsize left = u->n - i;
      const V g = load_gradient (u, i, left);
      const V v = blend (v_load_upto (slots[0] + i, left), g * g, rho);
      V below = v + epsilon;
      V step;

      v_store_upto (slots[0] + i, v, left);
      if (self->centered)
        {
          const V a = blend (v_load_upto (slots[2] + i, left), g, rho);

          v_store_upto (slots[2] + i, a, left);
          below = v_fnma (a, a, v) + epsilon;
        }
      step = g * rate / v_sqrt (below);
      if (self->momentum != 0)
        {
          step = v_fma (v_load_upto (slots[1] + i, left), momentum, step);
          v_store_upto (slots[1] + i, step, left);
        }
      v_store_upto (u->w + i, v_load_upto (u->w + i, left) - step, left);
    }
}

const AeOptimizerClass AE_OPTIMIZER (rmsprop) = {
  .name = "rmsprop",
  .title = N_ ("RMSprop"),
  .summary = N_ ("Scales every weight's step by its recent gradients."),
  .options_size = sizeof (RmsProp),
  .options = options,
  .learning_rate = 0.001,
  .n_slots = 3,
  .slot_names = { "velocity", "momentum", "average_gradient" },
  .update = update,
};
