/* SPDX-License-Identifier: MIT */
/* How points in the plane push each other away in t-SNE: m / (1 + d²) each, summed up in a
 * tree of squares (Barnes and Hut, 1986; van der Maaten, 2014). Points that are near one
 * another walk through the tree together, and what they meet is computed in vectors. A
 * square counts as one point where it is small against its distance from every point of
 * the group.
 *
 * Letters: n points. A WbRepulsion belongs to one thread, which may share it with a pool
 * while blocks are computed. The same bits for any number of threads, and on any machine.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WbRepulsion WbRepulsion;

/** Points of a block; the last one may have fewer. */
#define WB_REPULSION_BLOCK 128

/**
 * @n: points
 * @n_workers: how many threads may compute blocks at a time
 */
WbRepulsion *wb_repulsion_new (gsize n, guint n_workers) G_GNUC_WARN_UNUSED_RESULT;
void wb_repulsion_free (WbRepulsion *self);

/** @places: [n, 2]: all finite */
void wb_repulsion_set_places (WbRepulsion *self, const float *places);

/** How many blocks there are: points near one another are in the same. */
guint wb_repulsion_get_n_blocks (const WbRepulsion *self);

/**
 * Computes a block.
 *
 * @worker: 0 to n_workers - 1: which workspace to use
 * @pushes: (out): [n, 2]: those of the block's points are written
 * Returns: the sum of 1 / (1 + d²) of the block's points to all others
 */
double wb_repulsion_run (WbRepulsion *self, guint block, guint worker, float *pushes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRepulsion, wb_repulsion_free)

G_END_DECLS
