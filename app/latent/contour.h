/* SPDX-License-Identifier: MIT */
/* Lines of equal height over a grid, by marching squares (after Lorensen and Cline,
 * "Marching cubes", 1987), joined to as few lines as there are.
 *
 * A WbContour is immutable; any thread.
 */
#pragma once

#include "app/latent/density.h"

G_BEGIN_DECLS

/**
 * WbContour:
 * @n_lines: how many lines
 * @starts: [n_lines + 1]: line i has the points from starts[i] to starts[i + 1] - 1
 * @points: [starts[n_lines], 2]; a closed line ends with its first point, others end at
 *   the edge of the grid
 */
typedef struct
{
  guint n_lines;
  guint *starts;
  float *points;
} WbContour;

/**
 * @columns: @rows: of the grid, at least 2
 * @values: [rows, columns], row by row from y_lower
 * @box: what the grid covers: values are at the middles of its cells
 * @level: lines are where values are as high as this
 */
WbContour *wb_contour_new (guint columns,
                           guint rows,
                           const float *values,
                           const WbBox *box,
                           double level) G_GNUC_WARN_UNUSED_RESULT;
void wb_contour_free (WbContour *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbContour, wb_contour_free)

G_END_DECLS
