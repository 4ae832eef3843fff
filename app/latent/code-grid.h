/* SPDX-License-Identifier: MIT */
/* Codes on a regular grid of a map's plane, decoded a few at a time: first pictures that
 * lie far from each other, then those between them. So there is something of the whole at
 * once, and decoding can rest between its pieces while a training wants the processors.
 *
 * Row 0 is the upper end of the second axis, and codes of one value are wrapped into the
 * rows, as in app/figures/manifold.h. A WbCodeGrid belongs to one thread at a time.
 */
#pragma once

#include "app/latent/map.h"

G_BEGIN_DECLS

/**
 * WbCodeGrid:
 * @map: whose codes they are
 * @n_columns, @n_rows: pictures
 * @lower, @upper: places, in the plane, of the first and the last column and of the last and
 *   the first row
 * @around: (nullable): [d]: what the plane does not say of a code; NULL for the mean
 * @samples: [rows, columns, values of the map's shape]: as far as they are done
 * @order: [rows · columns]: numbers of the pictures, row by row, as they are decoded
 * @n: of @order
 * @n_done: of these, that are decoded
 */
typedef struct
{
  WbLatentMap *map;
  guint n_columns;
  guint n_rows;
  double lower[2];
  double upper[2];
  float *around;
  float *samples;
  guint32 *order;
  guint n;
  guint n_done;
} WbCodeGrid;

/** Arguments are as the fields of WbCodeGrid; copied. */
WbCodeGrid *wb_code_grid_new (WbLatentMap *map,
                              guint n_columns,
                              guint n_rows,
                              const double lower[2],
                              const double upper[2],
                              const float *around) G_GNUC_WARN_UNUSED_RESULT;
void wb_code_grid_free (WbCodeGrid *self);

/**
 * Decodes some more pictures, at least one piece of them.
 *
 * @usec: begins no other piece after so long
 * @error: as wb_latent_map_decode()
 */
gboolean wb_code_grid_advance (WbCodeGrid *self, gint64 usec, GError **error);
gboolean wb_code_grid_is_done (const WbCodeGrid *self);

/**
 * Copies the pictures that are done.
 *
 * @fill: the others become the nearest one that is done; there is one
 * @samples: (out): as in WbCodeGrid
 */
void wb_code_grid_copy (const WbCodeGrid *self, gboolean fill, float *samples);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCodeGrid, wb_code_grid_free)

G_END_DECLS
