/* SPDX-License-Identifier: MIT */
/* What a sweep has found: for each value the median of its runs' losses as a dot and
 * their range as a bar; a line joins the medians of one series. A pure function of its
 * arguments; any thread.
 */
#pragma once

#include "app/figures/palette.h"

G_BEGIN_DECLS

/**
 * WbSweepMark:
 * @label: of the value, below the axis
 * @place: of the value on the axis, from 0
 * @series: which of @names it belongs to
 * @median: @low: @high: of its losses; NAN where none is known
 */
typedef struct
{
  const char *label;
  guint place;
  guint series;
  double median;
  double low;
  double high;
} WbSweepMark;

/**
 * WbSweepChart:
 * @title: of the axis: "Learning rate"
 * @names: (nullable): [@n_series]: what tells the series apart; NULL of one series
 */
typedef struct
{
  const char *title;
  const WbSweepMark *marks;
  guint n_marks;
  guint n_places;
  const char *const *names;
  guint n_series;
} WbSweepChart;

void wb_sweep_chart_draw (const WbSweepChart *self,
                          cairo_t *cr,
                          double width,
                          double height,
                          const WbStyle *style);

G_END_DECLS
