/* SPDX-License-Identifier: MIT */
/* The losses of several runs on one pair of axes: over epochs, steps, samples or seconds,
 * plain or smoothed, with a logarithmic axis where it is asked for. Each curve ends in
 * its run's name, and a crosshair reads all of them at one place. A pure function of its
 * arguments; any thread.
 */
#pragma once

#include "app/figures/axis.h"
#include "app/figures/palette.h"
#include "app/project/history.h"

G_BEGIN_DECLS

typedef enum
{
  WB_RUN_CHART_EPOCHS,
  WB_RUN_CHART_STEPS,
  WB_RUN_CHART_SAMPLES,
  WB_RUN_CHART_SECONDS,
} WbRunChartX;

/**
 * WbRunCurve: a run on the chart.
 * @colour: see wb_run_colour()
 * @selected: drawn stronger, over the others
 * @n_samples: that train in an epoch
 */
typedef struct
{
  const char *name;
  const WbHistory *history;
  guint colour;
  gboolean selected;
  guint64 n_samples;
} WbRunCurve;

/**
 * WbRunChart:
 * @curves: [@n_curves]
 * @training: the losses of the steps; else those that epochs are judged by
 * @smoothing: from 0 to below 1: the share that the mean so far has in each point
 * @crosshair: a value of the x axis, or NAN
 */
typedef struct
{
  const WbRunCurve *curves;
  guint n_curves;
  WbRunChartX x;
  gboolean log;
  gboolean training;
  double smoothing;
  double crosshair;
} WbRunChart;

/** The place of an axis and what lies at its end, for the pointer. */
void wb_run_chart_lay_out (const WbRunChart *self,
                           double width,
                           double height,
                           const WbStyle *style,
                           WbAxis *x,
                           WbAxis *y);

void wb_run_chart_draw (const WbRunChart *self,
                        cairo_t *cr,
                        double width,
                        double height,
                        const WbStyle *style);

/** The point of curve @index that is nearest to @at; FALSE where it has none. */
gboolean
wb_run_chart_read (const WbRunChart *self, guint index, double at, double *x, double *loss);

G_END_DECLS
