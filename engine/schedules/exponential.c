/* SPDX-License-Identifier: MIT */
/* exponential: decay^epoch. */
#include <math.h>

#include "engine/schedule.h"
#include "engine/translation.h"

typedef struct
{
  double decay;
} Exponential;

static const AeOption options[] = {
  { .name = "decay",
    .title = N_ ("Decay"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("What is left of the rate after an epoch."),
    .offset = G_STRUCT_OFFSET (Exponential, decay),
    .value = 0.95,
    .min = 0,
    .max = 1,
    .live = TRUE },
  { NULL },
};

static double
factor (const void *values, const AeMoment *moment)
{
  const Exponential *self = values;

  return pow (self->decay, moment->epoch);
}

const AeScheduleClass ae_schedule_exponential = {
  .name = "exponential",
  .title = N_ ("Exponential"),
  .summary = N_ ("The rate falls a little with every step."),
  .options_size = sizeof (Exponential),
  .options = options,
  .factor = factor,
};
