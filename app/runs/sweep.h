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
 * @name: what its run is called: "Learning rate 0.01, seed 2"; the seed where there are several
 * @values: what was varied, without the seed: "learning_rate=0.01"
 * @titles: @words: the settings that were varied, as people know them, and the same with the
 *   values: "Learning rate 0.01"; both ended by NULL
 * @hash: (nullable): of its run, once it was looked for
 */
typedef struct
{
  WbProject *project;
  char *name;
  char *values;
  char **titles;
  char **words;
  char *hash;
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

/** The run of a project that is the job's, trained as far as the job asks; or NULL. One thread. */
WbRunRecord *wb_sweep_find (const GPtrArray *runs, WbSweepJob *job);

/**
 * WbSweepResult: what a job came to.
 * @checkpoint: (transfer full): where it ended
 * @n_samples: how many trained
 * @diverged: its loss was no longer a number
 */
typedef struct
{
  WbCheckpoint *checkpoint;
  guint64 n_samples;
  gboolean diverged;
} WbSweepResult;

/**
 * Trains a job to its end. Any thread; jobs may be trained at once.
 *
 * @training: @validation: (nullable): the parts of the job's data
 * @n_threads: 0 for as many as there are cores
 * @progress: (nullable): called before each step; where it returns FALSE there is no result
 * @error: any AE_ERROR of a training but AE_ERROR_NUMERIC: that run has diverged; WB_ERROR_EDIT
 *   where @progress ended it
 *
 * Returns: (transfer full): free it with wb_sweep_result_free(); or NULL.
 */
WbSweepResult *wb_sweep_train (const WbSweepJob *job,
                               DsDataset *training,
                               DsDataset *validation,
                               guint n_threads,
                               WbReplayProgress progress,
                               gpointer data,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_sweep_result_free (WbSweepResult *self);

/**
 * Records a job's result as a run of @project, and leaves there the weights, the model and the
 * recipe of the best run of all.
 *
 * @project: where the runs are; its own weights are those of the best run so far
 * Returns: (transfer none): the run.
 */
WbRunRecord *
wb_sweep_record (WbProject *project, const WbSweepJob *job, const WbSweepResult *result);

/**
 * The list of runs with a job's result added to it.
 *
 * @runs: (nullable)
 * @id: (out): of the run; 0 where not one step was made
 *
 * Returns: (transfer full): the list.
 */
GPtrArray *wb_sweep_add_run (GPtrArray *runs,
                             const WbSweepJob *job,
                             const WbSweepResult *result,
                             guint *id) G_GNUC_WARN_UNUSED_RESULT;

/**
 * WbSweepRow: the seeds of one combination, together.
 * @job: the first of them; (transfer none)
 * @n: @n_done: how many seeds, and how many of them have been trained
 * @median: @low: @high: of the best losses of those that did not diverge, NAN without any
 */
typedef struct
{
  const WbSweepJob *job;
  guint n;
  guint n_done;
  double median;
  double low;
  double high;
} WbSweepRow;

/**
 * @jobs: as wb_sweep_new() gives them
 * @runs: (nullable): of the project
 *
 * Returns: (transfer full) (element-type WbSweepRow): a row for each combination.
 */
GArray *wb_sweep_summarize (const GPtrArray *jobs,
                            guint n_seeds,
                            const GPtrArray *runs) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @low: @high: the first value and the last
 * @n: how many values, from 2
 * @logarithmic: each is as many times the one before; both ends are above 0 then
 *
 * Returns: (transfer full): values for wb_sweep_new(): "0.0001,0.001,0.01".
 */
char *wb_sweep_make_range (double low, double high, guint n, gboolean logarithmic)
  G_GNUC_WARN_UNUSED_RESULT;

/** The median of some losses, those apart that are not finite; NAN without any. */
double wb_sweep_get_median (const double *losses, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSweepResult, wb_sweep_result_free)

G_END_DECLS
