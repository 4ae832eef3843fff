/* SPDX-License-Identifier: MIT */
/* Learning-rate schedules: a factor on the recipe's rate, as a pure function
 * of how far the run is and what its epochs gave. One schedule is one file in
 * engine/schedules/ and one row in its meson.build. Nothing has to be saved to
 * continue: the run's history says it all.
 */
#pragma once

#include "engine/option.h"

G_BEGIN_DECLS

/**
 * AeMoment: how far a run is.
 * @epoch: epochs since the weights were drawn, with the fraction of this one
 *   that is done: 0 at the first step, as Keras counts
 * @validation_losses: of the @n_epochs epochs that are done, the first first
 * @steps: likewise, the steps done at the end of each
 */
typedef struct
{
  double epoch;
  const double *validation_losses;
  const guint64 *steps;
  guint n_epochs;
} AeMoment;

/**
 * AeScheduleClass:
 * @factor: what the learning rate is multiplied by, from 0 to 1
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  gsize options_size;
  const AeOption *options;
  double (*factor) (const void *options, const AeMoment *moment);
} AeScheduleClass;

/** Every schedule in the order of the registry, ended by NULL. */
const AeScheduleClass *const *ae_schedule_classes (void);

/** The names of ae_schedule_classes(), NULL-terminated. */
extern const char *const ae_schedule_names[];

G_END_DECLS
