/* SPDX-License-Identifier: MIT */
/* constant: 1. */
#include "engine/schedule.h"
#include "engine/translation.h"

static double
factor (const void *values, const AeMoment *moment)
{
  return 1;
}

const AeScheduleClass ae_schedule_constant = {
  .name = "constant",
  .title = N_ ("Constant"),
  .summary = N_ ("The same rate from the first step to the last."),
  .factor = factor,
};
