/* SPDX-License-Identifier: MIT */
/* Jobs of a sweep are trained by a process of their own, so that what ends it, want of
 * memory say, ends nothing else: this command once more, which is told by numbers on its
 * input what to train and writes to its output what came of it.
 */
#pragma once

#include "app/runs/sweep.h"
#include "data/source.h"

G_BEGIN_DECLS

/** Whether this process is such a one. */
gboolean wb_sweep_is_worker (void);

/**
 * Trains what it is told to, to the end of its input.
 *
 * @error: why a job could not be trained
 */
gboolean wb_sweep_work (const GPtrArray *jobs, DsSource *source, guint n_threads, GError **error);

/**
 * WbWorkerOutcome:
 * @WB_WORKER_IDLE: nothing was trained yet
 * @WB_WORKER_TRAINED: @WB_WORKER_DIVERGED: the checkpoint follows, as a file
 * @WB_WORKER_LOST: the process was ended from outside; a sentence follows
 * @WB_WORKER_FAILED: it gave up; its last words follow
 */
typedef enum
{
  WB_WORKER_IDLE,
  WB_WORKER_TRAINED,
  WB_WORKER_DIVERGED,
  WB_WORKER_LOST,
  WB_WORKER_FAILED,
} WbWorkerOutcome;

/** WbWorkerAnswer: what an answer begins with; @size bytes follow. */
typedef struct
{
  guint64 size;
  guint64 n_samples;
  guint32 job;
  guint32 outcome;
} WbWorkerAnswer;

typedef struct _WbWorker WbWorker;

/** (transfer full): begins the process with the first job. */
WbWorker *wb_worker_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** Ends the process, whatever it is at. */
void wb_worker_free (WbWorker *self);

/** To be called when the job before has been answered. */
void wb_worker_train (WbWorker *self, guint job);

/** (transfer full) (nullable): the answer, once it is there; never waits. */
GBytes *wb_worker_take_answer (WbWorker *self);

/** @answer: a whole one; (transfer full): the result that it carries, or NULL. */
WbSweepResult *wb_worker_answer_read (GBytes *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbWorker, wb_worker_free)

G_END_DECLS
