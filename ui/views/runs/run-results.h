/* SPDX-License-Identifier: MIT */
/* What ticked runs make of the same samples, found one run after the other off the main
 * thread: first a few samples to be seen, then some thousand to be judged by. What was
 * found is kept while its samples are the same ones. Main thread.
 */
#pragma once

#include "app/runs/reconstruction.h"
#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

/** No more samples than these are shown. */
#define HG_RUN_SHOWN 32

/**
 * HgRunSamples: which samples are seen.
 * @HG_RUN_DIFFERENT: of the validation samples those that the runs differ most about
 */
typedef enum
{
  HG_RUN_VALIDATION,
  HG_RUN_TRAINING,
  HG_RUN_DIFFERENT,
} HgRunSamples;

/**
 * HgRunResult: what is known of a run so far.
 * @shown: (nullable): with outputs
 * @judged: (nullable): of more samples, without outputs
 * @problem: (nullable): why there is none of them
 */
typedef struct
{
  WbReconstruction *shown;
  WbReconstruction *judged;
  char *problem;
} HgRunResult;

typedef struct _HgRunResults HgRunResults;

/** @func: called with @data when more is known; (transfer full). */
HgRunResults *hg_run_results_new (HgWorkspace *workspace,
                                  void (*func) (gpointer data),
                                  gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void hg_run_results_free (HgRunResults *self);

/** @runs: (element-type WbRunRecord): those that are compared. */
void hg_run_results_set_runs (HgRunResults *self, const GPtrArray *runs);
void hg_run_results_set_samples (HgRunResults *self, HgRunSamples samples);

/** Other samples of the same kind, by chance. */
void hg_run_results_shuffle (HgRunResults *self);

/** The data or the recipe may be others: what was found of others is forgotten. */
void hg_run_results_update (HgRunResults *self);

gboolean hg_run_results_are_training (HgRunResults *self);

/** The samples that are seen, or NULL before they are read; (transfer none). */
const WbSampleBlock *hg_run_results_get_shown (HgRunResults *self);

/** What is known of @run; (transfer none), until the next call of this object. */
const HgRunResult *hg_run_results_get (HgRunResults *self, const WbRunRecord *run);

/** Whether all that can be found is. */
gboolean hg_run_results_are_complete (HgRunResults *self);

G_END_DECLS
