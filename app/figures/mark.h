/* SPDX-License-Identifier: MIT */
/* Marks: what a series looks like between two axes. A mark draws inside the
 * pixels of its axes and leaves the state of the cairo_t as it was.
 */
#pragma once

#include "app/figures/axis.h"
#include "app/figures/palette.h"
#include "app/figures/series.h"

G_BEGIN_DECLS

void wb_mark_band (const WbSeries *series,
                   cairo_t *cr,
                   const WbAxis *x,
                   const WbAxis *y,
                   const WbColour *colour);
void wb_mark_smooth (const WbSeries *series,
                     cairo_t *cr,
                     const WbAxis *x,
                     const WbAxis *y,
                     const WbColour *colour,
                     double line_width);
void wb_mark_line (const WbSeries *series,
                   cairo_t *cr,
                   const WbAxis *x,
                   const WbAxis *y,
                   const WbColour *colour,
                   double line_width,
                   gboolean with_points);

void wb_mark_dot (cairo_t *cr, double x, double y, double radius, const WbColour *colour);
void wb_mark_ring (cairo_t *cr,
                   double x,
                   double y,
                   double radius,
                   const WbColour *line,
                   const WbColour *inside);
void wb_mark_rounded (cairo_t *cr, double x, double y, double width, double height, double radius);

G_END_DECLS
