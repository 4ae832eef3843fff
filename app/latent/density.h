/* SPDX-License-Identifier: MIT */
/* How densely points lie in the plane: a kernel density estimate on a grid (points are
 * counted in bins, which are blurred by a Gaussian; Silverman, "Algorithm AS 176", 1982),
 * and the levels at which contours hold a share of the points.
 *
 * A WbDensity is immutable; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_DENSITY_SIDE 256

/** WbBox: a part of the plane, lower < upper. */
typedef struct
{
  double x_lower;
  double x_upper;
  double y_lower;
  double y_upper;
} WbBox;

/**
 * WbDensity:
 * @box: what the grid covers; cell (column, row) has its middle at
 *   x_lower + (column + ½)·(x_upper - x_lower) / WB_DENSITY_SIDE, likewise its row
 * @values: [WB_DENSITY_SIDE, WB_DENSITY_SIDE], row by row from y_lower: the density of one
 *   point; over the plane it sums up to 1
 */
typedef struct
{
  WbBox box;
  float *values;
} WbDensity;

/**
 * A box that holds all finite points, with room for the blur around them.
 *
 * @points: [n, 2]
 */
WbBox wb_box_fit (gsize n, const float *points);

/**
 * @points: [n, 2]: those that are not finite or out of the box are in no bin, but count
 * @box: what the grid covers
 */
WbDensity *
wb_density_new (gsize n, const float *points, const WbBox *box) G_GNUC_WARN_UNUSED_RESULT;
void wb_density_free (WbDensity *self);

/**
 * @shares: [n]: of all that lies in the box, each above 0 and below 1
 * @levels: (out): [n]: the density at the edge of the densest cells that hold so much
 */
void wb_density_find_levels (const WbDensity *self, guint n, const double *shares, double *levels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDensity, wb_density_free)

G_END_DECLS
