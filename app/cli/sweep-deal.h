/* SPDX-License-Identifier: MIT */
/* A sweep on several processes: rank 0 deals the jobs to all of them, itself too, as they
 * become free, and records what comes back in the jobs' order, so that the project is the
 * one that a single process writes. Each rank has its jobs trained by a process of its own
 * (sweep-worker.h): where that one is lost, the job is dealt again.
 */
#pragma once

#include "app/cli/sweep-worker.h"
#include "app/ranks/ranks.h"

G_BEGIN_DECLS

/**
 * WbDeal: what rank 0 does with the jobs.
 * @done: [@n_jobs]: whether a job was trained before and is not to be dealt
 * @record: a job's turn, in their order; @result is NULL of one that was done before
 * @tell: says a sentence
 */
typedef struct
{
  gpointer data;
  guint n_jobs;
  const gboolean *done;
  gboolean (*record) (gpointer data, guint job, const WbSweepResult *result, GError **error);
  void (*tell) (gpointer data, const char *sentence);
} WbDeal;

/**
 * Deals all jobs.
 *
 * @error: of a job that cannot be trained; WB_ERROR_EDIT after a signal
 * Returns: whether all are recorded.
 */
gboolean wb_deal_jobs (WbRanks *ranks, const WbDeal *deal, GError **error);

/** What the other ranks do meanwhile. */
void wb_deal_follow (WbRanks *ranks);

G_END_DECLS
