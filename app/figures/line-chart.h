/* SPDX-License-Identifier: MIT */
/* A sample of a series, T x F, as a line chart: time to the right, values up, a
 * line for each of its first WB_LINE_CHART_FEATURES features. Over a reference
 * the area between the two is filled faintly: the error. Differences are filled
 * from the zero line in the two ends of their colour map. Pure functions; any
 * thread.
 */
#pragma once

#include "app/figures/image.h"

G_BEGIN_DECLS

#define WB_LINE_CHART_FEATURES 8

/** What a difference is at the edge of a chart: few are larger, and most are far smaller. */
#define WB_LINE_CHART_DIFFERENCE 0.5

/**
 * Whether lines tell @picture best: every sample of a series, activations of few
 * features, differences of one; the others have a colour for each value.
 */
gboolean wb_line_chart_suits (const WbPicture *picture);

/** The colour of the line that is drawn over a reference, where there is one feature. */
WbColour wb_line_chart_colour (const WbStyle *style);

/**
 * @picture: one that lines suit; values outside its range go along the edge, and
 *   NaN leaves a gap
 * @x: left of the place, which is filled; whole numbers make flat lines sharp
 */
void wb_line_chart_draw (const WbPicture *picture,
                         cairo_t *cr,
                         double x,
                         double y,
                         double width,
                         double height,
                         const WbStyle *style);

G_END_DECLS
