/* SPDX-License-Identifier: MIT */
/*
 * Where the tiles of a sheet are. Along each axis there is a margin, then tiles
 * of one length with gaps of one length between them.
 */
#pragma once

#include "data/images/image.h"

G_BEGIN_DECLS

/**
 * DsSheetAxis:
 * @tile: pixels of a tile along the axis; 0 for unknown
 * @gap: pixels between two tiles; -1 for unknown
 * @margin: pixels before the first tile; -1 for unknown
 * @is_clear: the picture shows where tiles meet
 * @is_visible: the gaps have another colour than what is beside them
 *
 * How an axis is cut.
 */
typedef struct
{
  guint tile;
  gint gap;
  gint margin;
  gboolean is_clear;
  gboolean is_visible;
} DsSheetAxis;

/** Returns: how many whole tiles there are in @n pixels; 0 for none. */
guint ds_sheet_axis_count (const DsSheetAxis *self, guint n);

/**
 * Finds what is unknown. Without a tile given, a picture that shows no grid is one tile.
 *
 * @image: the picture
 * @x: @y: (inout): how its columns and rows are cut
 * @progress: (nullable): who may cancel
 * @error: DS_ERROR_CANCELLED
 *
 * Returns: whether it was not cancelled; any thread.
 */
gboolean ds_sheet_guess (const DsImage *image,
                         DsSheetAxis *x,
                         DsSheetAxis *y,
                         const DsProgress *progress,
                         GError **error);

G_END_DECLS
