/* SPDX-License-Identifier: MIT */
/* A sweep: the same training with each combination of some settings' values, and each
 * with several seeds. Every one is a run of a project, trained from the weights that its
 * seed draws; those that the project has already are not trained again.
 */
#pragma once

#include "app/project/project.h"
#include "app/runs/replay.h"

G_BEGIN_DECLS

/** No sweep has more runs than this. */
#define WB_SWEEP_MAX 10000

/**
 * WbSweepJob: one of the trainings.
 * @project: model, recipe and data, no weights
 * @name: what its run is called: "learning_rate=0.01 seed=2"
 * @values: what was varied, without the seed: "learning_rate=0.01"
 */
typedef struct
{
  WbProject *project;
  char *name;
  char *values;
} WbSweepJob;

/**
 * The trainings of a sweep, the seeds of one combination after each other.
 *
 * @base: what they have in common; its seed is the first
 * @vary: (nullable): "learning_rate=1e-3,1e-2;batch_size=64,256": names as
 *   wb_run_differences() has them, and what each is to be
 * @n_seeds: how many of each, from 1
 * @error: WB_ERROR_EDIT where @vary cannot be read, AE_ERROR_OPTION for a value that a
 *   setting does not take
 *
 * Returns: (transfer full) (element-type WbSweepJob): the jobs, or NULL.
 */
GPtrArray *wb_sweep_new (const WbProject *base, const char *vary, guint n_seeds, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** The run of a project that is the job's, trained as far as the job asks; or NULL. */
WbRunRecord *wb_sweep_find (const GPtrArray *runs, const WbSweepJob *job);

/**
 * Trains a job to its end, records its run in @project, and leaves there the weights,
 * the model and the recipe of the best run of all.
 *
 * @project: where the runs are; its own weights are those of the best run so far
 * @training: @validation: (nullable): the parts of the job's data
 * @n_threads: 0 for as many as there are cores
 * @progress: (nullable): called before each step; where it returns FALSE nothing is recorded
 * @error: any AE_ERROR of a training but AE_ERROR_NUMERIC: that run is recorded as
 *   diverged; WB_ERROR_EDIT where @progress ended it
 *
 * Returns: (transfer none): the run, or NULL.
 */
WbRunRecord *wb_sweep_train (WbProject *project,
                             const WbSweepJob *job,
                             DsDataset *training,
                             DsDataset *validation,
                             guint n_threads,
                             WbReplayProgress progress,
                             gpointer data,
                             GError **error);

/** The median of some losses, those apart that are not finite; NAN without any. */
double wb_sweep_get_median (const double *losses, guint n);

G_END_DECLS
