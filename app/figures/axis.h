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

/**
 * @self: (out): without ticks or pixels yet
 * @log: logarithmic
 * @lower: any number: bounds in the wrong order are swapped, equal ones moved
 *   apart, infinite ones ignored; a logarithmic axis that would begin at or
 *   below 0 shows three decades
 * @upper: likewise
 */
void wb_axis_init (WbAxis *self, gboolean log, double lower, double upper);

/**
 * Widens the bounds to the next round values, so that the axis begins and ends
 * with a tick where there is room for one.
 */
void wb_axis_round_out (WbAxis *self);

/**
 * Places the axis and chooses its ticks.
 *
 * @start: where the lower bound lies
 * @end: where the upper bound lies
 * @tick_gap: no two ticks stand closer than this
 */
void wb_axis_set_pixels (WbAxis *self, double start, double end, double tick_gap);

/**
 * @value: any number
 *
 * Returns: where @value lies, beyond the ends for values outside; at the lower
 *   end for values that a logarithmic axis cannot show; NaN for NaN.
 */
double wb_axis_to_pixel (const WbAxis *self, double value);

/** Returns: which value lies at @pixel, beyond the bounds for pixels outside. */
double wb_axis_to_value (const WbAxis *self, double pixel);

/**
 * Writes the label of a tick: all with the same decimals, unless the axis runs
 * over decades or its numbers are too small or large for that.
 */
void wb_axis_format_tick (const WbAxis *self, guint tick, char out[WB_NUMBER_SIZE]);

G_END_DECLS
