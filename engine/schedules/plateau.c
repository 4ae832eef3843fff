/* SPDX-License-Identifier: MIT */
/* plateau: the rate is multiplied by `factor` whenever the validation loss has
 * not improved by `min_delta` for `patience` epochs, down to `floor`; as Keras'
 * ReduceLROnPlateau. */
#include <math.h>

#include "engine/schedule.h"
#include "engine/translation.h"

typedef struct
{
  double factor;
  gint64 patience;
  double min_delta;
  double floor;
} Plateau;

static const AeOption options[] = {
  { .name = "factor",
    .title = N_ ("Factor"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("What the rate is multiplied by."),
    .offset = G_STRUCT_OFFSET (Plateau, factor),
    .value = 0.5,
    .min = 0,
    .max = 1,
    .live = TRUE },
  { .name = "patience",
    .title = N_ ("Patience"),
    .kind = AE_OPTION_INT,
    .help = N_ ("Epochs without improvement before the rate falls."),
    .offset = G_STRUCT_OFFSET (Plateau, patience),
    .value = 5,
    .min = 1,
    .max = 100000,
    .live = TRUE },
  { .name = "min_delta",
    .title = N_ ("Least improvement"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("What counts as an improvement."),
    .offset = G_STRUCT_OFFSET (Plateau, min_delta),
    .value = 0.0001,
    .min = 0,
    .max = 1e6,
    .live = TRUE,
    .logarithmic = TRUE },
  { .name = "floor",
    .title = N_ ("Floor"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("The share of the rate that is always left."),
    .offset = G_STRUCT_OFFSET (Plateau, floor),
    .value = 0.001,
    .min = 0,
    .max = 1,
    .live = TRUE },
  { NULL },
};

static double
factor (const void *values, const AeMoment *moment)
{
  const Plateau *self = values;
  double best = HUGE_VAL, result = 1;
  gint64 waited = 0;

  for (guint i = 0; i < moment->n_epochs; i++)
    {
      if (moment->validation_losses[i] < best - self->min_delta)
        {
          best = moment->validation_losses[i];
          waited = 0;
        }
      else if (++waited >= self->patience)
        {
          result *= self->factor;
          waited = 0;
        }
    }
  return fmax (result, self->floor);
}

const AeScheduleClass ae_schedule_plateau = {
  .name = "plateau",
  .title = N_ ("On plateau"),
  .summary = N_ ("The rate falls when the validation loss stops improving."),
  .options_size = sizeof (Plateau),
  .options = options,
  .factor = factor,
};
