/* SPDX-License-Identifier: MIT */
/* Marks: what a series looks like between two axes. A mark draws inside the
 * pixels of its axes and leaves the state of the cairo_t as it was.
 */
#pragma once

#include "app/figures/axis.h"
#include "app/figures/palette.h"
#include "app/figures/series.h"

G_BEGIN_DECLS

/**
 * Fills, column by column, from the least to the greatest value: no extreme is
 * lost however many points share a column. Where the points are fewer than the
 * columns, a thin line through each of them takes the band's place.
 */
void wb_mark_band (const WbSeries *series,
                   cairo_t *cr,
                   const WbAxis *x,
                   const WbAxis *y,
                   const WbColour *colour);

/** Strokes the smoothed line of a series, one vertex a column at most. */
void wb_mark_smooth (const WbSeries *series,
                     cairo_t *cr,
                     const WbAxis *x,
                     const WbAxis *y,
                     const WbColour *colour,
                     double line_width);

/**
 * Strokes a series as it is.
 *
 * @with_points: a small dot on each point, as long as they stand apart
 */
void wb_mark_line (const WbSeries *series,
                   cairo_t *cr,
                   const WbAxis *x,
                   const WbAxis *y,
                   const WbColour *colour,
                   double line_width,
                   gboolean with_points);

/** Fills a disc. */
void wb_mark_dot (cairo_t *cr, double x, double y, double radius, const WbColour *colour);

/** Draws a disc with an outline: the read-out's place on a curve. */
void wb_mark_ring (cairo_t *cr,
                   double x,
                   double y,
                   double radius,
                   const WbColour *line,
                   const WbColour *inside);

/**
 * Adds a rectangle with round corners to the path.
 *
 * @radius: at most half of the shorter side is used
 */
void wb_mark_rounded (cairo_t *cr, double x, double y, double width, double height, double radius);

G_END_DECLS
