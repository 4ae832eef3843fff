/* SPDX-License-Identifier: MIT */
/* Exact nearest neighbours of codes, by matrix products, and how well a picture of
 * them keeps who is near whom. The same bits for any number of threads.
 *
 * Letters: n codes of d values, k neighbours. Pure functions; they take the threads of
 * the pool that they are given.
 */
#pragma once

#include <stdatomic.h>

#include "engine/thread-pool.h"

G_BEGIN_DECLS

/**
 * The k nearest of each code, by Euclidean distance, the nearest first; of equal ones
 * that with the smaller number. A code is not its own neighbour.
 *
 * @x: [n, d]: all finite
 * @k: 1 to n - 1
 * @neighbours: (out): [n, k]: their numbers
 * @distances: (out) (nullable): [n, k]: squared
 */
void wb_neighbours_find (AePool *pool,
                         gsize n,
                         gsize d,
                         const float *x,
                         guint k,
                         guint32 *neighbours,
                         float *distances);

/**
 * The same, until it is told to stop.
 *
 * @stop: (nullable): set to TRUE by another thread
 * Returns: FALSE where it was stopped, and @neighbours and @distances mean nothing.
 */
gboolean wb_neighbours_find_until (AePool *pool,
                                   gsize n,
                                   gsize d,
                                   const float *x,
                                   guint k,
                                   guint32 *neighbours,
                                   float *distances,
                                   const atomic_bool *stop);

/** (transfer full): [n]: the squared lengths of @x [n, d]. */
float *wb_neighbours_find_squares (gsize n, gsize d, const float *x) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Trustworthiness and continuity (Venna and Kaski, 2001): 1 where the neighbours in the
 * picture are neighbours in truth, and where true neighbours are neighbours in the
 * picture; about one half for a picture that has nothing to do with the codes.
 *
 * @places: [n, 2]: the picture
 * @k: neighbours that are looked at; below n / 2
 */
void wb_neighbours_judge (AePool *pool,
                          gsize n,
                          gsize d,
                          const float *x,
                          const float *places,
                          guint k,
                          double *trustworthiness,
                          double *continuity);

/**
 * The same for each code: 0 where all neighbours are right, 1 where they could not be further
 * away.
 *
 * @step: 1 for all codes; else one in about this many is judged
 * @invented: (out): [n]: of the neighbours in the picture; NAN where it was not judged
 * @torn: (out): [n]: of the true neighbours
 * @stop: (nullable): set to TRUE by another thread
 * Returns: FALSE where it was stopped, and nothing means anything.
 */
gboolean wb_neighbours_judge_each (AePool *pool,
                                   gsize n,
                                   gsize d,
                                   const float *x,
                                   const float *places,
                                   guint k,
                                   guint step,
                                   float *invented,
                                   float *torn,
                                   const atomic_bool *stop);

G_END_DECLS
