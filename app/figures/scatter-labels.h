/* SPDX-License-Identifier: MIT */
/* Where the names of classes stand on a scatter: one for each class while all is seen, and
 * more of them the nearer one looks, wherever a class is thickest.
 *
 * Pure functions; any thread.
 */
#pragma once

#include "app/figures/scatter.h"

G_BEGIN_DECLS

/** The most that one can be near. */
#define WB_SCATTER_LEVELS 5

/** How many times a part of the plane was halved to what is shown; both are in bounds' order. */
guint wb_scatter_get_level (const WbScatter *self, const WbScatter *whole);

/**
 * @whole: with the bounds of all points
 * @level: 0: the median of each class; above, the plane is divided into tiles of a third of
 *   what is seen, and a name stands in each that has more points of a class than those beside it
 * @n: (out): how many
 * Returns: (transfer full): labels
 */
WbScatterLabel *
wb_scatter_find_labels (const WbScatter *whole, guint level, guint *n) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
