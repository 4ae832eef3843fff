/* SPDX-License-Identifier: MIT */
/* Trains the jobs of a sweep in threads of its own, one after the other or several at
 * once. Nothing here waits but wb_sweep_runner_free(), for a step at most.
 *
 * Belongs to the thread that made it.
 */
#pragma once

#include "app/runs/sweep.h"
#include "data/source.h"

G_BEGIN_DECLS

typedef struct _WbSweepRunner WbSweepRunner;

/**
 * WbSweepOutcome:
 * @index: of the job
 * @result: (nullable): what it came to
 * @error: (nullable): why there is no result
 */
typedef struct
{
  guint index;
  WbSweepResult *result;
  GError *error;
} WbSweepOutcome;

/**
 * Begins at once.
 *
 * @jobs: (element-type WbSweepJob)
 * @runs: (nullable): jobs that are among them are not trained again
 * @source: the data
 */
WbSweepRunner *wb_sweep_runner_new (GPtrArray *jobs,
                                    const GPtrArray *runs,
                                    DsSource *source) G_GNUC_WARN_UNUSED_RESULT;

/** Ends the trainings after the steps they are at. NULL is allowed. */
void wb_sweep_runner_free (WbSweepRunner *self);

/** Trainings wait where they are, and continue from there. */
void wb_sweep_runner_set_paused (WbSweepRunner *self, gboolean paused);
gboolean wb_sweep_runner_get_paused (const WbSweepRunner *self);

/** (transfer full) (nullable): a job that has ended since; free it when its fields are taken. */
WbSweepOutcome *wb_sweep_runner_take (WbSweepRunner *self) G_GNUC_WARN_UNUSED_RESULT;
void wb_sweep_outcome_free (WbSweepOutcome *self);

/** Jobs that are through, before the sweep began or since, and taken. */
guint wb_sweep_runner_count_done (const WbSweepRunner *self);

/** The share of all steps that is done, from 0 to 1. */
double wb_sweep_runner_get_share (WbSweepRunner *self);

/** Seconds until the end, at the speed so far; negative before that is known, or while paused. */
double wb_sweep_runner_get_seconds_left (WbSweepRunner *self);

/** How many of @jobs are trained at once, and by how many threads each (out). */
guint wb_sweep_count_at_once (const GPtrArray *jobs, guint n_cores, guint *n_threads);

/**
 * How fast this machine trains a project, by training it for a moment.
 *
 * @training: its data
 * @error: any of a training
 *
 * Returns: samples a second; 0 with an error. Any thread; takes some 0.3 seconds.
 */
double wb_sweep_measure_speed (const WbProject *project,
                               DsDataset *training,
                               guint n_threads,
                               GError **error);

/**
 * The time that jobs take.
 *
 * @base: whose @speed is known, in samples a second
 * @n_samples: @n_validating: samples of an epoch
 * @n_at_once: how many are trained at once
 *
 * Returns: seconds.
 */
double wb_sweep_predict_seconds (const WbProject *base,
                                 double speed,
                                 const GPtrArray *jobs,
                                 gsize n_samples,
                                 gsize n_validating,
                                 guint n_at_once);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSweepRunner, wb_sweep_runner_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSweepOutcome, wb_sweep_outcome_free)

G_END_DECLS
