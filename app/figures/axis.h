/* SPDX-License-Identifier: MIT */
/* One axis: which values it shows, on which pixels they lie, and where its
 * ticks are. After wb_axis_init() the bounds are finite and lower < upper
 * whatever came in, and above 0 on a logarithmic axis, so that every mapping is
 * a number. A plain value: copy it; any thread.
 */
#pragma once

#include "app/number.h"

G_BEGIN_DECLS

#define WB_AXIS_MAX_TICKS 32

/**
 * WbAxis:
 * @log: equal distances are equal ratios
 * @lower: value at @start
 * @upper: value at @end
 * @start: pixel of @lower
 * @end: pixel of @upper; less than @start on an axis that goes up
 * @n_ticks: how many there are
 * @ticks: their values, ascending
 * @decimals: that tell the ticks apart, or -1 where each takes its own
 */
typedef struct
{
  gboolean log;
  double lower;
  double upper;
  double start;
  double end;
  guint n_ticks;
  double ticks[WB_AXIS_MAX_TICKS];
  int decimals;
} WbAxis;

void wb_axis_init (WbAxis *self, gboolean log, double lower, double upper);
void wb_axis_round_out (WbAxis *self);
void wb_axis_set_pixels (WbAxis *self, double start, double end, double tick_gap);

double wb_axis_to_pixel (const WbAxis *self, double value);
double wb_axis_to_value (const WbAxis *self, double pixel);
void wb_axis_format_tick (const WbAxis *self, guint tick, char out[WB_NUMBER_SIZE]);

G_END_DECLS
