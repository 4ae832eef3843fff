/* SPDX-License-Identifier: MIT */
/* Stochastic gradient descent. Slot: m (unused without momentum)
 *   m = momentum·m - rate·g;  w += nesterov ? momentum·m - rate·g : m
 */
#include "engine/optimizers/pass.h"

typedef struct
{
  double momentum;
  gboolean nesterov;
} Sgd;

static const AeOption options[] = {
  AE_OPTION_SHARE (Sgd,
                   momentum,
                   N_ ("Momentum"),
                   N_ ("How much of the last step is added to this one."),
                   0,
                   0.9999),
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
update (const AeUpdate *u)
{
  const Sgd *self = u->options;
  const V rate = v_set ((float) u->learning_rate);
  const V momentum = v_set ((float) self->momentum);
  float *m_slot = u->slots[0];

  for (gsize i = 0; i < u->n; i += LANES)
    {
      const gsize left = u->n - i;
      const V g = load_gradient (u, i, left);
      V w = v_load_upto (u->w + i, left);

      if (self->momentum == 0)
        w = v_fnma (rate, g, w);
      else
        {
          const V m = v_fnma (rate, g, momentum * v_load_upto (m_slot + i, left));

          v_store_upto (m_slot + i, m, left);
          w += self->nesterov ? v_fnma (rate, g, momentum * m) : m;
        }
      v_store_upto (u->w + i, w, left);
    }
}

const AeOptimizerClass AE_OPTIMIZER (sgd) = {
  .name = "sgd",
  .title = N_ ("SGD"),
  .summary = N_ ("Steps against the gradient, with momentum if wanted."),
  .options_size = sizeof (Sgd),
  .options = options,
  .learning_rate = 0.01,
  .n_slots = 1,
  .slot_names = { "momentum" },
  .update = update,
};
