/* SPDX-License-Identifier: MIT */
/* The loss chart in a widget: it feeds the drawing with what the session
 * tells, zooms it, and puts its crosshair under the pointer or, with the arrow
 * keys, wherever one wants to read.
 */
#pragma once

#include "app/figures/loss-chart.h"
#include "ui/figure-widget.h"
#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_LOSS_VIEW (hg_loss_view_get_type ())
G_DECLARE_FINAL_TYPE (HgLossView, hg_loss_view, HG, LOSS_VIEW, HgFigureWidget)

void hg_loss_view_set_workspace (HgLossView *self, HgWorkspace *workspace);
HgWorkspace *hg_loss_view_get_workspace (HgLossView *self);
void hg_loss_view_set_logarithmic (HgLossView *self, gboolean logarithmic);

/**
 * Returns: (transfer none): what is drawn; "curves-changed" is emitted when its
 *   curves are others
 */
const WbLossChart *hg_loss_view_get_chart (HgLossView *self);

/** @x: (out): the epochs, on the widget's pixels */
void hg_loss_view_get_axis (HgLossView *self, WbAxis *x);

G_END_DECLS
