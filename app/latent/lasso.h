/* SPDX-License-Identifier: MIT */
/* Which points lie inside a line that was drawn around them. A place is inside where
 * the line goes round it an odd number of times; the line closes itself.
 *
 * Pure functions; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Takes time for each point and the few pieces of the line at its height, not for every
 * point and every piece.
 *
 * @points: [n, 2]; those that are not finite are outside
 * @line: [@n_line, 2]: corners, in the units of @points
 * @inside: (out): [n]: 1 or 0
 * Returns: how many are inside; none where the line has less than three corners.
 */
gsize wb_lasso_find (gsize n, const float *points, gsize n_line, const float *line, guint8 *inside);

G_END_DECLS
