/* SPDX-License-Identifier: MIT */
/* The registry of schedules: the rows of schedules/meson.build, in their order. */
#include "engine/schedule.h"

#define ROW(name) extern const AeScheduleClass ae_schedule_##name;
#include "engine/schedules/schedule-list.h"
#undef ROW

static const AeScheduleClass *const classes[] = {
#define ROW(name) &ae_schedule_##name,
#include "engine/schedules/schedule-list.h"
#undef ROW
  NULL,
};

const char *const ae_schedule_names[] = {
#define ROW(name) #name,
#include "engine/schedules/schedule-list.h"
#undef ROW
  NULL,
};

const AeScheduleClass *const *
ae_schedule_classes (void)
{
  return classes;
}
