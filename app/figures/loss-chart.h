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

WbColour wb_loss_part_colour (guint part);

WbLossChart *wb_loss_chart_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_loss_chart_free (WbLossChart *self);

void wb_loss_chart_clear (WbLossChart *self);
gboolean wb_loss_chart_add_training (WbLossChart *self, double epoch, double loss);
gboolean wb_loss_chart_add_validation (WbLossChart *self, double epoch, double loss);
void wb_loss_chart_add_flag (WbLossChart *self, double epoch, const char *words);
void wb_loss_chart_add_parts (WbLossChart *self,
                              double epoch,
                              double reconstruction,
                              double penalty,
                              double divergence);
void
wb_loss_chart_add_history (WbLossChart *self, const WbHistory *history, double steps_per_epoch);
void wb_loss_chart_set_flags (WbLossChart *self, const GPtrArray *flags);

void wb_loss_chart_set_log (WbLossChart *self, gboolean log);
void wb_loss_chart_set_planned (WbLossChart *self, double epochs);
void wb_loss_chart_set_window (WbLossChart *self, double from, double to);
/** Faint curves over the same axes: what other values of a setting would do. */
void wb_loss_chart_clear_ghosts (WbLossChart *self);
guint wb_loss_chart_add_ghost (WbLossChart *self);
void wb_loss_chart_add_ghost_point (WbLossChart *self, guint ghost, double epoch, double loss);
guint wb_loss_chart_count_ghosts (const WbLossChart *self);

void wb_loss_chart_set_crosshair (WbLossChart *self, double epoch);

/** @epoch: the moment that is shown beside the chart, NAN for none; a line stands there */
void wb_loss_chart_set_playhead (WbLossChart *self, double epoch);
void wb_loss_chart_set_legend (WbLossChart *self, gboolean legend);
void wb_loss_chart_set_flags_on_hover (WbLossChart *self, gboolean on_hover);
void wb_loss_chart_show_best_at (WbLossChart *self, double epoch, double loss);
void wb_loss_chart_set_faded (WbLossChart *self, gboolean faded);
void wb_loss_chart_set_message (WbLossChart *self, const char *message);

const WbSeries *wb_loss_chart_get_training (const WbLossChart *self);
const WbSeries *wb_loss_chart_get_validation (const WbLossChart *self);
gboolean wb_loss_chart_has_parts (const WbLossChart *self);
gboolean wb_loss_chart_has_divergence (const WbLossChart *self);
gboolean wb_loss_chart_get_best (const WbLossChart *self, double *epoch, double *loss);
gboolean wb_loss_chart_read (const WbLossChart *self, double epoch, WbLossReading *reading);

void wb_loss_chart_lay_out (const WbLossChart *self,
                            double width,
                            double height,
                            const WbStyle *style,
                            WbLossPlot *plot);
void wb_loss_chart_draw (const WbLossChart *self,
                         cairo_t *cr,
                         double width,
                         double height,
                         const WbStyle *style);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLossChart, wb_loss_chart_free)

G_END_DECLS
