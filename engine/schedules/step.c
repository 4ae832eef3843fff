/* SPDX-License-Identifier: MIT */
/* step: factor^⌊epoch / step_epochs⌋. */
#include <math.h>

#include "engine/schedule.h"
#include "engine/translation.h"

typedef struct
{
  double step_epochs;
  double factor;
} Step;

static const AeOption options[] = {
  { .name = "step_epochs",
    .title = N_ ("Every"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Epochs from one fall to the next."),
    .offset = G_STRUCT_OFFSET (Step, step_epochs),
    .value = 10,
    .min = 0.01,
    .max = 1e6,
    .live = TRUE },
  { .name = "factor",
    .title = N_ ("Factor"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("What the rate is multiplied by."),
    .offset = G_STRUCT_OFFSET (Step, factor),
    .value = 0.5,
    .min = 0,
    .max = 1,
    .live = TRUE },
  { NULL },
};

static double
factor (const void *values, const AeMoment *moment)
{
  const Step *self = values;

  return pow (self->factor, floor (moment->epoch / self->step_epochs));
}

const AeScheduleClass ae_schedule_step = {
  .name = "step",
  .title = N_ ("Steps"),
  .summary = N_ ("The rate falls by a factor every few epochs."),
  .options_size = sizeof (Step),
  .options = options,
  .factor = factor,
};
