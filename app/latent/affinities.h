/* SPDX-License-Identifier: MIT */
/* How near each code is to its neighbours. As t-SNE sees it: a Gaussian around each code, as
 * wide as the perplexity asks for, and both directions of a pair added (van der Maaten and
 * Hinton, 2008). As UMAP does: a share that falls off beyond the nearest one, and the union
 * of both directions (McInnes, Healy, Melville, 2018). The same bits for any number of
 * threads.
 *
 * Letters: n codes of d values. A WbAffinities is immutable; any thread.
 */
#pragma once

#include <stdatomic.h>

#include "engine/thread-pool.h"

G_BEGIN_DECLS

/** Rows are filled up to a multiple of this many entries. */
#define WB_AFFINITIES_FILL 8

/**
 * WbAffinities: a sparse symmetric matrix.
 * @starts: @ends: [n]: row i has the entries from starts[i] to ends[i] - 1; those that fill
 *   it up follow: the code itself, with no weight
 * @columns: the other codes, ascending in a row
 * @weights: of t-SNE their sum over all rows is 1, of UMAP each is from 0 to 1
 */
typedef struct
{
  gsize n;
  gsize *starts;
  gsize *ends;
  guint32 *columns;
  float *weights;
} WbAffinities;

/**
 * @x: [n, d]: all finite; n at least 4
 * @perplexity: about how many neighbours count; at most (n - 1) / 3
 * @stop: (nullable): set to TRUE by another thread
 * Returns: (transfer full) (nullable): NULL where it was stopped
 */
WbAffinities *wb_affinities_new (AePool *pool,
                                 gsize n,
                                 gsize d,
                                 const float *x,
                                 double perplexity,
                                 const atomic_bool *stop) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Those of UMAP: w = exp (-max (d - d₁, 0) / s) for k neighbours at distances d, with s so
 * that their sum is log₂ k; of both directions a + b - ab.
 *
 * @k: neighbours, 2 to n - 1; otherwise see wb_affinities_new()
 */
WbAffinities *wb_affinities_new_fuzzy (AePool *pool,
                                       gsize n,
                                       gsize d,
                                       const float *x,
                                       guint k,
                                       const atomic_bool *stop) G_GNUC_WARN_UNUSED_RESULT;
void wb_affinities_free (WbAffinities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbAffinities, wb_affinities_free)

G_END_DECLS
