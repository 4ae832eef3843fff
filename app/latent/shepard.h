/* SPDX-License-Identifier: MIT */
/* Values between points where they are known: the weighted mean of the nearest points'
 * values, by the modified weights of Shepard's method (Franke and Nielson, "Smooth
 * interpolation of large sets of scattered data", 1980):
 *   w = ((R - r) / (R·r))², r the distance of a point and R that of the next one, which
 *   does not count any more; so a point comes in and goes without a jump
 *
 * Letters: n points of p numbers, with q values each. A pure function; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** How many points count. */
#define WB_SHEPARD_POINTS 8

/**
 * At a point it gives that point's values.
 *
 * @points: [n, p]; n at least 1
 * @values: [n, q]
 * @at: [p]
 * @out: (out): [q]; may be @at
 */
void wb_shepard_interpolate (gsize n,
                             gsize p,
                             const float *points,
                             gsize q,
                             const float *values,
                             const float *at,
                             float *out);

G_END_DECLS
