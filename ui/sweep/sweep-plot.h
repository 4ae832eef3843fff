/* SPDX-License-Identifier: MIT */
/* The chart of a sweep, with its numbers as words for who does not see it. */
#pragma once

#include <adwaita.h>

#include "app/figures/sweep-chart.h"
#include "app/runs/sweep.h"
#include "ui/figure-widget.h"

G_BEGIN_DECLS

#define HG_TYPE_SWEEP_PLOT (hg_sweep_plot_get_type ())
G_DECLARE_FINAL_TYPE (HgSweepPlot, hg_sweep_plot, HG, SWEEP_PLOT, HgFigureWidget)

/**
 * @jobs: @n_seeds: of the sweep
 * @runs: (nullable): of the project
 */
void hg_sweep_plot_set_runs (HgSweepPlot *self,
                             const GPtrArray *jobs,
                             guint n_seeds,
                             const GPtrArray *runs);

/** (transfer none): what is drawn. */
const WbSweepChart *hg_sweep_plot_get_chart (HgSweepPlot *self);

G_END_DECLS
