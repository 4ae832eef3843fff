/* SPDX-License-Identifier: MIT */
/* How good made samples are beside real ones (Naeem, Oh, Uh, Choi, Yoo, "Reliable fidelity
 * and diversity metrics for generative models", 2020, equations 3 and 4). Each real sample
 * has a ball around it that reaches to its k-th nearest real one.
 *   density  = 1 / (k m) · how many balls all made samples lie in; 1 is as good as real,
 *              and it can be more
 *   coverage = the share of balls that a made sample lies in; at most 1
 * Bit for bit the same with any number of threads.
 *
 * Letters: n real and m made samples of d values. A pure function.
 */
#pragma once

#include "engine/thread-pool.h"

G_BEGIN_DECLS

#define WB_COVERAGE_NEIGHBOURS 5 /* k */

typedef struct
{
  double density;
  double coverage;
} WbCoverage;

/**
 * @real: [n, d]: all finite
 * @made: [m, d]: all finite
 * @k: 1 to n - 1
 */
void wb_coverage_measure (AePool *pool,
                          gsize n,
                          gsize m,
                          gsize d,
                          const float *real,
                          const float *made,
                          guint k,
                          WbCoverage *out);

G_END_DECLS
