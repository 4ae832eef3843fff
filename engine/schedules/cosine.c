/* SPDX-License-Identifier: MIT */
/* cosine: from 1 to `floor` along half a cosine over `decay_epochs` epochs,
 * then on the floor (Loshchilov and Hutter, "SGDR", 2016, without restarts). */
#include <math.h>

#include "engine/schedule.h"
#include "engine/translation.h"

typedef struct
{
  double decay_epochs;
  double floor;
} Cosine;

static const AeOption options[] = {
  { .name = "decay_epochs",
    .title = N_ ("Over"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Epochs until the floor is reached."),
    .offset = G_STRUCT_OFFSET (Cosine, decay_epochs),
    .value = 50,
    .min = 0.01,
    .max = 1e6,
    .live = TRUE },
  { .name = "floor",
    .title = N_ ("Floor"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("What is left of the rate at the end."),
    .offset = G_STRUCT_OFFSET (Cosine, floor),
    .value = 0,
    .min = 0,
    .max = 1,
    .live = TRUE },
  { NULL },
};

static double
factor (const void *values, const AeMoment *moment)
{
  const Cosine *self = values;
  double share = fmin (moment->epoch / self->decay_epochs, 1);

  return self->floor + (1 - self->floor) * (1 + cos (G_PI * share)) / 2;
}

const AeScheduleClass ae_schedule_cosine = {
  .name = "cosine",
  .title = N_ ("Cosine"),
  .summary = N_ ("The rate falls along half a wave, slowly at both ends."),
  .options_size = sizeof (Cosine),
  .options = options,
  .factor = factor,
};
