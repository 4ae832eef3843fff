/* SPDX-License-Identifier: MIT */
/* The curves of the ticked runs, see app/figures/run-chart.h; the pointer reads them all
 * at one place.
 */
#pragma once

#include "app/figures/run-chart.h"
#include "ui/figure-widget.h"
#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_RUN_PLOT (hg_run_plot_get_type ())
G_DECLARE_FINAL_TYPE (HgRunPlot, hg_run_plot, HG, RUN_PLOT, HgFigureWidget)

/** @items: (element-type HgRunItem): the runs to show; @selected: (nullable): one of them */
void hg_run_plot_set_runs (HgRunPlot *self, const GPtrArray *items, gpointer selected);

void hg_run_plot_set_x (HgRunPlot *self, WbRunChartX x);
void hg_run_plot_set_training (HgRunPlot *self, gboolean training);
void hg_run_plot_set_log (HgRunPlot *self, gboolean log);

/** @smoothing: from 0 to below 1 */
void hg_run_plot_set_smoothing (HgRunPlot *self, double smoothing);

/** The crosshair rests at the moment of the past that is shown, where one is. */
void hg_run_plot_set_moment (HgRunPlot *self, HgWorkspace *workspace);

/** (transfer none): what is drawn, valid until the next change. */
const WbRunChart *hg_run_plot_get_chart (HgRunPlot *self);

G_END_DECLS
