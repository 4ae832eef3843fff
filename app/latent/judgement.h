/* SPDX-License-Identifier: MIT */
/* Where a picture of codes can be trusted: of each code how many of its neighbours in the
 * picture are invented, and how many true neighbours were torn away (the terms of Venna
 * and Kaski's trustworthiness and continuity, 2001).
 *
 * Letters: n codes of d values. Immutable; any thread.
 */
#pragma once

#include <stdatomic.h>

#include "engine/thread-pool.h"

G_BEGIN_DECLS

/** Neighbours that are looked at. */
#define WB_JUDGEMENT_NEIGHBOURS 12

/** Of more codes than this some are judged, and stand for all. */
#define WB_JUDGEMENT_MOST 12000

/**
 * WbJudgement:
 * @n_judged: how many of the n codes
 * @trustworthiness: @continuity: from about one half to 1, see wb_neighbours_judge()
 * @invented: @torn: [n]: 0 where nothing is wrong, 1 where all is; NAN where it was not judged
 */
typedef struct
{
  gsize n;
  gsize n_judged;
  double trustworthiness;
  double continuity;
  float *invented;
  float *torn;
} WbJudgement;

/**
 * @x: [n, d]; @places: [n, 2]: the picture; n above 2·WB_JUDGEMENT_NEIGHBOURS
 * @stop: (nullable): set to TRUE by another thread
 * Returns: (transfer full) (nullable): NULL where it was stopped or there are too few codes
 */
WbJudgement *wb_judgement_new (AePool *pool,
                               gsize n,
                               gsize d,
                               const float *x,
                               const float *places,
                               const atomic_bool *stop) G_GNUC_WARN_UNUSED_RESULT;
void wb_judgement_free (WbJudgement *self);

/**
 * Numbers from 0 to 1 to colour points by; most codes have little wrong.
 *
 * @torn: what was torn, else what was invented
 * @lower, @upper: (out): what became 0 and 1
 * Returns: (transfer full): [n]; NAN where it was not judged
 */
float *wb_judgement_get_values (const WbJudgement *self,
                                gboolean torn,
                                double *lower,
                                double *upper) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbJudgement, wb_judgement_free)

G_END_DECLS
