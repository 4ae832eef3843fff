/* SPDX-License-Identifier: MIT */
/* The runs of a sweep as TensorBoard compares them: each is logged when it has ended, into
 * a folder of its own.
 */
#pragma once

#include "app/board/board.h"
#include "app/runs/sweep.h"

G_BEGIN_DECLS

/**
 * The folder of a job, below that of the sweep: what was varied, "learning_rate=0.01,seed=2".
 *
 * @jobs: as wb_sweep_new() gives them
 * Returns: (transfer full): its path.
 */
char *wb_sweep_log_get_folder (const char *folder,
                               const GPtrArray *jobs,
                               guint index) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Logs a run from begin to end.
 *
 * @run: of the job @index
 * @result: (nullable): what the job came to, for its reconstructions
 * @dataset: (nullable): samples to reconstruct
 * Returns: (transfer full): the log, to be waited for.
 */
WbBoard *wb_sweep_log_new (const char *folder,
                           const GPtrArray *jobs,
                           guint index,
                           const WbRunRecord *run,
                           const WbSweepResult *result,
                           DsDataset *dataset) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
