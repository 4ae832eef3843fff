/* SPDX-License-Identifier: MIT */
/* The fields of a loss chart, for the file that fills them and the files that
 * draw them, and for nobody else.
 */
#pragma once

#include "app/figures/loss-chart.h"
#include "app/figures/text.h"

G_BEGIN_DECLS

typedef struct
{
  double epoch;
  char *words;
} WbLossFlag;

struct _WbLossChart
{
  WbSeries *training;
  WbSeries *validation;
  WbSeries *reconstruction; /* empty: the loss has no parts */
  WbSeries *divergence;     /* empty: none of a variational code */
  GArray *flags;            /* of WbLossFlag */
  GPtrArray *ghosts;        /* of WbSeries: what other values would do */
  WbLossLook look;
  char *message;
};

/* One drawing: what is drawn, on what, and where its parts are. */
typedef struct
{
  const WbLossChart *chart;
  cairo_t *cr;
  const WbStyle *style;
  WbText text;
  WbLossPlot plot;
  double width;
  double height;
} WbLossDrawing;

/* The curves that are shown, with names and colours; the last ones only where
 * the loss has parts. */
#define WB_LOSS_CURVES 4

typedef struct
{
  const char *name;
  const WbSeries *series;
  WbColour colour;
} WbLossCurve;

/**
 * @curves: (out): those that have points
 *
 * Returns: how many.
 */
guint wb_loss_chart_list_curves (const WbLossChart *self,
                                 const WbStyle *style,
                                 WbLossCurve curves[WB_LOSS_CURVES]);

/** The axis that a curve is drawn on. */
const WbAxis *wb_loss_drawing_get_axis (const WbLossDrawing *d, const WbSeries *series);

/* What stands over the curves: loss-chart-notes.c. */
void wb_loss_chart_draw_best (WbLossDrawing *d);

/** A small tick through the curve; where words are shown, they stand above it, higher where
 * they would cover those of a flag behind it, and nowhere once there is no room. From the
 * right to the left, so that no tick crosses words. */
void wb_loss_chart_draw_flags (WbLossDrawing *d);

void wb_loss_chart_draw_playhead (WbLossDrawing *d);
void wb_loss_chart_draw_crosshair (WbLossDrawing *d);

G_END_DECLS
