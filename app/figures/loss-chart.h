/* SPDX-License-Identifier: MIT */
/* The loss of a run over its epochs: training as the band of its steps with a
 * smoothed line, validation as a line with a point an epoch, the parts of a
 * loss that has some (the reconstruction, which penalties and a divergence are
 * added to, and the divergence on an axis of its own), the best epoch, a flag for
 * each change that was made on the way, and a read-out under the pointer. The
 * window and the command line draw the same picture.
 *
 * x is in epochs: 1.0 is the end of the first. One owner; the owner's thread.
 */
#pragma once

#include "app/figures/axis.h"
#include "app/figures/palette.h"
#include "app/figures/series.h"
#include "app/project/history.h"

G_BEGIN_DECLS

typedef struct _WbLossChart WbLossChart;

/**
 * WbLossLook: how the chart is shown.
 * @log: a logarithmic axis; a loss that is nowhere above 0 gets a linear one all the same
 * @legend: names the curves above the plot; off where the surroundings do
 * @faded: shows the curves at 40 %: they belong to a model that no longer is
 * @flags_on_hover: the words of a flag are shown when the crosshair is on it alone
 * @planned: the epoch at which the run will end, 0 where that is not known: the axis never
 *   grows beyond it before the run does
 * @from: @to: first and last epoch that are shown, NAN for all of them
 * @crosshair: the epoch where the read-out stands, NAN for none
 * @playhead: the epoch that is shown beside the chart, NAN for none; a line stands there
 * @best_epoch: @best_loss: where the dot of the best epoch is, on its way there; NAN for its
 *   own place
 */
typedef struct
{
  gboolean log;
  gboolean legend;
  gboolean faded;
  gboolean flags_on_hover;
  double planned;
  double from;
  double to;
  double crosshair;
  double playhead;
  double best_epoch;
  double best_loss;
} WbLossLook;

/**
 * WbLossReading: what the chart says at one place.
 * @epoch: the place after it snapped to a whole epoch, or to the nearest step
 *   before the first epoch is over
 * @training: the smoothed loss there, NAN where there is none
 * @validation: NAN where there is none
 * @reconstruction: @divergence: the parts of the training loss, smoothed; NAN
 *   where the loss has no such part
 * @penalty: what penalties on weights and activities add to @training
 */
typedef struct
{
  double epoch;
  double training;
  double validation;
  double reconstruction;
  double divergence;
  double penalty;
} WbLossReading;

/**
 * WbLossPlot: where the chart has put its parts in a given size.
 * @x: its pixels are the left and right edge of the plot
 * @y: its pixels are the lower and the upper edge
 * @split: the divergence has a panel below, for its values are far from the others
 * @divergence: the axis of that panel
 */
typedef struct
{
  WbAxis x;
  WbAxis y;
  gboolean split;
  WbAxis divergence;
} WbLossPlot;

/**
 * @part: 0 for the reconstruction, 1 for the divergence
 *
 * Returns: the colour of that part of a variational loss, everywhere.
 */
WbColour wb_loss_part_colour (guint part);

/** Returns: (transfer full): an empty chart with a logarithmic axis and a legend. */
WbLossChart *wb_loss_chart_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** @self: (nullable): is freed */
void wb_loss_chart_free (WbLossChart *self);

/** Forgets all points and flags; how the chart is shown stays. */
void wb_loss_chart_clear (WbLossChart *self);

/**
 * @epoch: of the step, in fractions
 * @loss: of the step
 *
 * Returns: FALSE where the point was left out: not finite, or before the last.
 */
gboolean wb_loss_chart_add_training (WbLossChart *self, double epoch, double loss);

/**
 * @epoch: that is over
 * @loss: after it
 *
 * Returns: FALSE where the point was left out: not finite, or before the last.
 */
gboolean wb_loss_chart_add_validation (WbLossChart *self, double epoch, double loss);

/**
 * Marks a change of a hyper-parameter on the training curve.
 *
 * @words: what changed: "rate 0.0001"
 */
void wb_loss_chart_add_flag (WbLossChart *self, double epoch, const char *words);

/**
 * Adds the parts of a step's loss.
 *
 * @epoch: of the step, in fractions
 * @reconstruction: what the step's loss is without penalties and divergence
 * @penalty: what penalties on weights and activities add
 * @divergence: what a variational code adds, times beta; as long as both are 0
 *   the loss has no parts to show
 */
void wb_loss_chart_add_parts (WbLossChart *self,
                              double epoch,
                              double reconstruction,
                              double penalty,
                              double divergence);

/**
 * Adds the losses of a history; epochs without validation add nothing to that curve.
 *
 * @history: (transfer none): of the run; its points are added behind those
 *   that the chart has
 * @steps_per_epoch: for the epoch that is not over yet; 0 where it is not known
 */
void
wb_loss_chart_add_history (WbLossChart *self, const WbHistory *history, double steps_per_epoch);

/**
 * Marks the changes of a run in place of those that were marked before.
 *
 * @flags: (element-type WbFlag): all of the run
 */
void wb_loss_chart_set_flags (WbLossChart *self, const GPtrArray *flags);

/** Faint curves over the same axes: what other values of a setting would do. */
void wb_loss_chart_clear_ghosts (WbLossChart *self);
guint wb_loss_chart_add_ghost (WbLossChart *self);
void wb_loss_chart_add_ghost_point (WbLossChart *self, guint ghost, double epoch, double loss);
guint wb_loss_chart_count_ghosts (const WbLossChart *self);

/** Returns: (transfer none): how the chart is shown, to be changed at will. */
WbLossLook *wb_loss_chart_get_look (WbLossChart *self);

/** @message: (nullable): stands in the middle of a chart without points */
void wb_loss_chart_set_message (WbLossChart *self, const char *message);

/** Returns: (transfer none): the losses of the steps. */
const WbSeries *wb_loss_chart_get_training (const WbLossChart *self);

/** Returns: (transfer none): the losses after the epochs. */
const WbSeries *wb_loss_chart_get_validation (const WbLossChart *self);

/** Returns: whether the loss is shown in its parts. */
gboolean wb_loss_chart_has_parts (const WbLossChart *self);

/** Returns: whether one of the parts is the divergence of a variational code. */
gboolean wb_loss_chart_has_divergence (const WbLossChart *self);

/**
 * @epoch: (out): the first one with the least validation loss
 * @loss: (out): that loss
 *
 * Returns: FALSE without validation.
 */
gboolean wb_loss_chart_get_best (const WbLossChart *self, double *epoch, double *loss);

/**
 * @epoch: any place; it snaps to a whole epoch that has values
 * @reading: (out): the values there
 *
 * Returns: FALSE where the chart is empty or @epoch is NaN.
 */
gboolean wb_loss_chart_read (const WbLossChart *self, double epoch, WbLossReading *reading);

/**
 * Finds where a drawing of this size puts things, to tell which epoch is under
 * the pointer. Costs text measurement, no drawing.
 *
 * @plot: (out): its axes map pixels to epochs and losses and back
 */
void wb_loss_chart_lay_out (const WbLossChart *self,
                            double width,
                            double height,
                            const WbStyle *style,
                            WbLossPlot *plot);

/**
 * Draws the chart without a background, so that it lies on any card of
 * @style. Costs what the width costs, whatever the number of points.
 * @cr: is left as it was
 * @width: the chart fills the rectangle from (0, 0)
 * @height: likewise
 */
void wb_loss_chart_draw (const WbLossChart *self,
                         cairo_t *cr,
                         double width,
                         double height,
                         const WbStyle *style);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLossChart, wb_loss_chart_free)

G_END_DECLS
