/* SPDX-License-Identifier: MIT */
/* A manifold: codes on a regular grid of the plane, decoded, each picture where
 * its code is. Column 0 is the lower end of the first axis, row 0 the upper end
 * of the second, so that the picture stands like the scatter beside it. Codes of one
 * value stand in the order of reading: each row continues the one above it.
 *
 * Plain data owned by the caller and read while drawing; any thread.
 */
#pragma once

#include "app/figures/axis.h"
#include "app/figures/image.h"

G_BEGIN_DECLS

/**
 * WbManifold:
 * @picture: how each is shown; its values are [n_rows, n_columns, size]
 * @n_columns: codes along the first axis
 * @n_rows: codes along the second axis; or the rows that one axis is wrapped into
 * @is_wrapped: there is no second axis, and the first one reaches from the first picture
 *   to the last one
 * @x_lower: first axis of column 0
 * @x_upper: first axis of the last column
 * @y_lower: second axis of the last row
 * @y_upper: second axis of row 0
 * @x_label: (nullable): of the axis
 * @y_label: (nullable): of the axis
 */
typedef struct
{
  WbPicture picture;
  guint n_columns;
  guint n_rows;
  gboolean is_wrapped;
  double x_lower;
  double x_upper;
  double y_lower;
  double y_upper;
  const char *x_label;
  const char *y_label;
} WbManifold;

/**
 * @column: below the number of columns
 * @row: below the number of rows
 * @code: (out): what is to be decoded for this place
 */
void wb_manifold_get_code (const WbManifold *self, guint column, guint row, double code[2]);

/**
 * Returns: (transfer full): all pictures, one pixel a value, without gaps; its
 *   status is an error where it would be too large.
 */
cairo_surface_t *wb_manifold_to_surface (const WbManifold *self,
                                         const WbStyle *style) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @width: of the drawing
 * @height: of the drawing
 * @x: where the pointer is
 * @y: likewise
 * @column: (out): the picture under the pointer
 * @row: (out): likewise
 *
 * Returns: FALSE where there is none.
 */
gboolean wb_manifold_pick (const WbManifold *self,
                           double width,
                           double height,
                           const WbStyle *style,
                           double x,
                           double y,
                           guint *column,
                           guint *row);

/**
 * @width: of the drawing
 * @height: of the drawing
 * @column: below the number of columns
 * @row: below the number of rows
 * @bounds: (out): where the picture is: left, top, width, height
 */
void wb_manifold_get_bounds (const WbManifold *self,
                             double width,
                             double height,
                             const WbStyle *style,
                             guint column,
                             guint row,
                             double bounds[4]);

/**
 * Draws the pictures on a tile, with axes where they have labels.
 *
 * @cr: is left as it was
 * @width: the pictures are fitted into it and keep their proportions
 * @height: likewise
 */
void wb_manifold_draw (const WbManifold *self,
                       cairo_t *cr,
                       double width,
                       double height,
                       const WbStyle *style);

G_END_DECLS
